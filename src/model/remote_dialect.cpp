// The OpenAI API's errors, and what each kind of trouble is called here.
#include "model/remote_dialect.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "model/clova.h"
#include "model/remote_json.h"
#include "net/url.h"

namespace onggi::model {
namespace {

/// `error.code` and `error.message` tell causes apart and are never passed on.
bool speaks_of_context(const std::string& body) {
  const OrderedJson parsed = OrderedJson::parse(body, nullptr, false);
  const OrderedJson* error = member(parsed, "error");
  if (error == nullptr) return false;
  const std::string message = net::lower(text_of(*error, "message"));
  return text_of(*error, "code") == "context_length_exceeded" || message.find("context length") != std::string::npos ||
         message.find("context size") != std::string::npos;
}

Told read_openai(const IncomingAnswer& answer) {
  if (answer.status / 100 == 2) return {.status = answer.status};
  return {.status = answer.status, .trouble = speaks_of_context(answer.body) ? Trouble::context : Trouble::other};
}

Error error(ErrorCode code, std::string message, std::string reason = {}) {
  return {.code = code, .message = std::move(message), .reason = std::move(reason)};
}

Error key_refused(const RemoteOptions& options, const std::string& place, const std::string& status) {
  return error(ErrorCode::unavailable,
               place + " refused the key (" + status + "): " +
                   (options.key_env.empty() ? "name the environment variable of a key with the model"
                                            : "check the value of " + options.key_env),
               "key_refused");
}

Error model_not_found(const RemoteOptions& options, const std::string& place) {
  return error(ErrorCode::not_found,
               place + " has no model \"" + options.remote_id + "\" or is not the base of " +
                   std::string(dialect_of(options.api).name),
               "model_not_found");
}

Error status_error(const RemoteOptions& options, const std::string& place, int number, const std::string& status) {
  switch (number) {
    case 401:
    case 403:
      return key_refused(options, place, status);
    case 404:
      return model_not_found(options, place);
    case 408:
      return error(ErrorCode::timeout, place + " did not finish in the time that it gives a request (" + status + ")");
    case 413:
      return error(ErrorCode::limit_exceeded, place + " says the request is too large (" + status + ")");
    case 429:
      return error(ErrorCode::limit_exceeded,
                   place + " says there are too many requests (" + status + "): try later or raise the limit there",
                   "rate_limited");
    default:
      break;
  }
  if (number >= 500) return error(ErrorCode::unavailable, place + " has a fault (" + status + "): see its log");
  if (number >= 400) return error(ErrorCode::invalid_argument, place + " does not accept the request (" + status + ")");
  return error(ErrorCode::unavailable, place + " answered " + status + ", which is not an answer of " +
                                           std::string(dialect_of(options.api).name) + ": check the URL");
}

}  // namespace

const Dialect& dialect_of(RemoteApi api) {
  static constexpr Dialect kOpenAi{
      .name = "the OpenAI API", .add_headers = [](OutgoingRequest& /*request*/) {}, .read = read_openai};
  static constexpr Dialect kClova{
      .name = "CLOVA Studio's API", .add_headers = clova::add_headers, .read = clova::read_status};
  return api == RemoteApi::clova ? kClova : kOpenAi;
}

Error told_error(const RemoteOptions& options, const std::string& place, const Told& told) {
  const std::string status = "HTTP " + std::to_string(told.status) + (told.code.empty() ? "" : ", code " + told.code);
  switch (told.trouble) {
    case Trouble::context:
      return error(ErrorCode::limit_exceeded, "the prompt is longer than the context of model " + options.id,
                   "context_length_exceeded");
    case Trouble::filter:
      return error(ErrorCode::invalid_argument, place + " does not answer this by its own rules (" + status + ")",
                   "content_filter");
    case Trouble::model:
      return model_not_found(options, place);
    case Trouble::schema: {
      Error refused = error(ErrorCode::invalid_argument, place + " holds no answer to this schema (" + status + ")");
      refused.where = "response_format";
      return refused;
    }
    case Trouble::other:
      break;
  }
  return status_error(options, place, told.status, status);
}

}  // namespace onggi::model
