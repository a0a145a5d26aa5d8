// Spelling and spacing of Korean: what is wrong, what is right, and by which rule of the orthography.
//
// Rules come from 한글 맞춤법, 표준어 규정 and 외래어 표기법; spacing of broken text from a model of letters and
// morphemes. Existing spaces are strong evidence in ordinary text and weak evidence in broken text; how broken a line
// is, the model itself says. Never touched: code, addresses, numbers, Latin words, names (privacy.h), citations, the
// company's words.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/text.h"

namespace onggi {

/// One thing to mend. `bytes` counts the text as given, also where that is NFD.
struct SpellingCorrection {
  ByteRange bytes;
  std::optional<std::string> replacement;  // NFC; none: an unknown word, which a person must judge
  std::string rule;       // stable id: "dwae", "dependent_noun_space" ...; spelling_rule_name() has its names
  double confidence = 0;  // 0..1
  std::vector<std::string> suggestions;  // of an unknown word: the likeliest first, perhaps none
};

enum class QuotedText { keep, check };  // what stands in quotation marks is somebody else's words: left as it is
enum class UnknownWords { leave, tell };

struct SpellingOptions {
  double confidence_min = 0.5;  // what is less sure is left out; 0.8 where nobody looks; unknown words have 0.5
  QuotedText quoted = QuotedText::keep;
  UnknownWords unknown = UnknownWords::leave;
};

/// Opened once; read only afterwards: thread safe.
class SpellChecker {
 public:
  struct Files {
    std::filesystem::path dictionary;     // folder of mecab-ko-dic
    std::filesystem::path spelling;       // folder of rules-ko.txt, spacing-ko.bin, words-ko.txt
    std::filesystem::path company_words;  // a word a line (text/user_words.h); empty: none
  };

  /// Errors: not_found or bad_input, naming the file.
  static Result<std::unique_ptr<SpellChecker>> open(const Files& files);
  virtual ~SpellChecker() = default;

  /// Sorted, not overlapping, each line for itself. Applied, they leave nothing more to correct under the same options.
  /// Cost: about 1 MB/s a core.
  virtual std::vector<SpellingCorrection> check(std::string_view utf8, const SpellingOptions& options = {}) const = 0;

  /// Hash of rules, model, words and dictionary: part of the key of everything made with it.
  virtual const std::string& version() const = 0;
};

/// The text with its corrections made; those without a replacement are passed over. `corrections` as returned by
/// check() for this text, all or some of them.
std::string apply_corrections(std::string_view utf8, const std::vector<SpellingCorrection>& corrections);

/// A rule's name for people: "되/돼", "의존 명사 띄어쓰기". The id itself where it is not known.
enum class RuleLanguage { korean, english };
std::string_view spelling_rule_name(std::string_view rule, RuleLanguage language);

}  // namespace onggi
