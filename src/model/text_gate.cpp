// Holds back unfinished characters and beginnings of stop strings.
#include "model/text_gate.h"

#include <algorithm>
#include <utility>

#include "text/text.h"

namespace onggi::model {

std::size_t unfinished_utf8(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return back < length ? back : 0;
  }
  return 0;
}

TextGate::TextGate(std::vector<std::string> stop) : stop_(std::move(stop)) {
  std::erase_if(stop_, [](const std::string& text) { return text.empty(); });
}

TextGate::Passed TextGate::push(std::string_view bytes) {
  if (stopped_) return {.text = {}, .stopped = true};
  pending_ += bytes;
  std::size_t first = std::string::npos;
  for (const std::string& stop : stop_) first = std::min(first, pending_.find(stop));
  stopped_ = first != std::string::npos;
  const std::size_t length = stopped_ ? first : pending_.size() - held_back();
  Passed passed{.text = repair_utf8(std::string_view(pending_).substr(0, length)), .stopped = stopped_};
  pending_.erase(0, length);
  if (stopped_) pending_.clear();
  return passed;
}

std::string TextGate::finish() { return repair_utf8(std::exchange(pending_, {})); }

std::size_t TextGate::held_back() const {
  std::size_t result = unfinished_utf8(pending_);
  for (const std::string& stop : stop_) {
    for (std::size_t length = std::min(stop.size() - 1, pending_.size()); length > result; --length) {
      if (pending_.ends_with(std::string_view(stop).substr(0, length))) {
        result = length;
        break;
      }
    }
  }
  // The cut itself must not fall into a character.
  return result + unfinished_utf8(std::string_view(pending_).substr(0, pending_.size() - result));
}

}  // namespace onggi::model
