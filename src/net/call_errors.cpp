// See call_errors.h.
#include "net/call_errors.h"

#include "net/url.h"

namespace onggi::net {

Result<void> check_headers(const OutgoingRequest& request) {
  for (const auto& [name, value] : request.headers)
    if (breaks_line(name) || breaks_line(value))
      return fail(ErrorCode::invalid_argument, "the header " + lower(name) + " holds a line break");
  return {};
}

Error receiver_stopped(const std::string& host) {
  return {.code = ErrorCode::cancelled, .message = "the receiver stopped the answer of " + host};
}

Error sent_nothing(const std::string& host, const OutgoingRequest& request) {
  return {.code = ErrorCode::timeout,
          .message = host + " sent nothing for " + std::to_string(request.idle_timeout.count()) + " ms"};
}

Error no_connection_in_time(const std::string& host, const OutgoingRequest& request, std::string_view reason) {
  return {.code = ErrorCode::timeout,
          .message = "no connection to " + host + " within " + std::to_string(request.connect_timeout.count()) + " ms",
          .reason = std::string(reason)};
}

Error answer_too_long(const std::string& host, const OutgoingRequest& request) {
  return {
      .code = ErrorCode::limit_exceeded,
      .message = "the answer of " + host + " is longer than " + std::to_string(request.answer_bytes_max) + " bytes"};
}

Error headers_too_long(const std::string& host) {
  return {.code = ErrorCode::limit_exceeded,
          .message = "the headers of the answer of " + host + " are longer than " + std::to_string(kHeaderBytesMax) +
                     " bytes"};
}

Error broken_off(const std::string& host, std::string_view cause, bool any_byte) {
  return {.code = ErrorCode::unavailable,
          .message = host + ": " + std::string(cause),
          .reason = std::string(break_reason(any_byte))};
}

}  // namespace onggi::net
