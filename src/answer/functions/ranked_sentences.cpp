// The graph is never made: with unit rows X, a step over all similarities is X (Xᵀ p).
#include "answer/functions/ranked_sentences.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "text/text.h"

namespace onggi::answer_room {
namespace {

// Chosen on the manual of FastAPI (development, bench/functions.py).
constexpr double kDamping = 0.85, kHeadingWeight = 0.6, kEarlyWeight = 0.5, kRepeats = 0.6;
constexpr int kSteps = 30;
constexpr std::size_t kShort = 12;  // code points: "감사합니다." says nothing

struct Term {
  std::uint32_t id;
  double value;
};
using Row = std::vector<Term>;

class Ranker {
 public:
  Ranker(const std::vector<Block>& outline, const std::vector<Sentence>& sentences, const Analyzer& analyzer)
      : outline_(outline), sentences_(sentences), analyzer_(analyzer) {
    for (const Sentence& sentence : sentences) rows_.push_back(counts_of(sentence.text));
    weigh();
  }

  Result<std::vector<double>> scores(const Cancel& cancel) {
    std::vector<double> rank(rows_.size(), 1.0 / static_cast<double>(rows_.size()));
    const std::vector<double> degree = through_graph(std::vector<double>(rows_.size(), 1.0));
    for (int step = 0; step < kSteps; ++step) {
      ONGGI_CHECK(cancel.check());
      std::vector<double> spread = rank;
      for (std::size_t at = 0; at < spread.size(); ++at) spread[at] /= std::max(degree[at], 1e-9);
      spread = through_graph(spread);
      for (std::size_t at = 0; at < rank.size(); ++at)
        rank[at] = (1 - kDamping) / static_cast<double>(rank.size()) + kDamping * spread[at];
    }
    const double most = *std::ranges::max_element(rank);
    for (std::size_t at = 0; at < rank.size(); ++at) rank[at] = (rank[at] / most) * place(at) * size(at);
    add_headings(rank);
    return rank;
  }

  double similarity(std::size_t a, std::size_t b) const {
    double sum = 0;
    for (auto one = rows_[a].begin(), other = rows_[b].begin(); one != rows_[a].end() && other != rows_[b].end();) {
      if (one->id < other->id) ++one;
      else if (other->id < one->id) ++other;
      else sum += one++->value * other++->value;
    }
    return sum;
  }

 private:
  Row counts_of(std::string_view text) {
    std::map<std::uint32_t, double> counts;
    for (const Token& token : analyzer_.tokens(text)) {
      if (token.kind == TokenKind::bigram || token.kind == TokenKind::part) continue;
      const auto [known, added] = ids_.try_emplace(token.term, static_cast<std::uint32_t>(ids_.size()));
      counts[known->second] += 1;
    }
    Row row;
    for (const auto& [id, count] : counts) row.push_back({id, 1 + std::log(count)});
    return row;
  }

  void weigh() {
    std::vector<double> documents(ids_.size());
    for (const Row& row : rows_)
      for (const Term& term : row) documents[term.id] += 1;
    for (const double count : documents) rarity_.push_back(std::log(1 + static_cast<double>(rows_.size()) / count));
    for (Row& row : rows_) to_unit(row);
  }

  void to_unit(Row& row) const {
    double squares = 0;
    for (Term& term : row) {
      term.value *= term.id < rarity_.size() ? rarity_[term.id] : 0;
      squares += term.value * term.value;
    }
    for (Term& term : row) term.value /= std::sqrt(std::max(squares, 1e-12));
  }

  // Similarities times `values`, without those of each sentence with itself.
  std::vector<double> through_graph(const std::vector<double>& values) const {
    std::vector<double> terms(ids_.size());
    for (std::size_t at = 0; at < rows_.size(); ++at)
      for (const Term& term : rows_[at]) terms[term.id] += term.value * values[at];
    std::vector<double> result(rows_.size());
    for (std::size_t at = 0; at < rows_.size(); ++at) {
      for (const Term& term : rows_[at]) result[at] += term.value * terms[term.id];
      result[at] -= rows_[at].empty() ? 0 : values[at];
    }
    return result;
  }

  double place(std::size_t at) const {
    const double first_of_block = at == 0 || sentences_[at - 1].block != sentences_[at].block ? 0.15 : 0;
    return 1 + first_of_block + kEarlyWeight / (1 + static_cast<double>(at));
  }

  double size(std::size_t at) const {
    const std::size_t letters = count_code_points(sentences_[at].text);
    if (letters < kShort || sentences_[at].text.ends_with(':')) return 0.3;
    return sentences_[at].text.ends_with('?') ? 0.7 : 1.0;
  }

  // The nearest heading above and the first of all say what a sentence should speak of.
  void add_headings(std::vector<double>& scores) {
    std::vector<Row> above(outline_.size());
    Row title, nearest;
    for (std::size_t at = 0; at < outline_.size(); ++at) {
      if (outline_[at].kind == BlockKind::heading) {
        nearest = counts_of(outline_[at].text);
        to_unit(nearest);
        if (title.empty()) title = nearest;
      }
      above[at] = nearest;
    }
    for (std::size_t at = 0; at < scores.size(); ++at)
      scores[at] +=
          kHeadingWeight * (0.6 * common(rows_[at], title) + 0.4 * common(rows_[at], above[sentences_[at].block]));
  }

  static double common(const Row& a, const Row& b) {
    double sum = 0;
    for (const Term& one : a)
      for (const Term& other : b)
        if (one.id == other.id) sum += one.value * other.value;
    return sum;
  }

  const std::vector<Block>& outline_;
  const std::vector<Sentence>& sentences_;
  const Analyzer& analyzer_;
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<double> rarity_;
  std::vector<Row> rows_;
};

}  // namespace

Result<std::vector<std::size_t>> choose_sentences(const std::vector<Block>& outline,
                                                  const std::vector<Sentence>& sentences, const SummaryLength& length,
                                                  const Analyzer& analyzer, const Cancel& cancel) {
  std::vector<std::size_t> chosen;
  if (sentences.empty()) return chosen;
  Ranker ranker(outline, sentences, analyzer);
  ONGGI_TRY(std::vector<double> scores, ranker.scores(cancel));
  std::vector<bool> out(sentences.size());
  std::size_t characters = 0;
  while (length.sentences == 0 || chosen.size() < length.sentences) {
    ONGGI_CHECK(cancel.check());
    std::size_t best = sentences.size();
    for (std::size_t at = 0; at < sentences.size(); ++at)
      if (!out[at] && (best == sentences.size() || scores[at] > scores[best])) best = at;
    if (best == sentences.size()) break;
    out[best] = true;
    const std::size_t letters = count_code_points(sentences[best].text);
    if (length.characters > 0 && characters + letters > length.characters) continue;  // a shorter one may fit
    characters += letters + 1;
    chosen.push_back(best);
    for (std::size_t at = 0; at < sentences.size(); ++at)
      if (!out[at]) scores[at] -= kRepeats * scores[best] * ranker.similarity(at, best);
  }
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace onggi::answer_room
