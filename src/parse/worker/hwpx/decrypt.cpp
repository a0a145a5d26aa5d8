// See decrypt.h.
#include "parse/worker/hwpx/decrypt.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "parse/worker/crypto/crypto.h"

namespace onggi::parse::hwpx {
namespace {

constexpr std::int32_t kIterationsMax = 1'000'000;
constexpr std::size_t kBlock = 16;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string sha256(std::string_view text) { return hash_of("SHA256", text).value_or(""); }

enum class Inflated { done, broken, too_large };

// A raw deflate stream; what follows its end is padding.
Inflated inflate_raw(std::string_view data, std::uint64_t bytes_max, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return Inflated::broken;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  std::string input(data);  // zlib's pointer is not const
  stream.next_in = bytes_of(input);
  stream.avail_in = static_cast<uInt>(input.size());
  std::array<char, 64U << 10U> buffer{};
  while (true) {
    stream.next_out = reinterpret_cast<unsigned char*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
    if (out.size() > bytes_max) return Inflated::too_large;
    if (state == Z_STREAM_END) return Inflated::done;
    if (state != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) return Inflated::broken;
  }
}

// Checksums are those of the first 1,024 bytes ("sha256-1k") or of the whole.
bool matches(std::string_view plain, const Encryption& encryption) {
  constexpr std::size_t kShort = 1024;
  const bool beginning = encryption.checksum_type.ends_with("1k") || encryption.checksum_type.ends_with("1K");
  return sha256(beginning ? plain.substr(0, kShort) : plain) == encryption.checksum;
}

bool is_known(const Encryption& encryption, std::size_t member_bytes) {
  return encryption.algorithm.ends_with("aes256-cbc") && encryption.start_key.ends_with("sha256") &&
         encryption.checksum_type.find("sha256") != std::string::npos && encryption.key_bytes == 32 &&
         encryption.vector.size() == kBlock && !encryption.salt.empty() && encryption.iterations > 0 &&
         encryption.iterations <= kIterationsMax && member_bytes < 1U << 30U;
}

void read_encryption(XmlScan& manifest, Encryption& encryption) {
  encryption.checksum_type = manifest.attribute("checksum-type");
  encryption.checksum = from_base64(manifest.attribute("checksum"));
  for (const auto inside = manifest.depth(); manifest.next_child(inside);) {
    const std::string_view name = manifest.name();
    if (name == "algorithm") {
      encryption.algorithm = manifest.attribute("algorithm-name");
      encryption.vector = from_base64(manifest.attribute("initialisation-vector"));
    } else if (name == "key-derivation") {
      encryption.salt = from_base64(manifest.attribute("salt"));
      encryption.iterations = manifest.number("iteration-count", 0);
      encryption.key_bytes = manifest.number("key-size", 32);
    } else if (name == "start-key-generation") {
      encryption.start_key = manifest.attribute("start-key-generation-name");
    }
  }
}

}  // namespace

Encryptions read_encryptions(XmlScan& manifest) {
  Encryptions found;
  std::string member;
  while (manifest.next_below(0)) {
    if (manifest.name() == "file-entry") member = manifest.attribute("full-path");
    if (manifest.name() == "encryption-data") read_encryption(manifest, found[member]);
  }
  return found;
}

Result<std::string> decrypt(std::string_view member, const Encryption& encryption, std::string_view password,
                            std::uint64_t bytes_max) {
  if (password.empty())
    return fail(ErrorCode::bad_input, "the document is encrypted: give its password", "password_required");
  if (!is_known(encryption, member.size()))
    return fail(ErrorCode::unsupported, "the document is encrypted in a way that is not known", "encryption");
  const std::string start_key = sha256(password);
  for (const std::string_view hash : {"SHA1", "SHA256"}) {
    const auto key = pbkdf2(hash, start_key, encryption.salt, encryption.iterations);
    if (!key) continue;
    const auto deflated = aes_decrypt(*key, encryption.vector, member.substr(0, member.size() / kBlock * kBlock));
    std::string plain;
    if (!deflated) continue;
    const Inflated state = inflate_raw(*deflated, bytes_max, plain);
    if (state == Inflated::done && matches(plain, encryption)) return plain;
    if (state == Inflated::too_large && plain.size() > bytes_max && matches(plain, encryption))
      return fail(ErrorCode::limit_exceeded, "the package unpacks to more than inflated_bytes_max",
                  "inflated_bytes_max");
  }
  return fail(ErrorCode::bad_input, "the password is wrong", "password_wrong");
}

}  // namespace onggi::parse::hwpx
