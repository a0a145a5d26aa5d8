// JSON of a policy.
#include "prompt/guard_policy.h"

#include <nlohmann/json.hpp>

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::size_t kTextBytesMax = 500;  // of an id, a name or a pattern
constexpr std::size_t kListMax = 200;       // of patterns of a rule

std::unexpected<Error> wrong(const std::string& field, const std::string& what) {
  return fail(ErrorCode::invalid_argument, field + " " + what, "bad_guard_policy");
}

Result<std::string> text_in(const json& object, const char* field, std::size_t bytes_max) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) return wrong(field, "is text");
  auto text = found->get<std::string>();
  if (text.size() > bytes_max)
    return fail(ErrorCode::limit_exceeded, std::string(field) + " is longer than " + std::to_string(bytes_max) + " bytes",
                "bad_guard_policy");
  return text;
}

Result<bool> flag_in(const json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end()) return false;
  if (!found->is_boolean()) return wrong(field, "is true or false");
  return found->get<bool>();
}

Result<std::vector<std::string>> texts_in(const json& object, const char* field) {
  std::vector<std::string> texts;
  const auto found = object.find(field);
  if (found == object.end()) return texts;
  if (!found->is_array() || found->size() > kListMax) return wrong(field, "is a list of at most 200 texts");
  for (const json& one : *found) {
    if (!one.is_string() || one.get_ref<const std::string&>().size() > kTextBytesMax)
      return wrong(field, "is a list of texts of at most 500 bytes");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<GuardRule> rule_from(const json& object) {
  if (!object.is_object()) return wrong("own", "is a list of rules");
  GuardRule rule;
  ONGGI_TRY(rule.id, text_in(object, "id", kTextBytesMax));
  ONGGI_TRY(rule.name, text_in(object, "name", kTextBytesMax));
  ONGGI_TRY(rule.name_en, text_in(object, "name_en", kTextBytesMax));
  if (rule.id.empty() || rule.name.empty()) return wrong("own", "has a rule without id or name");
  ONGGI_TRY(rule.patterns, texts_in(object, "patterns"));
  ONGGI_TRY(rule.unless, texts_in(object, "unless"));
  ONGGI_TRY(const auto places, texts_in(object, "at"));
  if (!places.empty()) rule.at.clear();
  for (const std::string& name : places) {
    ONGGI_TRY(const GuardPlace place, guard_place_from(name));
    rule.at.push_back(place);
  }
  ONGGI_TRY(const std::string deed, text_in(object, "deed", kTextBytesMax));
  if (!deed.empty()) {
    ONGGI_TRY(rule.deed, guard_deed_from(deed));
  }
  return rule;
}

}  // namespace

json to_json(const GuardRule& rule) {
  json at = json::array();
  for (const GuardPlace place : rule.at) at.push_back(to_string(place));
  return {{"id", rule.id},
          {"name", rule.name},
          {"name_en", rule.name_en},
          {"patterns", rule.patterns},
          {"unless", rule.unless},
          {"at", std::move(at)},
          {"deed", to_string(rule.deed)}};
}

json to_json(const GuardPolicy& policy) {
  json deeds = json::object(), own = json::array();
  for (const auto& [rule, deed] : policy.deeds) deeds[rule] = to_string(deed);
  for (const GuardRule& rule : policy.own) own.push_back(to_json(rule));
  return {{"deeds", std::move(deeds)},
          {"own", std::move(own)},
          {"mask_question", policy.mask_question},
          {"mask_answer", policy.mask_answer},
          {"refusal", policy.refusal}};
}

Result<GuardPolicy> guard_policy_from(const json& object) {
  if (!object.is_object()) return wrong("the policy", "is an object");
  GuardPolicy policy;
  if (const auto deeds = object.find("deeds"); deeds != object.end()) {
    if (!deeds->is_object()) return wrong("deeds", "is an object of rules and what follows");
    for (const auto& [rule, name] : deeds->items()) {
      if (!name.is_string()) return wrong("deeds", "has off, flag or refuse for each rule");
      ONGGI_TRY(policy.deeds[rule], guard_deed_from(name.get<std::string>()));
    }
  }
  if (const auto own = object.find("own"); own != object.end()) {
    if (!own->is_array() || own->size() > GuardRules::kRulesMax) return wrong("own", "is a list of at most 500 rules");
    for (const json& one : *own) {
      ONGGI_TRY(GuardRule rule, rule_from(one));
      policy.own.push_back(std::move(rule));
    }
  }
  ONGGI_TRY(policy.mask_question, flag_in(object, "mask_question"));
  ONGGI_TRY(policy.mask_answer, flag_in(object, "mask_answer"));
  ONGGI_TRY(policy.refusal, text_in(object, "refusal", kRefusalBytesMax));
  return policy;
}

}  // namespace onggi
