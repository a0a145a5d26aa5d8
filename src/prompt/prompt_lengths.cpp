// See prompt_lengths.h.
#include "prompt/prompt_lengths.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace onggi::prompt_room {
namespace {

struct Unit {
  std::string_view word;
  std::size_t unit;
};
// The longer before the shorter that it begins with.
constexpr std::array<Unit, 14> kUnits = {{{"문장", 0},
                                          {"sentence", 0},
                                          {"글자", 1},
                                          {"자리", 99},
                                          {"자", 1},
                                          {"character", 1},
                                          {"단어", 2},
                                          {"낱말", 2},
                                          {"word", 2},
                                          {"문단", 3},
                                          {"paragraph", 3},
                                          {"줄", 4},
                                          {"line", 4},
                                          {"페이지", 5}}};
constexpr std::size_t kNoUnit = 99;  // "6자리" is no length

using Words = std::initializer_list<std::string_view>;

bool has_any(std::string_view text, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

std::size_t behind_spaces(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(' ', at), text.size());
}

struct Number {
  std::int64_t least = 0, most = 0;
  ByteRange bytes;
};

// "300", "1,000", "3~5".
std::optional<Number> number_at(std::string_view text, std::size_t begin) {
  const auto digits = [&](std::size_t from) {
    std::size_t end = from;
    while (end < text.size() &&
           ((text[end] >= '0' && text[end] <= '9') ||
            (text[end] == ',' && end + 1 < text.size() && text[end + 1] >= '0' && text[end + 1] <= '9')))
      ++end;
    return end;
  };
  const auto value = [&](std::size_t from, std::size_t end) -> std::int64_t {
    std::string plain(text.substr(from, end - from));
    std::erase(plain, ',');
    std::int64_t number = -1;
    std::from_chars(plain.data(), plain.data() + plain.size(), number);
    return number;
  };
  const std::size_t end = digits(begin);
  Number number{value(begin, end), value(begin, end), {begin, end}};
  if (number.least < 0) return std::nullopt;
  for (const std::string_view mark : {"~", "-", "–", "∼"}) {
    if (!text.substr(end).starts_with(mark)) continue;
    const std::size_t second = end + mark.size(), second_end = digits(second);
    if (second_end == second) continue;
    number.most = value(second, second_end), number.bytes.end = second_end;
  }
  return number;
}

// What belongs together around a number: up to the next comma, full stop or line.
std::string_view clause_around(std::string_view text, ByteRange bytes) {
  constexpr std::string_view kEnds = ".,;\n";
  const std::size_t before = bytes.begin == 0 ? std::string_view::npos : text.find_last_of(kEnds, bytes.begin - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, std::min(text.find_first_of(kEnds, bytes.end), text.size()) - begin);
}

void bound(std::string_view before, std::string_view behind, AskedLength& length) {
  const std::int64_t least = length.least, most = length.most;
  if (has_any(before, {"최대", "많아야", "at most", "no more than", "up to", "within", "under", "fewer than"}) ||
      has_any(behind, {"이내", "이하", "안쪽", "까지", "미만", "안으로", "넘지", "or less", "or fewer", "at most"}))
    length.least = 0, length.most = most;
  else if (has_any(before, {"최소", "적어도", "at least", "more than"}) || has_any(behind, {"이상", "넘게", "or more"}))
    length.least = least, length.most = INT64_MAX;
}

bool is_of_a_part(std::string_view clause) {
  return has_any(clause, {"제목", "본문", "첫 줄", "첫 문장", "마다", "항목", "각 ", "title", "subject", "body", "each",
                          "headline", "first line", "per "});
}

}  // namespace

std::vector<AskedLength> asked_lengths(std::string_view text) {
  std::vector<AskedLength> lengths;
  for (std::size_t at = text.find_first_of("0123456789"); at < text.size(); at = text.find_first_of("0123456789", at)) {
    const auto number = number_at(text, at);
    at = number ? number->bytes.end : at + 1;
    if (!number) continue;
    const std::size_t from = behind_spaces(text, at);
    const auto* const unit =
        std::ranges::find_if(kUnits, [&](const Unit& one) { return text.substr(from).starts_with(one.word); });
    if (unit == kUnits.end() || unit->unit == kNoUnit) continue;
    AskedLength length{unit->unit, number->least, number->most, {number->bytes.begin, from + unit->word.size()}};
    const std::string_view clause = clause_around(text, length.bytes);
    if (is_of_a_part(clause)) continue;
    const auto offset = length.bytes.begin - static_cast<std::size_t>(clause.data() - text.data());
    bound(clause.substr(0, offset), clause.substr(offset + length.bytes.size()), length);
    lengths.push_back(length);
  }
  return lengths;
}

}  // namespace onggi::prompt_room
