// Encoding and decoding of posting blocks.
#include "index/postings.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "index/bytes.h"
#include "index/packing.h"

namespace onggi::index {
namespace {

static_assert(PostingCursor::kBlock == kPacked);

/// In front of a packed block. Frequencies are multiples of `divisor`: mostly of 20, the weight of one occurrence.
struct PackedHead {
  std::uint8_t gap_bits = 0, frequency_bits = 0;
  std::uint16_t divisor = 1;
};

std::uint32_t bits_of(const std::array<std::uint32_t, kPacked>& numbers) {
  std::uint32_t all = 0;
  for (const std::uint32_t number : numbers) all |= number;
  return static_cast<std::uint32_t>(std::bit_width(all));
}

void append_packed(std::string& bytes, std::span<const Posting> postings, std::uint32_t base) {
  std::array<std::uint32_t, kPacked> gaps, frequencies;
  std::uint32_t divisor = 0;
  for (std::size_t i = 0; i < kPacked; ++i) {
    gaps[i] = postings[i].chunk - base;
    base = postings[i].chunk;
    frequencies[i] = postings[i].frequency;
    if (divisor != 1) divisor = std::gcd(divisor, frequencies[i]);
  }
  if (divisor == 0 || divisor > UINT16_MAX) divisor = 1;
  if (divisor > 1)
    for (std::uint32_t& frequency : frequencies) frequency /= divisor;
  const PackedHead head{static_cast<std::uint8_t>(bits_of(gaps)), static_cast<std::uint8_t>(bits_of(frequencies)),
                        static_cast<std::uint16_t>(divisor)};
  const std::size_t begin = bytes.size();
  bytes.resize(begin + sizeof head + packed_bytes(head.gap_bits) + packed_bytes(head.frequency_bits));
  auto* const to = reinterpret_cast<unsigned char*>(bytes.data() + begin);
  std::memcpy(to, &head, sizeof head);
  pack(gaps.data(), head.gap_bits, to + sizeof head);
  pack(frequencies.data(), head.frequency_bits, to + sizeof head + packed_bytes(head.gap_bits));
}

void append_varints(std::string& bytes, std::span<const Posting> postings, std::uint32_t base) {
  for (const Posting& posting : postings) {
    append_varint(bytes, posting.chunk - base);
    base = posting.chunk;
  }
  for (const Posting& posting : postings) append_varint(bytes, posting.frequency);
}

}  // namespace

void append_postings(std::string& bytes, std::span<const Posting> postings, std::span<const std::uint32_t> lengths) {
  if (postings.size() <= kPacked) {
    if (postings.size() < kPacked) append_varints(bytes, postings, 0);
    else append_packed(bytes, postings, 0);
    return;
  }
  bytes.append((alignof(PostingBlock) - bytes.size() % alignof(PostingBlock)) % alignof(PostingBlock), '\0');
  std::vector<PostingBlock> table((postings.size() + kPacked - 1) / kPacked);
  const std::size_t table_begin = bytes.size(), begin = table_begin + table.size() * sizeof(PostingBlock);
  bytes.resize(begin);
  std::uint32_t base = 0;
  for (PostingBlock& entry : table) {
    const auto block = postings.first(std::min<std::size_t>(kPacked, postings.size()));
    postings = postings.subspan(block.size());
    if (block.size() < kPacked) append_varints(bytes, block, base);
    else append_packed(bytes, block, base);
    entry = {base = block.back().chunk, static_cast<std::uint32_t>(bytes.size() - begin), 0, UINT32_MAX};
    for (const Posting& posting : block) {
      entry.frequency_max = std::max(entry.frequency_max, posting.frequency);
      entry.length_min = std::min(entry.length_min, lengths[posting.chunk]);
    }
  }
  std::memcpy(bytes.data() + table_begin, table.data(), table.size() * sizeof(PostingBlock));
}

PostingCursor::PostingCursor(const char* bytes, std::uint32_t count)
    : count_(count), blocks_((count + kBlock - 1) / kBlock) {
  constexpr std::uintptr_t kAlign = alignof(PostingBlock);
  if (blocks_ > 1) bytes += (kAlign - reinterpret_cast<std::uintptr_t>(bytes) % kAlign) % kAlign;
  table_ = reinterpret_cast<const PostingBlock*>(bytes);
  data_ = reinterpret_cast<const unsigned char*>(bytes) + (blocks_ > 1 ? blocks_ * sizeof(PostingBlock) : 0);
  load(0);
}

void PostingCursor::load(std::uint32_t block) {
  at_ = 0;
  block_ = block;
  frequencies_known_ = true;
  if (block >= blocks_) {
    filled_ = 0;
    chunks_[0] = kEnd;
    return;
  }
  filled_ = std::min(kBlock, count_ - block * kBlock);
  const std::uint32_t base = block > 0 ? table_[block - 1].last : 0;
  const unsigned char* at = data_ + (block > 0 ? table_[block - 1].end : 0);
  if (filled_ == kBlock) {
    PackedHead head;
    std::memcpy(&head, at, sizeof head);
    unpack(at + sizeof head, head.gap_bits, chunks_.data());
    add_up(chunks_.data(), base);
    frequencies_at_ = at;
    frequencies_known_ = false;
  } else {
    std::uint32_t chunk = base;
    for (std::uint32_t i = 0; i < filled_; ++i) chunks_[i] = chunk += take_varint(at);
    for (std::uint32_t i = 0; i < filled_; ++i) frequencies_[i] = take_varint(at);
  }
  chunks_[filled_] = kEnd;
}

void PostingCursor::unpack_frequencies() {
  PackedHead head;
  std::memcpy(&head, frequencies_at_, sizeof head);
  unpack(frequencies_at_ + sizeof head + packed_bytes(head.gap_bits), head.frequency_bits, frequencies_.data());
  if (head.divisor > 1)
    for (std::uint32_t i = 0; i < kBlock; ++i) frequencies_[i] *= head.divisor;
  frequencies_known_ = true;
}

/// The first block from `from` on whose last chunk is not before the target. Searches step a little or far: the stride
/// doubles until it is too long.
std::uint32_t PostingCursor::find_block(std::uint32_t from, std::uint32_t target) const {
  std::uint32_t low = from, stride = 1;
  while (low + stride < blocks_ && table_[low + stride - 1].last < target) {
    low += stride;
    stride *= 2;
  }
  std::uint32_t high = std::min(low + stride, blocks_);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (table_[middle].last < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

const PostingBlock* PostingCursor::block_of(std::uint32_t target) const {
  if (blocks_ <= 1 || filled_ == 0) return nullptr;
  const std::uint32_t block = find_block(block_, target);
  return block == blocks_ ? nullptr : table_ + block;
}

void PostingCursor::seek_on(std::uint32_t target) {
  if (blocks_ > 1 && table_[block_].last < target) {
    load(find_block(block_ + 1, target));
    if (filled_ == 0) return;
  } else if (chunks_[filled_ - 1] < target) {
    load(blocks_);
    return;
  }
  // Mostly the next one or one near it.
  while (at_ + 8 < filled_ && chunks_[at_ + 7] < target) at_ += 8;
  while (chunks_[at_] < target) ++at_;
}

}  // namespace onggi::index
