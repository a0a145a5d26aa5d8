// libsodium's hashes and random numbers under our own names.
#include "base/hash.h"

#include <sodium.h>

#include <array>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace onggi {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void need_sodium() {
  static const bool ready = sodium_init() >= 0;
  ONGGI_ASSERT(ready, "libsodium initialises on every supported machine");
}

void add_length(crypto_hash_sha256_state& state, std::size_t length) {
  std::array<unsigned char, 8> encoded{};
  for (std::size_t i = 0; i < encoded.size(); ++i) encoded[i] = static_cast<unsigned char>((length >> (8 * i)) & 0xFF);
  crypto_hash_sha256_update(&state, encoded.data(), encoded.size());
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes_of(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

bool from_base64(std::string_view text, std::string& bytes) {
  bytes.resize(text.size() / 4 * 3 + 3);
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return false;
  bytes.resize(length);
  return true;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()), bytes_of(bytes), bytes.size());
  return to_hex({digest.data(), digest.size()});
}

struct Sha256::State {
  crypto_hash_sha256_state hash;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->hash); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) { crypto_hash_sha256_update(&state_->hash, bytes_of(bytes), bytes.size()); }

std::string Sha256::hex() const {
  crypto_hash_sha256_state copy = state_->hash;
  std::array<char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&copy, reinterpret_cast<unsigned char*>(digest.data()));
  return to_hex({digest.data(), digest.size()});
}

std::string sha256_hex_parts(std::span<const std::string_view> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const std::string_view part : parts) {
    add_length(state, part.size());
    crypto_hash_sha256_update(&state, bytes_of(part), part.size());
  }
  std::array<char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return to_hex({digest.data(), digest.size()});
}

std::string keyed_hash_hex(std::string_view key, std::string_view bytes) {
  std::array<char, 32> digest{};
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes_of(bytes), bytes.size(),
                     bytes_of(key), key.size());
  return to_hex({digest.data(), digest.size()});
}

std::string random_bytes(std::size_t count) {
  need_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token(std::size_t characters) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  // Of 256 values the first 4 * 62 are as likely for each character; the rest is drawn again.
  constexpr std::size_t kFair = 256 / kAlphabet.size() * kAlphabet.size();
  std::string token;
  while (token.size() < characters)
    for (const char byte : random_bytes(characters - token.size() + 2))
      if (const std::size_t drawn = static_cast<unsigned char>(byte); drawn < kFair && token.size() < characters)
        token += kAlphabet[drawn % kAlphabet.size()];
  return token;
}

bool equal_secrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string new_id(std::string_view prefix) {
  static constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(prefix);
  id += '_';
  const auto now = static_cast<std::uint64_t>(system_clock().now_ms());
  for (int shift = 40; shift >= 0; shift -= 5) id += kCrockford[(now >> shift) & 31U];
  const std::string random = random_bytes(11);
  for (const char byte : random) id += kCrockford[static_cast<unsigned char>(byte) & 31U];
  return id;
}

}  // namespace onggi
