// What a statement and its parameters look like before they reach an engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace onggi::store {

/// A statement as PostgreSQL takes it (`$1` for `:1`) and how many parameters it wants (the highest number). Text in
/// quotes, comments and `::` casts stay as they are.
struct DollarStatement {
  std::string text;
  std::size_t parameters = 0;
};
DollarStatement with_dollars(std::string_view sql);

/// Well-formed UTF-8 without zero bytes: what both engines give back as it was.
bool is_storable_text(std::string_view text);

/// Errors: invalid_argument naming the number of the parameter, never its value.
Result<void> check_parameters(const std::vector<SqlValue>& parameters);

}  // namespace onggi::store
