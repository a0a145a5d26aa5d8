// Options of one call, checked against the table. Inside of room answer.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "answer/functions.h"

namespace onggi::answer_room {

/// "option count: must be 1 to 50".
std::unexpected<Error> wrong_option(std::string_view name, std::string_view what);

class FunctionOptions {
 public:
  /// Errors: invalid_argument: not an object, an option that the function has not, a value of another type or out of
  /// its bounds.
  static Result<FunctionOptions> read(const FunctionInfo& function, std::string_view json);

  std::string text(std::string_view name) const { return at(name).get<std::string>(); }
  std::int64_t integer(std::string_view name) const { return at(name).get<std::int64_t>(); }
  /// As given, or its preset.
  const nlohmann::json& at(std::string_view name) const { return values_.at(std::string(name)); }

 private:
  nlohmann::json values_;
};

}  // namespace onggi::answer_room
