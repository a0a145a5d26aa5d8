// SpellChecker: lines, rounds of rules until nothing changes, and offsets of the text as given.
#include <algorithm>

#include "base/file.h"
#include "base/hash.h"
#include "clean/spelling.h"
#include "clean/spelling/edits.h"
#include "clean/spelling/grammar_rules.h"
#include "clean/spelling/line.h"
#include "clean/spelling/protect.h"
#include "clean/spelling/spacing_rules.h"
#include "clean/spelling/word_rules.h"
#include "text/offsets.h"

namespace onggi {
namespace {

using namespace clean_room;  // NOLINT(google-build-using-namespace): the inside of this very room

constexpr std::string_view kRules = "spelling-1";
constexpr int kRoundsMax = 5;

bool has_hangul(std::string_view utf8) {  // syllables begin with bytes EA to ED
  return std::any_of(utf8.begin(), utf8.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xEA && byte <= 0xED;
  });
}

std::string encoded(std::u32string_view letters) {
  std::string utf8;
  for (const char32_t c : letters) append_utf8(utf8, c);
  return utf8;
}

// The surest first; what overlaps a surer one goes. Two insertions at one place are one.
std::vector<Edit> without_overlaps(std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    return a.end - a.begin > b.end - b.begin;
  });
  std::vector<Edit> kept;
  for (Edit& edit : edits) {
    const bool clear = std::none_of(kept.begin(), kept.end(), [&](const Edit& other) {
      if (edit.begin == edit.end || other.begin == other.end) return edit.begin <= other.end && other.begin <= edit.end;
      return edit.begin < other.end && other.begin < edit.end;
    });
    if (clear) kept.push_back(std::move(edit));
  }
  std::sort(kept.begin(), kept.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  return kept;
}

// A place between two letters stays one, also where letters of the original are of several code points.
ByteRange original_of(const MappedText& clean, ByteRange range) {
  if (range.begin != range.end) return clean.original(range);
  const std::size_t at = range.begin < clean.text().size() ? clean.original({range.begin, range.begin + 1}).begin
                         : range.begin == 0                ? 0
                                                           : clean.original({range.begin - 1, range.begin}).end;
  return {at, at};
}

class Checker final : public SpellChecker {
 public:
  Checker(std::unique_ptr<Mecab> mecab, WordRules words, SpacingModel spacing, UserWords company, std::string version)
      : mecab_(std::move(mecab)),
        words_(std::move(words)),
        spacing_(std::move(spacing)),
        company_(std::move(company)),
        version_(std::move(version)) {}

  std::vector<SpellingCorrection> check(std::string_view utf8, const SpellingOptions& options) const override {
    const MappedText clean = clean_for_analysis(utf8);
    const std::string_view text = clean.text();
    std::vector<SpellingCorrection> all;
    CodeFence fence;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      if (!fence.inside(line) && has_hangul(line)) {
        for (SpellingCorrection& correction : check_line(line, options)) {
          correction.bytes = original_of(clean, {begin + correction.bytes.begin, begin + correction.bytes.end});
          all.push_back(std::move(correction));
        }
      }
      begin = end + 1;
    }
    return all;
  }

  const std::string& version() const override { return version_; }

 private:
  // Rounds, because one correction opens the way to another. A line that never settles is left as it was.
  std::vector<SpellingCorrection> check_line(std::string_view line, const SpellingOptions& options) const {
    std::vector<SpellingCorrection> corrections;
    std::string text(line);
    for (int round = 0; round < kRoundsMax; ++round) {
      std::vector<SpellingCorrection> more = one_round(text, options);
      if (more.empty()) return corrections;
      corrections = composed(line, corrections, more);
      text = apply_corrections(line, corrections);
    }
    return one_round(text, options).empty() ? corrections : std::vector<SpellingCorrection>();
  }

  std::vector<SpellingCorrection> one_round(std::string_view text, const SpellingOptions& options) const {
    Line line(text, *mecab_);
    std::vector<Edit> edits;
    if (!find_spacing(line, spacing_, *mecab_, edits)) {
      words_.find(line, edits);
      find_verb_rules(line, edits);
      find_space_rules(line, edits);
    }
    std::erase_if(edits, [&](const Edit& edit) { return edit.confidence < options.confidence_min; });
    if (edits.empty()) return {};
    protect(line, text, company_, options.quoted);
    std::erase_if(edits, [&](const Edit& edit) { return line.is_protected(edit.begin, edit.end); });
    std::vector<SpellingCorrection> made;
    for (const Edit& edit : without_overlaps(std::move(edits))) {
      made.push_back({.bytes = {line.byte_of(edit.begin), line.byte_of(edit.end)},
                      .replacement = encoded(edit.by),
                      .rule = std::string(edit.rule),
                      .confidence = edit.confidence});
    }
    return made;
  }

  std::unique_ptr<Mecab> mecab_;
  WordRules words_;
  SpacingModel spacing_;
  UserWords company_;
  std::string version_;
};

}  // namespace

Result<std::unique_ptr<SpellChecker>> SpellChecker::open(const Files& files) {
  ONGGI_TRY(std::unique_ptr<Mecab> mecab, Mecab::open(files.dictionary));
  ONGGI_TRY(WordRules words, WordRules::open(files.spelling / "rules-ko.txt"));
  ONGGI_TRY(SpacingModel spacing, SpacingModel::open(files.spelling / "spacing-ko.bin"));
  ONGGI_TRY(const std::string rules, read_file(files.spelling / "rules-ko.txt", WordRules::kFileBytesMax));
  ONGGI_TRY(const std::string model, read_file(files.spelling / "spacing-ko.bin", SpacingModel::kFileBytesMax));
  UserWords company;
  if (!files.company_words.empty()) {
    ONGGI_TRY(company, UserWords::read(files.company_words));
  }
  const std::string_view parts[] = {mecab->version(), rules, model, company.version(), kRules};
  std::string version = sha256_hex_parts(parts).substr(0, 16);
  return std::make_unique<Checker>(std::move(mecab), std::move(words), std::move(spacing), std::move(company),
                                   std::move(version));
}

}  // namespace onggi
