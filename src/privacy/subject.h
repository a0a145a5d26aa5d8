// One person's data in text: given values, found however they are written, and taken out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/text.h"

namespace onggi {

/// How a value is compared.
///   name    letters alone; a blank may stand between them ("김 철수"). A Hangul name of two syllables counts only
///   where
///           a word begins and a particle or no letter follows; longer ones count wherever they stand.
///   number  digits alone; blanks, hyphens, points, slashes and brackets between them do not count; no digit stands
///           beside it. A Korean telephone number is also found with its country code (+82 10-1234-5678).
///   mail    letter case does not count; nothing that could belong to an address stands beside it
///   text    anything else (addresses, numbers with letters); blanks and hyphens do not count
enum class SubjectForm : std::uint8_t { name, number, mail, text };

struct SubjectValue {
  std::string type;  // named as in Finding: PERSON, PHONE, TEL, RRN, EMAIL ...; told by the form where not given
  SubjectForm form = SubjectForm::text;
  std::string bare;     // folded, without what does not count: equal for two writings of one value
  std::string written;  // as it was given, NFC
};

/// A value as somebody gave it. `type` may be empty. Errors: invalid_argument where it is too short to mean somebody
/// (fewer than two syllables or three letters of a name, four digits, six characters of anything else).
Result<SubjectValue> subject_value(std::string_view text, std::string_view type = {});

struct SubjectHit {
  ByteRange bytes;
  std::size_t value = 0;  // which of the values
};

/// All that is known of one person. Case, width and normal form of letters (NFC, NFD) never count. Pure, thread safe.
class Subject {
 public:
  explicit Subject(std::vector<SubjectValue> values) : values_(std::move(values)) {}

  const std::vector<SubjectValue>& values() const { return values_; }
  /// Only names: many people may be called so.
  bool only_names() const;

  /// In order, not overlapping, the longest first where two begin together. `utf8` may hold broken bytes. O(n ×
  /// values).
  std::vector<SubjectHit> find(std::string_view utf8) const;

  /// The byte sequences by which the values would lie in raw files: as given and bare, in UTF-8 (NFC and NFD),
  /// UTF-16LE, CP949 and base64 of the first. Without names and numbers so short that they are parts of others.
  std::vector<std::string> byte_forms() const;

  /// The text with each hit replaced by what kind of thing was taken out: "[이름 삭제]". `hits` as found in it.
  /// Nothing is found in what comes back.
  std::string without(std::string_view utf8, const std::vector<SubjectHit>& hits) const;

 private:
  std::string without_once(std::string_view utf8, const std::vector<SubjectHit>& hits) const;

  std::vector<SubjectValue> values_;
};

}  // namespace onggi
