// Outlines by sign: □ ○ - · of reports, 1. 가. 1) 가) of official letters (「행정업무의 운영 및 혁신에 관한 규정
// 시행규칙」 제2조, which fixes the order of the latter).
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "parse/worker/structure/structure.h"

namespace onggi::parse {
namespace {

// Signs of one depth; the order of the rows is only used to tell them apart, depth comes from the document.
constexpr auto kSigns = std::to_array<std::string_view>({"□", "■", "◇", "◆", "▣", "❏", "○", "●",  "◦", "ㅇ", "◎", "▷",
                                                         "▶", "☞", "-", "–", "―", "·", "∙", "ㆍ", "•", "▪",  "*", "※"});
constexpr std::array<std::string_view, 14> kLetters = {"가", "나", "다", "라", "마", "바", "사",
                                                       "아", "자", "차", "카", "타", "파", "하"};

enum Shape : std::int32_t { none = -1, number_dot = 100, letter_dot, number_paren, letter_paren };

bool is_space(std::string_view text) { return text.starts_with(' ') || text.starts_with("\u00a0"); }

std::int32_t shape_behind(std::string_view behind, Shape dot, Shape paren) {
  if (behind.size() < 2 || !is_space(behind.substr(1))) return none;
  if (behind.front() == '.') return dot;
  return behind.front() == ')' ? paren : none;
}

// Which sign begins the text: an index into kSigns, one of Shape, or none.
std::int32_t sign_of(std::string_view text) {
  for (std::size_t i = 0; i < kSigns.size(); ++i) {
    if (text.starts_with(kSigns[i]) && is_space(text.substr(kSigns[i].size()))) return static_cast<std::int32_t>(i);
  }
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 1 || digits == 2) return shape_behind(text.substr(digits), number_dot, number_paren);
  for (const std::string_view letter : kLetters) {
    if (text.starts_with(letter)) return shape_behind(text.substr(letter.size()), letter_dot, letter_paren);
  }
  return none;
}

bool may_carry(const Element& element) {
  return element.role.empty() && element.clause.empty() && !element.table &&
         (element.kind == ElementKind::paragraph || element.kind == ElementKind::list_item);
}

bool is_note(std::int32_t sign) {
  return sign >= 0 && sign < number_dot &&
         (kSigns[static_cast<std::size_t>(sign)] == "※" || kSigns[static_cast<std::size_t>(sign)] == "*");
}

// A title names; it does not end as a sentence does.
bool names_a_part(std::string_view text) {
  constexpr std::int64_t kVisibleMax = 40;
  constexpr auto kEnds = std::to_array<std::string_view>({".", "다", "음", "임", "함", "됨", "요", ",", ";"});
  return count_visible(text) <= kVisibleMax && text.find('\n') == std::string_view::npos &&
         std::ranges::none_of(kEnds, [text](std::string_view end) { return text.ends_with(end); });
}

struct Item {
  std::size_t element = 0;
  std::int32_t sign = none;
  std::int32_t depth = 0;
};

// Depths as an outline opens them: a sign that is open already closes what stands deeper, a new one goes one deeper.
std::vector<Item> items_of(const Document& document) {
  std::vector<Item> items;
  std::vector<std::int32_t> open;
  for (std::size_t i = 0; i < document.elements.size(); ++i) {
    const Element& element = document.elements[i];
    if (element.kind == ElementKind::heading || element.kind == ElementKind::title) open.clear();
    if (!may_carry(element)) continue;
    const std::int32_t sign = sign_of(element.text);
    if (sign == none || is_note(sign)) continue;
    const auto found = std::ranges::find(open, sign);
    if (found == open.end()) open.push_back(sign);
    else open.erase(found + 1, open.end());
    items.push_back({i, sign, static_cast<std::int32_t>(open.size())});
  }
  return items;
}

}  // namespace

void find_outline(Document& document) {
  constexpr std::size_t kItemsMin = 3;
  const std::vector<Item> items = items_of(document);
  if (items.size() < kItemsMin) return;
  std::int32_t above = 0;  // level of the last real heading
  std::size_t next = 0;
  for (std::size_t i = 0; i < document.elements.size(); ++i) {
    Element& element = document.elements[i];
    if (element.kind == ElementKind::heading) above = element.level;
    if (next == items.size() || items[next].element != i) continue;
    const Item& item = items[next++];
    const bool has_deeper = next < items.size() && items[next].depth > item.depth;
    constexpr std::int32_t kHeadingLevelMax = 6;
    if (element.kind == ElementKind::list_item) continue;  // the format itself says how deep it is
    if (item.depth == 1 && has_deeper && names_a_part(element.text)) {
      element.kind = ElementKind::heading;
      element.level = std::min(above + 1, kHeadingLevelMax);
    } else {
      element.kind = ElementKind::list_item;
      element.level = item.depth;
    }
  }
}

}  // namespace onggi::parse
