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
#include "clean/spelling/unknown_words.h"
#include "clean/spelling/word_rules.h"
#include "text/offsets.h"

namespace onggi {
namespace {

using namespace clean_room;  // NOLINT(google-build-using-namespace): the inside of this very room

constexpr std::string_view kRules = "spelling-1";
constexpr int kRoundsMax = 5;
constexpr double kUnknownConfidence = 0.5;
constexpr std::size_t kPieceBytes = 8192;  // time grows with the square of the corrections in a piece

// A line, or where it is very long, stretches of it that end behind a space.
std::vector<ByteRange> pieces_of(std::string_view line) {
  std::vector<ByteRange> pieces;
  for (std::size_t begin = 0; begin < line.size();) {
    std::size_t end = line.size();
    if (end - begin > kPieceBytes) {
      const std::size_t space = line.rfind(' ', begin + kPieceBytes);
      end =
          space != std::string_view::npos && space > begin ? space + 1 : floor_to_code_point(line, begin + kPieceBytes);
    }
    pieces.push_back({begin, end});
    begin = end;
  }
  return pieces;
}

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
  Checker(std::unique_ptr<Mecab> mecab, WordRules words, WordList list, SpacingModel spacing, UserWords company,
          std::string version)
      : mecab_(std::move(mecab)),
        words_(std::move(words)),
        list_(std::move(list)),
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
        for (const ByteRange piece : pieces_of(line)) {
          for (SpellingCorrection& correction : check_piece(slice(line, piece), options)) {
            const std::size_t at = begin + piece.begin;
            correction.bytes = original_of(clean, {at + correction.bytes.begin, at + correction.bytes.end});
            all.push_back(std::move(correction));
          }
        }
      }
      begin = end + 1;
    }
    return all;
  }

  const std::string& version() const override { return version_; }

 private:
  std::vector<SpellingCorrection> check_piece(std::string_view text, const SpellingOptions& options) const {
    std::vector<SpellingCorrection> corrections = settled(text, options);
    if (options.unknown == UnknownWords::tell && options.confidence_min <= kUnknownConfidence)
      add_unknown_words(text, options, corrections);
    return corrections;
  }

  // Beside the corrections: what is unknown is told, never changed.
  void add_unknown_words(std::string_view text, const SpellingOptions& options,
                         std::vector<SpellingCorrection>& corrections) const {
    Line line(text);
    line.analyse(*mecab_);
    std::vector<Edit> edits;
    find_unknown_words(line, list_, edits);
    protect(line, text, company_, options.quoted);
    const std::size_t mended = corrections.size();
    for (const Edit& edit : edits) {
      const ByteRange bytes{line.byte_of(edit.begin), line.byte_of(edit.end)};
      const bool clear = std::none_of(
          corrections.begin(), corrections.begin() + static_cast<std::ptrdiff_t>(mended),
          [&](const SpellingCorrection& one) { return one.bytes.begin <= bytes.end && bytes.begin <= one.bytes.end; });
      if (!clear || line.is_protected(edit.begin, edit.end)) continue;
      SpellingCorrection told{.bytes = bytes, .rule = std::string(edit.rule), .confidence = kUnknownConfidence};
      for (const std::u32string& word : edit.suggestions) told.suggestions.push_back(encoded(word));
      corrections.push_back(std::move(told));
    }
    std::sort(corrections.begin(), corrections.end(),
              [](const auto& a, const auto& b) { return a.bytes.begin < b.bytes.begin; });
  }

  // Rounds, because one correction opens the way to another. A piece that never settles is left as it was.
  std::vector<SpellingCorrection> settled(std::string_view given, const SpellingOptions& options) const {
    std::vector<SpellingCorrection> corrections;
    std::string text(given);
    for (int round = 0; round < kRoundsMax; ++round) {
      std::vector<SpellingCorrection> more = one_round(text, options);
      if (more.empty()) return corrections;
      corrections = composed(given, corrections, more);
      text = apply_corrections(given, corrections);
    }
    return one_round(text, options).empty() ? corrections : std::vector<SpellingCorrection>();
  }

  std::vector<SpellingCorrection> one_round(std::string_view text, const SpellingOptions& options) const {
    Line line(text);
    std::vector<Edit> edits;
    if (!find_spacing(line, spacing_, *mecab_, edits)) {
      line.analyse(*mecab_);
      words_.find(line, edits);
      find_verb_rules(line, edits);
      find_sound_rules(line, edits);
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
  WordList list_;
  SpacingModel spacing_;
  UserWords company_;
  std::string version_;
};

}  // namespace

Result<std::unique_ptr<SpellChecker>> SpellChecker::open(const Files& files) {
  ONGGI_TRY(std::unique_ptr<Mecab> mecab, Mecab::open(files.dictionary));
  ONGGI_TRY(WordRules words, WordRules::open(files.spelling / "rules-ko.txt"));
  ONGGI_TRY(WordList list, WordList::open(files.spelling / "words-ko.txt"));
  ONGGI_TRY(SpacingModel spacing, SpacingModel::open(files.spelling / "spacing-ko.bin"));
  ONGGI_TRY(const std::string rules, read_file(files.spelling / "rules-ko.txt", WordRules::kFileBytesMax));
  ONGGI_TRY(const std::string model, read_file(files.spelling / "spacing-ko.bin", SpacingModel::kFileBytesMax));
  ONGGI_TRY(const std::string known, read_file(files.spelling / "words-ko.txt", WordList::kFileBytesMax));
  UserWords company;
  if (!files.company_words.empty()) {
    ONGGI_TRY(company, UserWords::read(files.company_words));
  }
  const std::string_view parts[] = {mecab->version(), rules, model, known, company.version(), kRules};
  std::string version = sha256_hex_parts(parts).substr(0, 16);
  return std::make_unique<Checker>(std::move(mecab), std::move(words), std::move(list), std::move(spacing),
                                   std::move(company), std::move(version));
}

}  // namespace onggi
