// See said.h.
#include "ingest/said.h"

#include "index/metadata.h"
#include "ingest/found_metadata.h"

namespace onggi::ingest_room {

Said said_by(const Processed& processed) {
  Said said{found_metadata(processed.document), find_marking(processed.document)};
  if (processed.masks) said.metadata.erase(std::string(metadata_field::kAuthor));
  // A marking above the title is none.
  if (!processed.text.title.empty() && !label_of_marking(processed.text.title))
    said.metadata[std::string(metadata_field::kTitle)] = processed.text.title;
  return said;
}

}  // namespace onggi::ingest_room
