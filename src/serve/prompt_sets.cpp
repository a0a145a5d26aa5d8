// /api/prompts/{prompt}/sets and /try: versions of a prompt side by side on inputs that were saved.
#include "prompt/prompt_sets.h"

#include <nlohmann/json.hpp>

#include "answer/answer.h"
#include "answer/prompt_trial.h"
#include "prompt/prompts_json.h"
#include "serve/costs.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

std::string id_of(const Call& call) { return std::string(call.request.parameter("prompt")); }

Result<std::vector<PromptInput>> inputs_in(const Call& call, const Fields& fields) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id_of(call)));
  const json* inputs = fields.find("inputs");
  if (inputs == nullptr) return bad_field("inputs", "is missing");
  return prompt_inputs_from(*info, *inputs);
}

}  // namespace

Result<Response> list_prompt_sets(const Call& call) {
  ONGGI_TRY(const auto sets, call.rooms.prompt_sets.list(id_of(call)));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const PromptSet& set : sets) list.push_back(to_json(set, [&](const PersonId& id) { return logins.of(id); }));
  return json_response(200, {{"sets", std::move(list)}});
}

Result<Response> save_prompt_set(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto inputs, inputs_in(call, fields));
  const std::string name(call.request.parameter("name"));
  ONGGI_CHECK(call.rooms.prompt_sets.save(id_of(call), name, inputs, call.viewer.person));
  call.deed.object = "prompt:" + id_of(call);
  call.deed.detail = dump({{"inputs", inputs.size()}});
  return list_prompt_sets(call);
}

Result<Response> remove_prompt_set(const Call& call) {
  ONGGI_CHECK(call.rooms.prompt_sets.remove(id_of(call), std::string(call.request.parameter("name"))));
  call.deed.object = "prompt:" + id_of(call);
  return list_prompt_sets(call);
}

// With inputs that are given, or those of a set.
Result<Response> try_prompts(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  PromptTrialRequest request{.prompt = id_of(call), .a = {}, .b = {}, .inputs = {}, .model = {}};
  const IntegerRange numbers{.min = 0, .max = INT64_MAX, .fallback = 0};
  ONGGI_TRY(const std::int64_t a, fields.integer("a", numbers));
  ONGGI_TRY(const std::int64_t b, fields.integer("b", numbers));
  ONGGI_TRY(request.a, call.rooms.prompts.get(request.prompt, a));
  ONGGI_TRY(request.b, call.rooms.prompts.get(request.prompt, b));
  ONGGI_TRY(const auto set, fields.text_if("set"));
  if (set) {
    ONGGI_TRY(PromptSet saved, call.rooms.prompt_sets.get(request.prompt, *set));
    request.inputs = std::move(saved.inputs);
  } else {
    ONGGI_TRY(request.inputs, inputs_in(call, fields));
  }
  ONGGI_TRY(const auto model, fields.text_if("model"));
  request.model = model.value_or(call.rooms.default_model);
  if (request.model.empty()) request.model = kExtractiveModel;
  call.deed.object = "prompt:" + request.prompt;
  call.deed.detail = dump({{"a", a}, {"b", b}, {"inputs", request.inputs.size()}, {"model", request.model}});
  ONGGI_TRY(const PromptTrial trial, onggi::try_prompts(request, call.rooms.models, call.cancel));
  for (const WorkTaken& taken : trial.calls) count_spent(call, trial.model, {}, taken);
  return json_response(200, to_json(trial));
}

}  // namespace onggi::serve_room
