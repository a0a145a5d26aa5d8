// Splits URLs the strict way: what two readers could understand differently is refused.
#include "net/url.h"

#include <algorithm>
#include <charconv>

namespace onggi::net {
namespace {

constexpr std::size_t kUrlBytesMax = 8192;

std::unexpected<Error> bad_url(std::string_view why) {
  return fail(ErrorCode::invalid_argument, "this is not a usable URL: " + std::string(why), "bad_url");
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_character(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; }

/// Bytes of the host at the front of `authority`; 0 when it is not a host.
std::size_t host_length(std::string_view authority) {
  if (!authority.starts_with('['))
    return static_cast<std::size_t>(std::ranges::find_if_not(authority, is_host_character) - authority.begin());
  const std::size_t end = authority.find(']');
  if (end == std::string_view::npos || end < 3) return 0;
  return std::ranges::all_of(authority.substr(1, end - 1), is_ipv6_character) ? end + 1 : 0;
}

}  // namespace

std::string lower(std::string_view ascii) {
  std::string result(ascii);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

Result<Url> split_url(std::string_view url) {
  if (url.size() > kUrlBytesMax) return bad_url("it is longer than 8192 bytes");
  if (std::ranges::any_of(url, [](char c) { return c <= ' ' || c == '\x7F' || c == '\\'; }))
    return bad_url("it holds a space, a control character or a backslash");
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return bad_url("it does not begin with http:// or https://");
  Url result;
  result.scheme = lower(url.substr(0, colon));
  if (result.scheme != "http" && result.scheme != "https") return bad_url("it does not begin with http:// or https://");
  url.remove_prefix(colon + 3);
  const std::size_t slash = std::min(url.find_first_of("/?#"), url.size());
  const std::string authority = lower(url.substr(0, slash));
  if (authority.find('@') != std::string::npos) return bad_url("it holds a user name; keys belong into headers");
  const std::size_t length = host_length(authority);
  if (length == 0) return bad_url("it has no host name");
  result.host = authority.substr(0, length);
  result.port = result.scheme == "https" ? 443 : 80;
  if (length < authority.size()) {
    const std::string_view digits = std::string_view(authority).substr(length + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
    const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    if (authority[length] != ':' || !whole || result.port == 0)
      return bad_url("its port is not a number from 1 to 65535");
  }
  result.path = slash < url.size() ? std::string(url.substr(slash)) : "/";
  return result;
}

}  // namespace onggi::net
