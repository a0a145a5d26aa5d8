// Duplicates among the rows of a file: clusters, the row of each that stays, files without the others.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/duplicates.h"

namespace onggi {

/// Rows that say the same. Ids are JSON, as in the file: "\"a\"", "5".
struct RowCluster {
  struct Member {
    std::string id;
    double similarity = 0;  // to the row that stays
  };
  std::string kept;  // the newest `effective_date`, `revised` or `date` of the metadata, then the longest, then the
                     // first id
  std::vector<Member> removed;
};

struct DuplicateRowsTask {
  std::filesystem::path file;
  std::filesystem::path out;  // the rows that stay, the others in `out`.removed.jsonl; empty: nothing is written
  DuplicateOptions options;
  bool pairs = false;  // also tell each pair
};

struct DuplicateRows {
  struct Pair {
    std::string left, right;  // ids as JSON
    double similarity = 0;
  };
  std::size_t rows = 0;
  std::size_t removed = 0;
  Banding banding;
  std::vector<Pair> pairs;
};

/// Reads the file twice or three times; memory as DuplicateFinder says and 16 bytes a row. `on_cluster` is called from
/// the calling thread, clusters in the order of their first rows; `progress` with bytes done and in all. bad_input
/// names a wrong line; not_found, unavailable, cancelled.
Result<DuplicateRows> find_duplicate_rows(const DuplicateRowsTask& task,
                                          const std::function<void(const RowCluster&)>& on_cluster,
                                          const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                          const Cancel& cancel);

}  // namespace onggi
