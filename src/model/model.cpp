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
  }
  return "user";
}

std::string_view to_string(FinishReason reason) { return reason == FinishReason::stop ? "stop" : "length"; }

std::span<const float> Embeddings::row(std::size_t index) const {
  const auto width = static_cast<std::size_t>(dimensions);
  ONGGI_ASSERT((index + 1) * width <= values.size(), "a row that was asked for was embedded");
  return std::span(values).subspan(index * width, width);
}

}  // namespace onggi
