// What a program says about a file of a vector store, and filters over it (OpenAI's ComparisonFilter and
// CompoundFilter).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace onggi {

using AttributeValue = std::variant<bool, double, std::string>;
using Attributes = std::map<std::string, AttributeValue>;

/// As rows keep them: a JSON object. Errors of the way back: internal.
std::string attributes_text(const Attributes& attributes);
Result<Attributes> attributes_from_text(std::string_view text);

/// One comparison, or several filters of which all or any must be met.
struct AttributeFilter {
  enum class Kind : std::uint8_t { eq, ne, gt, gte, lt, lte, in, nin, all, any } kind = Kind::eq;
  std::string key;                       // of a comparison
  std::vector<AttributeValue> values;    // of a comparison: one, of `in` and `nin` any number
  std::vector<AttributeFilter> filters;  // of `all` and `any`
};

/// Values of different kinds are unequal and have no order; texts are ordered by their bytes, so that days such as
/// "2026-03-01" are in order. An attribute that is not there meets `ne` and `nin` alone.
bool meets(const Attributes& attributes, const AttributeFilter& filter);

}  // namespace onggi
