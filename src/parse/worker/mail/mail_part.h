// A mail as a tree of parts (MIME, RFC 2045 and 2046). GMime finds the parts and undoes their transfer encodings; it
// stays inside of mail_part.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace onggi::parse {

struct MailPart {
  std::string media_type;  // "text/plain", lower case
  // Raw: what they mean, decode_header() and decode_parameters() say. Of a message: its own and its body's.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content;          // decoded bytes of a leaf
  std::vector<MailPart> parts;  // of a multipart; of message/rfc822: the one message, whose only part is its body
  bool too_deep = false;        // there is more below than depth_max allows

  /// The first header of this name, in any case; empty when missing.
  std::string_view header(std::string_view name) const;
};

/// The message in `bytes`: headers, and its body as the only part. Anything is a mail to GMime: without headers and
/// without a body the tree is empty. Errors: bad_input "broken" when nothing can be made of it.
Result<MailPart> parse_mail(std::string_view bytes, std::int32_t depth_max);

}  // namespace onggi::parse
