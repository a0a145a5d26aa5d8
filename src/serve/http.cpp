// Small rules of HTTP that need no library: decoding, cookies, names of downloads.
#include "serve/http.h"

#include <algorithm>
#include <array>

#include "text/text.h"

namespace onggi::serve_room {
namespace {

char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

int hex_digit(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  const char small = lower(byte);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// Bytes of RFC 5987 attr-char; everything else is written as %XX.
bool is_attr_char(unsigned char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         std::string_view("!#$&+-.^_`|~").find(static_cast<char>(byte)) != std::string_view::npos;
}

template <typename Pairs>
std::optional<std::string_view> find(const Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view Request::header(std::string_view lower_case_name) const {
  return find(headers, lower_case_name).value_or(std::string_view());
}

std::string_view Request::parameter(std::string_view name) const {
  return find(parameters, name).value_or(std::string_view());
}

std::optional<std::string_view> Request::query_value(std::string_view name) const { return find(query, name); }

std::vector<std::string> Request::query_values(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query)
    if (key == name) values.push_back(value);
  return values;
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

Response Response::text(int status, std::string body) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

Response Response::json_text(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char byte = text[at];
    if (byte == '+' && plus == Plus::space) byte = ' ';
    if (byte == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      byte = static_cast<char>(high * 16 + low);
      at += 2;
    }
    if (byte == '\0') return std::nullopt;
    bytes.push_back(byte);
  }
  if (!is_valid_utf8(bytes)) return std::nullopt;
  return bytes;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), Plus::space);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::space);
    if (!name || !value)
      return fail(ErrorCode::invalid_argument, "the query of the address is not percent-encoded UTF-8", "bad_query");
    pairs.emplace_back(*std::move(name), *std::move(value));
  }
  return pairs;
}

std::string attachment_disposition(std::string_view file_name) {
  std::string ascii, encoded;
  for (const char byte : file_name) {
    const auto value = static_cast<unsigned char>(byte);
    const bool plain = value >= 0x20 && value < 0x7F && byte != '"' && byte != '\\' && byte != '%' && byte != '/';
    ascii.push_back(plain ? byte : '_');
    if (is_attr_char(value)) {
      encoded.push_back(byte);
    } else {
      static constexpr std::string_view kDigits = "0123456789ABCDEF";
      encoded += {'%', kDigits[value >> 4U], kDigits[value & 15U]};
    }
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return lower(a) == lower(b); });
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool names_token(std::string_view field, std::string_view token) {
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(','), field.size());
    const std::string_view item = trim(field.substr(0, end));
    field.remove_prefix(std::min(end + 1, field.size()));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    if (!equal_ignoring_case(trim(item.substr(0, semicolon)), token)) continue;
    const std::string_view weight = trim(item.substr(std::min(semicolon + 1, item.size())));
    return !(weight == "q=0" || weight == "q=0.0" || weight == "q=0.00" || weight == "q=0.000");
  }
  return false;
}

std::string_view reason_phrase(int status) {
  static constexpr auto kPhrases =
      std::to_array<std::pair<int, std::string_view>>({{200, "OK"},
                                                       {201, "Created"},
                                                       {202, "Accepted"},
                                                       {204, "No Content"},
                                                       {304, "Not Modified"},
                                                       {400, "Bad Request"},
                                                       {401, "Unauthorized"},
                                                       {403, "Forbidden"},
                                                       {404, "Not Found"},
                                                       {405, "Method Not Allowed"},
                                                       {408, "Request Timeout"},
                                                       {409, "Conflict"},
                                                       {413, "Content Too Large"},
                                                       {415, "Unsupported Media Type"},
                                                       {422, "Unprocessable Content"},
                                                       {429, "Too Many Requests"},
                                                       {431, "Request Header Fields Too Large"},
                                                       {499, "Client Closed Request"},
                                                       {500, "Internal Server Error"},
                                                       {503, "Service Unavailable"},
                                                       {504, "Gateway Timeout"},
                                                       {507, "Insufficient Storage"}});
  for (const auto& [known, phrase] : kPhrases)
    if (known == status) return phrase;
  return "Status";
}

}  // namespace onggi::serve_room
