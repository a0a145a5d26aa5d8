// One pass of a recipe over a file: rows in, rows out, what happened beside them; goes on where a killed run stopped.
// Inside of room clean.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/refine_counts.h"
#include "clean/row_operation.h"

namespace onggi::clean_room {

/// The operations of one pass: only the first may look at all rows before.
struct Stage {
  std::vector<std::string> names;
  std::vector<std::unique_ptr<RowOperation>> operations;
  std::filesystem::path source;
  std::filesystem::path base;  // of the pass's own files, without their endings
  bool first = false, last = false;
};

inline std::filesystem::path kept_file(const std::filesystem::path& base) { return base.string() + ".jsonl"; }
inline std::filesystem::path removed_file(const std::filesystem::path& base) {
  return base.string() + ".removed.jsonl";
}
inline std::filesystem::path changes_file(const std::filesystem::path& base) {
  return base.string() + ".changes.jsonl";
}

struct StageState {
  bool done = false;
  std::uint64_t offset = 0, line = 1, rows = 0;      // of the source
  std::uint64_t kept = 0, removed = 0, changes = 0;  // bytes of the files
  PassCounts counts;
};

/// What an earlier run left of a pass; of one that was never begun, a new state.
Result<StageState> load_state(const std::filesystem::path& base);

/// Bytes done and in all, of the look at all rows and of the pass itself.
using StageProgress = std::function<void(bool looking, std::uint64_t done, std::uint64_t all)>;

/// Does the pass from `state` on; saves where it is every few seconds. Errors: as refine().
Result<StageState> run_stage(Stage& stage, StageState state, const StageProgress& progress, const Cancel& cancel);

}  // namespace onggi::clean_room
