// Error → HTTP, in our own form and in OpenAI's.
#include "serve/error.h"

#include <nlohmann/json.hpp>

#include "base/log.h"

namespace onggi::serve_room {
namespace {

constexpr std::string_view kFieldPlace = "field ";

int status_of_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return 400;
    case ErrorCode::bad_input:
      return 422;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::not_allowed:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::limit_exceeded:
      return 413;
    case ErrorCode::unsupported:
      return 415;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::timeout:
      return 504;
    case ErrorCode::cancelled:
      return 499;
    case ErrorCode::internal:
      break;
  }
  return 500;
}

/// Limits of keys and people: who refused says itself when to come again.
bool is_metered(std::string_view reason) { return reason == "rate_limit_exceeded" || reason == "insufficient_quota"; }

/// 0: the reason has no status of its own.
int status_of_reason(std::string_view reason) {
  if (reason == "header_too_large") return 431;
  if (reason == "method_not_allowed") return 405;
  if (reason == "slow_request") return 408;
  if (reason == "disk_full") return 507;
  if (reason == "too_many_failures" || reason == "rate_limited" || is_metered(reason)) return 429;
  return 0;
}

/// What the client may read. Paths and addresses of an internal error would tell a stranger about the machine.
std::string public_message(const Error& error) {
  if (error.code == ErrorCode::internal)
    return "something went wrong on the server; its log names the cause under this request's id";
  if (error.reason == "disk_full") return "the server's disk is full: free space and send the request again";
  return describe(error);
}

std::string_view openai_type(int status, std::string_view reason) {
  if (reason == "insufficient_quota") return "insufficient_quota";
  if (status == 401) return "authentication_error";
  if (status == 403) return "permission_error";
  if (status == 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

nlohmann::json openai_code(const Error& error) {
  if (error.code == ErrorCode::unauthenticated) return "invalid_api_key";
  if (!error.reason.empty()) return error.reason;
  if (error.code == ErrorCode::invalid_argument) return nullptr;
  return to_string(error.code);
}

nlohmann::json openai_body(const Error& error) {
  const bool names_field = error.where.starts_with(kFieldPlace);
  Error spoken = error;
  if (names_field) spoken.where.clear();
  nlohmann::json param = nullptr;
  if (names_field) param = error.where.substr(kFieldPlace.size());
  return {{"error",
           {{"message", public_message(names_field ? spoken : error)},
            {"type", openai_type(status_of(error, Family::v1), error.reason)},
            {"param", std::move(param)},
            {"code", openai_code(error)}}}};
}

nlohmann::json our_body(const Error& error, std::string_view request_id) {
  return {{"error",
           {{"code", to_string(error.code)},
            {"message", public_message(error)},
            {"reason", error.reason},
            {"request_id", request_id}}}};
}

}  // namespace

Family family_of(std::string_view path) { return path == "/v1" || path.starts_with("/v1/") ? Family::v1 : Family::api; }

int status_of(const Error& error, Family family) {
  if (const int status = status_of_reason(error.reason); status != 0) return status;
  const bool asked_wrongly = error.code == ErrorCode::unsupported || error.reason == "context_length_exceeded";
  if (family == Family::v1 && asked_wrongly) return 400;
  return status_of_code(error.code);
}

std::string error_body(const Error& error, Family family, std::string_view request_id) {
  const nlohmann::json body = family == Family::v1 ? openai_body(error) : our_body(error, request_id);
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Response error_response(const Error& error, Family family, std::string_view request_id) {
  const int status = status_of(error, family);
  if (status >= 500)
    log(LogLevel::error, "request failed",
        {{"request_id", std::string(request_id)},
         {"code", std::string(to_string(error.code))},
         {"cause", describe(error)}});
  Response response = Response::json_text(status, error_body(error, family, request_id));
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  if (status == 429 && !is_metered(error.reason)) response.headers.emplace_back("Retry-After", "60");
  return response;
}

std::unexpected<Error> bad_field(std::string_view field, std::string message, std::string reason) {
  return std::unexpected(Error{ErrorCode::invalid_argument, std::move(message),
                               std::string(kFieldPlace) + std::string(field), std::move(reason)});
}

}  // namespace onggi::serve_room
