// Digits of numbers under a format's section; see number_format.h.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "parse/worker/ooxml/number_format.h"

namespace onggi::parse::ooxml {
namespace {

using Kind = NumberFormat::Kind;
using Section = NumberFormat::Section;
using Token = NumberFormat::Token;

// Places of a section's digits: before the point, behind it, of the exponent.
struct Places {
  std::int32_t whole = 0, fraction = 0, exponent = 0;
};

Places places_of(const Section& section) {
  Places places;
  std::int32_t* at = &places.whole;
  for (const Token& token : section.tokens) {
    if (token.kind == Kind::point) at = &places.fraction;
    if (token.kind == Kind::exponent) at = &places.exponent;
    if (token.kind == Kind::digit) ++*at;
  }
  return places;
}

bool has(const Section& section, Kind kind) {
  return std::ranges::any_of(section.tokens, [&](const Token& token) { return token.kind == kind; });
}

// Digits handed out to the places of a whole number from the right: "0-00" for 12345 is 123-45.
std::string whole_text(const std::vector<Token>& tokens, std::size_t begin, std::size_t end, std::string digits,
                       bool grouped) {
  if (digits == "0") digits.clear();
  std::vector<std::string> pieces;
  std::size_t left = digits.size(), shown = 0, places = 0;
  for (std::size_t i = begin; i < end; ++i) places += tokens[i].kind == Kind::digit ? 1U : 0U;
  const auto push_digit = [&](char digit) {
    if (grouped && shown > 0 && shown % 3 == 0) pieces.emplace_back(",");
    pieces.emplace_back(1, digit);
    ++shown;
  };
  for (std::size_t i = end; i-- > begin;) {
    const Token& token = tokens[i];
    if (token.kind == Kind::literal) pieces.push_back(token.text);
    if (token.kind == Kind::percent) pieces.emplace_back("%");
    if (token.kind != Kind::digit) continue;
    if (left > 0) push_digit(digits[--left]);
    else if (token.text == "0") push_digit('0');
    else if (token.text == "?") pieces.emplace_back(" ");
    if (--places == 0) {
      while (left > 0) push_digit(digits[--left]);  // the first place takes what is left
    }
  }
  std::string text;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) text += *piece;
  return text;
}

std::string fraction_text(const std::vector<Token>& tokens, std::size_t begin, std::size_t end,
                          const std::string& digits) {
  std::size_t significant = digits.size();
  while (significant > 0 && digits[significant - 1] == '0') --significant;
  std::string text;
  std::size_t at = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Token& token = tokens[i];
    if (token.kind == Kind::literal || token.kind == Kind::percent)
      text += token.kind == Kind::percent ? "%" : token.text;
    if (token.kind != Kind::digit) continue;
    if (at < digits.size() && (token.text == "0" || at < significant)) text += digits[at];
    ++at;
  }
  return text;
}

std::string plain_number(const Section& section, double value) {
  const Places places = places_of(section);
  const Decimal decimal = rounded(value, places.fraction);
  const auto point = std::ranges::find(section.tokens, Kind::point, &Token::kind);
  const auto split = static_cast<std::size_t>(point - section.tokens.begin());
  std::string text = whole_text(section.tokens, 0, split, decimal.whole, section.grouped);
  if (point == section.tokens.end()) return text;
  const std::string behind = fraction_text(section.tokens, split + 1, section.tokens.size(), decimal.fraction);
  return text + (behind.empty() || behind.front() < '0' || behind.front() > '9' ? "" : ".") + behind;
}

std::string scientific(const Section& section, double value) {
  const Places places = places_of(section);
  const std::int32_t step = std::max(places.whole, 1);
  std::int32_t power = value > 0 ? static_cast<std::int32_t>(std::floor(std::log10(value))) : 0;
  power -= ((power % step) + step) % step;
  Decimal mantissa = rounded(value / std::pow(10.0, power), places.fraction);
  if (static_cast<std::int32_t>(mantissa.whole.size()) > step) {  // 9.99 became 10
    power += step;
    mantissa = rounded(value / std::pow(10.0, power), places.fraction);
  }
  std::string digits = std::to_string(std::abs(power));
  digits.insert(0, static_cast<std::size_t>(std::max(0, places.exponent - static_cast<std::int32_t>(digits.size()))),
                '0');
  const auto sign = std::ranges::find(section.tokens, Kind::exponent, &Token::kind);
  const bool plus = sign != section.tokens.end() && sign->text.ends_with('+');
  return mantissa.whole + (mantissa.fraction.empty() ? "" : "." + mantissa.fraction) + "E" +
         (power < 0 ? "-"
          : plus    ? "+"
                    : "") +
         digits;
}

// "# ?/?": the nearest fraction with as many digits as there are places behind the slash.
std::string as_fraction(const Section& section, double value) {
  const auto slash = std::ranges::find(section.tokens, Kind::slash, &Token::kind);
  const auto digits_behind =
      std::count_if(slash, section.tokens.end(), [](const Token& t) { return t.kind == Kind::digit; });
  const auto digits_before =
      std::count_if(section.tokens.begin(), slash, [](const Token& t) { return t.kind == Kind::digit; });
  const auto most =
      static_cast<std::int32_t>(std::pow(10.0, static_cast<double>(std::clamp<std::ptrdiff_t>(digits_behind, 1, 4)))) -
      1;
  const bool mixed = digits_before > 1;
  const double whole = mixed ? std::floor(value) : 0;
  const double rest = value - whole;
  std::int32_t best = 1;
  double distance = 2;
  for (std::int32_t under = 1; under <= most; ++under) {
    const double error = std::fabs(rest - std::round(rest * under) / under);
    if (error + 1e-12 < distance) distance = error, best = under;
  }
  const double over = std::round(rest * best);
  if (over == 0) return general_number(whole);
  if (mixed && over == best) return general_number(whole + 1);
  return (mixed && whole > 0 ? general_number(whole) + " " : "") + general_number(over) + "/" + std::to_string(best);
}

}  // namespace

Decimal rounded(double value, std::int32_t places) {
  constexpr int kDigits = 15;
  places = std::clamp(places, 0, 30);
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*e", kDigits - 1, std::fabs(value));
  const std::string_view text(buffer.data());
  const std::size_t e = text.find('e');
  if (e == std::string_view::npos) return {"0", ""};
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const int power = std::atoi(buffer.data() + e + 1);
  // The number is 0.d1d2d3... × 10^(power + 1): fill up so that every wanted place has a digit, then cut and round.
  std::int32_t before = power + 1;
  if (before < 1) digits.insert(0, static_cast<std::size_t>(1 - before), '0'), before = 1;
  const auto wanted = static_cast<std::size_t>(before) + static_cast<std::size_t>(places);
  if (digits.size() > wanted) {
    bool carry = digits[wanted] >= '5';
    digits.resize(wanted);
    for (std::size_t i = digits.size(); carry && i-- > 0;) {
      carry = digits[i] == '9';
      digits[i] = carry ? '0' : static_cast<char>(digits[i] + 1);
    }
    if (carry) digits.insert(0, 1, '1'), ++before;
  }
  const auto cut = static_cast<std::size_t>(before);
  digits.resize(cut + static_cast<std::size_t>(places), '0');
  Decimal decimal{digits.substr(0, cut), digits.substr(cut)};
  decimal.whole.erase(0, std::min(decimal.whole.find_first_not_of('0'), decimal.whole.size() - 1));
  return decimal;
}

std::string show_number(const Section& section, double value) {
  if (has(section, Kind::general)) {
    std::string text;
    for (const Token& token : section.tokens) text += token.kind == Kind::general ? general_number(value) : token.text;
    return text;
  }
  for (const Token& token : section.tokens) {
    if (token.kind == Kind::percent) value *= 100;
  }
  value /= std::pow(1000.0, std::min(section.scale, 5));
  if (has(section, Kind::exponent)) return scientific(section, value);
  if (has(section, Kind::slash) && has(section, Kind::digit)) return as_fraction(section, value);
  return plain_number(section, value);
}

}  // namespace onggi::parse::ooxml
