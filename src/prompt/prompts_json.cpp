// See prompts_json.h.
#include "prompt/prompts_json.h"

#include <nlohmann/json.hpp>

namespace onggi {
namespace {

using nlohmann::json;

json both(const std::string& korean, const std::string& english) { return {{"ko", korean}, {"en", english}}; }

}  // namespace

json to_json(const PromptTexts& texts) { return {{"system", texts.system}, {"user", texts.user}}; }

Result<PromptTexts> prompt_texts_from(const json& given) {
  const auto text = [&](const char* name) {
    return given.is_object() && given.contains(name) && given[name].is_string();
  };
  if (!text("system") || !text("user"))
    return fail(ErrorCode::invalid_argument, "texts must be {system, user}", "bad_texts");
  return PromptTexts{given["system"].get<std::string>(), given["user"].get<std::string>()};
}

json to_json(const PromptState& state) {
  const PromptInfo& info = *state.info;
  json variables = json::array(), reasons = json::array();
  for (const PromptVariable& one : info.variables)
    variables.push_back({{"name", one.name},
                         {"kind", to_string(one.kind)},
                         {"required", one.required},
                         {"about", both(one.about, one.about_en)}});
  for (const PromptReason& one : info.reasons)
    reasons.push_back({{"check", one.check}, {"text", both(one.why, one.why_en)}});
  return {{"id", info.id},
          {"name", both(info.name, info.name_en)},
          {"about", both(info.about, info.about_en)},
          {"form", info.form == PromptForm::json ? "json" : "text"},
          {"variables", std::move(variables)},
          {"reasons", std::move(reasons)},
          {"newest", state.newest},
          {"in_use", state.in_use},
          {"labels", state.labels},
          {"shipped_changed", state.shipped_changed},
          {"shipped_hash", info.shipped_hash}};
}

json to_json(const PromptVersion& version, const LoginOf& login_of) {
  json approvals = json::array();
  for (const PromptApproval& one : version.approvals)
    approvals.push_back({{"by", login_of(one.by)}, {"message", one.message}, {"time_ms", one.time_ms}});
  return {{"number", version.number},
          {"reference", version.reference()},
          {"texts", to_json(version.texts)},
          {"message", version.message},
          {"by", version.number == 0 ? "" : login_of(version.by)},
          {"time_ms", version.time_ms},
          {"shipped_hash", version.shipped_hash},
          {"approvals", std::move(approvals)}};
}

json to_json(const PromptMove& move, const LoginOf& login_of) {
  return {{"label", move.label},
          {"number", move.number},
          {"back", move.back},
          {"by", login_of(move.by)},
          {"time_ms", move.time_ms}};
}

json to_json(const PromptSet& set, const LoginOf& login_of) {
  return {{"name", set.name}, {"inputs", to_json(set.inputs)}, {"by", login_of(set.by)}, {"time_ms", set.time_ms}};
}

json to_json(const std::vector<DiffLine>& lines, CountUnits count) {
  json list = json::array();
  for (const DiffLine& line : lines) {
    const std::string_view text = line.text;
    json words = json::array();
    for (const ByteRange word : line.words)
      words.push_back(json::array({count(text.substr(0, word.begin)), count(text.substr(0, word.end))}));
    list.push_back({{"change", to_string(line.change)}, {"text", line.text}, {"words", std::move(words)}});
  }
  return list;
}

}  // namespace onggi
