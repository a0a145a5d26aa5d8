// 32 secret bytes in memory that is not swapped and is wiped when it goes. Inside of room store.
#pragma once

#include <sodium.h>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace onggi::store {

class LockedKey {
 public:
  static constexpr std::size_t kBytes = 32;

  LockedKey() = default;
  /// `bytes` are 32. Empty afterwards when the system gives no more locked memory.
  explicit LockedKey(std::string_view bytes) : bytes_(static_cast<unsigned char*>(sodium_malloc(kBytes))) {
    if (bytes_ == nullptr) return;
    std::memcpy(bytes_, bytes.data(), kBytes);
    sodium_mprotect_readonly(bytes_);
  }
  LockedKey(LockedKey&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  LockedKey& operator=(LockedKey&& other) noexcept {
    if (this == &other) return *this;
    sodium_free(bytes_);  // wipes
    bytes_ = std::exchange(other.bytes_, nullptr);
    return *this;
  }
  LockedKey(const LockedKey&) = delete;
  LockedKey& operator=(const LockedKey&) = delete;
  ~LockedKey() { sodium_free(bytes_); }

  explicit operator bool() const { return bytes_ != nullptr; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_), kBytes}; }

  /// 32 bytes for one purpose: the same key and purpose always give the same. Keyed BLAKE2b.
  std::string derived(std::string_view purpose) const {
    std::string bytes(kBytes, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                       reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), bytes_, kBytes);
    return bytes;
  }

 private:
  unsigned char* bytes_ = nullptr;
};

/// Wipes a copy of a key that had to stand in ordinary memory.
inline void wipe(std::string& key) { sodium_memzero(key.data(), key.size()); }

}  // namespace onggi::store
