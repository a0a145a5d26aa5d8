// Hashes and AES over OpenSSL; see crypto.h.
#include "parse/worker/crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

#include "base/result.h"

namespace onggi::parse {
namespace {

constexpr std::size_t kBlock = 16;  // of AES

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const EVP_MD* digest_named(std::string_view algorithm) {
  if (algorithm == "SHA1" || algorithm == "SHA-1") return EVP_sha1();
  if (algorithm == "SHA256" || algorithm == "SHA-256") return EVP_sha256();
  if (algorithm == "SHA384" || algorithm == "SHA-384") return EVP_sha384();
  if (algorithm == "SHA512" || algorithm == "SHA-512") return EVP_sha512();
  return nullptr;
}

bool digest(EVP_MD_CTX* context, const EVP_MD* type, std::string_view first, std::string_view second,
            std::string& out) {
  unsigned int size = 0;
  out.resize(EVP_MAX_MD_SIZE);
  const bool done = EVP_DigestInit_ex(context, type, nullptr) == 1 &&
                    EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(out.data()), &size) == 1;
  out.resize(size);
  return done;
}

const EVP_CIPHER* cipher_for(std::size_t key_bytes, bool chained) {
  switch (key_bytes) {
    case 16:
      return chained ? EVP_aes_128_cbc() : EVP_aes_128_ecb();
    case 24:
      return chained ? EVP_aes_192_cbc() : EVP_aes_192_ecb();
    case 32:
      return chained ? EVP_aes_256_cbc() : EVP_aes_256_ecb();
    default:
      return nullptr;
  }
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::optional<std::string> decrypted(const EVP_CIPHER* type, std::string_view key, std::string_view iv,
                                     std::string_view data) {
  const Cipher context(EVP_CIPHER_CTX_new());
  if (!context || data.size() > 1U << 30U) return std::nullopt;
  std::string out(data.size() + kBlock, '\0');
  int size = 0;
  const bool done =
      EVP_DecryptInit_ex(context.get(), type, nullptr, bytes_of(key), iv.empty() ? nullptr : bytes_of(iv)) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes_of(out), &size, bytes_of(data), static_cast<int>(data.size())) == 1;
  if (!done) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

std::string little_endian_32(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i, value >>= 8U) bytes.push_back(static_cast<char>(value & 0xFFU));
  return bytes;
}

std::optional<std::string> hash_of(std::string_view algorithm, std::string_view first, std::string_view second) {
  const EVP_MD* type = digest_named(algorithm);
  const Digest context(EVP_MD_CTX_new());
  std::string out;
  if (type == nullptr || !context || !digest(context.get(), type, first, second, out)) return std::nullopt;
  return out;
}

std::optional<std::string> spin_hash(std::string_view algorithm, std::string_view salt, std::string_view password,
                                     std::uint32_t count) {
  const EVP_MD* type = digest_named(algorithm);
  const Digest context(EVP_MD_CTX_new());
  std::string hash;
  if (type == nullptr || !context || !digest(context.get(), type, salt, password, hash)) return std::nullopt;
  std::string next;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!digest(context.get(), type, little_endian_32(i), hash, next)) return std::nullopt;
    hash.swap(next);
  }
  return hash;
}

std::optional<std::string> aes_decrypt(std::string_view key, std::string_view iv, std::string_view data) {
  const EVP_CIPHER* type = cipher_for(key.size(), !iv.empty());
  if (type == nullptr || data.size() % kBlock != 0 || (!iv.empty() && iv.size() != kBlock)) return std::nullopt;
  return decrypted(type, key, iv, data);
}

std::optional<std::string> aes_decrypt_bits(std::string_view key, std::string_view data) {
  if (key.size() != kBlock) return std::nullopt;
  return decrypted(EVP_aes_128_cfb1(), key, std::string(kBlock, '\0'), data);
}

std::optional<std::string> pbkdf2(std::string_view algorithm, std::string_view password, std::string_view salt,
                                  std::int32_t iterations) {
  constexpr std::size_t kKeyBytes = 32;
  const EVP_MD* type = digest_named(algorithm);
  std::string key(kKeyBytes, '\0');
  const bool done = type != nullptr && PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                                                         bytes_of(salt), static_cast<int>(salt.size()), iterations,
                                                         type, static_cast<int>(key.size()), bytes_of(key)) == 1;
  return done ? std::optional(key) : std::nullopt;
}

std::string from_base64(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const std::size_t value = kLetters.find(letter);
    if (value == std::string_view::npos) continue;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU));
  }
  return out;
}

void warm_crypto() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  for (const std::string_view algorithm : {"SHA1", "SHA256", "SHA384", "SHA512"})
    static_cast<void>(spin_hash(algorithm, "salt", "password", 1));
  for (const std::string_view algorithm : {"SHA1", "SHA256"}) static_cast<void>(pbkdf2(algorithm, "p", "salt", 1));
  for (const std::size_t key_bytes : {16U, 24U, 32U}) {
    const std::string key(key_bytes, 'k'), block(kBlock, 'd');
    const bool loaded = aes_decrypt(key, {}, block) && aes_decrypt(key, block, block);
    ONGGI_ASSERT(loaded, "AES is in OpenSSL's default provider");
  }
  ONGGI_ASSERT(aes_decrypt_bits(std::string(kBlock, 'k'), "warm").has_value(), "so is AES-128 in cipher feedback");
}

}  // namespace onggi::parse
