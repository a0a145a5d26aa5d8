// POST /v1/vector_stores/{id}/search: the workspace's own search, in the files of one store.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "answer/masked_hits.h"
#include "serve/attributes.h"
#include "serve/error.h"
#include "serve/handlers.h"
#include "serve/openai_tools.h"
#include "serve/vector_stores.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;
using Searched = VectorStores::Searched;

constexpr std::size_t kQueriesMax = 10;

struct SearchWish {
  std::vector<std::string> queries;
  std::optional<AttributeFilter> filter;
  std::int32_t limit = 10;
  bool rerank = true;
  double score_min = 0;
};

/// A hit and how much it says, 0..1.
struct Scored {
  Hit hit;
  double score = 0;
};

Result<std::vector<std::string>> queries_of(const Fields& fields) {
  const json* query = fields.find("query");
  std::vector<std::string> queries;
  if (query != nullptr && query->is_string()) queries.push_back(query->get<std::string>());
  if (query != nullptr && query->is_array()) {
    ONGGI_TRY(queries, fields.texts("query"));
  }
  const bool is_empty = std::ranges::any_of(queries, [](const std::string& one) { return one.empty(); });
  if (queries.empty() || queries.size() > kQueriesMax || is_empty)
    return bad_field("query", "is a text, or a list of 1 to 10 texts");
  return queries;
}

Result<void> decode_ranking(const Fields& fields, SearchWish& wish) {
  const json* object = fields.find("ranking_options");
  if (object == nullptr) return {};
  if (!object->is_object()) return bad_field("ranking_options", "is an object");
  const Fields options(*object);
  ONGGI_TRY(const auto ranker, options.text_if("ranker"));
  if (ranker && ranker != "none" && ranker != "auto" && ranker != "default-2024-11-15")
    return bad_field("ranking_options.ranker", "is none, auto or default-2024-11-15");
  wish.rerank = ranker != "none";
  const auto threshold = options.real("score_threshold", {.min = 0, .max = 1, .fallback = 0});
  if (!threshold) return bad_field("ranking_options.score_threshold", "is a number from 0 to 1");
  wish.score_min = *threshold;
  return {};
}

Result<SearchWish> decode_wish(const Fields& fields) {
  SearchWish wish;
  ONGGI_TRY(wish.queries, queries_of(fields));
  ONGGI_TRY(wish.filter, decode_filters(fields));
  ONGGI_TRY(const std::int64_t limit, fields.integer("max_num_results", {.min = 1, .max = 50, .fallback = 10}));
  wish.limit = static_cast<std::int32_t>(limit);
  ONGGI_CHECK(decode_ranking(fields, wish));
  ONGGI_TRY(const bool rewrites, fields.flag("rewrite_query", false));
  if (rewrites)
    return not_supported("rewrite_query", "is not supported here: mistyped words and synonyms are looked for anyway");
  return wish;
}

// Scores of a search say how hits compare to its first one. How much that one says at all is what both legs say of it,
// so that a threshold, and hits of several queries, have one measure.
void add(std::vector<Hit> hits, std::map<ChunkId, Scored>& best) {
  if (hits.empty()) return;
  const double first = std::ranges::max_element(hits, {}, &Hit::fused)->fused;
  for (Hit& hit : hits) {
    const double score = std::clamp(hit.score * first, 0.0, 1.0);
    Scored& kept = best[hit.chunk.id];
    if (kept.hit.chunk.id.empty() || kept.score < score) kept = {.hit = std::move(hit), .score = score};
  }
}

Result<std::vector<Scored>> find(const Call& call, const SearchWish& wish, const std::vector<DocumentId>& documents) {
  std::map<ChunkId, Scored> best;
  for (const std::string& query : wish.queries) {
    const SearchRequest request{.query = query,
                                .limit = wish.limit,
                                .documents = documents,
                                .conditions = {},
                                .as_of = {},
                                .rerank = wish.rerank};
    ONGGI_TRY(SearchResult result, call.rooms.retriever.search(request, call.viewer, call.cancel));
    ONGGI_CHECK(mask_hits(call.rooms.guards, result.hits));
    add(std::move(result.hits), best);
  }
  std::vector<Scored> found;
  for (auto& [id, one] : best)
    if (one.score >= wish.score_min) found.push_back(std::move(one));
  std::ranges::stable_sort(found, [](const Scored& left, const Scored& right) {
    return left.score != right.score ? left.score > right.score : left.hit.rank < right.hit.rank;
  });
  found.resize(std::min(found.size(), static_cast<std::size_t>(wish.limit)));
  return found;
}

json result_json(const Scored& one, const Searched& file) {
  return {{"file_id", file.document.str()},
          {"filename", file.name},
          {"score", one.score},
          {"attributes", encode(file.attributes)},
          {"content", json::array({{{"type", "text"}, {"text", one.hit.chunk.text}}})},
          {"onggi",
           {{"chunk_id", one.hit.chunk.id.str()},
            {"lead", one.hit.chunk.lead},
            {"title", one.hit.title},
            {"label", to_string(one.hit.label)}}}};
}

}  // namespace

Result<Response> search_vector_store(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const SearchWish wish, decode_wish(fields));
  ONGGI_TRY(const auto files, call.rooms.vector_stores.to_search(call.viewer, id, wish.filter));
  std::map<DocumentId, const Searched*> by_document;
  std::vector<DocumentId> documents;
  for (const Searched& file : files) {
    const auto [at, is_new] = by_document.try_emplace(file.indexed_as, &file);
    if (is_new) documents.push_back(file.indexed_as);
    else if (file.document == file.indexed_as) at->second = &file;
  }
  json data = json::array();
  if (!documents.empty()) {
    ONGGI_TRY(const auto found, find(call, wish, documents));
    for (const Scored& one : found)
      if (const auto file = by_document.find(one.hit.document); file != by_document.end())
        data.push_back(result_json(one, *file->second));
  }
  return json_response(200, {{"object", "vector_store.search_results.page"},
                             {"search_query", wish.queries},
                             {"data", std::move(data)},
                             {"has_more", false},
                             {"next_page", nullptr}});
}

}  // namespace onggi::serve_room
