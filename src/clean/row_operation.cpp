// What most operations need not say.
#include "clean/row_operation.h"

namespace onggi {

std::any RowOperation::observe(const nlohmann::ordered_json&) const { return {}; }
void RowOperation::add(std::any&&) {}
Result<void> RowOperation::settle(const clean_room::RowFile&, const Cancel&) { return {}; }

}  // namespace onggi
