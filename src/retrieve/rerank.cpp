// Reading passages, and the weights of what was read.
#include "retrieve/rerank.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace onggi::retrieve {
namespace {

// Coordinate ascent on nDCG@10 (Metzler & Croft 2007, "Linear feature-based models for information retrieval") over
// four collections that no result is reported of: sections of a Korean installation guide and of an English manual,
// half of KoBEST BoolQ, the questions of four invented organisations (bench/answers). In units of a fused score.
struct Weights {
  double covered = 0.05, adjacent = 0.12, phrase = 0.05, early = 0.05, opening = 0.15;
};
constexpr Weights kWeights;

constexpr double kEarlyWords = 30;  // 어절 after which an occurrence counts 1/e

bool is_letter(char32_t c) {
  return is_hangul(c) || is_hanja(c) || (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || c > 0xBF;
}

std::string letters_of(std::string_view folded) {
  std::string letters;
  letters.reserve(folded.size());
  for (std::size_t offset = 0; offset < folded.size();) {
    const std::size_t begin = offset;
    if (is_letter(next_code_point(folded, offset))) letters.append(folded.substr(begin, offset - begin));
  }
  return letters;
}

}  // namespace

/// Folded text with the places of its 어절.
class PassageWords {
 public:
  explicit PassageWords(std::string_view text) : text_(fold(text)) {
    for (std::size_t at = 0; at < text_.size();) {
      at = text_.find_first_not_of(kSpaces, at);
      if (at == std::string::npos) break;
      begins_.push_back(at);
      at = std::min(text_.find_first_of(kSpaces, at), text_.size());
    }
  }

  bool holds(std::string_view term) const { return text_.contains(term); }
  bool spells(std::string_view letters) const { return !letters.empty() && letters_of(text_).contains(letters); }

  /// Numbers of the 어절 that hold the term, ascending. A term of one letter has to begin one, or follow a sign; digits
  /// are no part of a longer number.
  std::vector<std::size_t> places_of(std::string_view term) const {
    std::vector<std::size_t> places;
    const bool alone = count_code_points(term) == 1;
    auto word = begins_.begin();
    for (std::size_t at = text_.find(term); at != std::string::npos; at = text_.find(term, at + term.size())) {
      if ((alone && follows_letter(at)) || cuts_number(at, at + term.size())) continue;
      word = std::upper_bound(word, begins_.end(), at);
      const auto number = static_cast<std::size_t>(word - begins_.begin()) - (word == begins_.begin() ? 0 : 1);
      if (word != begins_.begin()) --word;
      if (places.empty() || places.back() != number) places.push_back(number);
    }
    return places;
  }

 private:
  static constexpr std::string_view kSpaces = " \t\n\r";

  bool follows_letter(std::size_t at) const {
    if (at == 0) return false;
    std::size_t before = floor_to_code_point(text_, at - 1);
    return is_letter(next_code_point(text_, before));
  }

  bool is_digit(std::size_t at) const { return at < text_.size() && text_[at] >= '0' && text_[at] <= '9'; }
  bool is_point(std::size_t at) const { return at < text_.size() && (text_[at] == '.' || text_[at] == ','); }
  bool cuts_number(std::size_t begin, std::size_t end) const {
    const bool before = is_digit(begin) && begin > 0 &&
                        (is_digit(begin - 1) || (begin > 1 && is_point(begin - 1) && is_digit(begin - 2)));
    return before || (is_digit(end - 1) && (is_digit(end) || (is_point(end) && is_digit(end + 1))));
  }

  std::string text_;
  std::vector<std::size_t> begins_;
};

namespace {

/// Whether some occurrence of one stands as far from some of the other as in the question; both lists ascend.
bool are_neighbours(const std::vector<std::size_t>& first, const std::vector<std::size_t>& second, std::size_t gap) {
  auto at = second.begin();
  for (const std::size_t place : first) {
    at = std::lower_bound(at, second.end(), place + gap);
    if (at != second.end() && *at == place + gap) return true;
  }
  return false;
}

}  // namespace

PassageReader::PassageReader(const Question& question) : letters_(letters_of(fold(question.text))) {
  for (const QueryWord& word : question.words) add(question, word);
  for (const Spelled& number : question.numbers) note(number.bytes, number.forms);
  for (const Variant& variant : question.variants) note(question, variant);
  for (const Word& word : words_) weights_ += word.weight;
}

void PassageReader::add(const Question& question, const QueryWord& word) {
  const std::string_view before = std::string_view(question.text).substr(0, word.bytes.begin);
  words_.push_back({.term = word.term,
                    .parts = word.parts,
                    .variants = {},
                    .weight = word.weight,
                    .bytes = word.bytes,
                    .number = static_cast<std::size_t>(std::ranges::count(before, ' '))});
}

/// Passages that hold a spelling hold the words that stand there in the question. False: none does.
bool PassageReader::note(ByteRange bytes, const std::vector<std::string>& spellings) {
  bool noted = false;
  for (Word& word : words_) {
    if (word.bytes.begin >= bytes.end || bytes.begin >= word.bytes.end) continue;
    word.variants.insert(word.variants.end(), spellings.begin(), spellings.end());
    noted = true;
  }
  return noted;
}

/// What was no word before becomes one.
void PassageReader::note(const Question& question, const Variant& variant) {
  if (variant.kind == VariantKind::keyboard || note(variant.bytes, {variant.meant})) return;  // or is the text by now
  add(question, {.term = variant.typed, .parts = {}, .bigrams = {}, .bytes = variant.bytes});
  words_.back().variants.push_back(variant.meant);
}

/// Where one word of the question stands in a passage.
struct PassageReader::Found {
  std::vector<std::size_t> in_text, in_lead;
  double share = 0;

  bool whole() const { return !in_text.empty() || !in_lead.empty(); }
  double early() const {
    if (!in_lead.empty()) return 1;
    return in_text.empty() ? 0 : std::exp(-static_cast<double>(in_text.front()) / kEarlyWords);
  }
};

namespace {

std::vector<std::size_t> merged(std::vector<std::size_t> places, const std::vector<std::size_t>& more) {
  if (more.empty()) return places;
  std::vector<std::size_t> all;
  std::ranges::set_union(places, more, std::back_inserter(all));
  return all;
}

}  // namespace

PassageReader::Found PassageReader::find(const Word& word, const PassageWords& text, const PassageWords& lead) {
  Found found{.in_text = text.places_of(word.term), .in_lead = lead.places_of(word.term)};
  for (const std::string& variant : word.variants) {
    found.in_text = merged(std::move(found.in_text), text.places_of(variant));
    found.in_lead = merged(std::move(found.in_lead), lead.places_of(variant));
  }
  if (found.whole()) found.share = 1;
  else if (!word.parts.empty())
    found.share = static_cast<double>(std::ranges::count_if(
                      word.parts, [&](const std::string& part) { return text.holds(part) || lead.holds(part); })) /
                  static_cast<double>(word.parts.size());
  return found;
}

double PassageReader::adjacent(const std::vector<Found>& found) const {
  double near = 0, pairs = 0;
  for (std::size_t i = 1; i < words_.size(); ++i) {
    const double weight = std::min(words_[i - 1].weight, words_[i].weight);
    const std::size_t gap = words_[i].number - words_[i - 1].number;
    pairs += weight;
    if (are_neighbours(found[i - 1].in_text, found[i].in_text, gap) ||
        are_neighbours(found[i - 1].in_lead, found[i].in_lead, gap))
      near += weight;
  }
  return pairs > 0 ? near / pairs : 0;
}

PassageFeatures PassageReader::read(const PassageText& passage) const {
  PassageFeatures features;
  if (weights_ <= 0) return features;
  const PassageWords text(passage.text), lead(passage.lead);
  std::vector<Found> found;
  for (const Word& word : words_) {
    found.push_back(find(word, text, lead));
    features.covered += word.weight * found.back().share / weights_;
    features.early += word.weight * found.back().early() / weights_;
  }
  features.opening = passage.opens ? features.early : 0;
  features.adjacent = words_.size() > 1 ? adjacent(found) : features.covered;
  const bool all = std::ranges::all_of(found, [](const Found& one) { return one.share == 1; });
  if (all && (text.spells(letters_) || lead.spells(letters_))) features.phrase = 1;
  return features;
}

double added_by(const PassageFeatures& features) {
  return kWeights.covered * features.covered + kWeights.adjacent * features.adjacent +
         kWeights.phrase * features.phrase + kWeights.early * features.early + kWeights.opening * features.opening;
}

}  // namespace onggi::retrieve
