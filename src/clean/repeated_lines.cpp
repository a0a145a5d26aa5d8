// Finding repeated lines and fixed-width breaks.
#include "clean/repeated_lines.h"

#include <algorithm>
#include <map>
#include <vector>

namespace onggi::clean_room {
namespace {

constexpr std::int64_t kShortLine = 80;  // visible characters: running headers are short
constexpr std::size_t kPagesMin = 3;
constexpr double kShareOfPages = 0.6;
constexpr std::size_t kBrokenLinesMin = 3;  // two lines may be a heading with its subtitle
constexpr double kEvenLine = 0.75;          // of the longest line

// The line with digits as '#' and without spaces: "- 3 -" and "- 4 -" are the same footer.
std::string shape(std::string_view text) {
  std::string shape;
  for (const char byte : text) {
    if (byte == ' ' || byte == '\n') continue;
    shape += byte >= '0' && byte <= '9' ? '#' : byte;
  }
  return shape;
}

struct EdgesOfPage {
  std::size_t first = SIZE_MAX, last = 0;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::set<std::size_t> repeated_elements(const Document& document) {
  std::map<std::int32_t, EdgesOfPage> pages;
  for (std::size_t i = 0; i < document.elements.size(); ++i) {
    const Element& element = document.elements[i];
    if (element.places.empty() || element.kind == ElementKind::page_header || element.kind == ElementKind::page_footer)
      continue;
    EdgesOfPage& page = pages[element.places.front().page_index];
    page.first = std::min(page.first, i);
    page.last = std::max(page.last, i);
  }
  std::map<std::string, std::set<std::size_t>> by_shape;
  for (const auto& [index, page] : pages) {
    for (const std::size_t edge : {page.first, page.last}) {
      const Element& element = document.elements[edge];
      if (!element.table && count_visible(element.text) <= kShortLine) by_shape[shape(element.text)].insert(edge);
    }
  }
  std::set<std::size_t> repeated;
  for (const auto& [line, where] : by_shape) {
    if (line.empty() || where.size() < kPagesMin ||
        static_cast<double>(where.size()) < kShareOfPages * static_cast<double>(pages.size()))
      continue;
    repeated.insert(where.begin(), where.end());
  }
  return repeated;
}

std::string join_broken_lines(const std::string& text) {
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.size() < kBrokenLinesMin) return text;
  std::size_t longest = 0;
  for (const std::string_view line : lines) longest = std::max(longest, line.size());
  const bool even = std::all_of(lines.begin(), lines.end() - 1, [&](std::string_view line) {
    return static_cast<double>(line.size()) >= kEvenLine * static_cast<double>(longest);
  });
  if (!even) return text;
  std::string joined;
  for (const std::string_view line : lines) {
    if (!joined.empty()) joined += ' ';
    joined += line;
  }
  return joined;
}

}  // namespace onggi::clean_room
