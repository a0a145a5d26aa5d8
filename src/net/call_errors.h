// How outgoing calls fail, in words. Inside of room net.
#pragma once

#include <string>
#include <string_view>

#include "net/http_client.h"

namespace onggi::net {

constexpr std::size_t kHeaderBytesMax = 256 * 1024;  // of an answer

/// A header with one would bring in others.
inline bool breaks_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}
/// Errors: invalid_argument.
Result<void> check_headers(const OutgoingRequest& request);

Error receiver_stopped(const std::string& host);
Error sent_nothing(const std::string& host, const OutgoingRequest& request);
Error no_connection_in_time(const std::string& host, const OutgoingRequest& request, std::string_view reason);
Error answer_too_long(const std::string& host, const OutgoingRequest& request);
Error headers_too_long(const std::string& host);
/// `any_byte`: of an answer.
Error broken_off(const std::string& host, std::string_view cause, bool any_byte);
inline std::string_view break_reason(bool any_byte) { return any_byte ? "broken_answer" : "before_answer"; }

}  // namespace onggi::net
