// Step after step over all rows that are left.
#include "clean/try_recipe.h"

#include <nlohmann/json.hpp>

#include "clean/row_file.h"

namespace onggi {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  Json json;
  std::size_t number = 0;  // of the texts
};

Result<void> look(RowOperation& operation, const std::vector<Row>& rows, const Cancel& cancel) {
  if (!operation.observes()) return {};
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    operation.add(operation.observe(row.json));
    lines.push_back(row.json.dump());
  }
  ONGGI_TRY(const clean_room::RowFile file, clean_room::RowFile::of(lines));
  return operation.settle(file, cancel);
}

}  // namespace

Result<std::vector<TriedRow>> try_recipe(const Recipe& recipe, const std::vector<std::string>& texts,
                                         const Cancel& cancel) {
  std::vector<TriedRow> tried;
  std::vector<Row> rows;
  for (const std::string& text : texts) {
    rows.push_back({{{"id", rows.size() + 1}, {"text", text}}, rows.size()});
    tried.push_back({.before = text, .after = text, .removed = false, .steps = {}});
  }
  for (std::size_t step = 0; step < recipe.steps().size(); ++step) {
    ONGGI_TRY(const std::unique_ptr<RowOperation> operation, recipe.make(step));
    ONGGI_CHECK(look(*operation, rows, cancel));
    std::vector<Row> left;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      ONGGI_CHECK(cancel.check());
      RowOutcome outcome = operation->apply(rows[i].json, i);
      TriedRow& row = tried[rows[i].number];
      if (!outcome.notes.empty()) row.steps.push_back({step, outcome.removed, std::move(outcome.notes)});
      row.removed = outcome.removed;
      row.after = rows[i].json["text"].get<std::string>();
      if (!outcome.removed) left.push_back(std::move(rows[i]));
    }
    rows = std::move(left);
  }
  return tried;
}

}  // namespace onggi
