// POST /v1/moderations: what the guards find in a text.
//
// OpenAI's categories stand there because its clients want them; no rule of ours judges those, so they are false. What
// the guards do judge stands beside them: the kinds of our rules and of the company's own.
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.h"
#include "privacy/privacy.h"
#include "prompt/guards.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kInputsMax = 256;
constexpr std::string_view kModel = "onggi/guards";
constexpr std::string_view kPersonalData = "personal_data";

constexpr std::array<std::string_view, 13> kUnjudged = {
    "harassment",           "harassment/threatening", "hate",     "hate/threatening",      "illicit",
    "illicit/violent",      "self-harm",              "sexual",   "self-harm/intent",      "self-harm/instructions",
    "sexual/minors",        "violence",               "violence/graphic"};

std::string kind_of(const std::string& rule) { return rule.substr(0, rule.find('.')); }

json judged(const GuardSet& set, const std::string& text) {
  constexpr double kSureOfPersonalData = 0.5;
  std::set<std::string> found;
  bool refused = false;
  for (const GuardDecision& decision : set.look(text, GuardPlace::question)) {
    found.insert(kind_of(decision.rule));
    refused = refused || decision.deed == GuardDeed::refuse;
  }
  for (const Finding& finding : find_personal_data(text))
    if (finding.confidence >= kSureOfPersonalData) found.insert(std::string(kPersonalData));
  json categories = json::object(), scores = json::object(), types = json::object();
  std::set<std::string> kinds{std::string(kPersonalData)};
  for (const GuardRule& rule : set.rules().rules()) kinds.insert(kind_of(rule.id));
  kinds.insert(kUnjudged.begin(), kUnjudged.end());
  for (const std::string& kind : kinds) {
    const bool is_found = found.contains(kind);
    categories[kind] = is_found, scores[kind] = is_found ? 1.0 : 0.0;
    types[kind] = is_found ? json::array({"text"}) : json::array();
  }
  const bool masked = set.policy().mask_question && found.contains(std::string(kPersonalData));
  return {{"flagged", refused || masked},
          {"categories", std::move(categories)},
          {"category_scores", std::move(scores)},
          {"category_applied_input_types", std::move(types)}};
}

Result<std::vector<std::string>> inputs_of(const Fields& fields) {
  const json* input = fields.find("input");
  if (input == nullptr) return bad_field("input", "is missing");
  if (input->is_string()) return std::vector<std::string>{input->get<std::string>()};
  if (!input->is_array() || input->empty() || input->size() > kInputsMax)
    return bad_field("input", "is a text or a list of 1 to 256 texts");
  std::vector<std::string> inputs;
  for (const json& one : *input) {
    const bool part = one.is_object() && one.value("type", json()) == "text" && one.contains("text");
    const json& text = part ? one["text"] : one;
    if (!text.is_string()) return bad_field("input", "holds texts alone");
    inputs.push_back(text.get<std::string>());
  }
  return inputs;
}

}  // namespace

Result<Response> openai_moderations(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto inputs, inputs_of(fields));
  ONGGI_TRY(const auto model, fields.text_if("model"));
  ONGGI_TRY(const auto set, call.rooms.guards.in_use());
  json results = json::array();
  for (const std::string& text : inputs) results.push_back(judged(*set, text));
  return json_response(
      200, {{"id", "modr-" + random_token(24)}, {"model", model.value_or(std::string(kModel))}, {"results", results}});
}

}  // namespace onggi::serve_room
