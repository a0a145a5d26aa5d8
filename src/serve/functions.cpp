// /api/functions: the ready functions.
#include "answer/functions.h"

#include <nlohmann/json.hpp>

#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/scopes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {

using nlohmann::json;

namespace {

/// Who writes; empty: nobody, rules and statistics do it.
std::string writer_of(const Call& call, const FunctionRequest& request) {
  const std::string& model = request.model.empty() ? call.rooms.default_model : request.model;
  return model == kExtractiveModel ? std::string() : model;
}

/// What the key is made for, and room in its limits.
Result<void> may_write(const Call& call, const FunctionRequest& request, const std::string& model) {
  constexpr std::int64_t kWrittenTokens = 1'024;
  ONGGI_CHECK(check_model(call.viewer, model));
  std::int64_t tokens = estimated_tokens(request.text);
  for (const std::string& text : request.texts) tokens += estimated_tokens(text);
  return call.metering.expect(tokens, kWrittenTokens);
}

Result<FunctionResult> apply(const Call& call, const FunctionRequest& request) {
  const std::string model = writer_of(call, request);
  if (model.empty()) {
    ONGGI_TRY(const auto turn, call.rooms.turns.take(call.cancel));
    return call.rooms.functions.apply(request, nullptr, call.cancel);
  }
  ONGGI_CHECK(may_write(call, request, model));
  return call.rooms.functions.apply(request, nullptr, call.cancel);
}

}  // namespace

Result<Response> list_functions(const Call& call) {
  ONGGI_TRY(const std::string all, functions_json(&call.rooms.prompts));
  return json_response(200, json::parse(all));
}

Result<Response> apply_function(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  FunctionRequest request;
  request.function = call.request.parameter("function");
  ONGGI_TRY(const auto text, fields.text_if("text"));
  request.text = text.value_or("");
  ONGGI_TRY(request.texts, fields.texts("texts"));
  if (text.has_value() != request.texts.empty()) return bad_field("text", "either text or texts is required");
  ONGGI_TRY(const auto model, fields.text_if("model"));
  request.model = model.value_or("");
  if (const json* options = fields.find("options"); options != nullptr) request.options = dump(*options);
  call.deed.object = "function:" + request.function;
  call.deed.detail = dump({{"model", request.model}, {"bytes", request.text.size()}, {"texts", request.texts.size()}});
  Tracing tracing(call, TraceWay::function);
  ONGGI_TRY(const FunctionResult result, apply(call, request));
  tracing.applied({.function = request.function, .text = request.text, .result = result.text}, result.model,
                  result.prompt, result.taken);
  call.metering.took(result.taken.prompt + result.taken.completion);
  return json_response(
      200, {{"text", result.text},
            {"result", json::parse(result.json)},
            {"model", result.model},
            {"used_model", result.used_model},
            {"prompt", result.prompt},
            {"usage", {{"prompt_tokens", result.taken.prompt}, {"completion_tokens", result.taken.completion}}}});
}

}  // namespace onggi::serve_room
