// A recipe on a few rows in memory: what each operation would do to each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/recipe.h"
#include "clean/row_operation.h"

namespace onggi {

struct TriedRow {
  struct Step {
    std::size_t number = 0;  // of the recipe's steps, from 0
    bool removed = false;
    std::vector<RowNote> notes;
  };
  std::string before, after;  // `after` of a removed row: as it came to the step that removed it
  bool removed = false;
  std::vector<Step> steps;  // those that did something
};

/// As refine() would do it to a file of these rows; operations that look at all rows look at these. Texts are UTF-8.
/// Cost: as refine(), without files. cancelled.
Result<std::vector<TriedRow>> try_recipe(const Recipe& recipe, const std::vector<std::string>& texts,
                                         const Cancel& cancel);

}  // namespace onggi
