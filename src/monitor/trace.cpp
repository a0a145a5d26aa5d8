// See trace.h.
#include "monitor/trace.h"

#include <algorithm>
#include <array>

namespace onggi {
namespace {

constexpr std::array<std::string_view, 5> kWays = {"ask", "chat", "responses", "text", "function"};

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char byte) { return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f'); });
}

bool is_id(std::string_view text) { return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos; }

}  // namespace

std::string_view to_string(TraceWay way) { return kWays.at(static_cast<std::size_t>(way)); }

std::optional<TraceWay> trace_way_from(std::string_view text) {
  const auto* const found = std::ranges::find(kWays, text);
  if (found == kWays.end()) return std::nullopt;
  return static_cast<TraceWay>(found - kWays.begin());
}

// "00-<32 digits>-<16 digits>-<2 digits>"; a later version may go on after another "-".
std::optional<TraceParent> trace_parent_from(std::string_view header) {
  constexpr std::size_t kLength = 55, kTrace = 3, kSpan = 36, kFlags = 53;
  if (header.size() < kLength || header[2] != '-' || header[kSpan - 1] != '-' || header[kFlags - 1] != '-')
    return std::nullopt;
  const std::string_view version = header.substr(0, 2), trace = header.substr(kTrace, 32),
                         span = header.substr(kSpan, 16);
  const bool ends = version == "00" ? header.size() == kLength : header.size() == kLength || header[kLength] == '-';
  if (!ends || !is_hex(version) || version == "ff" || !is_id(trace) || !is_id(span) ||
      !is_hex(header.substr(kFlags, 2)))
    return std::nullopt;
  return TraceParent{.trace = std::string(trace), .span = std::string(span)};
}

}  // namespace onggi
