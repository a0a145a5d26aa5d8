// Format codes: their sections and which applies; see number_format.h.
#include "parse/worker/ooxml/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

using Kind = NumberFormat::Kind;
using Section = NumberFormat::Section;
using Token = NumberFormat::Token;

std::vector<std::string_view> split_sections(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t begin = 0;
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i <= code.size(); ++i) {
    if (i == code.size() || (code[i] == ';' && !quoted && !bracket)) {
      sections.push_back(code.substr(begin, i - begin));
      begin = i + 1;
    } else if (code[i] == '\\' && !quoted) {
      ++i;
    } else if (code[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (code[i] == '[' || code[i] == ']')) {
      bracket = code[i] == '[';
    }
  }
  return sections;
}

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool begins_with(std::string_view text, std::string_view ascii) {
  if (text.size() < ascii.size()) return false;
  for (std::size_t i = 0; i < ascii.size(); ++i) {
    if (lower(text[i]) != lower(ascii[i])) return false;
  }
  return true;
}

class SectionParser {
 public:
  explicit SectionParser(std::string_view code) : code_(code) {}

  Section parse() {
    while (at_ < code_.size()) step();
    section_.date = std::ranges::any_of(section_.tokens, [](const Token& token) { return token.kind >= Kind::year; });
    if (section_.date) {
      tell_minutes();
    } else {
      find_grouping();
    }
    return std::move(section_);
  }

 private:
  void push(Kind kind, std::string_view text, std::int32_t count = 0) {
    if (kind == Kind::literal && !section_.tokens.empty() && section_.tokens.back().kind == Kind::literal) {
      section_.tokens.back().text += text;
    } else {
      section_.tokens.push_back({kind, std::string(text), count});
    }
  }

  std::string_view take_code_point() {
    const std::size_t begin = at_;
    if (at_ < code_.size()) next_code_point(code_, at_);
    return code_.substr(begin, at_ - begin);
  }

  void step() {
    const char c = code_[at_];
    const std::string_view rest = code_.substr(at_);
    if (c == '"') return quoted();
    if (c == '[') return bracket();
    if (c == '\\') return ++at_, push(Kind::literal, take_code_point());
    if (c == '_') return ++at_, static_cast<void>(take_code_point()), push(Kind::literal, " ");
    if (c == '*') return ++at_, static_cast<void>(take_code_point());
    if (c == '@') {
      section_.has_text = true;
      return ++at_, push(Kind::text, "@");
    }
    if (begins_with(rest, "general")) return at_ += 7, push(Kind::general, "");
    if (half_day(rest) || date_letters(c) || number_sign(rest)) return;
    push(Kind::literal, take_code_point());
  }

  void quoted() {
    const std::size_t end = std::min(code_.find('"', at_ + 1), code_.size());
    push(Kind::literal, code_.substr(at_ + 1, end - at_ - 1));
    at_ = std::min(end + 1, code_.size());
  }

  void bracket() {
    const std::size_t end = std::min(code_.find(']', at_), code_.size());
    const std::string_view inner = code_.substr(at_ + 1, end - at_ - 1);
    at_ = std::min(end + 1, code_.size());
    if (inner.empty()) return;
    const auto count = static_cast<std::int32_t>(inner.size());
    const auto only = [&](char letter) {
      return std::ranges::all_of(inner, [&](char c) { return lower(c) == letter; });
    };
    if (only('h')) return push(Kind::elapsed_hours, "", count);
    if (only('m')) return push(Kind::elapsed_minutes, "", count);
    if (only('s')) return push(Kind::elapsed_seconds, "", count);
    if (inner.front() == '$') return currency(inner.substr(1));
    if (std::string_view("<>=").find(inner.front()) != std::string_view::npos) condition(inner);
  }

  // [$₩-412]: a sign and the locale of the rest.
  void currency(std::string_view inner) {
    const std::size_t dash = inner.rfind('-');
    const std::string_view sign = inner.substr(0, dash);
    if (!sign.empty()) push(Kind::literal, sign);
    if (dash == std::string_view::npos) return;
    const std::string_view locale = inner.substr(dash + 1);
    if (locale.starts_with("ko") || inner.ends_with("ko-KR")) section_.locale = 0x412;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(locale.data(), locale.data() + locale.size(), value, 16);
    if (error == std::errc() && end == locale.data() + locale.size()) section_.locale = value & 0xFFFFU;
  }

  void condition(std::string_view inner) {
    const std::size_t number = inner.find_first_not_of("<>=");
    if (number == std::string_view::npos) return;
    section_.comparison = inner.substr(0, number);
    std::from_chars(inner.data() + number, inner.data() + inner.size(), section_.bound);
  }

  bool half_day(std::string_view rest) {
    for (const std::string_view sign : {"AM/PM", "A/P", "오전/오후"}) {
      if (!begins_with(rest, sign)) continue;
      push(Kind::half_day, sign);
      at_ += sign.size();
      return true;
    }
    return false;
  }

  bool date_letters(char first) {
    const char letter = lower(first);
    if (std::string_view("ymdhsaeg").find(letter) == std::string_view::npos) return false;
    std::size_t end = at_;
    while (end < code_.size() && lower(code_[end]) == letter) ++end;
    const auto count = static_cast<std::int32_t>(end - at_);
    if (letter == 'e' && end < code_.size() && (code_[end] == '+' || code_[end] == '-')) return false;
    if (letter == 'a' && count < 3) return false;
    at_ = end;
    switch (letter) {
      case 'y':
        push(Kind::year, "", count);
        break;
      case 'e':
        push(Kind::year, "", 4);
        break;
      case 'm':
        push(Kind::month, "", count);
        break;
      case 'd':
        push(count > 2 ? Kind::weekday : Kind::day, "d", count);
        break;
      case 'a':
        push(Kind::weekday, "a", count);
        break;
      case 'h':
        push(Kind::hour, "", count);
        break;
      case 's':
        push(Kind::second, "", count);
        break;
      default:
        break;  // g: the era's name, which the years of our calendar have not
    }
    return true;
  }

  bool number_sign(std::string_view rest) {
    const char c = rest.front();
    const bool after_second = !section_.tokens.empty() && (section_.tokens.back().kind == Kind::second ||
                                                           section_.tokens.back().kind == Kind::elapsed_seconds);
    if (c == '.' && after_second && rest.size() > 1 && rest[1] == '0') {
      std::size_t end = 1;
      while (end < rest.size() && rest[end] == '0') ++end;
      push(Kind::subsecond, "", static_cast<std::int32_t>(end) - 1);
      at_ += end;
      return true;
    }
    if ((c == 'E' || c == 'e') && rest.size() > 1 && (rest[1] == '+' || rest[1] == '-')) {
      push(Kind::exponent, rest.substr(0, 2));
      at_ += 2;
      return true;
    }
    if (std::string_view("0#?").find(c) != std::string_view::npos) push(Kind::digit, rest.substr(0, 1));
    else if (c == '.') push(Kind::point, ".");
    else if (c == '%') push(Kind::percent, "%");
    else if (c == '/') push(Kind::slash, "/");
    else return false;
    ++at_;
    return true;
  }

  // "m" means minutes behind hours and before seconds (18.8.31).
  void tell_minutes() {
    Kind before = Kind::literal;
    for (std::size_t i = 0; i < section_.tokens.size(); ++i) {
      Token& token = section_.tokens[i];
      if (token.kind == Kind::slash || token.kind == Kind::percent || token.kind == Kind::digit ||
          token.kind == Kind::point)
        token.kind = Kind::literal;
      if (token.kind < Kind::year) continue;
      if (token.kind == Kind::month && token.count <= 2) {
        const auto next = std::find_if(section_.tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       section_.tokens.end(), [](const Token& t) { return t.kind >= Kind::year; });
        const bool seconds = next != section_.tokens.end() && next->kind == Kind::second;
        if (before == Kind::hour || before == Kind::elapsed_hours || seconds) token.kind = Kind::minute;
      }
      if (token.kind != Kind::half_day) before = token.kind;
    }
  }

  // Commas: between digits they group, behind the last digit each divides by a thousand; elsewhere they are text.
  void find_grouping() {
    auto& tokens = section_.tokens;
    std::ptrdiff_t last = -1;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind == Kind::digit) last = static_cast<std::ptrdiff_t>(i);
    }
    bool digits_before = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      Token& token = tokens[i];
      digits_before = digits_before || token.kind == Kind::digit;
      if (token.kind != Kind::literal || !digits_before || !token.text.starts_with(',')) continue;
      std::size_t commas = 0;
      while (commas < token.text.size() && token.text[commas] == ',') ++commas;
      if (static_cast<std::ptrdiff_t>(i) < last) section_.grouped = true;
      else if (static_cast<std::ptrdiff_t>(i) == last + 1) section_.scale = static_cast<std::int32_t>(commas);
      else continue;
      token.text.erase(0, commas);
    }
  }

  std::string_view code_;
  std::size_t at_ = 0;
  Section section_;
};

bool holds(const Section& section, double value) {
  if (section.comparison == "<") return value < section.bound;
  if (section.comparison == "<=") return value <= section.bound;
  if (section.comparison == ">") return value > section.bound;
  if (section.comparison == ">=") return value >= section.bound;
  if (section.comparison == "<>") return value != section.bound;
  return value == section.bound;
}

}  // namespace

std::vector<NumberFormat::Section> parse_sections(std::string_view code) {
  constexpr std::size_t kCodeBytesMax = 1024;  // Excel allows 255 characters
  constexpr std::size_t kSectionsMax = 4;
  std::vector<Section> sections;
  for (const std::string_view one :
       split_sections(code.substr(0, floor_to_code_point(code, std::min(code.size(), kCodeBytesMax))))) {
    if (sections.size() < kSectionsMax) sections.push_back(SectionParser(one).parse());
  }
  return sections;
}

NumberFormat::NumberFormat(std::string_view code) {
  if (code.empty() || begins_with(code, "general")) {
    if (code.size() <= 7) return;
  }
  sections_ = parse_sections(code);
}

const NumberFormat::Section& NumberFormat::section_for(double value, bool& keep_sign) const {
  keep_sign = true;
  const bool any_condition =
      std::ranges::any_of(sections_, [](const Section& section) { return !section.comparison.empty(); });
  std::size_t numeric = sections_.size();
  while (numeric > 1 && (numeric > 3 || sections_[numeric - 1].has_text)) --numeric;
  if (any_condition) {
    for (std::size_t i = 0; i < numeric; ++i) {
      if (sections_[i].comparison.empty() ? i + 1 == numeric : holds(sections_[i], value)) {
        keep_sign = !sections_[i].comparison.starts_with('<');  // such a section writes its own sign
        return sections_[i];
      }
    }
    return sections_[numeric - 1];
  }
  if (value < 0 && numeric > 1) {
    keep_sign = false;
    return sections_[1];
  }
  return value == 0 && numeric > 2 ? sections_[2] : sections_[0];
}

std::string NumberFormat::show(double value, Epoch epoch) const {
  if (sections_.empty() || !std::isfinite(value)) return general_number(value);
  bool keep_sign = true;
  const Section& section = section_for(value, keep_sign);
  if (section.date) return show_date(section, value, epoch).value_or(general_number(value));
  if (section.has_text) return general_number(value);
  const std::string shown = show_number(section, std::fabs(value));
  const bool zero = shown.find_first_of("123456789") == std::string::npos;
  return (value < 0 && keep_sign && !(zero && value > -1) ? "-" : "") + shown;
}

std::string NumberFormat::show_text(std::string_view text) const {
  if (sections_.empty()) return std::string(text);
  const Section* section = nullptr;
  if (sections_.size() == 4) section = &sections_[3];
  else if (sections_.back().has_text) section = &sections_.back();
  if (section == nullptr) return std::string(text);
  std::string shown;
  for (const Token& token : section->tokens) {
    if (token.kind == Kind::text || token.kind == Kind::general) shown += text;
    if (token.kind == Kind::literal) shown += token.text;
  }
  return shown;
}

std::string general_number(double value) {
  std::array<char, 64> buffer{};
  if (std::isfinite(value) && value == std::floor(value) && std::fabs(value) < 1e15) {
    std::snprintf(buffer.data(), buffer.size(), "%.0f", value == 0 ? 0.0 : value);
    return buffer.data();
  }
  const double size = std::fabs(value);
  if (std::isfinite(value) && size >= 1e-9 && size < 1e15) {
    const int digits_before = size < 1 ? 1 : static_cast<int>(std::log10(size)) + 1;
    std::snprintf(buffer.data(), buffer.size(), "%.15g", value);
    if (std::string_view(buffer.data()).find('e') == std::string_view::npos) return buffer.data();
    const Decimal decimal = rounded(size, std::min(24, 15 + 9 - digits_before));
    std::string text = (value < 0 ? "-" : "") + decimal.whole + "." + decimal.fraction;
    while (text.ends_with('0')) text.pop_back();
    return text;
  }
  std::snprintf(buffer.data(), buffer.size(), "%.15G", value);
  return buffer.data();
}

std::string_view built_in_format(std::int32_t id) {
  struct BuiltIn {
    std::int32_t id;
    std::string_view code;
  };
  // 5 to 8, 14 and 41 to 44 follow the system's locale: the Korean one's signs, and the date as ISO writes it.
  static constexpr auto kBuiltIns = std::to_array<BuiltIn>({
      {1, "0"},
      {2, "0.00"},
      {3, "#,##0"},
      {4, "#,##0.00"},
      {5, "\"₩\"#,##0;-\"₩\"#,##0"},
      {6, "\"₩\"#,##0;-\"₩\"#,##0"},
      {7, "\"₩\"#,##0.00;-\"₩\"#,##0.00"},
      {8, "\"₩\"#,##0.00;-\"₩\"#,##0.00"},
      {9, "0%"},
      {10, "0.00%"},
      {11, "0.00E+00"},
      {12, "# ?/?"},
      {13, "# ?\?/?\?"},
      {14, "yyyy-mm-dd"},
      {15, "d-mmm-yy"},
      {16, "d-mmm"},
      {17, "mmm-yy"},
      {18, "h:mm AM/PM"},
      {19, "h:mm:ss AM/PM"},
      {20, "h:mm"},
      {21, "h:mm:ss"},
      {22, "yyyy-mm-dd h:mm"},
      {27, "yyyy\"年\" mm\"月\" dd\"日\""},
      {28, "mm-dd"},
      {29, "mm-dd"},
      {30, "mm-dd-yy"},
      {31, "yyyy\"년\" mm\"월\" dd\"일\""},
      {32, "h\"시\" mm\"분\""},
      {33, "h\"시\" mm\"분\" ss\"초\""},
      {34, "yyyy-mm-dd"},
      {35, "yyyy-mm-dd"},
      {36, "yyyy\"年\" mm\"月\" dd\"日\""},
      {37, "#,##0;-#,##0"},
      {38, "#,##0;-#,##0"},
      {39, "#,##0.00;-#,##0.00"},
      {40, "#,##0.00;-#,##0.00"},
      {41, "#,##0;-#,##0;\"-\";@"},
      {42, "\"₩\"#,##0;-\"₩\"#,##0;\"₩\"\"-\";@"},
      {43, "#,##0.00;-#,##0.00;\"-\";@"},
      {44, "\"₩\"#,##0.00;-\"₩\"#,##0.00;\"₩\"\"-\";@"},
      {45, "mm:ss"},
      {46, "[h]:mm:ss"},
      {47, "mm:ss.0"},
      {48, "##0.0E+0"},
      {49, "@"},
      {50, "yyyy\"年\" mm\"月\" dd\"日\""},
      {51, "mm-dd"},
      {52, "yyyy-mm-dd"},
      {53, "yyyy-mm-dd"},
      {54, "mm-dd"},
      {55, "yyyy-mm-dd"},
      {56, "yyyy-mm-dd"},
      {57, "yyyy\"年\" mm\"月\" dd\"日\""},
      {58, "mm-dd"},
  });
  const auto found = std::ranges::find(kBuiltIns, id, &BuiltIn::id);
  return found == kBuiltIns.end() ? std::string_view() : found->code;
}

}  // namespace onggi::parse::ooxml
