// See price.h.
#include "model/price.h"

#include <algorithm>
#include <charconv>

#include "model/model.h"

namespace onggi {
namespace {

constexpr std::int64_t kMillion = 1'000'000, kHourSeconds = 3'600;
constexpr std::int64_t kPriceMax = 1'000'000'000 * kMillion;
constexpr std::int64_t kCostMax = std::int64_t{1} << 62U;

__extension__ using Wide = __int128;

std::unexpected<Error> no_price() {
  return fail(ErrorCode::invalid_argument,
              "a price is a number from 0 to 1000000000 with at most six digits behind the point");
}

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

WorkTaken& WorkTaken::operator+=(const WorkTaken& more) {
  prompt += more.prompt;
  cached += more.cached;
  completion += more.completion;
  computed_us += more.computed_us;
  return *this;
}

WorkTaken taken_by(const Completion& completion) {
  return {.prompt = completion.prompt_tokens,
          .cached = completion.cached_tokens,
          .completion = completion.completion_tokens,
          .computed_us = completion.computed_us};
}

std::int64_t cost_micros(const ModelPrice& price, const WorkTaken& taken) {
  const std::int64_t cached = std::clamp<std::int64_t>(taken.cached, 0, std::max<std::int64_t>(taken.prompt, 0));
  const Wide tokens = Wide{taken.prompt - cached} * price.prompt + Wide{cached} * price.cached +
                      Wide{taken.completion} * price.completion;
  // Both over a million seconds of an hour's price, so that the sum is rounded once.
  const Wide exact = tokens * kHourSeconds + Wide{taken.computed_us} * price.hour;
  constexpr Wide kWhole = Wide{kMillion} * kHourSeconds;
  return static_cast<std::int64_t>(std::min<Wide>((exact + kWhole / 2) / kWhole, kCostMax));
}

Result<std::int64_t> micros_of(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string rest(point == std::string_view::npos ? std::string_view() : text.substr(point + 1));
  const bool is_shaped = !whole.empty() && whole.size() <= 10 && rest.size() <= 6 && is_digits(whole) &&
                         is_digits(rest) && (point == std::string_view::npos || !rest.empty());
  if (!is_shaped) return no_price();
  rest.resize(6, '0');
  const std::int64_t micros = number_of(whole) * kMillion + number_of(rest);
  if (micros > kPriceMax) return no_price();
  return micros;
}

std::string text_of_micros(std::int64_t micros) {
  std::string text = std::to_string(micros / kMillion);
  if (micros % kMillion == 0) return text;
  std::string rest = std::to_string(kMillion + micros % kMillion).substr(1);
  rest.erase(rest.find_last_not_of('0') + 1);
  return text + "." + rest;
}

Result<void> check(const ModelPrice& price, std::string_view kind) {
  for (const std::int64_t one : {price.prompt, price.completion, price.cached, price.hour})
    if (one < 0 || one > kPriceMax) return no_price();
  if (price.hour > 0 && kind != "gguf")
    return fail(ErrorCode::invalid_argument,
                "how long a server computes for a call is not known here: its price is for tokens", "no_hour_price");
  return {};
}

}  // namespace onggi
