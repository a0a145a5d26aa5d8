// Prompts as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "prompt/prompt_check.h"
#include "prompt/prompt_sets.h"
#include "prompt/prompts.h"
#include "prompt/text_diff.h"

namespace onggi {

/// Persons are told by their logins; "" for who is gone.
using LoginOf = std::function<std::string(const PersonId&)>;

/// {"system","user"}
nlohmann::json to_json(const PromptTexts& texts);
/// Errors: invalid_argument.
Result<PromptTexts> prompt_texts_from(const nlohmann::json& json);

/// {"id","name":{"ko","en"},"about","form","variables":[{"name","kind","required","about"}],"reasons":[{"check","text"}],
/// "newest","in_use","labels":{"latest":3},"shipped_changed","shipped_hash"}
nlohmann::json to_json(const PromptState& state);
/// {"number","reference","texts","message","by","time_ms","shipped_hash","approvals":[{"by","message","time_ms"}]}
nlohmann::json to_json(const PromptVersion& version, const LoginOf& login_of);
/// {"label","number","back","by","time_ms"}
nlohmann::json to_json(const PromptMove& move, const LoginOf& login_of);
/// {"name","inputs","by","time_ms"}
nlohmann::json to_json(const PromptSet& set, const LoginOf& login_of);
/// [{"change":"same"|"gone"|"come","text","words":[[start, end]]}]
nlohmann::json to_json(const std::vector<DiffLine>& lines, CountUnits count);

}  // namespace onggi
