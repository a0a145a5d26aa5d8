// MaxScore in windows: terms that together cannot reach the current top are only looked up for chunks that other terms
// brought.
//
// Terms are ordered by the highest score they can give (Turtle & Flood 1995, "Query evaluation: strategies and
// optimizations"). As soon as the heap is full, the weakest terms whose bounds together stay under its worst score
// cannot bring a new hit on their own. The other, essential terms are added up over windows of 4,096 chunks in an array
// that fits the first-level cache (as Lucene 9.9's MaxScoreBulkScorer does), and each touched and allowed chunk asks
// the weak terms only as long as it can still get in.
//
// Scores are whole numbers (2^-32 each): sums do not depend on the order of adding, so pruning and merging cannot move
// a tie.
#include "index/lexical_search.h"

#include <bit>
#include <cmath>
#include <map>
#include <tuple>

#include "index/top_hits.h"
#include "index/weights.h"

namespace onggi::index {
namespace {

using Score = std::int64_t;
constexpr double kScoreUnit = 0x1p-32;
constexpr std::uint32_t kWindow = 4096;

/// More distinct terms than any question has; a pasted page must not become a query of thousands of terms.
constexpr std::size_t kQueryTermsMax = 256;

struct QueryTerm {
  std::string_view term;
  double weight = 0;  // of the question's occurrences, times idf, times 2^32
};

/// Distinct terms with the weight of their kinds, each word once for each term, as in segments.
std::vector<QueryTerm> query_terms(const std::vector<Token>& query) {
  std::map<std::pair<std::string_view, std::uint32_t>, std::uint32_t> occurrences;
  for (const Token& token : query) {
    std::uint32_t& units = occurrences[{token.term, token.position}];
    units = std::max(units, units_of(token.kind));
  }
  std::vector<QueryTerm> terms;
  for (const auto& [place, units] : occurrences) {
    if (terms.empty() || terms.back().term != place.first) terms.push_back({place.first, 0});
    terms.back().weight += static_cast<double>(units) / kUnit;
  }
  if (terms.size() <= kQueryTermsMax) return terms;
  std::ranges::sort(terms, [](const QueryTerm& a, const QueryTerm& b) {
    return std::tie(b.weight, a.term) < std::tie(a.weight, b.term);
  });
  terms.resize(kQueryTermsMax);
  return terms;
}

/// score = weight × frequency / (frequency + at_zero + per_length × length)
struct Saturation {
  double at_zero = 0, per_length = 0;
  explicit Saturation(const Snapshot& snapshot) {
    const double average = std::max(
        1.0, static_cast<double>(snapshot.length) / static_cast<double>(std::max<std::uint64_t>(1, snapshot.chunks)));
    at_zero = kUnit * kSaturation * (1 - kLengthShare);
    per_length = kUnit * kSaturation * kLengthShare / average;
  }
  Score score(double weight, std::uint32_t frequency, std::uint32_t length) const {
    const double units = frequency;
    return static_cast<Score>(weight * (units / (units + (at_zero + per_length * length))));
  }
};

/// One term in one segment while it is searched.
struct TermScorer {
  PostingCursor cursor;
  double weight;
  Score bound;
};

class PartSearch {
 public:
  PartSearch(const Segment& segment, const std::vector<std::uint64_t>& allowed, const Saturation& saturation,
             std::uint32_t part, TopHits<Score>& top)
      : segment_(segment), allowed_(allowed), saturation_(saturation), part_(part), top_(top) {}

  void add_term(std::uint32_t term, double weight) {
    const TermEntry& entry = segment_.entry(term);
    // One more than the best score: the bound must hold however the last bit was rounded.
    scorers_.push_back(
        {segment_.postings(term), weight, saturation_.score(weight, entry.frequency_max, entry.length_min) + 1});
  }

  Result<void> run(const Cancel& cancel) {
    if (scorers_.empty()) return {};
    std::ranges::sort(scorers_, {}, &TermScorer::bound);
    Score sum = 0;
    for (const TermScorer& scorer : scorers_) bounds_.push_back(sum += scorer.bound);
    for (std::uint32_t begin = 0, windows = 0; begin < segment_.chunks(); begin += kWindow, ++windows) {
      if (windows % 64 == 63) ONGGI_CHECK(cancel.check());
      choose_essential();
      if (essential_ == scorers_.size()) return {};  // not even all terms together can get in
      run_window(begin, std::min(segment_.chunks(), begin + kWindow));
    }
    return {};
  }

 private:
  /// Equal scores may still get in by their id: only what stays under the worst score is pruned.
  bool can_enter(Score best) const { return !top_.full() || best >= top_.worst(); }

  void choose_essential() {
    while (essential_ < scorers_.size() && !can_enter(bounds_[essential_])) ++essential_;
  }

  void run_window(std::uint32_t begin, std::uint32_t end) {
    const std::size_t first_word = begin / 64, words = (end - begin + 63) / 64;
    bool any = false;
    for (std::size_t word = 0; word < words; ++word) any = any || allowed_[first_word + word] != 0;
    if (!any) return;
    for (std::size_t i = essential_; i < scorers_.size(); ++i) add_up(scorers_[i], begin, end);
    for (std::size_t word = 0; word < words; ++word) {
      for (std::uint64_t bits = touched_[word] & allowed_[first_word + word]; bits != 0; bits &= bits - 1) {
        const auto offset = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        consider(begin + offset, sums_[offset]);
      }
      touched_[word] = 0;
    }
  }

  void add_up(TermScorer& scorer, std::uint32_t begin, std::uint32_t end) {
    PostingCursor& cursor = scorer.cursor;
    for (cursor.seek(begin); cursor.chunk() < end; cursor.next()) {
      const std::uint32_t offset = cursor.chunk() - begin;
      const Score score = saturation_.score(scorer.weight, cursor.frequency(), segment_.length(cursor.chunk()));
      std::uint64_t& word = touched_[offset / 64];
      const std::uint64_t bit = std::uint64_t{1} << (offset % 64);
      sums_[offset] = (word & bit) != 0 ? sums_[offset] + score : score;
      word |= bit;
    }
  }

  void consider(std::uint32_t chunk, Score sum) {
    for (std::size_t i = essential_; i-- > 0;) {
      if (!can_enter(sum + bounds_[i])) return;
      PostingCursor& cursor = scorers_[i].cursor;
      cursor.seek(chunk);
      if (cursor.chunk() == chunk)
        sum += saturation_.score(scorers_[i].weight, cursor.frequency(), segment_.length(chunk));
    }
    if (sum > 0 && can_enter(sum)) top_.offer(sum, part_, chunk);
  }

  const Segment& segment_;
  const std::vector<std::uint64_t>& allowed_;
  const Saturation& saturation_;
  std::uint32_t part_;
  TopHits<Score>& top_;
  std::vector<TermScorer> scorers_;  // by bound, weakest first
  std::vector<Score> bounds_;        // of each and all weaker ones together
  std::size_t essential_ = 0;        // from here on
  std::array<Score, kWindow> sums_;
  std::array<std::uint64_t, kWindow / 64> touched_{};
};

/// Where each query term lies in each part, and its weight with the idf of the whole collection.
struct LocatedTerms {
  std::vector<std::vector<std::optional<std::uint32_t>>> numbers;  // [part][term]
  std::vector<double> weights;
};

LocatedTerms locate(const Snapshot& snapshot, const std::vector<QueryTerm>& terms) {
  LocatedTerms located;
  located.numbers.resize(snapshot.parts.size());
  std::vector<std::uint64_t> chunks(terms.size());
  for (std::size_t p = 0; p < snapshot.parts.size(); ++p) {
    for (std::size_t t = 0; t < terms.size(); ++t) {
      const auto number = snapshot.parts[p].segment->find(terms[t].term);
      if (number) chunks[t] += count_live(snapshot.parts[p], *number);
      located.numbers[p].push_back(number);
    }
  }
  const auto all = static_cast<double>(snapshot.chunks);
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const auto holding = static_cast<double>(chunks[t]);
    const double idf = std::log1p((all - holding + 0.5) / (holding + 0.5));
    located.weights.push_back(terms[t].weight * idf * (kSaturation + 1) / kScoreUnit);
  }
  return located;
}

}  // namespace

Result<std::vector<IndexHit>> search_lexical(const Snapshot& snapshot, const std::vector<Token>& query,
                                             const AllowedChunks& allowed, std::size_t limit, const Cancel& cancel) {
  const std::vector<QueryTerm> terms = query_terms(query);
  const LocatedTerms located = locate(snapshot, terms);
  const Saturation saturation(snapshot);
  TopHits<Score> top(snapshot, limit);
  // Big parts first: they fill the heap with high scores, so that the small ones are mostly skipped.
  std::vector<std::uint32_t> order(snapshot.parts.size());
  for (std::uint32_t p = 0; p < order.size(); ++p) order[p] = p;
  std::ranges::sort(order, std::ranges::greater{},
                    [&](std::uint32_t p) { return snapshot.parts[p].segment->chunks(); });
  for (const std::uint32_t p : order) {
    ONGGI_CHECK(cancel.check());
    if (!allowed[p]) continue;
    PartSearch search(*snapshot.parts[p].segment, allowed[p]->words, saturation, p, top);
    for (std::size_t t = 0; t < terms.size(); ++t)
      if (located.numbers[p][t]) search.add_term(*located.numbers[p][t], located.weights[t]);
    ONGGI_CHECK(search.run(cancel));
  }
  return top.take(kScoreUnit);
}

}  // namespace onggi::index
