// Matching of single words.
#include "answer/match.h"

#include <algorithm>
#include <cctype>

#include "text/text.h"

namespace onggi::answer_room {
namespace {

constexpr double kSynonymShare = 0.8;
constexpr double kPartShare = 0.8;   // a compound met by its pieces
constexpr double kStemShare = 0.35;  // a noun met without its last syllable

// "hg-05", "3인": another number is another thing.
bool is_code(const retrieve::QueryWord& word) {
  return word.kind == retrieve::WordKind::name &&
         std::ranges::any_of(word.term, [](char byte) { return byte >= '0' && byte <= '9'; });
}

// "제주도" is also met by "제주": all but the last syllable, where at least two are left.
// "N4등급", written together: the code has to be there as it is, and the rest in part.
double code_share(const retrieve::QueryWord& word, const Terms& terms) {
  if (terms.contains(word.term)) return 1;
  const auto has = [](const std::string& part, auto is) {
    return std::ranges::any_of(part, [is](unsigned char byte) { return is(byte) != 0; });
  };
  const auto code = std::ranges::find_if(
      word.parts, [&](const std::string& part) { return has(part, ::isdigit) && has(part, ::isalpha); });
  return code != word.parts.end() && terms.contains(*code) ? kPartShare : 0;
}

double stem_share(const retrieve::QueryWord& word, const Terms& terms) {
  const std::size_t syllables = count_code_points(word.term);
  if (word.kind == retrieve::WordKind::other || syllables < 3 || word.bigrams.empty()) return 0;
  return terms.contains(word.term.substr(0, byte_offset_of_code_point(word.term, syllables - 1))) ? kStemShare : 0;
}

double literal_share(const retrieve::QueryWord& word, const Terms& terms) {
  const auto is_there = [&terms](const std::string& term) { return terms.contains(term); };
  if (is_there(word.term)) return 1;
  if (!word.bigrams.empty() && std::ranges::all_of(word.bigrams, is_there)) return 1;
  std::size_t met = 0;
  for (const std::string& part : word.parts) met += is_there(part) ? part.size() : 0;
  return kPartShare * std::min(1.0, static_cast<double>(met) / static_cast<double>(word.term.size()));
}

bool all_there(const std::vector<retrieve::QueryWord>& words, const Terms& terms) {
  return std::ranges::all_of(words, [&](const auto& word) { return literal_share(word, terms) >= kPartShare; });
}

}  // namespace

QuestionWords::QuestionWords(const std::vector<retrieve::QueryWord>& words, const Thesaurus& thesaurus)
    : words_(words), others_(words.size()) {
  for (const Thesaurus::Other& other : thesaurus.others(words))
    for (const std::size_t word : other.replaces)
      others_[word].push_back({other.words, (other.same ? 1 : kSynonymShare) * other.share});
}

double QuestionWords::found(std::size_t word, const Terms& terms) const {
  if (is_code(words_[word])) return code_share(words_[word], terms);
  double best = std::max(literal_share(words_[word], terms), stem_share(words_[word], terms));
  for (const Other& other : others_[word])
    if (other.share > best && all_there(*other.words, terms)) best = other.share;
  return best;
}

double QuestionWords::share(const Terms& terms) const {
  double met = 0, all = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    all += words_[i].weight;
    met += words_[i].weight * found(i, terms);
  }
  return all > 0 ? met / all : 0;
}

}  // namespace onggi::answer_room
