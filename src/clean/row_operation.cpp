// What most operations need not say.
#include "clean/row_operation.h"

#include <nlohmann/json.hpp>

namespace onggi {

std::any RowOperation::observe(const nlohmann::ordered_json&) const { return {}; }
void RowOperation::add(std::any&&) {}
Result<void> RowOperation::settle(const clean_room::RowFile&, const Cancel&) { return {}; }

RowOutcome TextOperation::apply(nlohmann::ordered_json& row, std::uint32_t) const {
  return change(row["text"].get_ref<std::string&>(), {});
}

}  // namespace onggi
