// See sniff.h.
#include "parse/sniff.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace onggi::parse {

bool looks_like_mail(std::string_view head) {
  constexpr auto kFields =
      std::to_array<std::string_view>({"from:", "to:", "subject:", "date:", "mime-version:", "received:",
                                       "return-path:", "message-id:", "content-type:"});
  int fields = 0;
  while (!head.empty() && fields < 3) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = head.substr(0, end);
    if (line.empty() || line == "\r") return false;
    if (std::ranges::any_of(kFields, [&](std::string_view field) { return line.starts_with(field); })) ++fields;
    if (line.front() != ' ' && line.front() != '\t' && line.find(':') == std::string_view::npos) return false;
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return fields >= 3;
}

bool looks_like_mbox(std::string_view head) {
  const std::size_t end = head.find('\n');
  return head.starts_with("from ") && end != std::string_view::npos && looks_like_mail(head.substr(end + 1));
}

bool looks_like_mime(std::string_view head) {
  return looks_like_mail(head) && head.find("\nmime-version:") != std::string_view::npos;
}

std::string_view json_media_type(std::string_view bytes) {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const std::size_t begin = bytes.find_first_not_of(kBlanks);
  const std::size_t end = bytes.find_last_not_of(kBlanks);
  if (begin == std::string_view::npos || begin == end) return {};
  const char first = bytes[begin];
  const std::size_t second = bytes.find_first_not_of(kBlanks, begin + 1);
  const bool opens = (first == '{' && (bytes[second] == '"' || bytes[second] == '}')) ||
                     (first == '[' && std::string_view("{[\"]").find(bytes[second]) != std::string_view::npos);
  if (!opens || bytes[end] != (first == '{' ? '}' : ']')) return {};
  const std::size_t line = bytes.find_first_of("\r\n", begin);
  const std::size_t next = line < end ? bytes.find_first_not_of(kBlanks, line) : end;
  const bool lines = line < end && bytes[line - 1] == (first == '{' ? '}' : ']') && bytes[next] == first;
  return lines ? "application/x-ndjson" : "application/json";
}

// POSIX.1-1988 ustar: the sum of the header's bytes with the checksum's own field as blanks, in octal.
bool is_tar_header(std::string_view block) {
  constexpr std::size_t kBlock = 512, kSum = 148, kSumBytes = 8;
  if (block.size() < kBlock || block.front() == '\0') return false;
  std::uint32_t sum = 0, stated = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    sum += i >= kSum && i < kSum + kSumBytes ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(block[i]);
  bool digits = false;
  for (const char byte : block.substr(kSum, kSumBytes)) {
    if (byte >= '0' && byte <= '7') stated = stated * 8 + static_cast<std::uint32_t>(byte - '0'), digits = true;
    else if (digits) break;
  }
  return digits && sum == stated;
}

}  // namespace onggi::parse
