// Which elements are open is told from the tags; a mistake there moves a cut, it loses no text.
#include "parse/worker/html/html_stretches.h"

#include <algorithm>
#include <array>

#include "parse/worker/html/html_tags.h"

namespace onggi::parse {
namespace {

template <std::size_t count>
bool is_one_of(std::string_view name, const std::array<std::string_view, count>& names) {
  return std::ranges::find(names, name) != names.end();
}

// What a block may stand in where the text is cut.
bool is_container(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>({"div", "main", "article", "section"});
  return is_one_of(name, kNames);
}

// What begins a block of its own wherever it stands in a container.
bool begins_block(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
                                                           "dl", "pre", "blockquote", "div", "article", "section"});
  return is_one_of(name, kNames);
}

// Elements that hold blocks and are told by their end tags; all others (inline ones, <p>, <html>, <body>) open no
// level.
bool opens_level(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"table",  "ul",     "ol",       "dl",      "menu",    "dir",   "pre",    "blockquote", "h1",
       "h2",     "h3",     "h4",       "h5",      "h6",      "nav",   "aside",  "header",     "footer",
       "form",   "figure", "fieldset", "details", "svg",     "math",  "select", "template",   "object",
       "button", "audio",  "video",    "canvas",  "address", "center"});
  return is_container(name) || is_one_of(name, kNames);
}

}  // namespace

HtmlContent guess_content(std::string_view utf8) {
  struct Span {
    std::size_t count = 0, begin = 0, end = 0;
    void see(const HtmlTag& tag, std::size_t size) {
      if (!tag.end && count++ == 0) begin = tag.begin, end = size;
      else if (tag.end && count == 1) end = tag.begin;
    }
    bool holds_most(std::size_t size) const { return count > 0 && (end - begin) * 4 >= size; }
  };
  Span main, article;
  bool has_role = false;
  for (auto tag = next_tag(utf8, 0); tag; tag = next_tag(utf8, tag->behind)) {
    if (tag->name == "main") main.see(*tag, utf8.size());
    if (tag->name == "article") article.see(*tag, utf8.size());
    const std::string_view written = utf8.substr(tag->begin, std::min<std::size_t>(tag->behind - tag->begin, 1024));
    has_role = has_role || written.find("role=\"main\"") != std::string_view::npos;
  }
  if (main.holds_most(utf8.size()) || (main.count == 0 && has_role)) return HtmlContent::main;
  return article.count == 1 && article.holds_most(utf8.size()) ? HtmlContent::article : HtmlContent::body;
}

std::optional<std::string> HtmlStretches::next() {
  if (begin_ >= utf8_.size()) return std::nullopt;
  std::string stretch;
  for (const Open& one : open_) stretch += one.start_tag;
  const std::size_t begin = begin_;
  step();
  stretch += utf8_.substr(begin, begin_ - begin);
  return stretch;
}

bool HtmlStretches::may_cut() const {
  return std::ranges::all_of(open_, [](const Open& one) { return one.container; });
}

// Moves begin_ to the next place to cut.
void HtmlStretches::step() {
  const std::size_t least = begin_ + size_min_;
  for (auto tag = next_tag(utf8_, at_); tag; tag = next_tag(utf8_, at_)) {
    if (!tag->end && tag->begin >= least && begins_block(tag->name) && may_cut()) {
      begin_ = at_ = tag->begin;
      return;
    }
    at_ = tag->behind;
    if (!opens_level(tag->name)) continue;
    if (tag->end) close(tag->name);
    else open(std::move(tag->name), utf8_.substr(tag->begin, tag->behind - tag->begin));
  }
  begin_ = at_ = utf8_.size();
}

void HtmlStretches::open(std::string name, std::string_view tag) {
  const bool container = is_container(name);
  open_.push_back({std::move(name), std::string(tag), container});
}

void HtmlStretches::close(std::string_view name) {
  const auto found = std::find_if(open_.rbegin(), open_.rend(), [&](const Open& one) { return one.name == name; });
  if (found != open_.rend()) open_.erase(found.base() - 1, open_.end());
}

}  // namespace onggi::parse
