// The body that Outlook keeps as compressed RTF: often HTML in disguise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::parse {

/// PidTagRtfCompressed → RTF (MS-OXRTFCP). Errors: bad_input "broken"; limit_exceeded "inflated_bytes_max".
Result<std::string> decompress_rtf(std::string_view compressed, std::uint64_t bytes_max);

struct RtfBody {
  std::string html;  // what was encapsulated (MS-OXRTFEX §3.1.3), UTF-8; empty when the RTF holds no HTML
  std::string text;  // else its text, a line a paragraph
};
RtfBody body_of_rtf(std::string_view rtf);

}  // namespace onggi::parse
