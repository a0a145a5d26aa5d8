// What a company has said about its guards: which rules count and what follows, rules of its own, personal data.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "prompt/guard_rules.h"

namespace onggi {

struct GuardPolicy {
  std::map<std::string, GuardDeed> deeds;  // by rule; one that is not named does what it says itself
  std::vector<GuardRule> own;
  bool mask_question = false;  // personal data in what is asked: masked before anything else sees it
  bool mask_answer = false;    // and in what is answered and quoted
  std::string refusal;         // said in place of an answer; empty: our own words
  bool operator==(const GuardPolicy&) const = default;
};

/// {"deeds":{"injection.send":"flag"},"own":[{"id","name","name_en","patterns","unless","at","deed"}],
/// "mask_question":false,"mask_answer":false,"refusal":""}
nlohmann::json to_json(const GuardPolicy& policy);
nlohmann::json to_json(const GuardRule& rule);

/// Errors: invalid_argument naming the field; limit_exceeded (kRefusalBytesMax; sizes of names and patterns). Whether
/// the rules fit together GuardRules::with() says.
Result<GuardPolicy> guard_policy_from(const nlohmann::json& json);

constexpr std::size_t kRefusalBytesMax = 2'000;

}  // namespace onggi
