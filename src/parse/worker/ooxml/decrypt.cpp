// Decryption of office files; see decrypt.h. Section numbers are those of MS-OFFCRYPTO.
#include "parse/worker/ooxml/decrypt.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "parse/worker/compound/compound.h"
#include "parse/worker/crypto/crypto.h"
#include "parse/worker/flow/xml.h"
#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

using std::string_view_literals::operator""sv;

// 2.3.4.10: spinCount is at most this.
constexpr std::int32_t kSpinsMax = 10'000'000;
constexpr std::uint32_t kStandardSpins = 50'000;  // 2.3.4.7
constexpr std::size_t kSegmentBytes = 4096;       // 2.3.4.15
constexpr std::size_t kAesBlock = 16;
// The password of workbooks that only ask before they are changed ([MS-XLSB] 2.5.x and every office suite know it).
constexpr std::string_view kWriteProtectionPassword = "VelvetSweatshop";

std::unexpected<Error> broken() {
  return fail(ErrorCode::bad_input, "the encrypted file's description is broken", "broken");
}
std::unexpected<Error> unsupported(std::string_view what) {
  return fail(ErrorCode::unsupported, "this file is encrypted with " + std::string(what) + ", which is not read here",
              "encryption");
}
std::unexpected<Error> wrong(std::string_view password) {
  if (password.empty())
    return fail(ErrorCode::bad_input, "the file is encrypted: give its password", "password_required");
  return fail(ErrorCode::bad_input, "the password does not open this file", "password_wrong");
}

std::string utf16_le(std::string_view utf8) {
  std::string out;
  const auto unit = [&](char32_t value) {
    out.push_back(static_cast<char>(value & 0xFFU));
    out.push_back(static_cast<char>(value >> 8U & 0xFFU));
  };
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t code = next_code_point(utf8, i);
    if (code < 0x10000) {
      unit(code);
    } else {
      unit(0xD800 + ((code - 0x10000) >> 10U));
      unit(0xDC00 + ((code - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  if (offset + 4 > bytes.size()) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

// Cut or filled up with 0x36, as keys and initialisation vectors are (2.3.4.11).
std::string fitted(std::string bytes, std::size_t size) {
  bytes.resize(size, '\x36');
  return bytes;
}

// ---- agile (2.3.4.10 to 2.3.4.15) ----

struct AgileKey {
  std::string hash, salt;
  std::size_t key_bytes = 0;
  bool aes_cbc = false;

  explicit AgileKey(const pugi::xml_node& node)
      : hash(attribute(node, "hashAlgorithm")),
        salt(from_base64(attribute(node, "saltValue"))),
        key_bytes(static_cast<std::size_t>(std::clamp(attribute_number(node, "keyBits", 0), 0, 256)) / 8),
        aes_cbc(attribute(node, "cipherAlgorithm") == "AES" && attribute(node, "cipherChaining") == "ChainingModeCBC") {
  }
};

std::optional<std::string> agile_part(const AgileKey& key, std::string_view spun, std::string_view block_key,
                                      std::string_view data) {
  const auto hashed = hash_of(key.hash, spun, block_key);
  if (!hashed) return std::nullopt;
  return aes_decrypt(fitted(*hashed, key.key_bytes), fitted(key.salt, kAesBlock), data);
}

// The key of the package, or nothing where the password is wrong.
Result<std::optional<std::string>> agile_package_key(const pugi::xml_node& root, std::string_view password) {
  constexpr auto kInput = "\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79"sv;
  constexpr auto kValue = "\xd7\xaa\x0f\x6d\x30\x61\x34\x4e"sv;
  constexpr auto kKey = "\x14\x6e\x0b\xe7\xab\xac\xd0\xd6"sv;
  pugi::xml_node encrypted;
  for (const pugi::xml_node& encryptor : child(root, "keyEncryptors").children()) {
    if (const auto found = child(encryptor, "encryptedKey"); has_attribute(found, "spinCount")) encrypted = found;
  }
  const AgileKey key(encrypted);
  const std::int32_t spins = attribute_number(encrypted, "spinCount", -1);
  if (encrypted.empty() || spins < 0 || spins > kSpinsMax) return broken();
  if (!key.aes_cbc) return unsupported("a cipher other than AES-CBC");
  const auto spun = spin_hash(key.hash, key.salt, utf16_le(password), static_cast<std::uint32_t>(spins));
  if (!spun) return unsupported("an unknown hash");
  const auto part = [&](std::string_view block_key, const char* name) {
    return agile_part(key, *spun, block_key, from_base64(attribute(encrypted, name)));
  };
  const auto input = part(kInput, "encryptedVerifierHashInput");
  const auto value = part(kValue, "encryptedVerifierHashValue");
  auto package_key = part(kKey, "encryptedKeyValue");
  if (!input || !value || !package_key) return broken();
  const auto expected = hash_of(key.hash, *input);
  if (!expected || !value->starts_with(*expected)) return std::optional<std::string>();
  package_key->resize(std::min(package_key->size(), key.key_bytes));
  return package_key;
}

Result<std::string> agile_package(const AgileKey& data, std::string_view key, std::string_view package) {
  std::string out;
  out.reserve(package.size());
  std::uint32_t segment = 0;
  for (std::size_t at = 8; at < package.size(); at += kSegmentBytes, ++segment) {
    const auto iv = hash_of(data.hash, data.salt, little_endian_32(segment));
    std::string_view piece = package.substr(at, kSegmentBytes);
    piece.remove_suffix(piece.size() % kAesBlock);
    const auto plain = iv ? aes_decrypt(key, fitted(*iv, kAesBlock), piece) : std::nullopt;
    if (!plain) return broken();
    out += *plain;
  }
  return out;
}

// ---- standard (2.3.4.5 to 2.3.4.9) ----

struct Standard {
  std::size_t key_bytes = 0;
  std::string salt, verifier, verifier_hash;
};

Result<Standard> standard_description(std::string_view info) {
  constexpr std::uint32_t kAes128 = 0x660E, kAes192 = 0x660F, kAes256 = 0x6610;
  const std::size_t header_bytes = number_at(info, 8);
  if (header_bytes < 32 || header_bytes > info.size() || info.size() - header_bytes < 12 + 72) return broken();
  const std::uint32_t algorithm = number_at(info, 12 + 8);
  if (algorithm != kAes128 && algorithm != kAes192 && algorithm != kAes256) return unsupported("RC4");
  const std::string_view verifier = info.substr(12 + header_bytes);
  return Standard{.key_bytes = algorithm == kAes128   ? 16U
                               : algorithm == kAes192 ? 24U
                                                      : 32U,
                  .salt = std::string(verifier.substr(4, 16)),
                  .verifier = std::string(verifier.substr(20, 16)),
                  .verifier_hash = std::string(verifier.substr(40, 32))};
}

Result<std::optional<std::string>> standard_package_key(const Standard& description, std::string_view password) {
  const auto spun = spin_hash("SHA1", description.salt, utf16_le(password), kStandardSpins);
  const auto hashed = spun ? hash_of("SHA1", *spun, little_endian_32(0)) : std::nullopt;
  if (!hashed) return broken();
  const auto half = [&](char fill) {
    std::string block(64, fill);
    for (std::size_t i = 0; i < hashed->size(); ++i) block[i] = static_cast<char>(block[i] ^ (*hashed)[i]);
    return hash_of("SHA1", block).value_or("");
  };
  std::string key = half('\x36') + half('\x5c');
  key.resize(description.key_bytes);
  const auto verifier = aes_decrypt(key, {}, description.verifier);
  const auto value = aes_decrypt(key, {}, description.verifier_hash);
  if (!verifier || !value) return broken();
  const auto expected = hash_of("SHA1", *verifier);
  if (!expected || !value->starts_with(*expected)) return std::optional<std::string>();
  return std::optional(key);
}

template <typename Try>
Result<std::string> first_key(std::string_view password, const Try& try_password) {
  ONGGI_TRY(auto key, try_password(password.empty() ? kWriteProtectionPassword : password));
  if (!key) return wrong(password);
  return *std::move(key);
}

Result<std::string> decrypt_agile(std::string_view info, std::string_view package, std::string_view password) {
  ONGGI_TRY(const auto xml, parse_xml(std::string(info.substr(8))));
  const AgileKey data(child(xml->root(), "keyData"));
  if (!data.aes_cbc) return unsupported("a cipher other than AES-CBC");
  ONGGI_TRY(const std::string key,
            first_key(password, [&](std::string_view candidate) { return agile_package_key(xml->root(), candidate); }));
  return agile_package(data, key, package);
}

Result<std::string> decrypt_standard(std::string_view info, std::string_view package, std::string_view password) {
  ONGGI_TRY(const Standard description, standard_description(info));
  ONGGI_TRY(const std::string key, first_key(password, [&](std::string_view candidate) {
              return standard_package_key(description, candidate);
            }));
  std::string_view data = package.substr(std::min<std::size_t>(8, package.size()));
  data.remove_suffix(data.size() % kAesBlock);
  auto plain = aes_decrypt(key, {}, data);
  if (!plain) return broken();
  return *std::move(plain);
}

}  // namespace

Result<std::string> decrypt_package(std::string_view bytes, std::string_view password, const ParseLimits& limits) {
  ONGGI_TRY(const CompoundFile file, CompoundFile::open(bytes, limits));
  if (file.has("\x06"
               "DataSpaces/TransformInfo/DRMEncryptedTransform/\x06Primary") &&
      !file.has("EncryptionInfo"))
    return unsupported("rights management");
  ONGGI_TRY(const std::string info, file.read("EncryptionInfo"));
  ONGGI_TRY(const std::string package, file.read("EncryptedPackage"));
  if (info.size() < 8 || package.size() < 8) return broken();
  const std::uint32_t major = number_at(info, 0) & 0xFFFFU;
  const std::uint32_t minor = number_at(info, 0) >> 16U;
  Result<std::string> plain = major == 4 && minor == 4                 ? decrypt_agile(info, package, password)
                              : minor == 2 && major >= 2 && major <= 4 ? decrypt_standard(info, package, password)
                                                                       : unsupported("an unknown method");
  if (!plain) return plain;
  const std::uint64_t size = number_at(package, 0) | static_cast<std::uint64_t>(number_at(package, 4)) << 32U;
  if (size < plain->size()) plain->resize(size);
  return plain;
}

}  // namespace onggi::parse::ooxml
