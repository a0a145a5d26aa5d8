// Passwords of HWP 3; see file.h.
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "parse/worker/hwp3/file.h"
#include "text/text.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::size_t kBlockSize = 8;
constexpr std::size_t kRingSize = 7;

// Every byte of the password is laid over a ring of seven, each place turned by one bit when it is met; then the ring's
// 56 bits are the upper seven of each byte of the key.
std::array<unsigned char, kBlockSize> key_from_password(std::string_view utf8) {
  std::array<unsigned, kRingSize> ring{};
  std::size_t place = 0;
  const auto mix = [&](unsigned byte) {
    unsigned& slot = ring[place++ % kRingSize];
    slot ^= byte;
    slot = (slot << 1U | slot >> 7U) & 0xFFU;
  };
  const auto mix_unit = [&](char32_t unit) {
    mix(unit & 0xFFU);
    mix(unit >> 8U & 0xFFU);
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t letter = next_code_point(utf8, at);
    if (letter >= 0x10000) mix_unit(0xD7C0 + (letter >> 10U));
    mix_unit(letter >= 0x10000 ? 0xDC00 | (letter & 0x3FFU) : letter);
  }
  std::array<unsigned char, kBlockSize> key{};
  for (std::size_t bit = 0; bit < 8 * kRingSize; ++bit) {
    const unsigned value = ring[bit / 8] >> (7 - bit % 8) & 1U;
    key[bit / 7] = static_cast<unsigned char>(key[bit / 7] | value << (7 - bit % 7));
  }
  return key;
}

}  // namespace

Result<std::string> decrypt(std::string_view body, std::string_view password_utf8) {
  const auto single = key_from_password(password_utf8);
  // OpenSSL keeps single DES among its legacy ciphers; three times the same key is the same.
  std::array<unsigned char, 3 * kBlockSize> key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = single[i % kBlockSize];
  const std::size_t size = body.size() / kBlockSize * kBlockSize;
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(EVP_CIPHER_CTX_new(),
                                                                               EVP_CIPHER_CTX_free);
  std::string clear(size + kBlockSize, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(clear.data());
  const auto* const in = reinterpret_cast<const unsigned char*>(body.data());
  int written = 0;
  const bool done = cipher != nullptr &&
                    EVP_DecryptInit_ex(cipher.get(), EVP_des_ede3_ecb(), nullptr, key.data(), nullptr) == 1 &&
                    EVP_CIPHER_CTX_set_padding(cipher.get(), 0) == 1 &&
                    EVP_DecryptUpdate(cipher.get(), out, &written, in, static_cast<int>(size)) == 1;
  if (!done) return fail(ErrorCode::internal, "OpenSSL does not decrypt with DES");
  clear.resize(static_cast<std::size_t>(written));
  return clear;
}

void warm_crypto() {
  // Its configuration is a file on the machine: not read, so that the same document opens in the same way everywhere.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  ONGGI_ASSERT(decrypt("8 bytes.", "warm").has_value(), "triple DES is in OpenSSL's default provider");
}

}  // namespace onggi::parse::hwp3
