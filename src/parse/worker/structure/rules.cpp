// Rules: chapters as headings, articles and their parts as clauses.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "document/clause.h"
#include "parse/worker/structure/structure.h"

namespace onggi::parse {
namespace {

constexpr std::int32_t kLevelMax = 6;
constexpr std::int64_t kTitleVisibleMax = 60;  // a longer line is a sentence

bool is_body(const Element& element) {
  return element.role.empty() && element.kind != ElementKind::page_header && element.kind != ElementKind::page_footer &&
         element.kind != ElementKind::footnote && element.kind != ElementKind::code;
}

std::int32_t article_number(const Clause& clause) {
  std::int32_t number = 0;
  const std::string_view digits = std::string_view(clause.article).substr(std::string_view("제").size());
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::optional<ClauseMark> article_of(const Element& element) {
  if (!is_body(element) || element.table) return std::nullopt;
  const auto mark = leading_mark(element.text);
  return mark && mark->kind == ClauseMark::Kind::article ? mark : std::nullopt;
}

// Two articles, the second the next after the first: what merely mentions one is no rule.
bool is_rule(const Document& document) {
  std::int32_t last = 0;
  for (const Element& element : document.elements) {
    const auto mark = article_of(element);
    if (!mark) continue;
    const std::int32_t number = article_number(mark->clause);
    if (last > 0 && number == last + 1) return true;
    last = number;
  }
  return false;
}

// 1 편, 2 장, 3 절, 4 관; 0: no title of a part. "제2장 휴가", "제 1 절", "제2장의2 특례".
std::int32_t part_depth(const Element& element) {
  constexpr auto kUnits = std::to_array<std::string_view>({"편", "장", "절", "관"});
  std::string_view text = element.text;
  if (!text.starts_with("제") || count_visible(text) > kTitleVisibleMax || text.find('\n') != std::string_view::npos ||
      text.ends_with('.'))
    return 0;
  text.remove_prefix(std::string_view("제").size());
  const auto skip = [&text](std::string_view set) {
    text.remove_prefix(std::min(text.find_first_not_of(set), text.size()));
  };
  skip(" ");
  const std::size_t before = text.size();
  skip("0123456789");
  if (text.size() == before) return 0;
  skip(" ");
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (!text.starts_with(kUnits[i])) continue;
    text.remove_prefix(kUnits[i].size());
    const bool alone = text.empty() || text.starts_with(" ") || text.starts_with("의") || text.starts_with("(") ||
                       text.starts_with(".") || text.starts_with(":");
    return alone ? static_cast<std::int32_t>(i) + 1 : 0;
  }
  return 0;
}

// "제12조(연차 휴가)" alone on its line.
bool is_lone_title(const Element& element, const ClauseMark& mark) {
  std::string_view rest = std::string_view(element.text).substr(std::min(mark.end, element.text.size()));
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (count_visible(element.text) > kTitleVisibleMax || rest.empty() || rest.starts_with("삭제")) return false;
  if (rest.front() == '(') return rest.find(')') == rest.size() - 1;
  return element.text.find('\n') == std::string::npos && !rest.ends_with('.') && !rest.ends_with("다");
}

void make_heading(Element& element, std::int32_t level) {
  if (element.kind == ElementKind::title || element.kind == ElementKind::heading) return;
  element.kind = ElementKind::heading;
  element.level = level;
}

class RuleWalker {
 public:
  explicit RuleWalker(Document& document) : document_(document) {
    constexpr std::int32_t kNone = 5;
    top_ = kNone;
    bool supplement = false;
    for (const Element& element : document.elements) {
      const std::int32_t depth = is_body(element) ? part_depth(element) : 0;
      if (depth > 0) top_ = std::min(top_, depth);
      const auto mark = is_body(element) && !element.table ? leading_mark(element.text) : std::nullopt;
      supplement = supplement || (mark && mark->kind == ClauseMark::Kind::supplement);
      if (!supplement && mark && mark->kind == ClauseMark::Kind::article) last_article_ = &element;
    }
  }

  void walk() {
    for (Element& element : document_.elements) {
      if (!is_body(element)) continue;
      if (element.kind == ElementKind::heading) above_ = element.level;
      if (element.table) {
        element.clause = to_string(now_);
        if (compares_versions(*element.table)) element.clause = "신구조문대비표";
      } else {
        enter(element);
      }
    }
  }

 private:
  void enter(Element& element) {
    if (const std::int32_t depth = part_depth(element); depth > 0) {
      make_heading(element, depth - top_ + 1);
      above_ = element.level;
      if (now_.annex != "부칙") now_ = {};
      return;
    }
    const auto mark = leading_mark(element.text);
    if (mark && follows(*mark)) {
      now_ = entered(now_, *mark);
      if (mark->kind == ClauseMark::Kind::article && is_lone_title(element, *mark))
        make_heading(element, std::min(above_ + 1, kLevelMax));
      const bool annex = mark->kind == ClauseMark::Kind::supplement || mark->kind == ClauseMark::Kind::table ||
                         mark->kind == ClauseMark::Kind::form;
      if (annex && count_visible(element.text) <= kTitleVisibleMax)
        make_heading(element, &element < last_article_ ? std::min(above_ + 1, kLevelMax) : 1);
    }
    element.clause = to_string(now_);
    now_ = clause_at(now_, element.text, element.text.size());
  }

  // Numbers mean clauses only inside of an article or annex, letters only inside of an item.
  bool follows(const ClauseMark& mark) const {
    using enum ClauseMark::Kind;
    if (mark.kind == subitem) return !now_.item.empty();
    if (mark.kind == paragraph || mark.kind == item) return !now_.article.empty() || !now_.annex.empty();
    return true;
  }

  static bool compares_versions(const Table& table) {
    bool current = false, revised = false;
    for (const Cell& cell : table.cells) {
      if (cell.row > 1) break;
      current = current || cell.text.starts_with("현행") || cell.text.starts_with("현 행");
      revised = revised || cell.text.starts_with("개정") || cell.text.starts_with("개 정");
    }
    return current && revised;
  }

  Document& document_;
  std::int32_t top_ = 0;                   // outermost kind of part in this rule
  std::int32_t above_ = 0;                 // level of the last heading that is no article
  const Element* last_article_ = nullptr;  // of the body: an annex before it stands in the middle of the rule
  Clause now_;
};

}  // namespace

void find_rules(Document& document) {
  if (is_rule(document)) RuleWalker(document).walk();
}

}  // namespace onggi::parse
