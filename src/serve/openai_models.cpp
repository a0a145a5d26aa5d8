// GET /v1/models: everything that /v1 takes as `model`.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

/// What the request's key is made for of: the documents answered by the default, by the extractive answerer, by the
/// applications that the person may use and by each chat model whose name is no application's; then the models
/// themselves.
Result<std::vector<std::string>> model_ids(const Call& call) {
  ONGGI_TRY(const auto infos, call.rooms.models.infos());
  std::vector<std::string> ids{"onggi", std::string(kExtractiveModel)};
  ONGGI_TRY(const auto applications, call.rooms.applications.list(call.viewer));
  for (const Application& one : applications)
    if (may_use(call.viewer, one)) ids.push_back(one.model());
  ONGGI_TRY(const auto taken, call.rooms.applications.names());
  for (const ModelInfo& info : infos)
    if (info.can_chat && !taken.contains(info.id)) ids.push_back("onggi/" + info.id);
  for (const ModelInfo& info : infos)
    if ((info.can_chat || info.can_embed || info.can_rerank) && std::ranges::find(ids, info.id) == ids.end())
      ids.push_back(info.id);
  std::erase_if(ids, [&](const std::string& id) { return !check_model(call.viewer, id); });
  return ids;
}

nlohmann::json encode_model(const std::string& id) {
  return {{"id", id}, {"object", "model"}, {"created", 0}, {"owned_by", "onggi"}};
}

}  // namespace

Result<Response> openai_list_models(const Call& call) {
  ONGGI_TRY(const auto ids, model_ids(call));
  nlohmann::json data = nlohmann::json::array();
  for (const std::string& id : ids) data.push_back(encode_model(id));
  return json_response(200, {{"object", "list"}, {"data", std::move(data)}});
}

Result<Response> openai_get_model(const Call& call) {
  const std::string id{call.request.parameter("rest")};
  ONGGI_TRY(const auto ids, model_ids(call));
  if (std::ranges::find(ids, id) == ids.end())
    return fail(ErrorCode::not_found, "there is no such model", "model_not_found");
  return json_response(200, encode_model(id));
}

}  // namespace onggi::serve_room
