// The line machine of server-sent events.
#include "model/sse.h"

#include <utility>

namespace onggi::model {
namespace {

constexpr std::size_t kEventBytesMax = 16U << 20U;

}  // namespace

Result<void> SseParser::feed(std::string_view bytes) {
  for (const char byte : bytes) {
    const bool second_half = byte == '\n' && after_cr_;  // the LF of a CRLF that may have been cut in two
    after_cr_ = byte == '\r';
    if (second_half) continue;
    if (byte == '\n' || byte == '\r') {
      ONGGI_CHECK(take_line());
      continue;
    }
    line_ += byte;
    if (line_.size() + data_.size() > kEventBytesMax)
      return fail(ErrorCode::limit_exceeded, "one event of the stream is longer than 16 MiB");
  }
  return {};
}

Result<void> SseParser::finish() {
  if (!line_.empty()) ONGGI_CHECK(take_line());
  return dispatch();
}

Result<void> SseParser::take_line() {
  std::string line = std::move(line_);
  line_.clear();
  if (first_line_ && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  first_line_ = false;
  if (line.empty()) return dispatch();
  const std::size_t colon = line.find(':');
  const std::string_view name = std::string_view(line).substr(0, colon);
  std::string_view value = colon == std::string::npos ? std::string_view() : std::string_view(line).substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") event_ = value;
  if (name != "data") return {};
  if (has_data_) data_ += '\n';
  data_ += value;
  has_data_ = true;
  return {};
}

Result<void> SseParser::dispatch() {
  const bool is_there = std::exchange(has_data_, false);
  const std::string data = std::exchange(data_, {});
  Result<void> taken = is_there ? on_data_(data) : Result<void>();
  event_ = "message";
  return taken;
}

}  // namespace onggi::model
