// The refinery: a recipe over a file of rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/recipe.h"

namespace onggi {

struct RefineTask {
  std::filesystem::path file;
  std::filesystem::path out;
  std::filesystem::path work;  // what is done of the recipe is kept here, for a run that goes on; empty: `out`.work
  bool keep_work = false;  // also when the run is done: a changed recipe then does only what comes behind the change
};

struct RefineStep {
  std::string operation;
  std::int64_t rows_in = 0, changed = 0, removed = 0;
  double seconds = 0;  // of all cores together; of this run
};

struct Refined {
  std::int64_t rows_in = 0, rows_out = 0;
  std::vector<RefineStep> steps;
  bool went_on = false;  // work of an earlier run was used
  // JSON: steps with reasons and examples, measures before and after, the strangest rows. Personal data is masked in it
  // as far as find_personal_data() finds it.
  std::string report;
};

struct RefineProgress {
  std::size_t stage = 0, stages = 0;  // passes over the file; from 1
  std::uint64_t done = 0, all = 0;    // bytes of this one
};

/// Writes three files that appear when all is done: `out` (rows that stay), `out`.removed.jsonl (rows that go, as they
/// came to the operation that removed them, with "removed": {"operation", "reasons"}) and `out`.changes.jsonl (a line
/// for each row and operation that changed it: {"id", "operation", "changes": {reason: count}}).
///
/// All cores; memory does not grow with the file but for 16 to 300 bytes a row where an operation looks at all rows.
/// The same file and recipe give the same bytes, on any number of cores, whether or not runs before it were killed.
///
/// Errors: bad_input names a wrong line; not_found, unavailable (disk full: the work stays, run again; another run
/// works in the same folder); cancelled (the work stays).
Result<Refined> refine(const RefineTask& task, const Recipe& recipe,
                       const std::function<void(const RefineProgress&)>& progress, const Cancel& cancel);

/// The report as a page that stands alone (Korean and English), for people who would rather look.
std::string report_page(const std::string& report);

}  // namespace onggi
