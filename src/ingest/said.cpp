// See said.h.
#include "ingest/said.h"

#include "index/metadata.h"
#include "ingest/found_metadata.h"
#include "privacy/privacy.h"

namespace onggi::ingest_room {

Said said_by(const Processed& processed, const CleanOptions& options) {
  Said said{found_metadata(processed.document), find_marking(processed.document)};
  if (!options.mask.empty()) {
    said.metadata.erase(std::string(metadata_field::kAuthor));
    MaskPolicy policy;
    policy.action = options.mask == "partial" ? MaskAction::partial : MaskAction::replace_by_type;
    policy.confidence_min = options.mask_confidence_min;
    for (auto& [field, value] : said.metadata) value = mask(value, find_personal_data(value), policy);
  }
  // The title of the clean text went through the same masks as the text. A marking above the title is none.
  if (!processed.text.title.empty() && !label_of_marking(processed.text.title))
    said.metadata[std::string(metadata_field::kTitle)] = processed.text.title;
  return said;
}

}  // namespace onggi::ingest_room
