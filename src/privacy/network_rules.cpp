// E-mail addresses (RFC 5321), IP addresses (RFC 791, RFC 4291), addresses of web pages.
#include <algorithm>

#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::size_t kLocalMax = 64;
constexpr std::size_t kDomainMax = 253;

bool is_local(char c) {
  return is_word(c) || std::string_view("._%+-!#$&'*/=?^`{|}~").find(c) != std::string_view::npos;
}
bool is_domain(char c) { return is_word(c) || c == '-' || c == '.'; }

// Labels with dots between, a last label of two letters or more. ASCII only, so that a glued particle ends it.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && end < begin + kDomainMax && is_domain(text[end])) ++end;
  while (end > begin && !is_word(text[end - 1])) --end;
  const std::string_view domain = text.substr(begin, end - begin);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.find("..") != std::string_view::npos) return begin;
  const std::string_view top = domain.substr(dot + 1);
  const bool letters = top.size() >= 2 && std::all_of(top.begin(), top.end(), is_letter);
  return letters || top.starts_with("xn--") ? end : begin;
}

constexpr std::string_view kIpWords[] = {"IP",   "ip",     "아이피",  "접속", "서버",
                                         "주소", "호스트", "address", "host", "from"};
constexpr std::string_view kVersionWords[] = {"버전", "판", "version", "Version", "ver", "Ver", "release", "v", "V"};

// Loopback, "this" network, masks and broadcast (RFC 6890).
bool names_no_host(std::string_view ip) {
  return ip.starts_with("127.") || ip.starts_with("0.") || ip.starts_with("255.");
}

// RFC 1918. Inside of a company it still tells whose machine it is, when it is called an address.
bool is_private_range(std::string_view ip) {
  if (ip.starts_with("10.") || ip.starts_with("192.168.")) return true;
  const int second = ip.starts_with("172.") ? number_of(ip.substr(4, ip.find('.', 4) - 4)) : 0;
  return second >= 16 && second <= 31;
}

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

struct Colons {
  std::size_t groups = 0;
  bool shortened = false;  // "::" stands in it
  bool sound = true;
};
Colons look_at_colons(std::string_view address) {
  Colons seen;
  std::size_t length = 0;
  for (std::size_t i = 0; i <= address.size(); ++i) {
    if (i < address.size() && address[i] != ':') {
      seen.sound = seen.sound && ++length <= 4;
      continue;
    }
    seen.groups += length > 0 ? 1 : 0;
    if (i + 1 < address.size() && address[i + 1] == ':' && address[i] == ':') {
      seen.sound = seen.sound && !seen.shortened;
      seen.shortened = true;
    }
    length = 0;
  }
  return seen;
}

}  // namespace

Match match_email(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  std::size_t begin = at;
  while (begin > 0 && at - begin < kLocalMax && is_local(text[begin - 1])) --begin;
  while (begin < at && !is_word(text[begin]) && text[begin] != '_') ++begin;
  const std::string_view local = text.substr(begin, at - begin);
  if (local.empty() || local.back() == '.' || local.find("..") != std::string_view::npos) return std::nullopt;
  const std::size_t end = domain_end(text, at + 1);
  if (end == at + 1) return std::nullopt;
  return Weight("address form", 0.98).match("EMAIL", begin, end);
}

Match match_ip4(const Page& page, std::size_t at, const Groups& read) {
  if (read.separator() != '.') return std::nullopt;
  const std::string_view text = page.text;
  std::size_t end = at;
  int highest = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && at_or_space(text, end++) != '.') return std::nullopt;
    const std::size_t begin = end;
    while (is_digit(at_or_space(text, end)) && end < begin + 4) ++end;
    if (end == begin || end > begin + 3 || (end > begin + 1 && text[begin] == '0')) return std::nullopt;
    const int value = number_of(text.substr(begin, end - begin));
    if (value > 255) return std::nullopt;
    highest = std::max(highest, value);
  }
  if (!is_free_behind(text, end)) return std::nullopt;
  // Four small numbers are a version or the number of a section.
  return Weight("four octets", highest > 31 ? 0.6 : 0.35)
      .add(has_word_before(page, at, kIpWords), 0.2, "context word")
      .add(has_word_before(page, at, kVersionWords), -0.4, "called a version")
      .add(names_no_host(text.substr(at)), -0.6, "names no host")
      .add(is_private_range(text.substr(at)), -0.15, "private range")
      .match("IP", at, end);
}

Match match_ip6(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  std::size_t begin = at;
  while (begin > 0 && is_hex(text[begin - 1]) && at - begin < 5) --begin;
  if (begin > 0 && (text[begin - 1] == ':' || is_word(text[begin - 1]))) return std::nullopt;
  std::size_t end = begin;
  while (end < text.size() && end < begin + 40 && (is_hex(text[end]) || text[end] == ':')) ++end;
  while (end > begin && text[end - 1] == ':' && !(end >= begin + 2 && text[end - 2] == ':')) --end;
  if (end < text.size() && is_word(text[end])) return std::nullopt;
  const Colons colons = look_at_colons(text.substr(begin, end - begin));
  if (!colons.sound || (colons.shortened ? colons.groups < 2 || colons.groups > 7 : colons.groups != 8))
    return std::nullopt;
  return Weight("eight groups", colons.shortened && colons.groups < 3 ? 0.5 : 0.85).match("IP", begin, end);
}

Match match_url(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  if (is_word(before_or_space(text, at))) return std::nullopt;
  const std::string_view rest = text.substr(at);
  const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
  if (scheme == 0 && !rest.starts_with("www.")) return std::nullopt;
  std::size_t end = domain_end(text, at + scheme);
  if (end == at + scheme) return std::nullopt;
  if (at_or_space(text, end) == '/')
    while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
           static_cast<unsigned char>(text[end]) < 0x7F &&
           std::string_view("<>\"'`|\\^{}()[]").find(text[end]) == std::string_view::npos)
      ++end;
  while (end > at && std::string_view(".,;:!?").find(text[end - 1]) != std::string_view::npos) --end;
  return Weight("scheme and host", 0.9).match("URL", at, end);
}

}  // namespace onggi::privacy_room
