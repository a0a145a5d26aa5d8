// JSON held against a schema: the part of JSON Schema (2020-12) that extraction needs. Inside of room answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.h"

namespace onggi::answer_room {

/// Known: type (object, array, string, number, integer, boolean, null, or a list of these), properties, required,
/// additionalProperties (true or false), items, enum, minItems, maxItems, minimum, maximum, maxLength; title,
/// description and $schema are read past. Anything else is refused: a rule that is not checked must not look like one
/// that is. Errors: invalid_argument.
Result<void> check_schema(const nlohmann::json& schema);

/// What is wrong, in Korean for the model that wrote it ("$.amount: number여야 합니다"); empty: it fits. `schema` was
/// checked. Properties that the schema does not name are wrong unless additionalProperties is
/// true or it names none.
std::string misfit(const nlohmann::json& value, const nlohmann::json& schema);

}  // namespace onggi::answer_room
