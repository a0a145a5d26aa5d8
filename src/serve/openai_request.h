// The body of POST /v1/chat/completions. Inside of room serve.
#pragma once

#include <string>
#include <vector>

#include "model/model.h"
#include "serve/fields.h"

namespace onggi::serve_room {

struct ChatRequest {
  std::string model;
  std::vector<ChatMessage> messages;
  bool stream = false, include_usage = false;
  GenerateOptions generate;
};

/// Unknown fields are let pass, as clients send many; known ones that we cannot honour and that would change what comes
/// back are refused. Errors: invalid_argument and unsupported, with the field as `param`.
Result<ChatRequest> decode_chat(const Fields& fields);

}  // namespace onggi::serve_room
