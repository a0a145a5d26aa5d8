// What steps of a procedure check. Inside of room procedure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::procedure_room {

std::unexpected<Error> wrong(std::string message);

/// 1 to 2000 bytes that a person wrote. Errors: invalid_argument naming `what`.
Result<std::string> words(std::string_view what, std::string_view text);

/// Errors: invalid_argument naming the kinds that there are.
Result<void> known_kind(const std::string& kind);

}  // namespace onggi::procedure_room
