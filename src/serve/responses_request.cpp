// Decoding (OpenAI API reference, "Create a model response").
#include "serve/responses_request.h"

#include <algorithm>
#include <array>

#include "serve/attributes.h"
#include "serve/error.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kNameMax = 1'024;  // of user, safety_identifier, prompt_cache_key

// All that OpenAI knows. Only log probabilities ever occur here; asking for the others adds nothing.
constexpr std::string_view kLogprobs = "message.output_text.logprobs";
constexpr std::array<std::string_view, 8> kIncludable = {"file_search_call.results",
                                                         "web_search_call.results",
                                                         "web_search_call.action.sources",
                                                         "message.input_image.image_url",
                                                         "computer_call_output.output.image_url",
                                                         "code_interpreter_call.outputs",
                                                         "reasoning.encrypted_content",
                                                         kLogprobs};

/// What would make another answer of it.
Result<void> refuse_unsupported(const Fields& fields) {
  for (const char* name : {"conversation", "prompt", "context_management", "moderation"})
    if (const json* value = fields.find(name); value != nullptr && !value->empty())
      return not_supported(name, "is not supported here");
  return {};
}

/// How much a model thinks before it answers; what it thought is never told.
Result<void> decode_reasoning(const Fields& fields, GenerateOptions& options) {
  const json* reasoning = fields.find("reasoning");
  if (reasoning == nullptr) return {};
  if (!reasoning->is_object()) return bad_field("reasoning", "is an object");
  for (const auto& [name, value] : reasoning->items())
    if (name != "effort" && !value.is_null() && value != "none")
      return not_supported("reasoning." + name, "is not supported here: what a model thought is not told");
  return decode_effort(Fields(*reasoning), {.name = "effort", .told = "reasoning.effort"}, options);
}

Result<json> text_or_null(const Fields& fields, std::string_view name) {
  ONGGI_TRY(const auto text, fields.text_if(name));
  if (!text) return json();
  if (text->size() > kNameMax) return bad_field(name, "has at most 1024 bytes");
  return json(*text);
}

/// text.format into `request`, and the field `text` as it is answered.
Result<OrderedJson> decode_text_field(const Fields& fields, const OrderedJson& body, OutputFormat& format) {
  OrderedJson answered = {{"format", {{"type", "text"}}}, {"verbosity", "medium"}};
  if (fields.find("text") == nullptr) return answered;
  const OrderedJson& text = body.at("text");
  if (!text.is_object()) return bad_field("text", "is an object");
  const json verbosity = text.value("verbosity", json());
  if (!verbosity.is_null() && verbosity != "medium")
    return not_supported("text.verbosity", "other than medium is not supported here");
  const auto wanted = text.find("format");
  if (wanted == text.end() || wanted->is_null()) return answered;
  ONGGI_CHECK(decode_format_object(*wanted, Dialect::responses, format));
  answered["format"] = *wanted;
  if (format.kind == OutputFormat::Kind::json_schema && !wanted->contains("strict"))
    answered["format"]["strict"] = false;
  return answered;
}

/// The field `tools` as it is answered.
OrderedJson tools_of(const OrderedJson& body) {
  OrderedJson tools = OrderedJson::array();
  const auto given = body.find("tools");
  if (given == body.end() || !given->is_array()) return tools;
  for (OrderedJson tool : *given) {
    if (tool["type"] == "file_search") {
      tools.push_back(std::move(tool));
      continue;
    }
    for (const auto& [name, value] : {std::pair{"description", OrderedJson()}, std::pair{"parameters", OrderedJson()},
                                      std::pair{"strict", OrderedJson(true)}})
      if (!tool.contains(name)) tool[name] = value;
    tools.push_back(std::move(tool));
  }
  return tools;
}

Result<void> decode_logprobs(const Fields& fields, ResponseRequest& request) {
  ONGGI_TRY(const auto include, fields.texts("include"));
  ONGGI_CHECK(check_include(include));
  ONGGI_TRY(const std::int64_t top, fields.integer("top_logprobs", {.min = 0, .max = 20}));
  request.shows_logprobs = top > 0 || std::ranges::find(include, kLogprobs) != include.end();
  request.generate.logprobs = request.shows_logprobs;
  request.generate.top_logprobs = static_cast<std::int32_t>(top);
  return {};
}

Result<void> decode_keeping(const Fields& fields, ResponseRequest& request) {
  ONGGI_TRY(request.stream, fields.flag("stream", false));
  ONGGI_TRY(request.store, fields.flag("store", true));
  ONGGI_TRY(request.background, fields.flag("background", false));
  if (request.background && request.stream)
    return not_supported("stream", "of a response in the background is not supported here: read it by its id");
  if (request.background && !request.store)
    return bad_field("background", "needs store: what is worked on is read by its id");
  ONGGI_TRY(const auto previous, fields.text_if("previous_response_id"));
  request.previous = ResponseId(previous.value_or(""));
  ONGGI_TRY(const auto truncation, fields.text_if("truncation"));
  request.truncates = truncation == "auto";
  if (truncation && !request.truncates && truncation != "disabled")
    return bad_field("truncation", "is auto or disabled");
  return {};
}

/// All fields of a response but those that its answer fills, in OpenAI's order.
Result<OrderedJson> body_of(const Fields& fields, const OrderedJson& body, const ResponseRequest& request,
                            OrderedJson text) {
  ONGGI_TRY(const auto metadata, decode_metadata(fields));
  ONGGI_TRY(const json user, text_or_null(fields, "user"));
  ONGGI_TRY(const json safety, text_or_null(fields, "safety_identifier"));
  ONGGI_TRY(const json cache_key, text_or_null(fields, "prompt_cache_key"));
  const GenerateOptions& options = request.generate;
  const bool is_limited = fields.find("max_output_tokens") != nullptr;
  const json* calls_max = fields.find("max_tool_calls");
  const json* choice = fields.find("tool_choice");
  const json none;
  return OrderedJson{
      {"id", none},
      {"object", "response"},
      {"created_at", 0},
      {"status", to_string(ResponseState::in_progress)},
      {"background", request.background},
      {"completed_at", none},
      {"error", none},
      {"incomplete_details", none},
      {"instructions", request.instructions.empty() ? none : json(request.instructions)},
      {"max_output_tokens", is_limited ? json(options.tokens_max) : none},
      {"max_tool_calls", calls_max == nullptr ? none : *calls_max},
      {"model", request.model},
      {"output", OrderedJson::array()},
      {"parallel_tool_calls", options.parallel_tool_calls},
      {"previous_response_id", request.previous.empty() ? none : json(request.previous.str())},
      {"prompt_cache_key", cache_key},
      {"reasoning",
       {{"effort", options.reasoning_effort.empty() ? none : json(options.reasoning_effort)}, {"summary", none}}},
      {"safety_identifier", safety},
      {"service_tier", "default"},
      {"store", request.store},
      {"temperature", options.temperature},
      {"text", std::move(text)},
      {"tool_choice", choice == nullptr ? json("auto") : *choice},
      {"tools", tools_of(body)},
      {"top_logprobs", options.top_logprobs},
      {"top_p", options.top_p},
      {"truncation", request.truncates ? "auto" : "disabled"},
      {"usage", none},
      {"user", user},
      {"metadata", metadata}};
}

}  // namespace

Result<void> check_include(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (std::ranges::find(kIncludable, name) == kIncludable.end())
      return bad_field("include", "names something that OpenAI's API does not know");
  return {};
}

Result<ResponseRequest> decode_response(const Fields& fields, std::string_view body) {
  ResponseRequest request;
  ONGGI_TRY(request.model, fields.text("model"));
  ONGGI_CHECK(refuse_unsupported(fields));
  ONGGI_TRY(request.input, decode_items(fields));
  ONGGI_TRY(const auto instructions, fields.text_if("instructions"));
  request.instructions = instructions.value_or("");
  ONGGI_CHECK(decode_keeping(fields, request));
  ONGGI_CHECK(decode_sampling(fields, {.name = "max_output_tokens", .fallback = kTokensDefault}, request.generate));
  ONGGI_CHECK(decode_reasoning(fields, request.generate));
  request.says_temperature = fields.find("temperature") != nullptr;
  request.says_tokens = fields.find("max_output_tokens") != nullptr;
  ONGGI_CHECK(decode_logprobs(fields, request));
  const auto ordered = OrderedJson::parse(body, nullptr, false);
  ONGGI_CHECK(decode_tools(fields, ordered, Dialect::responses, request.generate));
  ONGGI_TRY(request.file_search, decode_file_search(fields));
  ONGGI_TRY(OrderedJson text, decode_text_field(fields, ordered, request.generate.format));
  ONGGI_TRY(request.body, body_of(fields, ordered, request, std::move(text)));
  return request;
}

}  // namespace onggi::serve_room
