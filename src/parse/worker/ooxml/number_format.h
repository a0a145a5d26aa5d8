// Numbers as a spreadsheet shows them: format codes of ECMA-376 part 1, section 18.8.30 and 18.8.31.
//
// Followed: sections and conditions, digits, thousands, scaling, percent, exponents, fractions, literals, currencies,
// dates and times of both epochs, elapsed times, Korean weekdays (aaa, aaaa) and forenoon signs.
// Left out on purpose: colours, widths (a column too narrow shows ####; here the value is shown), and General's cut to
// the column's width: it gives all 15 digits that a cell holds, since a cut account number is worth nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse::ooxml {

enum class Epoch : std::uint8_t { y1900, y1904 };

class NumberFormat {
 public:
  NumberFormat() = default;  // General
  explicit NumberFormat(std::string_view code);

  /// A number as it is shown; may be empty (";;;" hides it).
  std::string show(double value, Epoch epoch) const;
  /// A text as it is shown: its own section may put words around it.
  std::string show_text(std::string_view text) const;
  bool is_general() const { return sections_.empty(); }
  /// Whether the first section speaks of dates or times.
  bool is_date() const { return !sections_.empty() && sections_.front().date; }

  enum class Kind : std::uint8_t {
    literal,
    digit,  // 0 # ?
    point,
    percent,
    exponent,  // E+ E-
    slash,     // of a fraction
    general,
    text,  // @
    year,
    month,
    minute,
    day,
    weekday,
    hour,
    second,
    half_day,
    subsecond,
    elapsed_hours,
    elapsed_minutes,
    elapsed_seconds,
  };
  struct Token {
    Kind kind = Kind::literal;
    std::string text;        // of a literal, a digit's sign, the letters of a date part
    std::int32_t count = 0;  // letters of a date part
  };
  struct Section {
    std::vector<Token> tokens;
    std::string comparison;  // "<", ">=" ...; empty: by its position
    double bound = 0;
    std::uint32_t locale = 0;
    std::int32_t scale = 0;  // commas behind the last digit: thousands each
    bool date = false, grouped = false, has_text = false;
  };

 private:
  const Section& section_for(double value, bool& keep_sign) const;

  std::vector<Section> sections_;
};

/// General: up to 15 significant digits, no exponent for numbers that fit into 15 places.
std::string general_number(double value);

/// The code of a built-in format (0 to 49 and the Korean 27 to 36, 50 to 58); empty for General and unknown ids.
std::string_view built_in_format(std::int32_t id);

/// The sections of a code; used by NumberFormat.
std::vector<NumberFormat::Section> parse_sections(std::string_view code);
/// One section applied to a number that lies in it; `value` is not negative.
std::string show_number(const NumberFormat::Section& section, double value);
/// One date section applied to a serial number; none when it is no date (negative, after the year 9999).
std::optional<std::string> show_date(const NumberFormat::Section& section, double serial, Epoch epoch);

/// A decimal of up to 15 digits, rounded half away from zero as spreadsheets do: digits before and after the point.
struct Decimal {
  std::string whole, fraction;
};
Decimal rounded(double value, std::int32_t places);

}  // namespace onggi::parse::ooxml
