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

/// Where personal data are masked in the text, an author is not noted at all and other values are masked as the text
/// is: what was taken out does not come back beside it.
Said said_by(const Processed& processed, const CleanOptions& options);

}  // namespace onggi::ingest_room
