// Many people over nested groups search while memberships, labels and readers change; a second, plain reckoning of who
// may see what says whether anything came out that should not have, or was missed that should have been found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "model/model.h"
#include "text/analyzer.h"

namespace onggi::any {

struct StressSize {
  std::int64_t pairs = 2'000;  // of a person and a question
  std::int32_t people = 200, groups = 300, documents = 1'000;
  std::int32_t threads = 2;  // that search; one more changes
};

struct StressReport {
  std::int64_t pairs = 0, hits = 0;   // hits that were looked at
  std::int64_t changes = 0;           // memberships, labels, readers while searches ran
  std::int64_t leaks = 0;             // what came out though the person could not see it at any moment of the search
  std::int64_t leaks_by_address = 0;  // the same of documents and chunks asked for by id
  std::int64_t told_words = 0, told = 0;    // words "also looked for" that only unseen documents hold, and all of them
  std::int64_t missed = 0, looked_for = 0;  // documents that their own word did not bring, of those that could be seen
  std::int64_t permissions = 0;             // different ones of the documents
  double visible_share = 0;                 // of documents to a person, on average
  double principals_before = 0, principals_after = 0;  // of a person, with all groups above: mean
  // Microseconds of a search: with who may see what reckoned anew each time, and of the same questions over the same
  // documents where everybody may see all of them and nothing is looked up.
  double p50_us = 0, p95_us = 0, p50_open_us = 0, p95_open_us = 0;
};

/// In a fresh SQLite home in `folder`. `embedder` may be null.
Result<StressReport> stress_permissions(const std::filesystem::path& folder, const Analyzer& analyzer,
                                        std::shared_ptr<Embedder> embedder, const StressSize& size);

}  // namespace onggi::any
