// What the beginning of a file gives away: signs of formats that have no magic number. Inside of room parse.
#pragma once

#include <string_view>

namespace onggi::parse {

// `head` is the start of a text in lower-case ASCII.

/// Three header fields of a mail before anything else.
bool looks_like_mail(std::string_view head);
/// mbox: the line that a mail program put before each message, then its header (RFC 4155).
bool looks_like_mbox(std::string_view head);
/// A mail that was saved as a text file: its base64 and its encoded words are no text.
bool looks_like_mime(std::string_view head);

/// "application/json" or "application/x-ndjson" for "{" and a name or "[" and a value, up to the closing bracket; empty
/// for anything else. Takes the whole text; the reader finds out whether it is well formed.
std::string_view json_media_type(std::string_view bytes);

/// A header block of a TAR file, by its checksum: old ones have no magic number.
bool is_tar_header(std::string_view block);

}  // namespace onggi::parse
