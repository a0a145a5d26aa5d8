// See personal_texts.h.
#include "ingest/personal_texts.h"

#include <algorithm>
#include <map>

namespace onggi::ingest_room {
namespace {

constexpr std::size_t kContextCodePoints = 60;  // before and behind

std::string before(std::string_view text) {
  const std::size_t all = count_code_points(text);
  if (all <= kContextCodePoints) return std::string(text);
  return std::string(text.substr(byte_offset_of_code_point(text, all - kContextCodePoints)));
}

std::string behind(std::string_view text) {
  return std::string(text.substr(0, byte_offset_of_code_point(text, kContextCodePoints)));
}

std::optional<PersonalFinding::Text> text_of(const Document& document, const PersonalScans& scans,
                                             const FindingRows::One& one) {
  const PersonalFinding& finding = one.finding;
  const PersonalPlace place{finding.element, finding.row, finding.column, one.bytes};
  const std::string text = personal_text(document, place);
  if (one.bytes.end > text.size() || one.bytes.begin > one.bytes.end) return std::nullopt;
  PersonalFinding::Text made{.value = std::string(slice(text, one.bytes)),
                             .heading = personal_heading(document, place)};
  if (scans.hash(finding.kind, made.value) != one.value_hash) return std::nullopt;
  made.before = before(std::string_view(text).substr(0, one.bytes.begin));
  made.after = behind(std::string_view(text).substr(one.bytes.end));
  const auto element = std::ranges::find(document.elements, finding.element, &Element::id);
  if (element != document.elements.end()) made.places = element->places;
  return made;
}

}  // namespace

Result<void> add_texts(const Correcting& correcting, const PersonalScans& scans, FindingRows& page,
                       const Cancel& cancel) {
  std::map<DocumentId, std::vector<FindingRows::One*>> of_document;
  for (FindingRows::One& one : page.rows) of_document[one.finding.document].push_back(&one);
  for (const auto& [id, findings] : of_document) {
    ONGGI_CHECK(cancel.check());
    const auto corrected = correcting.corrected(id);
    if (!corrected && corrected.error().code == ErrorCode::not_found) continue;  // being read again
    if (!corrected) return std::unexpected(corrected.error());
    for (FindingRows::One* one : findings) one->finding.text = text_of(corrected->document, scans, *one);
  }
  return {};
}

}  // namespace onggi::ingest_room
