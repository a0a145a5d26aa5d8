// See crypto.h.
#include "parse/worker/hwp/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "parse/worker/hwp/records.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kKeySize = 16;
constexpr std::size_t kBlockSize = 16;
constexpr std::size_t kDistributionDataSize = 256;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

Result<std::string> decrypt(const EVP_CIPHER* cipher, std::string_view stream, std::string_view key) {
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  constexpr std::array<unsigned char, kBlockSize> kEmptyRegister{};
  std::string plain(stream.size() + kBlockSize, '\0');
  int size = 0;
  const bool done =
      context != nullptr && key.size() == kKeySize &&
      EVP_DecryptInit_ex(context.get(), cipher, nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                         kEmptyRegister.data()) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size,
                        reinterpret_cast<const unsigned char*>(stream.data()), static_cast<int>(stream.size())) == 1;
  if (!done) return fail(ErrorCode::internal, "AES-128 is not at hand");
  plain.resize(static_cast<std::size_t>(size));
  return plain;
}

// The generator that Microsoft's C library has for rand(): the noise must be the one of Hancom's program.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}
  std::uint32_t next() {
    state_ = state_ * 214013U + 2531011U;
    return state_ >> 16U & 0x7FFFU;
  }

 private:
  std::uint32_t state_;
};

// The record's bytes without the noise: runs of one random byte, their lengths random too, over all but the seed.
std::string without_noise(std::string_view data) {
  Noise noise(Fields(data).u32());
  std::string clear(data);
  unsigned char mask = 0;
  std::uint32_t run = 0;
  for (std::size_t i = 0; i < clear.size(); ++i) {
    if (run == 0) {
      mask = static_cast<unsigned char>(noise.next() & 0xFFU);
      run = (noise.next() & 0xFU) + 1;
    }
    if (i >= 4) clear[i] = static_cast<char>(static_cast<unsigned char>(clear[i]) ^ mask);
    --run;
  }
  return clear;
}

}  // namespace

Result<std::string> decrypt_distributed(std::string_view stream) {
  Fields fields(stream);
  const std::uint32_t header = fields.u32();
  const bool expected = static_cast<Tag>(header & 0x3FFU) == Tag::distribution_data &&
                        header >> 20U == kDistributionDataSize && fields.left() >= kDistributionDataSize;
  if (!expected) return fail(ErrorCode::bad_input, "a section of the distribution document has no key in it", "broken");
  const std::string data = without_noise(fields.raw(kDistributionDataSize));
  const std::size_t offset = 4 + (static_cast<unsigned char>(data[0]) & 0xFU);
  const std::string_view blocks = fields.raw(fields.left() / kBlockSize * kBlockSize);
  return decrypt(EVP_aes_128_ecb(), blocks, std::string_view(data).substr(offset, kKeySize));
}

std::string key_from_password(std::string_view password) {
  std::string mixed;
  unsigned before = 0xEC;
  for (const char letter : password) {
    mixed += static_cast<char>((before << 1U | before >> 7U) & 0xFFU);
    mixed += letter;
    before = static_cast<unsigned char>(letter);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(mixed.data(), mixed.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
  return {reinterpret_cast<const char*>(digest.data()), kKeySize};
}

Result<std::string> decrypt_with_key(std::string_view stream, std::string_view key) {
  return decrypt(EVP_aes_128_cfb1(), stream, key);
}

void warm_crypto() {
  // Its configuration is a file on the machine: not read, so that the same document opens in the same way everywhere.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const auto warm = decrypt_with_key("warm", key_from_password("warm"));
  ONGGI_ASSERT(warm.has_value(), "AES-128 and SHA-1 are in OpenSSL's default provider");
}

}  // namespace onggi::parse::hwp
