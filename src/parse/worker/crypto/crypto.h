// Hashes, keys from passwords and AES as the ways of encrypting documents need them; the only place that includes
// OpenSSL. How a format hides its streams is said in that format's decrypt.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onggi::parse {

/// Hash of the parts joined; none for an algorithm we do not know ("SHA1", "SHA256", "SHA384", "SHA512").
std::optional<std::string> hash_of(std::string_view algorithm, std::string_view first, std::string_view second = {});

/// The spin of a password: H = hash(salt + password), then `count` times H = hash(little-endian counter + H).
std::optional<std::string> spin_hash(std::string_view algorithm, std::string_view salt, std::string_view password,
                                     std::uint32_t count);

/// AES without padding; with an empty `iv` each block on its own (ECB), else chained (CBC). None for keys that are not
/// 16, 24 or 32 bytes or data that is no multiple of the block.
std::optional<std::string> aes_decrypt(std::string_view key, std::string_view iv, std::string_view data);

/// AES-128 in cipher feedback of single bits from an empty register. None for a key that is not 16 bytes.
std::optional<std::string> aes_decrypt_bits(std::string_view key, std::string_view data);

/// A key of 32 bytes from a password: PBKDF2 with HMAC of that hash. None for an algorithm we do not know.
std::optional<std::string> pbkdf2(std::string_view algorithm, std::string_view password, std::string_view salt,
                                  std::int32_t iterations);

/// What is no letter of Base64 is passed over.
std::string from_base64(std::string_view text);

/// Makes OpenSSL load all of this, before the sandbox closes. Its configuration is a file on the machine: not read, so
/// that the same document opens in the same way everywhere.
void warm_crypto();

std::string little_endian_32(std::uint32_t value);

}  // namespace onggi::parse
