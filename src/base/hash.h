// Hashes, random bytes and text forms of bytes (libsodium underneath).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace onggi {

/// SHA-256 as 64 hex digits. Used for content addresses and stage keys.
std::string sha256_hex(std::string_view bytes);

/// SHA-256 of bytes that come piece by piece: the same as sha256_hex() of all of them together.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view bytes);
  std::string hex() const;  // of what was added so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 over several parts, each preceded by its length, so ("ab","c") and ("a","bc") differ.
std::string sha256_hex_parts(std::span<const std::string_view> parts);

/// Keyed BLAKE2b-256 as 64 hex digits: names that reveal nothing without the key. `key` has 16 to 64 bytes.
std::string keyed_hash_hex(std::string_view key, std::string_view bytes);

/// Fast 64-bit FNV-1a; for hash tables and fingerprints, not for security.
constexpr std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  return hash;
}

/// `count` bytes from the system's cryptographic generator.
std::string random_bytes(std::size_t count);

/// Random text from the alphabet of URLs ([A-Za-z0-9]), e.g. for keys and cookies; 5.95 bits a character.
std::string random_token(std::size_t characters);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);                // standard alphabet with padding
bool from_base64(std::string_view text, std::string& bytes);  // false when the text is not base64

/// Comparison whose time does not depend on the content; for secrets.
bool equal_secrets(std::string_view left, std::string_view right);

}  // namespace onggi
