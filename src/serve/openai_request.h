// The bodies of POST /v1/chat/completions and /v1/completions. Inside of room serve.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// What both kinds of requests say beside what is to be written.
struct WriteRequest {
  std::string model;
  bool stream = false, include_usage = false;
  std::size_t choices = 1;  // answers to each prompt
  GenerateOptions generate;
};

struct ChatRequest : WriteRequest {
  std::vector<ChatMessage> messages;
};

struct TextRequest : WriteRequest {
  std::vector<std::string> prompts;
  bool echo = false;
};

inline constexpr std::int64_t kTokensDefault =
    1'024;  // OpenAI has no limit; a local model would go on to the end of its context

/// The field that limits what is written, and what holds without it.
struct TokensField {
  std::string_view name;
  std::int64_t fallback = kTokensDefault;
};
/// temperature, top_p, seed, stop, penalties ... Errors: invalid_argument with the field as `param`.
Result<void> decode_sampling(const Fields& fields, const TokensField& tokens, GenerateOptions& options);

/// Where the effort of thinking stands, and how errors call it.
struct EffortField {
  std::string_view name = "reasoning_effort", told = "reasoning_effort";
};
Result<void> decode_effort(const Fields& fields, const EffortField& field, GenerateOptions& options);

/// Unknown fields are let pass, as clients send many; known ones that we cannot honour and that would change what comes
/// back are refused. `body` is the same once more: schemas keep the order of their properties only there. Errors:
/// invalid_argument and unsupported, with the field as `param`.
Result<ChatRequest> decode_chat(const Fields& fields, std::string_view body);
Result<TextRequest> decode_text(const Fields& fields, std::string_view body);

}  // namespace onggi::serve_room
