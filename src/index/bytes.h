// Immutable bytes (on the heap or mapped from a file), their checksum, and the small codec of the index's lesser files.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::index {

/// Sixty-four bits over 8-byte words. Each step is a bijection of the state and of the word, so any change inside one
/// word is found for certain, others but for 2^-64. About 5 GB/s; FNV-1a byte by byte took 1 s for what this does in
/// 0.2 s.
std::uint64_t checksum(std::string_view bytes);

/// Bytes that never change. Shared by the segment that reads them and the snapshots that hold the segment.
class Bytes {
 public:
  explicit Bytes(std::string heap) : heap_(std::move(heap)), view_(heap_) {}
  /// Maps a whole file. A mapped file may be unlinked meanwhile, but must not be cut short: the folder belongs to us
  /// alone. Errors: not_found, unavailable.
  static Result<std::shared_ptr<const Bytes>> map(const std::filesystem::path& path);
  /// Bytes of somebody who outlives the result.
  static std::shared_ptr<const Bytes> borrow(std::string_view bytes);
  ~Bytes();
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  std::string_view view() const { return view_; }
  bool on_heap() const { return !mapped_; }

 private:
  Bytes() = default;
  std::string heap_;
  std::string_view view_;
  bool mapped_ = false;
};

/// Appends numbers (LEB128) and texts.
class ByteWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);
  std::string take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// The way back. Reading past the end gives zeros and empty texts and sets `ok()` to false, so that a caller checks
/// once.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t number();
  std::string_view text();
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// LEB128 into and out of raw bytes; the reader trusts them (they passed a checksum).
inline void append_varint(std::string& bytes, std::uint32_t value) {
  for (; value >= 0x80U; value >>= 7U) bytes.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  bytes.push_back(static_cast<char>(value));
}
inline std::uint32_t take_varint(const unsigned char*& at) {
  std::uint32_t value = *at & 0x7FU;
  for (unsigned shift = 7; (*at++ & 0x80U) != 0; shift += 7) value |= static_cast<std::uint32_t>(*at & 0x7FU) << shift;
  return value;
}

}  // namespace onggi::index
