// See clause.h. A small hand-written scanner: spaces are allowed wherever writers put them.
#include "document/clause.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/text.h"

namespace onggi {
namespace {

constexpr std::array<std::string_view, 14> kSubitems = {"가", "나", "다", "라", "마", "바", "사",
                                                        "아", "자", "차", "카", "타", "파", "하"};
constexpr std::size_t kSyllableBytes = 3;

// A place in a text that moves on only when what was asked for is there.
class Scanner {
 public:
  explicit Scanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  std::string_view rest() const { return text_.substr(at_); }
  bool ended() const { return at_ >= text_.size(); }
  void spaces() {
    while (!ended() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  /// With spaces before it.
  bool take_spaced(std::string_view word) {
    const std::size_t before = at_;
    spaces();
    if (take(word)) return true;
    at_ = before;
    return false;
  }
  /// 1 to 4 digits; 0: none.
  std::int32_t number() {
    constexpr std::size_t kDigitsMax = 4;
    std::int32_t value = 0;
    const std::string_view digits = rest().substr(0, kDigitsMax);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || value <= 0) return 0;
    at_ += static_cast<std::size_t>(end - digits.data());
    return value;
  }
  char32_t code_point() {
    if (ended()) return 0;
    return next_code_point(text_, at_);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// ①–⑳, ㉑–㉟, ㊱–㊿: 1 to 50; 0 for anything else.
std::int32_t circled(char32_t sign) {
  if (sign >= 0x2460 && sign <= 0x2473) return static_cast<std::int32_t>(sign - 0x2460) + 1;
  if (sign >= 0x3251 && sign <= 0x325F) return static_cast<std::int32_t>(sign - 0x3251) + 21;
  if (sign >= 0x32B1 && sign <= 0x32BF) return static_cast<std::int32_t>(sign - 0x32B1) + 36;
  return 0;
}

std::string numbered(std::string_view before, std::int32_t number, std::string_view unit, std::int32_t branch) {
  std::string text = std::string(before) + std::to_string(number) + std::string(unit);
  if (branch > 0) text += "의" + std::to_string(branch);
  return text;
}

// "의2" behind 조 or 호.
std::int32_t branch(Scanner& scanner) {
  Scanner ahead = scanner;
  if (!ahead.take_spaced("의")) return 0;
  ahead.spaces();
  const std::int32_t number = ahead.number();
  if (number > 0) scanner = ahead;
  return number;
}

// "제12조의2", "12조", "§12". Nothing that only looks so: "3조원", "2조 5천억".
bool read_article(Scanner& scanner, Clause& clause) {
  Scanner ahead = scanner;
  const bool sign = ahead.take("§");
  const bool ordinal = sign || ahead.take("제");
  ahead.spaces();
  const std::int32_t number = ahead.number();
  if (number == 0) return false;
  if (!sign && !ahead.take_spaced("조")) return false;
  const std::string_view behind = ahead.rest();
  constexpr auto kMoney = std::to_array<std::string_view>({"원", "달러", " 원", "각", "직", "립", "치", "회", "사"});
  if (!sign && std::ranges::any_of(kMoney, [&](std::string_view word) { return behind.starts_with(word); }))
    return false;
  if (!ordinal && !behind.empty() && behind.front() == ' ' && behind.size() > 1 && behind[1] >= '0' &&
      behind[1] <= '9' && behind.find("항") == std::string_view::npos)
    return false;
  clause.article = numbered("제", number, "조", branch(ahead));
  scanner = ahead;
  return true;
}

bool read_paragraph(Scanner& scanner, Clause& clause) {
  Scanner ahead = scanner;
  ahead.spaces();
  Scanner sign = ahead;
  if (const std::int32_t number = circled(sign.code_point()); number > 0) {
    clause.paragraph = number;
    scanner = sign;
    return true;
  }
  static_cast<void>(ahead.take("제"));
  ahead.spaces();
  const std::int32_t number = ahead.number();
  if (number == 0 || !ahead.take_spaced("항")) return false;
  clause.paragraph = number;
  scanner = ahead;
  return true;
}

bool read_item(Scanner& scanner, Clause& clause) {
  Scanner ahead = scanner;
  ahead.spaces();
  static_cast<void>(ahead.take("제"));
  ahead.spaces();
  const std::int32_t number = ahead.number();
  if (number == 0 || !ahead.take_spaced("호") || ahead.rest().starts_with("서식")) return false;
  clause.item = numbered("제", number, "호", branch(ahead));
  scanner = ahead;
  return true;
}

std::string_view subitem_at(std::string_view text) {
  const auto found = std::ranges::find_if(kSubitems, [&](std::string_view one) { return text.starts_with(one); });
  return found == kSubitems.end() ? std::string_view() : *found;
}

bool read_subitem(Scanner& scanner, Clause& clause) {
  Scanner ahead = scanner;
  ahead.spaces();
  const std::string_view letter = subitem_at(ahead.rest());
  if (letter.empty() || !ahead.take(letter) || !ahead.take("목")) return false;
  clause.subitem = std::string(letter) + "목";
  scanner = ahead;
  return true;
}

// "별표 1의2", "별표1", "별지 제2호서식", "별지 제2호의3 서식".
bool read_annex(Scanner& scanner, Clause& clause) {
  Scanner ahead = scanner;
  const bool table = ahead.take("별표");
  if (!table && !ahead.take("별지")) return false;
  ahead.spaces();
  static_cast<void>(ahead.take("제"));
  ahead.spaces();
  const std::int32_t number = ahead.number();
  if (number == 0) {
    if (!table) return false;
    clause.annex = "별표";
  } else if (table) {
    static_cast<void>(ahead.take("호"));
    clause.annex = numbered("별표 ", number, "", branch(ahead));
  } else {
    static_cast<void>(ahead.take_spaced("호"));
    clause.annex = numbered("별지 제", number, "호", branch(ahead));
    if (!ahead.take_spaced("서식")) return false;
    clause.annex += "서식";
  }
  scanner = ahead;
  return true;
}

// Inner parts follow one another; each may be left out.
void read_inner(Scanner& scanner, Clause& clause) {
  static_cast<void>(read_paragraph(scanner, clause));
  static_cast<void>(read_item(scanner, clause));
  static_cast<void>(read_subitem(scanner, clause));
}

std::optional<ClauseMark> article_mark(std::string_view text) {
  if (!text.starts_with("제")) return std::nullopt;
  Scanner scanner(text);
  ClauseMark mark{.kind = ClauseMark::Kind::article};
  if (!read_article(scanner, mark.clause)) return std::nullopt;
  mark.end = scanner.at();
  const bool touches = !scanner.ended() && scanner.rest().front() != ' ';
  scanner.spaces();
  const std::string_view behind = scanner.rest();
  constexpr auto kOpeners = std::to_array<std::string_view>({"(", "（", "【", "[", "〔", "<", ":", "\n", "삭제"});
  if (behind.empty() || std::ranges::any_of(kOpeners, [&](auto opener) { return behind.starts_with(opener); }))
    return mark;
  Scanner ahead = scanner;
  Clause inner;
  if (circled(ahead.code_point()) > 0) return mark;
  read_inner(scanner, inner);
  // Behind a space stands the title ("제1조 목적"), but for a reference ("제3조 제2항의", "제3조 및").
  constexpr auto kJoins = std::to_array<std::string_view>({"및 ", "또는 ", "내지 ", "부터 ", "까지 ", "제"});
  if (touches || !inner.empty() || std::ranges::any_of(kJoins, [&](auto join) { return behind.starts_with(join); }))
    return std::nullopt;
  return mark;
}

std::optional<ClauseMark> sign_mark(std::string_view text) {
  Scanner scanner(text);
  const std::int32_t number = circled(scanner.code_point());
  if (number == 0) return std::nullopt;
  return ClauseMark{.kind = ClauseMark::Kind::paragraph, .clause = {.paragraph = number}, .end = scanner.at()};
}

// "2. ", "2의3. ": a number with a full stop and no digit behind it.
std::optional<ClauseMark> item_mark(std::string_view text) {
  constexpr std::int32_t kItemsMax = 200;
  Scanner scanner(text);
  const std::int32_t number = scanner.number();
  if (number == 0 || number > kItemsMax) return std::nullopt;
  const std::int32_t second = branch(scanner);
  if (!scanner.take(".") || (!scanner.ended() && scanner.rest().front() >= '0' && scanner.rest().front() <= '9'))
    return std::nullopt;
  return ClauseMark{
      .kind = ClauseMark::Kind::item, .clause = {.item = numbered("제", number, "호", second)}, .end = scanner.at()};
}

std::optional<ClauseMark> subitem_mark(std::string_view text) {
  const std::string_view letter = subitem_at(text);
  if (letter.empty() || !text.substr(letter.size()).starts_with(".")) return std::nullopt;
  return ClauseMark{
      .kind = ClauseMark::Kind::subitem, .clause = {.subitem = std::string(letter) + "목"}, .end = letter.size() + 1};
}

std::optional<ClauseMark> annex_mark(std::string_view text) {
  constexpr auto kOpeners = std::to_array<std::string_view>({"[", "<", "【", "〔", "■", "※"});
  Scanner scanner(text);
  for (const std::string_view opener : kOpeners) static_cast<void>(scanner.take_spaced(opener));
  scanner.spaces();
  const bool opened = scanner.at() > 0;
  ClauseMark mark;
  Scanner supplement = scanner;
  if (supplement.take("부") && (supplement.spaces(), supplement.take("칙"))) {
    const std::string_view behind = supplement.rest();
    constexpr auto kBehind = std::to_array<std::string_view>({" ", "(", "<", "（", "〈", "\n", "["});
    if (!behind.empty() && std::ranges::none_of(kBehind, [&](auto one) { return behind.starts_with(one); }))
      return std::nullopt;
    return ClauseMark{.kind = ClauseMark::Kind::supplement, .clause = {.annex = "부칙"}, .end = supplement.at()};
  }
  if (!read_annex(scanner, mark.clause)) return std::nullopt;
  mark.kind = mark.clause.annex.starts_with("별표") ? ClauseMark::Kind::table : ClauseMark::Kind::form;
  mark.end = scanner.at();
  // "별표 1과 같다" is a reference.
  if (!opened && !scanner.ended() && scanner.rest().front() != ' ' && scanner.rest().front() != '(' &&
      scanner.rest().front() != '\n')
    return std::nullopt;
  return mark;
}

std::string_view part_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

}  // namespace

std::string to_string(const Clause& clause) {
  std::string text = clause.annex;
  const auto add = [&text](std::string_view part) {
    if (!part.empty()) text.append(text.empty() ? "" : " ").append(part);
  };
  add(clause.article);
  if (clause.paragraph > 0) add("제" + std::to_string(clause.paragraph) + "항");
  add(clause.item);
  add(clause.subitem);
  return text;
}

bool lies_in(const Clause& inner, const Clause& outer) {
  if (outer.empty() || inner.annex != outer.annex) return false;
  const auto same = [](const std::string& in, const std::string& out) { return out.empty() || in == out; };
  return same(inner.article, outer.article) && (outer.paragraph == 0 || inner.paragraph == outer.paragraph) &&
         same(inner.item, outer.item) && same(inner.subitem, outer.subitem);
}

std::vector<Clause> clauses_named_in(std::string_view utf8) {
  std::vector<Clause> found;
  Scanner scanner(utf8);
  bool digit_before = false;
  while (!scanner.ended()) {
    Clause clause;
    Scanner ahead = scanner;
    if (ahead.take("부칙")) clause.annex = "부칙";
    const bool annex = !clause.annex.empty() || read_annex(ahead, clause);
    Scanner article = ahead;
    if (annex) article.spaces();
    if (!digit_before && read_article(article, clause)) {
      read_inner(article, clause);
      ahead = article;
    }
    if (clause.empty()) {
      const char byte = scanner.rest().front();
      digit_before = (byte >= '0' && byte <= '9') || byte == '.' || byte == ',';
      static_cast<void>(scanner.code_point());
    } else {
      found.push_back(std::move(clause));
      scanner = ahead;
      digit_before = false;
    }
  }
  return found;
}

std::optional<ClauseMark> leading_mark(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  for (const auto read : {article_mark, sign_mark, item_mark, subitem_mark, annex_mark}) {
    if (auto mark = read(text)) return mark;
  }
  return std::nullopt;
}

Clause entered(const Clause& above, const ClauseMark& mark) {
  using enum ClauseMark::Kind;
  Clause clause = above;
  switch (mark.kind) {
    case supplement:
    case table:
    case form:
      return mark.clause;
    case article:
      clause = {.annex = above.annex == "부칙" ? above.annex : std::string(), .article = mark.clause.article};
      break;
    case paragraph:
      clause.paragraph = mark.clause.paragraph;
      clause.item.clear();
      clause.subitem.clear();
      break;
    case item:
      clause.item = mark.clause.item;
      clause.subitem.clear();
      break;
    case subitem:
      clause.subitem = mark.clause.subitem;
      break;
  }
  return clause;
}

Clause clause_at(const Clause& clause, std::string_view text, std::size_t offset) {
  Clause now = clause;
  bool line_begins = true;
  for (std::size_t at = 0; at <= std::min(offset, text.size()) && at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (line_begins) {
      if (const auto mark = leading_mark(rest); mark && (mark->kind != ClauseMark::Kind::subitem || !now.item.empty()))
        now = entered(now, *mark);
    } else if (const auto mark = sign_mark(rest); mark) {
      now = entered(now, *mark);
    }
    const char32_t sign = next_code_point(text, at);
    line_begins = sign == '\n';
  }
  return now;
}

Clause clause_from(std::string_view text) {
  Clause clause;
  while (!text.empty()) {
    const std::string_view word = part_word(text);
    if (word == "별표" || word == "별지") {
      clause.annex = std::string(word);
      const bool counted = !text.empty() && (text.front() >= '0' && text.front() <= '9');
      if (word == "별지" || counted) clause.annex += " " + std::string(part_word(text));
    } else if (word == "부칙") {
      clause.annex = std::string(word);
    } else if (word.ends_with("목")) {
      clause.subitem = std::string(word);
    } else if (word.ends_with("항")) {
      std::from_chars(word.data() + kSyllableBytes, word.data() + word.size(), clause.paragraph);
    } else if (word.find("조") != std::string_view::npos) {
      clause.article = std::string(word);
    } else if (word.find("호") != std::string_view::npos) {
      clause.item = std::string(word);
    }
  }
  return clause;
}

}  // namespace onggi
