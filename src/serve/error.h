// The only place where an ErrorCode becomes a status and a body. Inside of room serve.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "serve/http.h"

namespace onggi::serve_room {

/// Whose words an answer speaks: ours (/api and the rest) or OpenAI's (/v1).
enum class Family { api, v1 };

Family family_of(std::string_view path);

/// The status. Most follow from the code alone; reasons that have a status of their own: "header_too_large" 431,
/// "method_not_allowed" 405, "slow_request" 408, "disk_full" 507, "too_many_failures", "rate_limited",
/// "rate_limit_exceeded" and "insufficient_quota" 429; in /v1 also "context_length_exceeded" 400.
int status_of(const Error& error, Family family);

/// The body. /api: {"error":{"code","message","reason","request_id"}}. /v1:
/// {"error":{"message","type","param","code"}}. What an internal error says stays in the log.
std::string error_body(const Error& error, Family family, std::string_view request_id);

/// Status, body and the fields that belong to them (Retry-After, WWW-Authenticate). Statuses from 500 on are logged
/// with the request's id.
Response error_response(const Error& error, Family family, std::string_view request_id);

/// An invalid_argument about one field of a body or query; in /v1 the field becomes `param`.
std::unexpected<Error> bad_field(std::string_view field, std::string message, std::string reason = {});

}  // namespace onggi::serve_room
