// One scan for '<'.
#include "parse/worker/html/html_tags.h"

#include <algorithm>
#include <array>

namespace onggi::parse {
namespace {

constexpr std::size_t kNameMax = 16;

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

// Behind the '>' of a tag; one in a quoted value does not end it.
std::size_t behind_tag(std::string_view html, std::size_t at) {
  char quote = 0;
  for (; at < html.size(); ++at) {
    const char byte = html[at];
    if (quote != 0) quote = byte == quote ? '\0' : quote;
    else if (byte == '>') return at + 1;
    else if ((byte == '"' || byte == '\'') && html[at - 1] == '=') quote = byte;
  }
  return html.size();
}

bool holds_raw_text(std::string_view name) {
  constexpr auto kTags = std::to_array<std::string_view>(
      {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"});
  return std::ranges::find(kTags, name) != kTags.end();
}

std::size_t behind_raw_text(std::string_view html, std::size_t at, const std::string& name) {
  for (; (at = html.find("</", at)) != std::string_view::npos; at += 2)
    if (tag_name_at(html, at + 2) == name) return behind_tag(html, at + 2);
  return html.size();
}

}  // namespace

std::string tag_name_at(std::string_view html, std::size_t at) {
  std::string name;
  for (; at < html.size() && name.size() < kNameMax; ++at) {
    const char byte = html[at];
    const bool known = is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '!';
    if (!known) break;
    name.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte);
  }
  return name;
}

bool closes_itself(std::string_view tag) {
  constexpr auto kTags = std::to_array<std::string_view>(
      {"p",     "li",   "td",     "th",     "tr",    "dt",    "dd",    "br",  "hr",       "img",
       "input", "meta", "link",   "option", "tbody", "thead", "tfoot", "col", "colgroup", "area",
       "base",  "wbr",  "source", "param",  "track", "embed", "rp",    "rt",  "!doctype"});
  return std::ranges::find(kTags, tag) != kTags.end();
}

std::optional<HtmlTag> next_tag(std::string_view html, std::size_t at) {
  while ((at = html.find('<', at)) != std::string_view::npos) {
    if (html.substr(at).starts_with("<!--")) {
      const std::size_t end = html.find("-->", at + 2);  // "<!-->" is a whole comment
      if (end == std::string_view::npos) return std::nullopt;
      at = end + 3;
      continue;
    }
    const bool end = html.substr(at + 1).starts_with('/');
    HtmlTag tag{.name = tag_name_at(html, at + (end ? 2 : 1)), .end = end, .begin = at, .behind = 0};
    if (!tag.name.empty()) {
      tag.behind = behind_tag(html, at + 1);
      if (!end && holds_raw_text(tag.name)) tag.behind = behind_raw_text(html, tag.behind, tag.name);
      return tag;
    }
    ++at;
  }
  return std::nullopt;
}

}  // namespace onggi::parse
