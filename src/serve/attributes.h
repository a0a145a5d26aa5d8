// Metadata and attributes of OpenAI's objects, and filters over attributes. Inside of room serve.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "collection/attributes.h"
#include "serve/fields.h"

namespace onggi::serve_room {

/// `metadata`: at most 16 pairs of texts; absent: none. Errors: invalid_argument.
Result<std::map<std::string, std::string>> decode_metadata(const Fields& fields);

/// `attributes`: at most 16 texts, numbers and truths; absent: none. Errors: invalid_argument.
Result<Attributes> decode_attributes(const Fields& fields);
nlohmann::json encode(const Attributes& attributes);

/// `filters`: OpenAI's ComparisonFilter or CompoundFilter; absent: none. Errors: invalid_argument, also for more than
/// 100 comparisons or 8 in depth.
Result<std::optional<AttributeFilter>> decode_filters(const Fields& fields);

}  // namespace onggi::serve_room
