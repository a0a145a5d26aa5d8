// Names of roles and reasons as they stand in JSON, and rows of embeddings.
#include "model/model.h"

namespace onggi {

std::string_view to_string(ChatRole role) {
  switch (role) {
    case ChatRole::system:
      return "system";
    case ChatRole::user:
      return "user";
    case ChatRole::assistant:
      return "assistant";
    case ChatRole::tool:
      return "tool";
  }
  return "user";
}

std::string_view to_string(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::length:
      return "length";
    case FinishReason::content_filter:
      return "content_filter";
    case FinishReason::tool_calls:
      return "tool_calls";
  }
  return "stop";
}

Result<Completion> LanguageModel::generate(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                                           const TextSink& sink, const Cancel& cancel) {
  if (!sink) return write(messages, options, nullptr, cancel);
  const DeltaSink deltas = [&sink](const Delta& delta) { return delta.text.empty() || sink(delta.text); };
  return write(messages, options, deltas, cancel);
}

std::span<const float> Embeddings::row(std::size_t index) const {
  const auto width = static_cast<std::size_t>(dimensions);
  ONGGI_ASSERT((index + 1) * width <= values.size(), "a row that was asked for was embedded");
  return std::span(values).subspan(index * width, width);
}

}  // namespace onggi
