// Comparison of a sentence with its sources.
#include "answer/support.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <unordered_set>

#include "answer/passages.h"
#include "answer/predicates.h"
#include "answer/quantity.h"
#include "retrieve/coverage.h"
#include "text/text.h"

namespace onggi {

std::string_view to_string(Support support) {
  constexpr std::array<std::string_view, 6> kNames{"borne_out",  "other_number", "other_date",
                                                   "other_name", "denial",       "no_source"};
  return kNames[static_cast<std::size_t>(support)];
}

namespace answer_room {
namespace {

constexpr double kShareMin = 1.0 / 3;  // of a sentence's words, else it speaks of something else
constexpr std::size_t kWordsMin = 4;   // fewer say too little to be asked for a source
constexpr double kSameMatter = 0.6;    // of what a sentence speaks of: from here on another one speaks of the same
constexpr std::size_t kNameCodePointsMin = 2;

struct Measure {
  std::string_view unit, base;
  double in_base;
};
// What is counted in more than one way.
constexpr std::array<Measure, 5> kMeasures{
    {{"년", "개월", 12}, {"주", "일", 7}, {"시간", "분", 60}, {"분", "분", 1}, {"일", "일", 1}}};

Quantity in_base(Quantity quantity) {
  const auto measure = std::ranges::find(kMeasures, quantity.unit, &Measure::unit);
  if (measure != kMeasures.end()) quantity.value *= measure->in_base, quantity.unit = measure->base;
  return quantity;
}

bool same(double left, double right) { return std::abs(left - right) <= 1e-9 * std::max(std::abs(left), 1.0); }
bool same(const Quantity& left, const Quantity& right) {
  return left.unit == right.unit && same(left.value, right.value);
}

struct Count {
  std::string_view word;
  int value;
};
constexpr std::array<Count, 10> kCounts{{{"한", 1},
                                         {"두", 2},
                                         {"세", 3},
                                         {"네", 4},
                                         {"다섯", 5},
                                         {"여섯", 6},
                                         {"일곱", 7},
                                         {"여덟", 8},
                                         {"아홉", 9},
                                         {"열", 10}}};

/// "세 명" as "3 명": counts that are written out.
std::string with_figures(std::string_view text) {
  std::string written;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
    const auto count = std::ranges::find_if(kCounts, [&](const Count& one) {
      return begins && text.substr(at).starts_with(one.word) && text.substr(at + one.word.size()).starts_with(" ");
    });
    if (count == kCounts.end()) {
      written += text[at++];
      continue;
    }
    written += std::to_string(count->value);
    at += count->word.size();
  }
  return written;
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// "2024-03-01", as the analyser writes a date that is named with its year.
bool is_date(std::string_view term) {
  return term.size() == 10 && term[4] == '-' && term[7] == '-' && is_digit(term[0]);
}

/// "1. ", "2) ": where a list counts itself.
std::size_t end_of_enumerator(std::string_view sentence) {
  std::size_t at = 0;
  while (at < sentence.size() && is_digit(sentence[at])) ++at;
  const bool is_one =
      at > 0 && at + 1 < sentence.size() && (sentence[at] == '.' || sentence[at] == ')') && sentence[at + 1] == ' ';
  return is_one ? at + 2 : 0;
}

/// Counts of what is listed in the answer itself: "다음 3가지", "2번째".
bool counts_itself(std::string_view behind) {
  while (behind.starts_with(' ')) behind.remove_prefix(1);
  return behind.starts_with("가지") || behind.starts_with("번째") || behind.starts_with("단계");
}

std::string compact(std::string_view text) {
  std::string letters;
  for (const char byte : fold(text))
    if (byte != ' ' && byte != '\n' && byte != '\t') letters += byte;
  return letters;
}

bool overlap(ByteRange left, ByteRange right) { return left.begin < right.end && right.begin < left.end; }

/// A number of the sentence in all forms that the analyser gives it.
struct Number {
  ByteRange bytes;
  std::vector<std::string> forms;
  bool is_date = false;
  double value = 0;  // as written; of one with a unit
};

std::vector<Number> numbers_of(const std::vector<Token>& tokens) {
  std::vector<Number> numbers;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::bigram || token.term.empty() || !is_digit(token.term.front())) continue;
    auto known = std::ranges::find_if(numbers, [&](const Number& one) { return overlap(one.bytes, token.bytes); });
    if (known == numbers.end()) known = numbers.insert(numbers.end(), {token.bytes, {}});
    known->bytes = {std::min(known->bytes.begin, token.bytes.begin), std::max(known->bytes.end, token.bytes.end)};
    known->forms.push_back(token.term);
    known->is_date = known->is_date || is_date(token.term);
  }
  return numbers;
}

struct Statement {
  Terms terms;
  std::vector<Predicate> predicates;
};

}  // namespace

/// A text as it is asked for numbers, names and denials.
struct SupportSource {
  SupportSource(std::string_view text, const Analyzer& analyzer) : letters(compact(text)) {
    const std::string figures = with_figures(text);
    for (const Quantity& one : quantities_of(figures)) {
      counted.push_back(one.value);
      quantities.push_back(in_base(one));
    }
    for (const Token& token : analyzer.tokens(figures)) {
      terms.insert(token.term);
      if (!token.term.empty() && is_digit(token.term.front())) numbers.insert(token.term);
    }
    has_dates = std::ranges::any_of(numbers, is_date);
  }

  /// Only of texts that are compared as a whole.
  void read_statements(std::string_view text, const Analyzer& analyzer) {
    for (const ByteRange range : split_sentences(text)) {
      const std::string_view sentence = slice(text, range);
      statements.push_back({terms_of(sentence, analyzer), predicates_of(sentence, analyzer)});
    }
  }

  bool holds(const Number& number, const Quantity* quantity) const {
    if (number.is_date && has_dates)
      return std::ranges::any_of(number.forms,
                                 [&](const auto& form) { return is_date(form) && numbers.contains(form); });
    const auto is_known = [&](const std::string& form) { return numbers.contains(form); };
    if (quantity == nullptr) return std::ranges::any_of(number.forms, is_known);
    const auto is_same = [&](const Quantity& one) { return same(one, *quantity); };
    if (std::ranges::any_of(quantities, is_same)) return true;
    // A bare number of a table; one that counts something else does not bear this out.
    const auto counts = [&](double value) { return same(value, number.value); };
    return std::ranges::any_of(number.forms, is_known) && std::ranges::none_of(counted, counts);
  }

  std::string letters;  // folded, without spaces
  Terms terms;
  std::unordered_set<std::string> numbers;
  std::vector<Quantity> quantities;  // in their base units
  std::vector<double> counted;       // values of those, as written
  bool has_dates = false;
  std::vector<Statement> statements;
};

namespace {

/// One sentence against what it may rest on.
class Comparison {
 public:
  Comparison(std::string_view sentence, std::vector<const SupportSource*> sources, const SupportSource& known,
             const Analyzer& analyzer)
      : sentence_(sentence), sources_(std::move(sources)), known_(known), analyzer_(analyzer) {
    words_ = retrieve::query_words(analyzer.tokens(sentence));
    retrieve::sort_by_kind(words_, analyzer.morphemes(sentence));
  }

  SupportFinding find() const {
    if (words_.size() >= kWordsMin && best_share() < kShareMin) return {Support::no_source, {}};
    if (auto found = strange_number(); !found.what.empty()) return found;
    if (auto found = strange_name(); !found.what.empty()) return found;
    return denial();
  }

 private:
  double best_share() const {
    double best = 0;
    for (const SupportSource* source : sources_) best = std::max(best, retrieve::coverage(words_, source->terms));
    return best;
  }

  template <typename Look>
  bool anywhere(Look&& look) const {
    return look(known_) || std::ranges::any_of(sources_, [&](const SupportSource* one) { return look(*one); });
  }

  SupportFinding strange_number() const {
    std::vector<Quantity> quantities = quantities_of(sentence_);
    const std::size_t begin = end_of_enumerator(sentence_);
    for (Number number : numbers_of(analyzer_.tokens(sentence_))) {
      if (number.bytes.begin < begin || counts_itself(sentence_.substr(number.bytes.end))) continue;
      const auto whole =
          std::ranges::find_if(quantities, [&](const Quantity& one) { return overlap(one.bytes, number.bytes); });
      const bool has_unit = whole != quantities.end() && !number.is_date;
      const Quantity quantity = has_unit ? in_base(*whole) : Quantity();
      if (has_unit) number.value = whole->value;
      if (anywhere([&](const SupportSource& one) { return one.holds(number, has_unit ? &quantity : nullptr); }))
        continue;
      const ByteRange shown = has_unit ? whole->bytes : number.bytes;
      return {number.is_date ? Support::other_date : Support::other_number, std::string(slice(sentence_, shown))};
    }
    return {};
  }

  SupportFinding strange_name() const {
    for (const retrieve::QueryWord& word : words_) {
      if (word.kind != retrieve::WordKind::name || is_digit(word.term.front())) continue;
      const std::string_view written = slice(sentence_, word.bytes);
      if (count_code_points(written) < kNameCodePointsMin) continue;
      const std::string letters = compact(written);
      const auto holds = [&](const SupportSource& one) {
        return one.letters.find(letters) != std::string::npos || retrieve::found_share(word, one.terms) >= 1;
      };
      if (!anywhere(holds)) return {Support::other_name, std::string(written)};
    }
    return {};
  }

  /// Words that say of what something is said.
  std::vector<retrieve::QueryWord> matter_of(const std::vector<Predicate>& said) const {
    std::vector<retrieve::QueryWord> matter;
    for (const retrieve::QueryWord& word : words_)
      if (std::ranges::none_of(said, [&](const Predicate& one) { return overlap(one.bytes, word.bytes); }))
        matter.push_back(word);
    return matter;
  }

  /// What sentences of the sources that speak of the same matter say, of which none says it as this one does.
  SupportFinding denial() const {
    const auto said = predicates_of(sentence_, analyzer_);
    const auto matter = matter_of(said);
    if (matter.empty()) return {};
    std::vector<const Predicate*> others;
    for (const SupportSource* source : sources_)
      for (const Statement& one : source->statements)
        if (retrieve::coverage(matter, one.terms) >= kSameMatter)
          for (const Predicate& predicate : one.predicates) others.push_back(&predicate);
    for (const Predicate& one : said) {
      const auto is_about = [&](const Predicate* other) { return other->stem == one.stem; };
      const auto agrees = [&](const Predicate* other) { return is_about(other) && other->is_denied == one.is_denied; };
      if (std::ranges::any_of(others, is_about) && std::ranges::none_of(others, agrees))
        return {Support::denial, std::string(slice(sentence_, one.bytes))};
    }
    return {};
  }

  std::string_view sentence_;
  std::vector<const SupportSource*> sources_;
  const SupportSource& known_;
  const Analyzer& analyzer_;
  std::vector<retrieve::QueryWord> words_;
};

}  // namespace

SupportCheck::SupportCheck(std::span<const std::string> sources, std::string_view known, const Analyzer& analyzer)
    : analyzer_(analyzer), known_(std::make_unique<SupportSource>(known, analyzer)) {
  for (const std::string& text : sources) {
    sources_.push_back(std::make_unique<SupportSource>(text, analyzer));
    sources_.back()->read_statements(text, analyzer);
  }
}

SupportCheck::~SupportCheck() = default;

SupportFinding SupportCheck::look(std::string_view sentence, std::span<const std::size_t> cited) const {
  std::vector<const SupportSource*> sources;
  for (const std::size_t index : cited) sources.push_back(sources_[index].get());
  if (cited.empty())
    for (const auto& source : sources_) sources.push_back(source.get());
  return Comparison(sentence, std::move(sources), *known_, analyzer_).find();
}

}  // namespace answer_room
}  // namespace onggi
