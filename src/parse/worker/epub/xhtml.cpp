// See xhtml.h.
#include "parse/worker/epub/xhtml.h"

#include <algorithm>
#include <array>

namespace onggi::parse {
namespace {

bool is_void(std::string_view tag) {
  constexpr auto kVoid = std::to_array<std::string_view>(
      {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"});
  return std::ranges::find(kVoid, tag) != kVoid.end();
}

// Behind the ">" that ends a tag; quotes may hold one.
std::size_t tag_end(std::string_view text, std::size_t at) {
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char byte = text[at];
    if (quote != '\0') quote = byte == quote ? '\0' : quote;
    else if (byte == '"' || byte == '\'') quote = byte;
    else if (byte == '>') return at + 1;
  }
  return text.size();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (byte == '<') out += "&lt;";
    else if (byte == '&') out += "&amp;";
    else out += byte;
  }
  return out;
}

// Where a piece that is no ordinary tag ends; 0: it is one.
std::size_t special_end(std::string_view text, std::size_t at) {
  const auto behind = [&](std::string_view end) {
    const std::size_t found = text.find(end, at);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("<!--")) return behind("-->");
  if (rest.starts_with("<![CDATA[")) return behind("]]>");
  if (rest.starts_with("<?")) return behind("?>");
  return 0;
}

std::string special_text(std::string_view piece) {
  if (!piece.starts_with("<![CDATA[")) return piece.starts_with("<?") ? std::string() : std::string(piece);
  piece.remove_prefix(9);
  if (piece.ends_with("]]>")) piece.remove_suffix(3);
  return escaped(piece);
}

}  // namespace

std::string xhtml_as_html(std::string_view xhtml) {
  std::string html;
  html.reserve(xhtml.size());
  for (std::size_t at = 0; at < xhtml.size();) {
    const std::size_t open = std::min(xhtml.find('<', at), xhtml.size());
    html += xhtml.substr(at, open - at);
    if (open == xhtml.size()) break;
    const std::size_t special = special_end(xhtml, open);
    at = special != 0 ? special : tag_end(xhtml, open);
    const std::string_view piece = xhtml.substr(open, at - open);
    const std::string_view name = piece.substr(1, piece.find_first_of(" \t\r\n/>", 1) - 1);
    if (special != 0) html += special_text(piece);
    else if (!piece.ends_with("/>") || name.empty() || is_void(name)) html += piece;
    else html.append(piece.substr(0, piece.size() - 2)).append("></").append(name).append(">");
  }
  return html;
}

}  // namespace onggi::parse
