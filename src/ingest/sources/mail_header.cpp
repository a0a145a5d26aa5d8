// See mail_header.h.
#include "ingest/sources/mail_header.h"

#include <strings.h>
#include <ctime>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

constexpr std::size_t kHeaderBytesMax = 256U << 10U;
constexpr std::size_t kValueBytesMax = 1'000;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The Q encoding of RFC 2047: "_" is a space, "=EA" a byte.
std::string from_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '=' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (!coded) bytes += text[i] == '_' ? ' ' : text[i];
    else bytes += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])), i += 2;
  }
  return bytes;
}

struct EncodedWord {
  std::string charset, bytes;
  std::size_t end = 0;  // 0: none begins here
};

// "=?charset?B?...?="
EncodedWord encoded_word(std::string_view text, std::size_t begin) {
  if (text.substr(begin, 2) != "=?") return {};
  const std::size_t charset = text.find('?', begin + 2);
  if (charset == std::string_view::npos || charset + 2 >= text.size() || text[charset + 2] != '?') return {};
  const std::size_t end = text.find("?=", charset + 3);
  if (end == std::string_view::npos) return {};
  const std::string_view coded = text.substr(charset + 3, end - charset - 3);
  EncodedWord word{.charset = std::string(text.substr(begin + 2, charset - begin - 2)), .end = end + 2};
  if (lower(std::string(1, text[charset + 1])) == "q") word.bytes = from_q(coded);
  else if (!from_base64(coded, word.bytes)) return {};
  return word;
}

// Neighbours of one charset are joined before they are decoded: a mailer may cut within a character.
std::string decoded(std::string_view text) {
  std::string result, raw, charset;
  const auto settle = [&] {
    if (!raw.empty()) result += decode_text(raw, charset).utf8;
    raw.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t gap = raw.empty() ? at : std::min(text.find_first_not_of(" \t", at), text.size());
    if (EncodedWord word = encoded_word(text, gap); word.end > 0) {
      if (word.charset != charset) settle();
      charset = word.charset, raw += word.bytes, at = word.end;
      continue;
    }
    settle();
    result += text[at++];
  }
  settle();
  return is_valid_utf8(result) ? result : decode_text(result).utf8;
}

std::string cleaned(std::string_view text) {
  std::string value = squeeze_spaces(to_nfc(decoded(text)));
  if (value.size() > kValueBytesMax) value.resize(floor_to_code_point(value, kValueBytesMax));
  return value;
}

// "Fri, 1 Mar 2024 10:00:00 +0900" → "2024-03-01"; the weekday may be missing.
std::string iso_date(std::string value) {
  if (const std::size_t comma = value.find(','); comma != std::string::npos) value.erase(0, comma + 1);
  std::tm date{};
  if (::strptime(value.c_str(), " %d %b %Y", &date) == nullptr) return {};
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &date)};
}

void note(MailHeader& header, const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  const std::string name = lower(line.substr(0, colon)), value = line.substr(colon + 1);
  if (name == "subject") header.subject = cleaned(value);
  if (name == "from") header.from = cleaned(value);
  if (name == "date") header.date = iso_date(value);
  if (name != "message-id") return;
  header.message_id = cleaned(value);
  std::erase_if(header.message_id, [](char c) { return c == '<' || c == '>' || c == ' '; });
}

}  // namespace

MailHeader read_mail_header(std::string_view message) {
  MailHeader header;
  std::string folded;  // a line and those that go on with it
  message = message.substr(0, kHeaderBytesMax);
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    std::string_view line = message.substr(0, end);
    message.remove_prefix(std::min(end + 1, message.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      folded += line;
      continue;
    }
    note(header, folded);
    folded = line;
  }
  note(header, folded);
  return header;
}

}  // namespace onggi::sources
