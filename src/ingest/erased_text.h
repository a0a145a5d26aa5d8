// A person's data in documents and corrections: counted, taken out. Inside of room ingest.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "document/correction.h"
#include "document/document.h"
#include "privacy/subject.h"

namespace onggi::ingest_room {

/// Takes a subject out of texts, counting by value.
class Eraser {
 public:
  explicit Eraser(const Subject& subject) : subject_(subject), places_(subject.values().size()) {}

  /// Yes: the text changed.
  bool take_out(std::string& text);
  void take_out(Document& document);  // ids of elements stay
  bool take_out(Correction& correction);

  const std::vector<std::int64_t>& places() const { return places_; }
  std::int64_t total() const;

 private:
  void take_out(Element& element);
  bool take_out(Table& table);
  bool take_out_split_numbers(Table& table);
  bool take_out(CorrectionState& state);

  const Subject& subject_;
  std::vector<std::int64_t> places_;
};

/// Gives all elements the ids of their texts as they are now; old ids → new ones, where they differ. An id is a hash of
/// the text, by which who guesses could recognise what was taken out.
std::unordered_map<ElementId, ElementId> renew_ids(Document& document);
void renew_ids(Correction& correction, const std::unordered_map<ElementId, ElementId>& renewed);

/// Whether bytes of any kind hold the subject: as text in any of its byte forms, and where the bytes are text, or
/// `as_text` says that they hold text among others, also as Subject::find() finds it.
enum class HoldsText : std::uint8_t { if_it_is_text, yes };
bool stands_in_bytes(const Subject& subject, std::string_view bytes, HoldsText as_text);

/// Whether any of the forms stands in a file, which is read a piece at a time.
Result<bool> stands_in_file(const std::vector<std::string>& forms, const std::filesystem::path& path);

}  // namespace onggi::ingest_room
