// The operations that a recipe may name. Inside of room clean.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "clean/options.h"
#include "clean/row_operation.h"

namespace onggi::clean_room {

struct OperationKind {
  std::string_view name;
  std::string_view korean, english;  // what it does, in a few words
  int version;                       // of its rules: another one makes rows anew
  /// Asks for its options and makes the operation; what is wrong with one may also be said by options.finish().
  Result<std::unique_ptr<RowOperation>> (*make)(Options& options);
};

/// All of them, in the order in which a recipe would use them.
std::span<const OperationKind> operation_kinds();

using MadeOperation = Result<std::unique_ptr<RowOperation>>;
MadeOperation make_normalise(Options& options);
MadeOperation make_boilerplate(Options& options);
MadeOperation make_filter(Options& options);
MadeOperation make_dedup(Options& options);
MadeOperation make_decontaminate(Options& options);
MadeOperation make_outliers(Options& options);
MadeOperation make_perplexity(Options& options);
MadeOperation make_spell(Options& options);
MadeOperation make_pii(Options& options);

}  // namespace onggi::clean_room
