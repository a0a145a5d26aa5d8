// Encoding and decoding of posting blocks.
#include "index/postings.h"

#include <algorithm>
#include <cstring>

#include "index/bytes.h"

namespace onggi::index {
namespace {

constexpr std::size_t kTableEntry = 2 * sizeof(std::uint32_t);

void append_block(std::string& bytes, const Posting* begin, const Posting* end, std::uint32_t base) {
  for (const Posting* posting = begin; posting != end; ++posting) {
    append_varint(bytes, posting->chunk - base);
    base = posting->chunk;
  }
  for (const Posting* posting = begin; posting != end; ++posting) append_varint(bytes, posting->frequency);
}

std::uint32_t read_u32(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace

void append_postings(std::string& bytes, const std::vector<Posting>& postings) {
  std::string table, data;
  std::uint32_t base = 0;
  for (std::size_t begin = 0; begin < postings.size(); begin += PostingCursor::kBlock) {
    const std::size_t end = std::min(postings.size(), begin + PostingCursor::kBlock);
    append_block(data, postings.data() + begin, postings.data() + end, base);
    base = postings[end - 1].chunk;
    const std::array<std::uint32_t, 2> entry{base, static_cast<std::uint32_t>(data.size())};
    table.append(reinterpret_cast<const char*>(entry.data()), kTableEntry);
  }
  if (postings.size() > PostingCursor::kBlock) bytes += table;
  bytes += data;
}

PostingCursor::PostingCursor(const char* bytes, std::uint32_t count)
    : table_(bytes), count_(count), blocks_((count + kBlock - 1) / kBlock) {
  data_ = reinterpret_cast<const unsigned char*>(bytes) + (blocks_ > 1 ? blocks_ * kTableEntry : 0);
  load(0);
}

std::uint32_t PostingCursor::last_of(std::uint32_t block) const {
  if (blocks_ > 1) return read_u32(table_ + block * kTableEntry);
  return blocks_ == 0 ? 0 : chunks_[filled_ - 1];
}

void PostingCursor::load(std::uint32_t block) {
  at_ = 0;
  block_ = block;
  if (block >= blocks_) {
    filled_ = 0;
    chunks_[0] = kEnd;
    return;
  }
  filled_ = std::min(kBlock, count_ - block * kBlock);
  std::uint32_t chunk = 0;
  const unsigned char* at = data_;
  if (block > 0) {
    chunk = read_u32(table_ + (block - 1) * kTableEntry);
    at += read_u32(table_ + (block - 1) * kTableEntry + sizeof(std::uint32_t));
  }
  for (std::uint32_t i = 0; i < filled_; ++i) chunks_[i] = chunk += take_varint(at);
  for (std::uint32_t i = 0; i < filled_; ++i) frequencies_[i] = take_varint(at);
  chunks_[filled_] = kEnd;
}

void PostingCursor::seek(std::uint32_t target) {
  if (filled_ == 0 || chunk() >= target) return;
  if (last_of(block_) < target) {
    std::uint32_t low = block_ + 1, high = blocks_;
    while (low < high) {  // the first block whose last chunk is not before the target
      const std::uint32_t middle = low + (high - low) / 2;
      if (last_of(middle) < target) low = middle + 1;
      else high = middle;
    }
    load(low);
    if (filled_ == 0) return;
  }
  const std::uint32_t* const begin = chunks_.data() + at_;
  const std::uint32_t* const end = chunks_.data() + filled_;
  at_ += static_cast<std::uint32_t>(std::lower_bound(begin, end, target) - begin);
}

}  // namespace onggi::index
