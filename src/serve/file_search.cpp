// See file_search.h.
#include "serve/file_search.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "serve/attributes.h"
#include "serve/error.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kStoresMax = 10;
constexpr std::int64_t kResultsMax = 50, kHitsMax = 32;  // what OpenAI takes, and what an answer can use

std::unexpected<Error> about_tools(Error error) {
  error.where = "field tools";
  return std::unexpected(std::move(error));
}

Result<void> check_ranking(const Fields& tool) {
  const json* options = tool.find("ranking_options");
  if (options == nullptr) return {};
  const bool cuts = !options->is_object() || !options->value("hybrid_search", json()).is_null() ||
                    (options->contains("score_threshold") && (*options)["score_threshold"] != 0);
  if (cuts) return not_supported("tools", "file_search takes no score_threshold and no hybrid_search here");
  return {};
}

Result<FileSearch> read(const Fields& tool) {
  FileSearch search;
  ONGGI_TRY(const auto stores, tool.texts("vector_store_ids"));
  if (stores.empty() || stores.size() > kStoresMax)
    return bad_field("tools", "file_search names 1 to 10 vector stores in vector_store_ids");
  for (const std::string& id : stores) search.stores.emplace_back(id);
  ONGGI_TRY(search.filter, decode_filters(tool));
  ONGGI_TRY(const std::int64_t most, tool.integer("max_num_results", {.min = 1, .max = kResultsMax, .fallback = 0}));
  if (most > 0) search.hits = static_cast<std::int32_t>(std::min(most, kHitsMax));
  ONGGI_CHECK(check_ranking(tool));
  return search;
}

bool is_file_search(const json& tool) { return tool.is_object() && tool.value("type", json()) == "file_search"; }

}  // namespace

Result<std::optional<FileSearch>> decode_file_search(const Fields& fields) {
  std::optional<FileSearch> search;
  const json* tools = fields.find("tools");
  if (tools == nullptr || !tools->is_array()) return search;
  for (const json& tool : *tools) {
    if (!is_file_search(tool)) continue;
    if (search) return bad_field("tools", "names file_search twice");
    auto decoded = read(Fields(tool));
    if (!decoded) return about_tools(std::move(decoded).error());
    search = *std::move(decoded);
  }
  return search;
}

Result<std::vector<DocumentId>> documents_of(const Call& call, const FileSearch& search) {
  std::set<DocumentId> documents;
  for (const VectorStoreId& store : search.stores) {
    const auto files = call.rooms.vector_stores.to_search(call.viewer, store, search.filter);
    if (!files) return about_tools(files.error());
    for (const auto& file : *files) documents.insert(file.indexed_as);
  }
  // No document would mean all of them. No document has the id of a store.
  if (documents.empty()) documents.emplace(search.stores.front().str());
  return std::vector(documents.begin(), documents.end());
}

}  // namespace onggi::serve_room
