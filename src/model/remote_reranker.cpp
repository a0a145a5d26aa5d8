// Reranking over HTTP, in the two shapes that servers speak.
//
// documents (docs.cohere.com/reference/rerank, api.jina.ai; vLLM, llama-server and Infinity follow them):
//   {model, query, documents, top_n} → {results: [{index, relevance_score}]}, the best first
// texts (huggingface.github.io/text-embeddings-inference):
//   {query, texts, raw_scores, truncate} → [{index, score}], the best first
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "model/remote.h"
#include "model/remote_call.h"
#include "model/rerank_tokens.h"

namespace onggi::model {
namespace {

using nlohmann::json;

constexpr std::size_t kPassagesPerCall = 32;  // what Text Embeddings Inference takes without being told otherwise

std::unexpected<Error> not_scores(const std::string& place, std::string_view why) {
  return fail(ErrorCode::unavailable, place + " did not answer with scores of passages: " + std::string(why),
              "broken_answer");
}

/// The list of scores in an answer; null when there is none.
const json* list_of(const json& answer, RerankApi api) {
  if (api == RerankApi::texts) return answer.is_array() ? &answer : nullptr;
  if (!answer.is_object()) return nullptr;
  const auto results = answer.find("results");
  return results != answer.end() && results->is_array() ? &*results : nullptr;
}

struct Judged {
  std::size_t index = 0;
  double score = 0;
};

std::optional<Judged> read_judged(const json& item, const char* score_name) {
  if (!item.is_object()) return std::nullopt;
  const auto index = item.find("index"), score = item.find(score_name);
  if (index == item.end() || !index->is_number_unsigned()) return std::nullopt;
  if (score == item.end() || !score->is_number() || !std::isfinite(score->get<double>())) return std::nullopt;
  return Judged{.index = index->get<std::size_t>(), .score = score->get<double>()};
}

/// Of the answer's usage, as vLLM, Infinity and Jina write it; the others tell none.
std::optional<std::int64_t> tokens_told(const json& answer) {
  static const json::json_pointer place("/usage/total_tokens");
  if (!answer.is_object() || !answer.contains(place) || !answer[place].is_number_unsigned()) return std::nullopt;
  return answer[place].get<std::int64_t>();
}

class RemoteReranker final : public Reranker {
 public:
  RemoteReranker(RemoteServer server, RerankApi api) : server_(std::move(server)), api_(api) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.label_max = server_.options().label_max;
    info_.can_rerank = true;
    info_.source = server_.place();
  }

  const ModelInfo& info() const override { return info_; }

  Result<PassageScores> score(std::string_view query, const std::vector<std::string_view>& passages,
                              const Cancel& cancel) override {
    PassageScores scores{.values = std::vector<double>(passages.size())};
    for (std::size_t begin = 0; begin < passages.size(); begin += kPassagesPerCall) {
      const std::size_t count = std::min(kPassagesPerCall, passages.size() - begin);
      ONGGI_TRY(const std::int64_t tokens, score_some(query, std::span(passages).subspan(begin, count),
                                                      std::span(scores.values).subspan(begin, count), cancel));
      scores.tokens += tokens;
    }
    return scores;
  }

 private:
  json request(std::string_view query, std::span<const std::string_view> passages) const {
    json texts = json::array();
    for (const std::string_view passage : passages) texts.push_back(std::string(passage));
    if (api_ == RerankApi::texts)
      return {{"query", std::string(query)}, {"texts", std::move(texts)}, {"raw_scores", true}, {"truncate", true}};
    return {{"model", server_.options().remote_id},
            {"query", std::string(query)},
            {"documents", std::move(texts)},
            {"top_n", passages.size()}};
  }

  /// Gives the tokens read.
  Result<std::int64_t> score_some(std::string_view query, std::span<const std::string_view> passages,
                                  std::span<double> scores, const Cancel& cancel) const {
    const RemoteServer::Call call{
        .path = "/rerank",
        .purpose = "rerank",
        .body = request(query, passages).dump(-1, ' ', false, json::error_handler_t::replace)};
    ONGGI_TRY(const auto answer, server_.run(call, cancel));
    const json parsed = json::parse(answer.body, nullptr, false);
    const json* list = list_of(parsed, api_);
    if (list == nullptr || list->size() != passages.size())
      return not_scores(server_.place(), "there is not one score a passage");
    ONGGI_CHECK(take_scores(*list, scores));
    return tokens_told(parsed).value_or(estimated_rerank_tokens(query, passages));
  }

  /// Servers answer with the best first: each score goes where its index says.
  Result<void> take_scores(const json& list, std::span<double> scores) const {
    std::vector<bool> seen(scores.size(), false);
    for (const json& item : list) {
      const auto judged = read_judged(item, api_ == RerankApi::texts ? "score" : "relevance_score");
      if (!judged) return not_scores(server_.place(), "an entry has no index or no score");
      if (judged->index >= scores.size() || seen[judged->index])
        return not_scores(server_.place(), "an index is wrong");
      seen[judged->index] = true;
      scores[judged->index] = judged->score;
    }
    return {};
  }

  RemoteServer server_;
  RerankApi api_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<Reranker>> open_remote_reranker(const RemoteOptions& options, RerankApi api,
                                                       std::shared_ptr<HttpClient> http) {
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  return std::make_shared<RemoteReranker>(std::move(server), api);
}

}  // namespace onggi::model
