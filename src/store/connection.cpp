// What is checked before any statement of any engine.
#include "store/connection.h"

#include "store/sql_text.h"

namespace onggi::store {

Result<void> Connection::before(const std::vector<SqlValue>& parameters) const {
  if (failure_) return std::unexpected(*failure_);
  return check_parameters(parameters);
}

}  // namespace onggi::store
