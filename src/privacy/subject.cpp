// Finding given values. The text is read once into characters as they compare (NFC, folded), each with its place; then
// every value is laid at every character that begins like it, passing over what does not count between its own.
#include "privacy/subject.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "privacy/mask_forms.h"
#include "text/encode.h"

namespace onggi {
namespace {

struct Letter {
  char32_t code = 0;
  std::size_t begin = 0, end = 0;  // bytes of the text
};

constexpr bool is_conjoining(char32_t c) {
  return (c >= 0x1100 && c <= 0x11FF) || (c >= 0xA960 && c <= 0xA97F) || (c >= 0xD7B0 && c <= 0xD7FF) ||
         (c >= 0x0300 && c <= 0x036F);
}
constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
constexpr bool is_latin(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= 0xE0 && c <= 0x24F); }
bool is_letter(char32_t c) { return is_latin(c) || is_hangul(c) || is_hanja(c); }
bool is_address_letter(char32_t c) {
  return is_digit(c) || is_latin(c) || c == U'.' || c == U'_' || c == U'-' || c == U'%' || c == U'+';
}

// What may stand between the digits of a number, in any script's width (folded already).
bool is_number_mark(char32_t c) {
  constexpr std::u32string_view kMarks = U"-.,/()~_:·‐‑‒–—―−－∼ㆍ";
  return is_white_space(c) || kMarks.find(c) != std::u32string_view::npos;
}

// One stretch that composes to itself: a letter with all that belongs to it.
void add_folded(std::string_view utf8, ByteRange range, std::vector<Letter>& letters) {
  const std::string folded = fold(to_nfc(slice(utf8, range)));
  for (std::size_t offset = 0; offset < folded.size();) {
    const char32_t code = next_code_point(folded, offset);
    if (!is_control(code) || code == U'\n' || code == U'\t') letters.push_back({code, range.begin, range.end});
  }
}

std::vector<Letter> letters_of(std::string_view utf8) {
  std::vector<Letter> letters;
  letters.reserve(utf8.size() / 2);
  for (std::size_t offset = 0; offset < utf8.size();) {
    const std::size_t begin = offset;
    const char32_t first = next_code_point(utf8, offset);
    std::size_t end = offset;
    for (std::size_t next = offset; next < utf8.size(); end = next)
      if (!is_conjoining(next_code_point(utf8, next))) break;
    const bool alone = end == offset;
    offset = end;
    if (alone && first < 0x80) {
      const char32_t lower = first >= U'A' && first <= U'Z' ? first + 32 : first;
      if (lower >= 0x20 || lower == U'\n' || lower == U'\t') letters.push_back({lower, begin, end});
    } else if (alone && (is_hangul_syllable(first) || first == U'\uFFFD')) {
      letters.push_back({first, begin, end});
    } else if (!(alone && is_control(first))) {
      add_folded(utf8, {begin, end}, letters);
    }
  }
  return letters;
}

bool counts(SubjectForm form, char32_t c) {
  switch (form) {
    case SubjectForm::name:
      return is_letter(c);
    case SubjectForm::number:
      return is_digit(c);
    case SubjectForm::mail:
      return !is_white_space(c);
    case SubjectForm::text:
      break;
  }
  return !is_white_space(c) && !is_number_mark(c);
}

std::size_t passed_over_max(SubjectForm form) {
  constexpr std::size_t kMarks = 3;  // "850315 - 1234567"
  switch (form) {
    case SubjectForm::name:
      return 1;
    case SubjectForm::mail:
      return 0;
    default:
      return kMarks;
  }
}

bool may_stand_between(SubjectForm form, char32_t c) {
  return form == SubjectForm::name ? is_white_space(c) : is_number_mark(c);
}

std::u32string bare_of(const std::vector<Letter>& letters, SubjectForm form) {
  std::u32string bare;
  for (const Letter& letter : letters)
    if (counts(form, letter.code)) bare += letter.code;
  return bare;
}

std::u32string decoded(std::string_view utf8) {
  std::u32string text;
  for (std::size_t offset = 0; offset < utf8.size();) text += next_code_point(utf8, offset);
  return text;
}

std::string encoded(std::u32string_view text) {
  std::string utf8;
  for (const char32_t c : text) append_utf8(utf8, c);
  return utf8;
}

// Particles and titles that follow a name without a blank.
bool is_particle_at(const std::vector<Letter>& letters, std::size_t at) {
  static constexpr std::array<std::u32string_view, 40> kParticles = {
      U"이",   U"가",   U"은",   U"는",   U"을",   U"를",   U"의",   U"에",     U"와",   U"과",
      U"도",   U"만",   U"로",   U"으로", U"께",   U"한테", U"에게", U"이나",   U"나",   U"이라",
      U"라",   U"이고", U"님",   U"씨",   U"양",   U"군",   U"옹",   U"선생",   U"대리", U"과장",
      U"차장", U"부장", U"사원", U"주임", U"대표", U"이사", U"고객", U"입니다", U"이었", U"였"};
  return std::ranges::any_of(kParticles, [&](std::u32string_view particle) {
    for (std::size_t i = 0; i < particle.size(); ++i)
      if (at + i >= letters.size() || letters[at + i].code != particle[i]) return false;
    return true;
  });
}

class Search {
 public:
  Search(const std::vector<Letter>& letters, SubjectForm form, std::u32string needle)
      : letters_(letters), form_(form), needle_(std::move(needle)) {}

  /// The letter behind a match that begins at `at`; none: it does not.
  std::size_t match(std::size_t at) const {
    std::size_t end = at;
    bool passed = false;
    for (std::size_t i = 0; i < needle_.size(); ++i) {
      std::size_t over = 0;
      while (i > 0 && end < letters_.size() && letters_[end].code != needle_[i] && over < passed_over_max(form_) &&
             may_stand_between(form_, letters_[end].code))
        ++end, ++over;
      if (end >= letters_.size() || letters_[end].code != needle_[i]) return kNone;
      passed = passed || over > 0;
      ++end;
    }
    return stands_alone(at, end, passed) ? end : kNone;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

 private:
  char32_t before(std::size_t at) const { return at == 0 ? U' ' : letters_[at - 1].code; }
  char32_t behind(std::size_t end) const { return end >= letters_.size() ? U' ' : letters_[end].code; }

  bool stands_alone(std::size_t at, std::size_t end, bool passed) const {
    switch (form_) {
      case SubjectForm::number:
        return !is_digit(before(at)) && !is_digit(behind(end));
      case SubjectForm::mail:
        return !is_address_letter(before(at)) && !is_latin(behind(end)) && !is_digit(behind(end));
      case SubjectForm::name:
        return name_stands_alone(at, end, passed);
      case SubjectForm::text:
        break;
    }
    return true;
  }

  // Short names, and ones written apart, are parts of other words too often.
  bool name_stands_alone(std::size_t at, std::size_t end, bool passed) const {
    constexpr std::size_t kShort = 2;
    if (is_latin(needle_.front()) || is_latin(needle_.back())) return !is_latin(before(at)) && !is_latin(behind(end));
    if (needle_.size() > kShort && !passed) return true;
    return !is_letter(before(at)) && (!is_letter(behind(end)) || is_particle_at(letters_, end));
  }

  const std::vector<Letter>& letters_;
  SubjectForm form_;
  std::u32string needle_;
};

// How one value may be written: a telephone number also with the country's code.
std::vector<std::u32string> writings(const SubjectValue& value) {
  const std::u32string bare = decoded(value.bare);
  std::vector<std::u32string> forms = {bare};
  constexpr std::size_t kTelephoneMin = 9, kTelephoneMax = 11;
  if (value.form == SubjectForm::number && bare.size() >= kTelephoneMin && bare.size() <= kTelephoneMax &&
      bare.front() == U'0') {
    forms.push_back(U"82" + bare.substr(1));
    forms.push_back(U"82" + bare);
  }
  return forms;
}

SubjectForm form_of(std::u32string_view folded) {
  if (folded.find(U'@') != std::u32string_view::npos) return SubjectForm::mail;
  const auto all = [&](auto&& test) { return std::ranges::all_of(folded, test); };
  if (all([](char32_t c) { return is_digit(c) || is_number_mark(c) || c == U'+'; })) return SubjectForm::number;
  if (all([](char32_t c) { return is_letter(c) || is_white_space(c) || c == U'-' || c == U'\''; }))
    return SubjectForm::name;
  return SubjectForm::text;
}

std::string type_of(SubjectForm form, std::u32string_view bare) {
  constexpr std::size_t kRegistration = 13;
  if (form == SubjectForm::name) return "PERSON";
  if (form == SubjectForm::mail) return "EMAIL";
  if (form != SubjectForm::number) return "";
  if (bare.size() == kRegistration) return "RRN";
  if (bare.starts_with(U"01")) return "PHONE";
  return bare.starts_with(U"0") ? "TEL" : "";
}

std::size_t length_min(SubjectForm form, std::u32string_view bare) {
  constexpr std::size_t kSyllables = 2, kLatin = 3, kDigits = 4, kMail = 5, kText = 6;
  switch (form) {
    case SubjectForm::name:
      return std::ranges::any_of(bare, is_latin) ? kLatin : kSyllables;
    case SubjectForm::number:
      return kDigits;
    case SubjectForm::mail:
      return kMail;
    case SubjectForm::text:
      break;
  }
  return kText;
}

}  // namespace

Result<SubjectValue> subject_value(std::string_view text, std::string_view type) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::invalid_argument, "a value of --subject is not UTF-8");
  const std::vector<Letter> letters = letters_of(text);
  std::u32string folded;
  for (const Letter& letter : letters) folded += letter.code;
  SubjectValue value;
  value.form = type == "PERSON" ? SubjectForm::name : form_of(folded);
  std::u32string bare = bare_of(letters, value.form);
  if (value.form == SubjectForm::number && folded.find(U'+') != std::u32string::npos && bare.starts_with(U"82"))
    bare = U"0" + bare.substr(bare.size() > 2 && bare[2] == U'0' ? 3 : 2);  // found in all its writings
  if (bare.size() < length_min(value.form, bare))
    return fail(ErrorCode::invalid_argument,
                "a value of --subject is too short to mean one person: give the whole name, number or address",
                "subject_too_short");
  value.type = type.empty() ? type_of(value.form, bare) : std::string(type);
  value.bare = encoded(bare);
  value.written = to_nfc(text);
  return value;
}

bool Subject::only_names() const {
  return std::ranges::all_of(values_, [](const SubjectValue& value) { return value.form == SubjectForm::name; });
}

std::vector<SubjectHit> Subject::find(std::string_view utf8) const {
  const std::vector<Letter> letters = letters_of(utf8);
  std::vector<SubjectHit> hits;
  for (std::size_t v = 0; v < values_.size(); ++v)
    for (const std::u32string& needle : writings(values_[v])) {
      const Search search(letters, values_[v].form, needle);
      for (std::size_t at = 0; at < letters.size(); ++at) {
        if (letters[at].code != needle.front()) continue;
        const std::size_t end = search.match(at);
        if (end == Search::kNone) continue;
        hits.push_back({{letters[at].begin, letters[end - 1].end}, v});
        at = end - 1;
      }
    }
  std::ranges::sort(hits, [](const SubjectHit& a, const SubjectHit& b) {
    return a.bytes.begin != b.bytes.begin ? a.bytes.begin < b.bytes.begin : a.bytes.end > b.bytes.end;
  });
  std::vector<SubjectHit> apart;
  for (const SubjectHit& hit : hits)
    if (apart.empty() || hit.bytes.begin >= apart.back().bytes.end) apart.push_back(hit);
  return apart;
}

std::vector<std::string> Subject::byte_forms() const {
  constexpr std::size_t kShortName = 2, kShortNumber = 8;
  std::vector<std::string> forms;
  for (const SubjectValue& value : values_) {
    if (value.form == SubjectForm::name && count_code_points(value.bare) <= kShortName) continue;
    if (value.form == SubjectForm::number && value.bare.size() <= kShortNumber) continue;
    for (const std::string& text : {value.written, value.bare}) {
      forms.push_back(text);
      forms.push_back(to_nfd(text));
      for (const char* charset : {"UTF-16LE", "CP949"})
        if (auto bytes = encode_text(text, charset)) forms.push_back(*std::move(bytes));
      // Where it begins in what base64 holds decides its letters: these are the three, less what its neighbours share.
      for (std::size_t before = 0; before < 3; ++before) {
        const std::string letters = to_base64(std::string(before, '\0') + text);
        const std::size_t first = (before * 8 + 5) / 6, whole = (before + text.size()) / 3 * 4;
        if (whole > first + 8) forms.push_back(letters.substr(first, whole - first));
      }
    }
  }
  std::ranges::sort(forms);
  forms.erase(std::ranges::unique(forms).begin(), forms.end());
  return forms;
}

std::string Subject::without_once(std::string_view utf8, const std::vector<SubjectHit>& hits) const {
  std::string text;
  std::size_t done = 0;
  for (const SubjectHit& hit : hits) {
    text.append(utf8, done, hit.bytes.begin - done);
    text += "[" + std::string(privacy_room::mask_form(values_[hit.value].type).korean_name) + " 삭제]";
    done = hit.bytes.end;
  }
  text.append(utf8, done);
  return text;
}

std::string Subject::without(std::string_view utf8, const std::vector<SubjectHit>& hits) const {
  constexpr int kRoundsMax = 16;
  std::string text = without_once(utf8, hits);
  // What was glued to a value may stand alone only now.
  for (int round = 0; !hits.empty() && round < kRoundsMax; ++round) {
    const auto more = find(text);
    if (more.empty()) break;
    text = without_once(text, more);
  }
  return text;
}

}  // namespace onggi
