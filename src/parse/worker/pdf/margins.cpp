// Running headers and footers: the same words at the same height on several pages, numbers aside.
#include <algorithm>
#include <cmath>
#include <set>

#include "parse/worker/pdf/layout.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr double kZone = 0.14;        // share of the page's height at the top and at the bottom
constexpr std::size_t kLinesMax = 4;  // looked at, at each end of a page

// "- 12 -" and "- 13 -" are the same words: a run of digits counts as one sign.
std::string pattern_of(std::string_view text) {
  std::string pattern;
  for (const char byte : text) {
    if (byte == ' ') continue;
    const bool digit = byte >= '0' && byte <= '9';
    if (digit && pattern.ends_with('#')) continue;
    pattern += digit ? '#' : byte;
  }
  return pattern;
}

bool is_page_number(std::string_view pattern) {
  for (const std::string_view form : {"#", "-#-", "–#–", "—#—", "#/#", "(#)", "[#]", "Page#", "page#", "Page#of#",
                                      "#of#", "#쪽", "제#쪽", "쪽#", "-#", "p.#"}) {
    if (pattern == form) return true;
  }
  return false;
}

struct Candidate {
  Line* line = nullptr;
  std::string pattern;
  bool top = false;
};

std::vector<Candidate> candidates_of(PageLayout& page) {
  std::vector<Line*> lines;
  for (Line& line : page.lines) {
    if (line.table < 0) lines.push_back(&line);
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line* a, const Line* b) { return a->box.y0 < b->box.y0; });
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool top = i < kLinesMax && lines[i]->box.y1 < kZone * page.flow_height;
    const bool bottom = i + kLinesMax >= lines.size() && lines[i]->box.y0 > (1 - kZone) * page.flow_height;
    if (top || bottom) found.push_back({lines[i], pattern_of(lines[i]->text), top});
  }
  return found;
}

std::string key_of(const Candidate& candidate, long shift) {
  return candidate.pattern + "@" + std::to_string(std::lround(candidate.line->baseline / 3) + shift);
}

}  // namespace

void mark_margins(std::vector<PageLayout>& pages) {
  std::map<std::string, std::set<std::int32_t>> seen;
  for (PageLayout& page : pages) {
    for (const Candidate& candidate : candidates_of(page)) seen[key_of(candidate, 0)].insert(candidate.line->page);
  }
  const std::size_t enough = pages.size() <= 3 ? 2 : 3;
  for (PageLayout& page : pages) {
    for (const Candidate& candidate : candidates_of(page)) {
      std::size_t times = 0;
      for (const long shift : {-1L, 0L, 1L}) {
        const auto found = seen.find(key_of(candidate, shift));
        times += found == seen.end() ? 0 : found->second.size();
      }
      const bool number_alone =
          is_page_number(candidate.pattern) && candidate.line->column_right - candidate.line->column_left > 0;
      if (times < enough && !number_alone) continue;
      candidate.line->kind = candidate.top ? ElementKind::page_header : ElementKind::page_footer;
    }
  }
}

}  // namespace onggi::parse::pdf
