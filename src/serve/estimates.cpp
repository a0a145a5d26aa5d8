// Tokens before the work.
#include "serve/estimates.h"

#include "serve/metering.h"
#include "serve/scopes.h"
#include "text/analyzer.h"

namespace onggi::serve_room {
namespace {
constexpr std::int64_t kTokensAMessage = 4;  // roles and marks between messages
constexpr std::int64_t kTokensAHit = 384;    // of a chunk, as [ingest] cuts them
}  // namespace

std::int64_t estimated_tokens(std::string_view text) { return estimating_counter().count(text); }

std::int64_t estimated_tokens(const std::vector<ChatMessage>& messages) {
  std::int64_t tokens = 0;
  for (const ChatMessage& message : messages) {
    tokens += kTokensAMessage + estimated_tokens(message.content);
    for (const ToolCall& call : message.tool_calls) tokens += estimated_tokens(call.arguments);
  }
  return tokens;
}

std::string model_of(const AskRequest& request) {
  if (request.model.empty()) return "onggi";
  return is_about_documents(request.model) ? request.model : "onggi/" + request.model;
}

Result<void> expect_answer(const Call& call, const AskRequest& request) {
  const std::string& writer = request.model.empty() ? call.rooms.default_model : request.model;
  if (writer.empty() || writer == kExtractiveModel) return {};
  const std::int64_t asked =
      estimated_tokens(request.question) + estimated_tokens(request.instructions) + estimated_tokens(request.history);
  return call.metering.expect(asked, request.hits * kTokensAHit + request.generate.tokens_max);
}

}  // namespace onggi::serve_room
