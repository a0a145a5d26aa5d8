// What the bytes of mail headers and bodies mean: encoded words, parameters, charsets. Sources: RFC 2047 (encoded
// words), RFC 2231 (parameters), RFC 3676 (format=flowed), and what Korean mailers send instead.
//
// Charsets go through text's decode_text() and not through the mail library: its iconv loads converters from files,
// which the sandbox denies.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace onggi::parse {

/// A header's value as people read it: unfolded, encoded words decoded (words of one charset are joined before, because
/// mailers cut syllables in two), 8-bit bytes by `charset` (of the mail's body, may be empty) or by detection.
std::string decode_header(std::string_view raw, std::string_view charset = {});

/// "text/plain; charset=EUC-KR" → value "text/plain" (lower case) and its parameters. Continuations (name*0, name*1)
/// are joined, percent signs and encoded words decoded, missing quotes forgiven.
struct HeaderWithParameters {
  std::string value;
  std::map<std::string, std::string, std::less<>> parameters;  // names in lower case
  std::string parameter(std::string_view name) const;          // empty when missing
};
HeaderWithParameters decode_parameters(std::string_view raw, std::string_view charset = {});

/// Lines that a mailer broke at its own margin become whole again (RFC 3676 §4).
std::string join_flowed(std::string_view text, bool delete_space);

/// Base64 with everything forgiven that is none.
std::string lenient_base64(std::string_view text);

std::string lower_ascii(std::string_view text);

}  // namespace onggi::parse
