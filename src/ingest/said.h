// What a document says about itself, as far as it may be kept; inside of room ingest.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "ingest/label_markings.h"
#include "ingest/pipeline.h"

namespace onggi::ingest_room {

struct Said {
  std::map<std::string, std::string> metadata;
  std::optional<Marking> marking;
};

/// Read from the document as its recipe left it. Where that masks, an author is not noted at all.
Said said_by(const Processed& processed);

}  // namespace onggi::ingest_room
