// Placeholders and the check of parameters, the same for both engines.
#include "store/sql_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace onggi::store {
namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// The end of the quoted text or comment that begins at `at`; `at` when none begins there.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const auto after = [&](std::string_view end, std::size_t from) {
    const std::size_t found = sql.find(end, from);
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with('\'') || rest.starts_with('"')) return after(rest.substr(0, 1), at + 1);
  if (rest.starts_with("--")) return after("\n", at);
  if (rest.starts_with("/*")) return after("*/", at + 2);
  if (rest.starts_with("::")) return at + 2;
  return at;
}

// Bytes of the well-formed sequence at the front, 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first != 0 && first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return !overlong && !surrogate && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool too_high = first == 0xF4 && second > 0x8F;
    return !overlong && !too_high && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

DollarStatement with_dollars(std::string_view sql) {
  DollarStatement statement;
  for (std::size_t at = 0; at < sql.size();) {
    if (const std::size_t end = end_of_quoted(sql, at); end != at) {
      statement.text += sql.substr(at, end - at);
      at = end;
    } else if (sql[at] == ':' && at + 1 < sql.size() && is_digit(sql[at + 1])) {
      statement.text += '$';
      std::size_t number = 0;
      for (++at; at < sql.size() && is_digit(sql[at]) && number < 100'000; ++at) {
        statement.text += sql[at];
        number = number * 10 + static_cast<std::size_t>(sql[at] - '0');
      }
      statement.parameters = std::max(statement.parameters, number);
    } else {
      statement.text += sql[at++];
    }
  }
  return statement;
}

bool is_storable_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<void> check_parameters(const std::vector<SqlValue>& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto* text = std::get_if<std::string>(&parameters[i]);
    const auto* real = std::get_if<double>(&parameters[i]);
    if (text != nullptr && !is_storable_text(*text))
      return fail(ErrorCode::invalid_argument,
                  "parameter " + std::to_string(i + 1) + " is not UTF-8 without zero bytes; bytes travel as base64");
    if (real != nullptr && !std::isfinite(*real))
      return fail(ErrorCode::invalid_argument, "parameter " + std::to_string(i + 1) + " is not a finite number");
  }
  return {};
}

}  // namespace onggi::store
