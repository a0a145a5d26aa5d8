// The body of POST /v1/responses. Inside of room serve.
#pragma once

#include <string>
#include <string_view>

#include "history/responses.h"
#include "serve/file_search.h"
#include "serve/openai_request.h"
#include "serve/responses_items.h"

namespace onggi::serve_room {

/// `messages` stays empty: what a model reads is put together from `instructions`, earlier responses and `input`.
struct ResponseRequest : ChatRequest {
  OrderedJson input;         // items, as they are kept
  std::string instructions;  // empty: none
  ResponseId previous;       // empty: goes on from none
  std::optional<FileSearch> file_search;
  bool store = true, background = false;
  bool truncates = false;                              // drops what stood first where the context is full
  bool says_temperature = false, says_tokens = false;  // the client named them
  bool shows_logprobs = false;
  OrderedJson body;  // the response without an answer: all of its fields in OpenAI's order
};

/// Fields that OpenAI's clients send by default are taken; what would change the answer and cannot be done is refused.
/// `body` is the same once more: schemas keep the order of their properties only there. Errors: invalid_argument and
/// unsupported, with the field as `param`.
Result<ResponseRequest> decode_response(const Fields& fields, std::string_view body);

/// `include` of a query. Errors: invalid_argument.
Result<void> check_include(const std::vector<std::string>& names);

}  // namespace onggi::serve_room
