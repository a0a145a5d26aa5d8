// Days as they are kept: "2024-03-01". Their order is that of their texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onggi {

/// None for a day that there is not (30 February) or before 1900 or after 2199: rather a misread number than a day.
std::optional<std::string> iso_date(std::int32_t year, std::int32_t month, std::int32_t day);

bool is_iso_date(std::string_view text);

/// "2024-03-01", also from "2024. 3. 1.", "2024.3.1", "2024년 3월 1일", "2024/3/1"; none when the text is not one day
/// alone.
std::optional<std::string> read_date(std::string_view text);

}  // namespace onggi
