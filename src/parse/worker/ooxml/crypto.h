// Hashes and AES as the two ways of encrypting office files need them; the only place that includes OpenSSL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onggi::parse::ooxml {

/// Hash of the parts joined; none for an algorithm we do not know ("SHA1", "SHA256", "SHA384", "SHA512").
std::optional<std::string> hash_of(std::string_view algorithm, std::string_view first, std::string_view second = {});

/// The spin of a password: H = hash(salt + password), then `count` times H = hash(little-endian counter + H).
std::optional<std::string> spin_hash(std::string_view algorithm, std::string_view salt, std::string_view password,
                                     std::uint32_t count);

/// AES without padding; with an empty `iv` each block on its own (ECB), else chained (CBC). None for keys that are not
/// 16, 24 or 32 bytes or data that is no multiple of the block.
std::optional<std::string> aes_decrypt(std::string_view key, std::string_view iv, std::string_view data);

std::string little_endian_32(std::uint32_t value);

}  // namespace onggi::parse::ooxml
