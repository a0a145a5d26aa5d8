// See decrypt.h.
#include "parse/worker/hwp/decrypt.h"

#include <optional>

#include "parse/worker/crypto/crypto.h"
#include "parse/worker/hwp/records.h"

namespace onggi::parse::hwp {
namespace {

constexpr std::size_t kKeySize = 16;
constexpr std::size_t kBlockSize = 16;
constexpr std::size_t kDistributionDataSize = 256;

Result<std::string> given(std::optional<std::string> plain) {
  if (!plain) return fail(ErrorCode::internal, "AES-128 is not at hand");
  return *std::move(plain);
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
  return given(aes_decrypt(std::string_view(data).substr(offset, kKeySize), {}, blocks));
}

std::string key_from_password(std::string_view password) {
  std::string mixed;
  unsigned before = 0xEC;
  for (const char letter : password) {
    mixed += static_cast<char>((before << 1U | before >> 7U) & 0xFFU);
    mixed += letter;
    before = static_cast<unsigned char>(letter);
  }
  return hash_of("SHA1", mixed).value_or("").substr(0, kKeySize);
}

Result<std::string> decrypt_with_key(std::string_view stream, std::string_view key) {
  return given(aes_decrypt_bits(key, stream));
}

}  // namespace onggi::parse::hwp
