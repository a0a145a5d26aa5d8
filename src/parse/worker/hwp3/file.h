// The file around an HWP 3 document: its head in clear, and its body decrypted and inflated under limits.
//
// Signature (30 bytes), document information (128), summary (1,008), an information block, then the body: fonts,
// styles, paragraphs, and blocks of what belongs to them (pictures). Source: 한글문서파일형식 3.0 (Hancom).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parse/worker/reader.h"

namespace onggi::parse::hwp3 {

struct File {
  /// Errors: bad_input "broken", "password_required", "password_wrong"; unsupported "old_version",
  /// "encryption_version"; limit_exceeded "inflated_bytes_max".
  static Result<File> open(const ReadContext& context);

  std::string title, author;        // of the summary; may be empty
  std::string body;                 // from the fonts on
  std::int32_t width = 0;           // of the paper, in 1/1800 inch
  std::int32_t height = 0;          //
  std::int32_t first_page = 1;      // its number
  std::uint16_t behind_note = ')';  // the letter behind the numbers of notes
  bool cut_off = false;             // the packed body ends or breaks in the middle
};

/// The body of a document with a password. Hangul 97 turned its UTF-16 units into a key of seven bytes and used single
/// DES on the packed body; Hancom has not published it, others found it in the program's behaviour. The result still
/// begins with 256 bytes that are none of the document. Errors: internal.
Result<std::string> decrypt(std::string_view body, std::string_view password_utf8);

/// Loads OpenSSL's algorithms, before the sandbox closes.
void warm_crypto();

}  // namespace onggi::parse::hwp3
