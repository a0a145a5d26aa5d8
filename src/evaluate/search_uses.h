// What people did with what a search found: which document they opened for a question, and which they called right or
// wrong. Out of it come questions on which a search can be measured and its weights be chosen.
//
// Kept only where the workspace wants it (search.learn_from_use). A question says something about who asks it: it is
// proposed to others only after two people asked it in the same words, and never with their names.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "index/catalog.h"
#include "store/database.h"

namespace onggi {

enum class SearchUse : std::uint8_t { opened, right, wrong };
std::string_view to_string(SearchUse use);
/// Errors: invalid_argument, with the names that there are.
Result<SearchUse> search_use_from(std::string_view name);

/// A question with the document that people agree on.
struct AgreedQuestion {
  std::string query;  // as it was asked last, spaces squeezed
  DocumentId document;
};

/// Thread and process safe over its database.
class SearchUses {
 public:
  static constexpr std::int64_t kKeptMs = 180LL * 24 * 60 * 60 * 1000;
  static constexpr std::size_t kQueryBytesMax = 1'000;  // longer ones are not kept

  SearchUses(std::shared_ptr<Database> database, const Catalog& catalog, const Clock& clock);

  /// Notes what this person did; of one question and document the latest counts, but opening takes back no judgement.
  /// What is older than kKeptMs goes. Errors: not_found (a chunk that is not there or not visible), invalid_argument
  /// (no question, no UTF-8).
  Result<void> note(const Viewer& viewer, const std::vector<PermissionId>& permissions, const std::string& query,
                    const ChunkId& chunk, SearchUse use);

  /// Questions on whose document at least two people agree by opening it or calling it right, fewer than half of them
  /// calling it wrong; of several documents the one that most agree on, none where two are level. Documents that are
  /// visible, the most agreed first.
  Result<std::vector<AgreedQuestion>> agreed(const std::vector<PermissionId>& permissions, std::size_t limit) const;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Catalog& catalog_;
  const Clock& clock_;
};

}  // namespace onggi
