// Members of a package that was saved with a password: the scheme of OpenDocument 1.2 part 3, section 3, which OWPML
// took over, with AES-256-CBC.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "parse/worker/flow/xml_scan.h"

namespace onggi::parse::hwpx {

/// What META-INF/manifest.xml says about one encrypted member. Bytes, not Base64.
struct Encryption {
  std::string algorithm, start_key, checksum_type;
  std::string checksum, vector, salt;
  std::int32_t iterations = 0, key_bytes = 32;
};
using Encryptions = std::map<std::string, Encryption, std::less<>>;  // by member name

/// Reads the whole manifest.
Encryptions read_encryptions(XmlScan& manifest);

/// One member as it was before encryption. The key is made by PBKDF2 with HMAC-SHA1, as the standard says, or with
/// HMAC-SHA256, as newer programs do: the checksum tells which.
/// Errors: bad_input "password_required" (empty password), "password_wrong"; unsupported "encryption" (another scheme,
/// more than a million iterations); limit_exceeded "inflated_bytes_max".
Result<std::string> decrypt(std::string_view member, const Encryption& encryption, std::string_view password,
                            std::uint64_t bytes_max);

}  // namespace onggi::parse::hwpx
