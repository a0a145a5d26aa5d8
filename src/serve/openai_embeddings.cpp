// POST /v1/embeddings (OpenAI API reference, "Create embeddings").
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "serve/costs.h"
#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/model_turn.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

constexpr std::size_t kInputsMax = 2'048;  // as OpenAI

struct EmbeddingsRequest {
  std::string model;
  std::vector<std::string> inputs;
  bool base64 = false;
  std::int64_t dimensions = 0;  // 0: all
  EmbedAs as = EmbedAs::passage;
};

Result<std::vector<std::string>> inputs_of(const Fields& fields) {
  const nlohmann::json* input = fields.find("input");
  if (input == nullptr) return bad_field("input", "is required");
  std::vector<std::string> inputs;
  if (input->is_string()) {
    inputs.push_back(input->get<std::string>());
  } else if (input->is_array() && !input->empty() && (input->front().is_number() || input->front().is_array())) {
    return bad_field("input", "lists of token numbers belong to another tokenizer: send text", "unsupported_value");
  } else {
    ONGGI_TRY(inputs, fields.texts("input"));
  }
  if (inputs.empty() || inputs.size() > kInputsMax) return bad_field("input", "must be 1 to 2048 strings");
  for (const std::string& text : inputs)
    if (text.empty()) return bad_field("input", "must not hold an empty string");
  return inputs;
}

Result<EmbeddingsRequest> decode_embeddings(const Fields& fields) {
  EmbeddingsRequest request;
  ONGGI_TRY(request.model, fields.text("model"));
  ONGGI_TRY(request.inputs, inputs_of(fields));
  ONGGI_TRY(const auto format, fields.text_if("encoding_format"));
  if (format && *format != "float" && *format != "base64")
    return bad_field("encoding_format", "must be float or base64");
  request.base64 = format == "base64";
  ONGGI_TRY(request.dimensions, fields.integer("dimensions", {.min = 1, .max = 65'536, .fallback = 0}));
  // Not OpenAI's, but common among embedding servers: some models want questions and passages told apart.
  ONGGI_TRY(const auto type, fields.text_if("input_type"));
  if (type == "query") request.as = EmbedAs::query;
  return request;
}

/// The first `dimensions` numbers, of length 1 again; a zero vector stays zero.
std::vector<float> cut(std::span<const float> row, std::size_t dimensions) {
  std::vector<float> values(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(dimensions));
  double squares = 0;
  for (const float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
  if (squares == 0 || dimensions == row.size()) return values;
  for (float& value : values) value = static_cast<float>(static_cast<double>(value) / std::sqrt(squares));
  return values;
}

nlohmann::json encode_vector(const std::vector<float>& values, bool base64) {
  if (!base64) return values;
  static_assert(std::endian::native == std::endian::little, "OpenAI's base64 form is little-endian");
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return to_base64(bytes);
}

}  // namespace

Result<Response> openai_embeddings(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const EmbeddingsRequest request, decode_embeddings(fields));
  ONGGI_CHECK(check_model(call.viewer, request.model));
  call.deed.soon = true;
  ONGGI_TRY(const auto embedder, call.rooms.models.embedder(request.model));
  const std::vector<std::string_view> texts(request.inputs.begin(), request.inputs.end());
  std::int64_t tokens = 0;
  for (const std::string_view text : texts) tokens += estimated_tokens(text);
  ONGGI_CHECK(call.metering.expect(tokens, 0));
  ONGGI_TRY(const auto turn, turn_for(call, embedder->info()));
  ONGGI_TRY(const Embeddings embeddings, embedder->embed(texts, request.as, call.cancel));
  call.metering.took(embeddings.tokens);
  count_spent(call, request.model, {}, {.prompt = embeddings.tokens, .computed_us = embeddings.computed_us});
  if (request.dimensions > embeddings.dimensions)
    return bad_field("dimensions", "this model has " + std::to_string(embeddings.dimensions));
  const auto dimensions =
      static_cast<std::size_t>(request.dimensions == 0 ? embeddings.dimensions : request.dimensions);
  nlohmann::json data = nlohmann::json::array();
  for (std::size_t index = 0; index < texts.size(); ++index)
    data.push_back({{"object", "embedding"},
                    {"index", index},
                    {"embedding", encode_vector(cut(embeddings.row(index), dimensions), request.base64)}});
  return json_response(200, {{"object", "list"},
                             {"data", std::move(data)},
                             {"model", request.model},
                             {"usage", {{"prompt_tokens", embeddings.tokens}, {"total_tokens", embeddings.tokens}}}});
}

}  // namespace onggi::serve_room
