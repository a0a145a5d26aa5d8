// POST /v1/rerank: documents in the order in which they answer a question (the shape that Jina's and Cohere's APIs
// share: model, query, documents, top_n, return_documents).
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/hash.h"
#include "model/rerank_tokens.h"
#include "serve/costs.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/model_turn.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kDocumentsMax = 1'000;
constexpr std::size_t kQueryBytesMax = 16U << 10U;
constexpr std::size_t kDocumentBytesMax = 64U << 10U;

struct RerankRequest {
  std::string model, query;
  std::vector<std::string> documents;
  std::size_t top = 0;
  bool return_documents = false;
};

Result<std::vector<std::string>> documents_of(const Fields& fields) {
  const json* list = fields.find("documents");
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > kDocumentsMax)
    return bad_field("documents", "is a list of 1 to 1000 texts");
  std::vector<std::string> documents;
  for (const json& one : *list) {
    const bool is_object = one.is_object() && one.contains("text");
    const json& text = is_object ? one["text"] : one;
    if (!text.is_string()) return bad_field("documents", "a document is a text, or an object with a text");
    documents.push_back(text.get<std::string>());
    if (documents.back().empty() || documents.back().size() > kDocumentBytesMax)
      return bad_field("documents", "a document has 1 to 65536 bytes");
  }
  return documents;
}

Result<RerankRequest> decode_rerank(const Fields& fields) {
  RerankRequest request;
  ONGGI_TRY(request.model, fields.text("model"));
  ONGGI_TRY(request.query, fields.text("query"));
  if (request.query.size() > kQueryBytesMax) return bad_field("query", "has at most 16384 bytes");
  ONGGI_TRY(request.documents, documents_of(fields));
  const auto count = static_cast<std::int64_t>(request.documents.size());
  ONGGI_TRY(const std::int64_t top, fields.integer("top_n", {.min = 1, .max = INT32_MAX, .fallback = count}));
  request.top = static_cast<std::size_t>(std::min(top, count));
  ONGGI_TRY(request.return_documents, fields.flag("return_documents", false));
  return request;
}

json results_of(const RerankRequest& request, const std::vector<double>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t left, std::size_t right) { return scores[left] > scores[right]; });
  order.resize(request.top);
  json results = json::array();
  for (const std::size_t index : order) {
    json result = {{"index", index}, {"relevance_score", scores[index]}};
    if (request.return_documents) result["document"] = {{"text", request.documents[index]}};
    results.push_back(std::move(result));
  }
  return results;
}

/// A model that is there but is none of this kind is the client's mistake, and another one than a name that is not.
Result<std::shared_ptr<Reranker>> reranker_of(const Call& call, const std::string& id) {
  ONGGI_TRY(const auto infos, call.rooms.models.infos());
  const auto info = std::ranges::find(infos, id, &ModelInfo::id);
  if (info != infos.end() && !info->can_rerank)
    return bad_field("model", "this model is no reranker: see `onggi model add --rerank`", "unsupported_model");
  if (info == infos.end()) return fail(ErrorCode::not_found, "there is no such reranker", "model_not_found");
  return call.rooms.models.reranker(id);
}

}  // namespace

Result<Response> openai_rerank(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const RerankRequest request, decode_rerank(fields));
  ONGGI_CHECK(check_model(call.viewer, request.model));
  call.deed.soon = true;
  ONGGI_TRY(const auto reranker, reranker_of(call, request.model));
  ONGGI_CHECK(call.metering.expect(estimated_rerank_tokens(request.query, request.documents), 0));
  const std::vector<std::string_view> documents(request.documents.begin(), request.documents.end());
  ONGGI_TRY(const auto turn, turn_for(call, reranker->info()));
  ONGGI_TRY(const auto scores, reranker->score(request.query, documents, call.cancel));
  call.metering.took(scores.tokens);
  count_spent(call, request.model, {}, {.prompt = scores.tokens, .computed_us = scores.computed_us});
  return json_response(200, {{"id", "rerank-" + random_token(24)},
                             {"object", "list"},
                             {"model", request.model},
                             {"results", results_of(request, scores.values)},
                             {"usage", {{"prompt_tokens", scores.tokens}, {"total_tokens", scores.tokens}}}});
}

}  // namespace onggi::serve_room
