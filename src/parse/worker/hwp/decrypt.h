// How HWP 5 hides its streams: distribution documents (배포용) carry their own key, others ask for a password.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::parse::hwp {

/// A stream of ViewText: a DISTRIBUTE_DOC_DATA record of 256 bytes whose first four seed the noise over the rest; below
/// it lies the key for the AES-128-ECB blocks that follow. Errors: bad_input "broken".
Result<std::string> decrypt_distributed(std::string_view stream);

/// The key of EncryptVersion 4 (Hangul 7.0 and later): the first 16 bytes of SHA-1 over the password's bytes, each
/// behind its neighbour rotated by one bit. Hancom has not published it; found by others from the program's behaviour.
std::string key_from_password(std::string_view password);

/// AES-128 in cipher feedback of single bits from an empty register, as EncryptVersion 4 has it. Errors: internal.
Result<std::string> decrypt_with_key(std::string_view stream, std::string_view key);

}  // namespace onggi::parse::hwp
