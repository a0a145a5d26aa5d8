// Text that HWP 3 does not write down but prints: numbers of outline paragraphs, dates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onggi::parse::hwp3 {

/// The number in front of an outline paragraph, and how deep it stands (from 1).
struct OutlineMark {
  std::string text;
  std::int32_t level = 1;
};
OutlineMark outline_mark(std::string_view fields);

/// A date in the form that its control gives.
std::string printed_date(std::string_view fields);

}  // namespace onggi::parse::hwp3
