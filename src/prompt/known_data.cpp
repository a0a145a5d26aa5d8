// See known_data.h.
#include "prompt/known_data.h"

#include <algorithm>

namespace onggi {
namespace {

constexpr std::size_t kLettersMin = 3;
constexpr double kConfidenceMin = 0.5;  // as MaskPolicy's

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_latin(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

bool hangul_ends(std::string_view before) {
  const std::size_t at = before.empty() ? 0 : floor_to_code_point(before, before.size() - 1);
  std::size_t offset = at;
  return !before.empty() && is_hangul(next_code_point(before, offset));
}

// "홍길동" in "홍길동은" and in "(홍길동)", not in "신홍길동"; "1234" not in "12345". Particles may follow letters.
bool stands_alone(std::string_view text, ByteRange at) {
  const std::string_view before = text.substr(0, at.begin), value = slice(text, at), behind = text.substr(at.end);
  const bool is_hangul_value = static_cast<unsigned char>(value.front()) >= 0x80;
  if (is_hangul_value && hangul_ends(before)) return false;
  if (!is_hangul_value && !before.empty() && (is_digit(before.back()) || is_latin(before.back()))) return false;
  return behind.empty() ||
         !(is_digit(value.back()) ? is_digit(behind.front()) : is_latin(value.back()) && is_latin(behind.front()));
}

bool overlap(ByteRange left, ByteRange right) { return left.begin < right.end && right.begin < left.end; }

}  // namespace

void KnownPersonalData::add(std::string_view utf8) {
  const auto take = [this](std::string_view text) {
    for (const Finding& one : find_personal_data(text)) {
      std::string value(slice(text, one.bytes));
      const bool is_known = std::ranges::find(values_, value, &Value::text) != values_.end();
      if (one.confidence < kConfidenceMin || count_code_points(value) < kLettersMin || is_known) continue;
      values_.push_back({std::move(value), one.type});
    }
  };
  take(utf8);
  // What stands around a line may speak against a value of it, and is not quoted along with it.
  for (std::size_t at = 0; utf8.contains('\n') && at < utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', at), utf8.size());
    if (end > at) take(utf8.substr(at, end - at));
    at = end + 1;
  }
  std::ranges::stable_sort(values_, std::greater(), [](const Value& value) { return value.text.size(); });
}

std::vector<Finding> KnownPersonalData::find(std::string_view utf8) const {
  std::vector<Finding> findings = find_personal_data(utf8);
  std::erase_if(findings, [](const Finding& one) { return one.confidence < kConfidenceMin; });
  for (const Value& value : values_) {
    for (std::size_t at = utf8.find(value.text); at != std::string_view::npos; at = utf8.find(value.text, at + 1)) {
      const ByteRange bytes{at, at + value.text.size()};
      const auto taken = [bytes](const Finding& one) { return overlap(one.bytes, bytes); };
      if (!stands_alone(utf8, bytes) || std::ranges::any_of(findings, taken)) continue;
      findings.push_back({.type = value.type, .bytes = bytes, .confidence = 1, .reason = "known"});
    }
  }
  std::ranges::sort(findings, {}, [](const Finding& one) { return one.bytes.begin; });
  return findings;
}

}  // namespace onggi
