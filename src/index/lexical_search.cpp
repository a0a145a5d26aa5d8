// MaxScore with block maxima: terms that together cannot reach the current top are only looked up for chunks that other
// terms brought, and blocks of postings that cannot reach it are not even unpacked.
//
// Terms are ordered by the highest score they can give (Turtle & Flood 1995, "Query evaluation: strategies and
// optimizations"). As soon as the heap is full, the weakest terms whose bounds together stay under its worst score
// cannot bring a new hit on their own. The other, essential terms are added up over windows of 4,096 chunks in an array
// that fits the first-level cache (as Lucene 9.9's MaxScoreBulkScorer does), and each touched and allowed chunk asks
// the weak terms only as long as it can still get in. Where one essential term is left, its blocks are gone through
// without windows.
//
// Scores are whole numbers (2^-32 each): sums do not depend on the order of adding, so pruning and merging cannot move
// a tie.
#include "index/lexical_search.h"

#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "index/saturation.h"
#include "index/top_hits.h"
#include "index/weights.h"

namespace onggi::index {
namespace {

constexpr std::uint32_t kWindow = 4096;

/// More distinct terms than any question has; a pasted page must not become a query of thousands of terms.
constexpr std::size_t kQueryTermsMax = 256;

/// Each term once, with the sum of its weights.
std::vector<QueryTerm> merged(std::vector<QueryTerm> query) {
  std::ranges::sort(query, {}, &QueryTerm::term);
  std::vector<QueryTerm> terms;
  for (QueryTerm& one : query) {
    if (terms.empty() || terms.back().term != one.term) terms.push_back(std::move(one));
    else terms.back().weight += one.weight;
  }
  if (terms.size() <= kQueryTermsMax) return terms;
  std::ranges::sort(terms, [](const QueryTerm& a, const QueryTerm& b) {
    return std::tie(b.weight, a.term) < std::tie(a.weight, b.term);
  });
  terms.resize(kQueryTermsMax);
  return terms;
}

/// One term in one segment while it is searched.
struct TermScorer {
  PostingCursor cursor;
  double weight;
  Score bound;
  // The bound of the block that a look-up met last, and the last chunk for which it holds.
  Score block_bound = 0;
  std::uint32_t block_last = 0;
};

class PartSearch {
 public:
  PartSearch(const Segment& segment, const std::vector<std::uint64_t>& allowed, const Saturation& saturation,
             std::uint32_t part, TopHits<Score>& top, std::size_t terms_max)
      : segment_(segment), allowed_(allowed), saturation_(saturation), part_(part), top_(top) {
    scorers_.reserve(terms_max);
  }

  void add_term(std::uint32_t term, double weight) {
    const TermEntry& entry = segment_.entry(term);
    scorers_.push_back({segment_.postings(term), weight, bound(weight, entry.frequency_max, entry.length_min)});
  }

  Result<void> run(const Cancel& cancel) {
    if (scorers_.empty()) return {};
    std::ranges::sort(order_scorers(), {}, [this](std::uint32_t i) { return scorers_[i].bound; });
    Score sum = 0;
    for (const std::uint32_t i : order_) bounds_.push_back(sum += scorers_[i].bound);
    for (std::uint32_t begin = 0, windows = 0; begin < segment_.chunks(); begin += kWindow, ++windows) {
      if (windows % 64 == 63) ONGGI_CHECK(cancel.check());
      choose_essential();
      if (essential_ == order_.size()) return {};  // not even all terms together can get in
      if (essential_ + 1 == order_.size()) return run_alone(begin, cancel);
      run_window(begin, std::min(segment_.chunks(), begin + kWindow));
    }
    return {};
  }

 private:
  std::vector<std::uint32_t>& order_scorers() {
    order_.resize(scorers_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    return order_;
  }
  TermScorer& scorer(std::size_t at) { return scorers_[order_[at]]; }

  /// One more than the best score: it must hold however the last bit was rounded.
  Score bound(double weight, std::uint32_t frequency_max, std::uint32_t length_min) const {
    return saturation_.score(weight, frequency_max, length_min) + 1;
  }
  /// Of the weak terms before the one at `at` together, in the window.
  Score bound_before(std::size_t at) const { return at == 0 ? 0 : here_[at - 1]; }

  /// Equal scores may still get in by their id: only what stays under the worst score is pruned.
  bool can_enter(Score best) const { return !top_.full() || best >= top_.worst(); }

  void choose_essential() {
    while (essential_ < order_.size() && !can_enter(bounds_[essential_])) ++essential_;
  }

  bool is_allowed(std::uint32_t chunk) const { return ((allowed_[chunk / 64] >> (chunk % 64)) & 1U) != 0; }

  // ---- one essential term ----

  Result<void> run_alone(std::uint32_t begin, const Cancel& cancel) {
    TermScorer& only = scorer(essential_);
    here_ = bounds_;
    const Score rest = bound_before(essential_);
    only.cursor.seek(begin);
    for (std::uint32_t blocks = 0; only.cursor.chunk() != PostingCursor::kEnd; ++blocks) {
      if (blocks % 512 == 511) ONGGI_CHECK(cancel.check());
      if (!can_enter(bounds_[essential_])) return {};
      if (!skip_weak_blocks(only, rest)) return {};
      const auto chunks = only.cursor.block_chunks();
      score_postings(saturation_, only.weight, chunks, only.cursor.block_frequencies(), segment_.lengths(),
                     scores_.data());
      for (std::size_t i = 0; i < chunks.size(); ++i)
        if (can_enter(scores_[i] + rest) && is_allowed(chunks[i])) consider(chunks[i], scores_[i]);
      only.cursor.skip(static_cast<std::uint32_t>(chunks.size()));
    }
    return {};
  }

  /// To the next block that may bring something; false: there is none.
  bool skip_weak_blocks(TermScorer& scorer, Score rest) const {
    const PostingBlock* block = scorer.cursor.has_table() ? scorer.cursor.block_of(scorer.cursor.chunk()) : nullptr;
    if (block == nullptr) return true;
    const PostingBlock* const end = scorer.cursor.blocks_end();
    const PostingBlock* const first = block;
    while (block != end && !can_enter(rest + bound(scorer.weight, block->frequency_max, block->length_min))) ++block;
    if (block == end) return false;
    if (block != first) scorer.cursor.seek(block[-1].last + 1);
    return true;
  }

  // ---- several ----

  void run_window(std::uint32_t begin, std::uint32_t end) {
    const std::size_t first_word = begin / 64, words = (end - begin + 63) / 64;
    bool any = false;
    for (std::size_t word = 0; word < words; ++word) any = any || allowed_[first_word + word] != 0;
    if (!any) return;
    for (std::size_t i = essential_; i < order_.size(); ++i) add_up(scorer(i), begin, end);
    bound_weak_terms(begin, end);
    const Score rest = bound_before(essential_);
    for (std::size_t word = 0; word < words; ++word) {
      for (std::uint64_t bits = touched_[word] & allowed_[first_word + word]; bits != 0; bits &= bits - 1) {
        const auto offset = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        if (can_enter(sums_[offset] + rest)) consider(begin + offset, sums_[offset]);
      }
      touched_[word] = 0;
    }
  }

  /// What each weak term and all weaker ones can give in the window.
  void bound_weak_terms(std::uint32_t begin, std::uint32_t end) {
    here_.clear();
    Score sum = 0;
    for (std::size_t i = 0; i < essential_; ++i) here_.push_back(sum += bound_in(scorer(i), begin, end));
  }

  Score bound_in(const TermScorer& scorer, std::uint32_t begin, std::uint32_t end) const {
    if (scorer.cursor.chunk() >= end) return 0;
    if (!scorer.cursor.has_table()) return scorer.bound;
    std::uint32_t frequency_max = 0, length_min = UINT32_MAX;
    const PostingBlock* const blocks_end = scorer.cursor.blocks_end();
    for (const PostingBlock* block = scorer.cursor.block_of(begin); block != nullptr && block != blocks_end; ++block) {
      frequency_max = std::max(frequency_max, block->frequency_max);
      length_min = std::min(length_min, block->length_min);
      if (block->last >= end - 1) break;
    }
    return frequency_max == 0 ? 0 : bound(scorer.weight, frequency_max, length_min);
  }

  void add_up(TermScorer& scorer, std::uint32_t begin, std::uint32_t end) {
    PostingCursor& cursor = scorer.cursor;
    cursor.seek(begin);
    while (cursor.chunk() < end) {
      auto chunks = cursor.block_chunks();
      if (chunks.back() >= end)
        chunks = chunks.first(static_cast<std::size_t>(std::ranges::lower_bound(chunks, end) - chunks.begin()));
      score_postings(saturation_, scorer.weight, chunks, cursor.block_frequencies(), segment_.lengths(),
                     scores_.data());
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        const std::uint32_t offset = chunks[i] - begin;
        std::uint64_t& word = touched_[offset / 64];
        const std::uint64_t bit = std::uint64_t{1} << (offset % 64);
        sums_[offset] = (word & bit) != 0 ? sums_[offset] + scores_[i] : scores_[i];
        word |= bit;
      }
      cursor.skip(static_cast<std::uint32_t>(chunks.size()));
    }
  }

  void consider(std::uint32_t chunk, Score sum) {
    for (std::size_t i = essential_; i-- > 0;) {
      if (!can_enter(sum + here_[i])) return;
      if (here_[i] == bound_before(i)) continue;  // nothing of it in the window
      TermScorer& weak = scorer(i);
      if (weak.cursor.chunk() < chunk) {
        // Its block may be weaker than the term, and is unpacked only if the chunk can still get in.
        if (chunk > weak.block_last) bound_block(weak, chunk);
        if (!can_enter(sum + bound_before(i) + weak.block_bound)) return;
        weak.cursor.seek(chunk);
      }
      if (weak.cursor.chunk() == chunk)
        sum += saturation_.score(weak.weight, weak.cursor.frequency(), segment_.length(chunk));
    }
    if (sum > 0 && can_enter(sum)) top_.offer(sum, part_, chunk);
  }

  void bound_block(TermScorer& scorer, std::uint32_t chunk) const {
    const PostingBlock* const block = scorer.cursor.block_of(chunk);
    scorer.block_last = block == nullptr ? PostingCursor::kEnd : block->last;
    if (block != nullptr) scorer.block_bound = bound(scorer.weight, block->frequency_max, block->length_min);
    else scorer.block_bound = scorer.cursor.has_table() ? 0 : scorer.bound;
  }

  const Segment& segment_;
  const std::vector<std::uint64_t>& allowed_;
  const Saturation& saturation_;
  std::uint32_t part_;
  TopHits<Score>& top_;
  std::vector<TermScorer> scorers_;
  std::vector<std::uint32_t> order_;  // scorers by bound, weakest first
  std::vector<Score> bounds_;         // of each and all weaker ones together
  std::vector<Score> here_;           // the same in the window
  std::size_t essential_ = 0;         // from here on in order_
  std::array<Score, PostingCursor::kBlock> scores_;
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

Result<std::vector<IndexHit>> search_lexical(const Snapshot& snapshot, const std::vector<QueryTerm>& query,
                                             const AllowedChunks& allowed, std::size_t limit, const Cancel& cancel) {
  const std::vector<QueryTerm> terms = merged(query);
  const LocatedTerms located = locate(snapshot, terms);
  const Saturation saturation(snapshot.chunks, snapshot.length);
  TopHits<Score> top(snapshot, limit);
  // Big parts first: they fill the heap with high scores, so that the small ones are mostly skipped.
  std::vector<std::uint32_t> order(snapshot.parts.size());
  for (std::uint32_t p = 0; p < order.size(); ++p) order[p] = p;
  std::ranges::sort(order, std::ranges::greater{},
                    [&](std::uint32_t p) { return snapshot.parts[p].segment->chunks(); });
  for (const std::uint32_t p : order) {
    ONGGI_CHECK(cancel.check());
    if (!allowed[p]) continue;
    PartSearch search(*snapshot.parts[p].segment, allowed[p]->words, saturation, p, top, terms.size());
    for (std::size_t t = 0; t < terms.size(); ++t)
      if (located.numbers[p][t]) search.add_term(*located.numbers[p][t], located.weights[t]);
    ONGGI_CHECK(search.run(cancel));
  }
  return top.take(kScoreUnit);
}

double lexical_bound(const Snapshot& snapshot, const std::vector<QueryTerm>& query) {
  const LocatedTerms located = locate(snapshot, merged(query));
  return std::accumulate(located.weights.begin(), located.weights.end(), 0.0) * kScoreUnit;
}

}  // namespace onggi::index

namespace onggi {

double term_weight(TokenKind kind) { return static_cast<double>(index::units_of(kind)) / index::kUnit; }

std::vector<QueryTerm> query_terms(const std::vector<Token>& tokens) {
  std::map<std::pair<std::string_view, std::uint32_t>, double> occurrences;
  for (const Token& token : tokens) {
    double& weight = occurrences[{token.term, token.position}];
    weight = std::max(weight, term_weight(token.kind));
  }
  std::vector<QueryTerm> terms;
  terms.reserve(occurrences.size());
  for (const auto& [place, weight] : occurrences) terms.push_back({std::string(place.first), weight});
  return terms;
}

}  // namespace onggi
