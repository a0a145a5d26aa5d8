// See msg_properties.h. Sources: MS-OXMSG §2.2 to §2.4, MS-OXCDATA §2.11.
#include "parse/worker/mail/msg_properties.h"

#include <array>
#include <chrono>

#include "text/text.h"

namespace onggi::parse {
namespace {

constexpr std::uint16_t kString = 0x001F, kString8 = 0x001E, kBinary = 0x0102;
constexpr std::size_t kEntryBytes = 16;

std::uint64_t little_endian(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  if (offset > bytes.size() || bytes.size() - offset < size) return 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

std::string hex(std::uint16_t value) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (unsigned shift = 16; shift > 0; shift -= 4)
    text.push_back(kDigits[static_cast<unsigned>(value) >> (shift - 4) & 15U]);
  return text;
}

std::string utf16_text(std::string_view bytes) {
  const std::string marked = "\xFF\xFE" + std::string(bytes.substr(0, bytes.size() / 2 * 2));
  std::string text = decode_text(marked).utf8;
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

MsgProperties::MsgProperties(const CompoundFile& file, std::string storage, std::size_t header_bytes)
    : file_(file), storage_(std::move(storage)), header_bytes_(header_bytes) {
  table_ = file_.read(storage_ + "__properties_version1.0").value_or("");
}

std::string MsgProperties::stream(std::uint16_t id, std::uint16_t type) const {
  return file_.read(storage_ + "__substg1.0_" + hex(id) + hex(type)).value_or("");
}

std::string MsgProperties::text(std::uint16_t id, std::uint32_t codepage) const {
  if (const std::string wide = stream(id, kString); !wide.empty()) return utf16_text(wide);
  std::string narrow = stream(id, kString8);
  while (!narrow.empty() && narrow.back() == '\0') narrow.pop_back();
  return narrow.empty() ? narrow : decode_text(narrow, charset_of_codepage(codepage)).utf8;
}

std::string MsgProperties::bytes(std::uint16_t id) const { return stream(id, kBinary); }

std::optional<std::uint64_t> MsgProperties::number(std::uint16_t id) const {
  for (std::size_t at = header_bytes_; at + kEntryBytes <= table_.size(); at += kEntryBytes) {
    if (little_endian(table_, at + 2, 2) != id) continue;
    const std::uint64_t type = little_endian(table_, at, 2);
    const bool wide = type == 0x0014 || type == 0x0040 || type == 0x0005;  // 64-bit numbers, times
    return little_endian(table_, at + 8, wide ? 8 : 4);
  }
  return std::nullopt;
}

std::string charset_of_codepage(std::uint64_t codepage) {
  struct Known {
    std::uint64_t codepage;
    std::string_view name;
  };
  constexpr auto kKnown = std::to_array<Known>({{949, "CP949"},
                                                {51949, "EUC-KR"},
                                                {1361, "windows-1361"},
                                                {50225, "ISO-2022-KR"},
                                                {65001, "UTF-8"},
                                                {1200, "UTF-16LE"},
                                                {932, "Shift_JIS"},
                                                {50220, "ISO-2022-JP"},
                                                {51932, "EUC-JP"},
                                                {936, "GBK"},
                                                {54936, "GB18030"},
                                                {950, "Big5"},
                                                {20127, "ISO-8859-1"},
                                                {874, "windows-874"}});
  for (const Known& known : kKnown) {
    if (known.codepage == codepage) return std::string(known.name);
  }
  if (codepage >= 1250 && codepage <= 1258) return "windows-" + std::to_string(codepage);
  if (codepage >= 28591 && codepage <= 28605) return "ISO-8859-" + std::to_string(codepage - 28590);
  return {};
}

std::string mail_date(std::uint64_t file_time) {
  constexpr std::uint64_t kTicksPerSecond = 10'000'000;
  constexpr std::int64_t kSecondsFrom1601 = 11'644'473'600;
  const auto seconds = static_cast<std::int64_t>(file_time / kTicksPerSecond) - kSecondsFrom1601;
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the end of the year 9999
  if (file_time == 0 || seconds < -kSecondsFrom1601 || seconds > kSecondsMax) return {};
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return std::string(kDays[std::chrono::weekday(day).c_encoding()]) + ", " +
         two_digits(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<int>(date.year())) + " " + two_digits(clock.hours().count()) + ":" +
         two_digits(clock.minutes().count()) + ":" + two_digits(clock.seconds().count()) + " +0000";
}

}  // namespace onggi::parse
