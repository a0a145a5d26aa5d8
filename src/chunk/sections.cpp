// Sections with the headings above them.
#include "chunk/sections.h"

#include <algorithm>

#include "document/clause.h"

namespace onggi::chunk {
namespace {

// Headings above a place in the document, one a level.
class HeadingPath {
 public:
  void enter(const CleanText& text, const CleanElement& element) {
    if (element.kind == ElementKind::title) return;  // the document's title stands in front of every lead already
    const std::int32_t level = std::max(element.level, 1);
    while (!levels_.empty() && levels_.back().first >= level) levels_.pop_back();
    levels_.emplace_back(level, squeeze_spaces(slice(text.utf8, element.bytes)));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    names.reserve(levels_.size());
    for (const auto& [level, name] : levels_) names.push_back(name);
    return names;
  }

 private:
  std::vector<std::pair<std::int32_t, std::string>> levels_;
};

// The article, or the annex, in which an element stands.
std::string article_of(const CleanElement& element) {
  if (element.clause.empty()) return {};
  const Clause clause = clause_from(element.clause);
  return clause.annex + "/" + clause.article;
}

}  // namespace

bool is_heading(const CleanElement& element) {
  return element.kind == ElementKind::heading || element.kind == ElementKind::title;
}

std::vector<Section> sections_of(const CleanText& text, Articles articles) {
  std::vector<Section> sections;
  HeadingPath path;
  std::string article;
  for (std::size_t i = 0; i < text.elements.size(); ++i) {
    const CleanElement& element = text.elements[i];
    bool starts = sections.empty() || is_heading(element);
    std::int32_t level = is_heading(element) ? std::max(element.level, 1) : 0;
    if (articles == Articles::apart) {
      std::string now = article_of(element);
      const bool next = now != article && !is_heading(text.elements[i == 0 ? 0 : i - 1]);
      if (!starts && next) starts = true, level = kStrongLevel + 1;
      article = std::move(now);
    }
    if (is_heading(element)) path.enter(text, element);
    if (starts) sections.push_back({i, i, level, path.names()});
    sections.back().end = i + 1;
  }
  return sections;
}

std::string join_path(const std::string& title, const std::vector<std::string>& names, std::size_t first) {
  std::string lead = title;
  for (std::size_t i = first; i < names.size(); ++i) {
    if (names[i] == title) continue;
    if (!lead.empty()) lead += " > ";
    lead += names[i];
  }
  return lead;
}

}  // namespace onggi::chunk
