// Running headers and footers: the same words at the same height on several pages, numbers aside.
#include <algorithm>
#include <cmath>
#include <set>

#include "parse/worker/pdf/headings.h"
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

// "12" at the beginning or at the end, as a word.
bool carries_number(std::string_view text) {
  const auto number = [](std::string_view word) {
    return !word.empty() && word.size() <= 4 &&
           std::all_of(word.begin(), word.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
  };
  const std::size_t first = text.find(' '), last = text.rfind(' ');
  if (first == std::string_view::npos) return false;
  return number(text.substr(0, first)) || number(text.substr(last + 1));
}

struct Candidate {
  Line* line = nullptr;
  std::string pattern;
  bool top = false;
};

// Chapter openings repeat too ("제1장", "제2장"): what is bigger than the body is no margin.
std::vector<Candidate> candidates_of(PageLayout& page, const BodyStyle& body) {
  std::vector<Line*> lines;
  for (Line& line : page.lines) {
    if (line.table < 0 && !body.is_big(line.size)) lines.push_back(&line);
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

// Headers that name the section of their page change their words, not their place: the outermost line of most pages, at
// the same height and far from the text.
class Places {
 public:
  // The edge line of a page, where it carries a page number and stands well apart, needs no second page to compare.
  static void mark_numbered(Line& edge, double distance, bool top) {
    if (distance > 1.1 * edge.size && carries_number(edge.text) && count_code_points(edge.text) < 90)
      edge.kind = top ? ElementKind::page_header : ElementKind::page_footer;
  }

  void add(PageLayout& page, bool top) {
    Line* edge = nullptr;
    const Line* next = nullptr;
    const auto outer = [top](const Line& a, const Line& b) { return top ? a.box.y0 < b.box.y0 : a.box.y1 > b.box.y1; };
    for (Line& line : page.lines) {
      if (edge == nullptr || outer(line, *edge)) edge = &line;
    }
    for (const Line& line : page.lines) {
      if (&line != edge && std::abs(line.baseline - edge->baseline) > 0.5 * edge->size &&
          (next == nullptr || outer(line, *next)))
        next = &line;
    }
    if (edge == nullptr || next == nullptr || edge->table >= 0) return;
    const bool in_zone = top ? edge->box.y1<kZone * page.flow_height : edge->box.y0>(1 - kZone) * page.flow_height;
    const double distance = top ? next->box.y0 - edge->box.y1 : edge->box.y0 - next->box.y1;
    constexpr double kEdge = 0.17;  // wide margins of books
    const bool at_edge = top ? edge->box.y1<kEdge * page.flow_height : edge->box.y0>(1 - kEdge) * page.flow_height;
    if (at_edge && edge->size <= 1.1 * next->size) mark_numbered(*edge, distance, top);
    if (in_zone) edges_[std::lround(edge->baseline / 2)].push_back({edge, distance > 0.7 * edge->size});
  }

  void mark(std::size_t pages, ElementKind kind) {
    for (auto& [height, edges] : edges_) {
      const auto apart = static_cast<std::size_t>(
          std::count_if(edges.begin(), edges.end(), [](const Edge& edge) { return edge.apart; }));
      if (edges.size() < 4 || edges.size() * 10 < pages * 3 || apart * 10 < edges.size() * 8) continue;
      for (const Edge& edge : edges) edge.line->kind = edge.apart ? kind : edge.line->kind;
    }
  }

 private:
  struct Edge {
    Line* line = nullptr;
    bool apart = false;
  };
  std::map<long, std::vector<Edge>> edges_;
};

}  // namespace

void mark_margins(std::vector<PageLayout>& pages) {
  const BodyStyle body = body_style(pages);
  std::map<std::string, std::set<std::int32_t>> seen;
  for (PageLayout& page : pages) {
    for (const Candidate& candidate : candidates_of(page, body))
      seen[key_of(candidate, 0)].insert(candidate.line->page);
  }
  const std::size_t enough = pages.size() <= 3 ? 2 : 3;
  for (PageLayout& page : pages) {
    for (const Candidate& candidate : candidates_of(page, body)) {
      std::size_t times = 0;
      for (long shift = -4; shift <= 4; ++shift) {  // 12 points: a first page may begin lower
        const auto found = seen.find(key_of(candidate, shift));
        times += found == seen.end() ? 0 : found->second.size();
      }
      const bool number_alone =
          is_page_number(candidate.pattern) && candidate.line->column_right - candidate.line->column_left > 0;
      if (times < enough && !number_alone) continue;
      candidate.line->kind = candidate.top ? ElementKind::page_header : ElementKind::page_footer;
    }
  }
  Places top, bottom;
  for (PageLayout& page : pages) {
    top.add(page, true);
    bottom.add(page, false);
  }
  top.mark(pages.size(), ElementKind::page_header);
  bottom.mark(pages.size(), ElementKind::page_footer);
}

}  // namespace onggi::parse::pdf
