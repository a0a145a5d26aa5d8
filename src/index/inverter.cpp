// See inverter.h.
#include "index/inverter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <numeric>

#include "index/weights.h"

namespace onggi::index {
namespace {

/// The first eight bytes as a number that orders like them.
std::uint64_t beginning(std::string_view term) {
  std::uint64_t word = 0;
  std::memcpy(&word, term.data(), std::min(sizeof word, term.size()));
  return __builtin_bswap64(word);
}

/// Two texts of more than eight bytes whose hashes are equal.
bool are_same(const char* a, const char* b, std::size_t size) {
  if (size > 2 * sizeof(std::uint64_t)) return std::memcmp(a, b, size) == 0;
  std::array<std::uint64_t, 4> words;
  std::memcpy(&words[0], a, sizeof words[0]);
  std::memcpy(&words[1], b, sizeof words[1]);
  std::memcpy(&words[2], a + size - sizeof words[2], sizeof words[2]);
  std::memcpy(&words[3], b + size - sizeof words[3], sizeof words[3]);
  return words[0] == words[1] && words[2] == words[3];
}

}  // namespace

std::uint32_t Inverter::add(const IndexedChunk& chunk) {
  chunk_begins_.push_back(entries_.size());
  first_occasion_ = occasion_ + 1;
  add_field(chunk.lead_tokens, units_in_lead);
  add_field(chunk.body_tokens, units_of);
  std::uint32_t length = 0;
  for (std::size_t i = chunk_begins_.back(); i < entries_.size(); ++i) length += entries_[i].frequency;
  return length;
}

void Inverter::add_field(const std::vector<Token>& tokens, std::uint32_t (*units)(TokenKind)) {
  ++occasion_;
  // In three passes, so that what one needs of the tables is on the way while the one before it works.
  hashes_.clear();
  bool in_order = true;
  std::uint32_t before = 0;
  for (const Token& token : tokens) {
    in_order = in_order && token.position >= before;
    before = token.position;
    hashes_.push_back(hash_of_term(token.term));
    __builtin_prefetch(&slots_[hashes_.back() & (slots_.size() - 1)]);
  }
  numbers_.clear();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    numbers_.push_back(number(tokens[i].term, hashes_[i]));
    __builtin_prefetch(&seen_[numbers_.back()]);
  }
  if (in_order) {  // as an analyser gives them
    for (std::size_t i = 0; i < tokens.size(); ++i)
      add_occurrence(numbers_[i], tokens[i].position, units(tokens[i].kind));
    return;
  }
  std::vector<std::size_t> order(tokens.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return tokens[i].position; });
  for (const std::size_t i : order) add_occurrence(numbers_[i], tokens[i].position, units(tokens[i].kind));
}

/// A word that gives the same term twice (as morpheme and as bigram) counts once, with its best weight.
void Inverter::add_occurrence(std::uint32_t term, std::uint32_t position, std::uint32_t units) {
  Seen& seen = seen_[term];
  if (seen.occasion < first_occasion_) {
    seen = {occasion_, position, units, static_cast<std::uint32_t>(entries_.size())};
    entries_.push_back({term, units});
    return;
  }
  const bool again = seen.occasion == occasion_ && seen.position == position;
  const std::uint32_t counted = again ? seen.units : 0;
  entries_[seen.at].frequency += std::max(units, counted) - counted;
  seen.occasion = occasion_;
  seen.position = position;
  seen.units = std::max(units, counted);
}

std::uint32_t Inverter::number(std::string_view term, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].term != UINT32_MAX; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.hash != hash || slot.size != term.size()) continue;
    if (term.size() <= 8 || are_same(texts_.data() + slot.begin, term.data(), term.size())) return slot.term;
  }
  const auto number = static_cast<std::uint32_t>(seen_.size());
  slots_[at] = {hash, number, static_cast<std::uint32_t>(term.size()), texts_.size()};
  texts_ += term;
  text_ends_.push_back(texts_.size());
  seen_.emplace_back();
  if (seen_.size() * 2 > slots_.size()) grow();
  return number;
}

void Inverter::grow() {
  std::vector<Slot> bigger(slots_.size() * 2);
  const std::size_t mask = bigger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.term == UINT32_MAX) continue;
    std::size_t at = slot.hash & mask;
    while (bigger[at].term != UINT32_MAX) at = (at + 1) & mask;
    bigger[at] = slot;
  }
  slots_.swap(bigger);
}

std::string_view Inverter::text(std::uint32_t term) const {
  const std::size_t begin = term == 0 ? 0 : text_ends_[term - 1];
  return std::string_view(texts_).substr(begin, text_ends_[term] - begin);
}

std::vector<std::uint32_t> Inverter::in_order() const {
  struct Key {
    std::uint64_t beginning;
    std::uint32_t term;
  };
  std::vector<Key> keys;
  keys.reserve(seen_.size());
  for (std::uint32_t term = 0; term < seen_.size(); ++term) keys.push_back({beginning(text(term)), term});
  std::ranges::sort(keys, [&](const Key& a, const Key& b) {
    return a.beginning != b.beginning ? a.beginning < b.beginning : text(a.term) < text(b.term);
  });
  std::vector<std::uint32_t> order;
  order.reserve(keys.size());
  for (const Key& key : keys) order.push_back(key.term);
  return order;
}

void Inverter::finish(SegmentBuilder& builder) const {
  const std::vector<std::uint32_t> order = in_order();
  std::vector<std::uint32_t> chunks(seen_.size());  // that hold each term
  for (const Entry& entry : entries_) ++chunks[entry.term];
  std::vector<std::size_t> ends(seen_.size());  // of each term's postings, moving on while they are dealt out
  std::size_t begin = 0;
  for (const std::uint32_t term : order) {
    ends[term] = begin;
    begin += chunks[term];
  }
  const auto postings = std::make_unique_for_overwrite<Posting[]>(entries_.size());
  for (std::uint32_t chunk = 0; chunk < chunk_begins_.size(); ++chunk) {
    const std::size_t end = chunk + 1 < chunk_begins_.size() ? chunk_begins_[chunk + 1] : entries_.size();
    for (std::size_t i = chunk_begins_[chunk]; i < end; ++i)
      postings[ends[entries_[i].term]++] = {chunk, entries_[i].frequency};
  }
  for (const std::uint32_t term : order)
    builder.add_term(text(term), {postings.get() + ends[term] - chunks[term], chunks[term]});
}

}  // namespace onggi::index
