// Near duplicates over the whole workspace: documents that say nearly the same, which of them to keep, and what people
// decided about it.
//
// Each document that becomes ready gets a sketch of its clean text in the transaction of its chunks; a job looks the
// sketch's bands up among those of all others and proves each candidate on the two texts (exact Jaccard similarity of
// their shingles of five letters). Pairs and therefore clusters do not hang on the order of arrival, but where more
// than 200 documents share bands: then the 200 that share most are measured.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/permissions.h"
#include "index/metadata.h"
#include "ingest/ingest.h"

namespace onggi {

struct NearDocument {
  DocumentRow row;
  std::int64_t characters = 0;       // of its clean text
  std::string date;                  // effective_date, else revised_date; empty: none is known
  std::optional<std::size_t> trust;  // place in [duplicates] trusted of the first prefix of its source
  std::optional<double> similarity;  // to the representative; none: the two are not near themselves
};

/// By what the representative is better than the next one: its date, a trusted source, its length, or (all the same)
/// that it came first.
enum class RepresentativeRule : std::uint8_t { date, trusted, length, first };
std::string_view to_string(RepresentativeRule rule);

struct NearCluster {
  DocumentId id;                        // of its oldest member: a name for it as long as that one is in it
  std::vector<NearDocument> documents;  // the representative first, the others by the same rules
  RepresentativeRule rule = RepresentativeRule::first;
};

/// A decision in force, as far as both of its documents are visible.
struct DuplicateDecision {
  std::string id,
      what;  // "hide": `documents` are hidden in favour of `kept`; "dismiss": none is a duplicate of another
  DocumentId kept;
  std::vector<DocumentId> documents;
  PersonId by;
  UnixMs time_ms = 0;
};

/// Thread and process safe over its database. What serves a person takes the permission ids that the person may see;
/// documents beside them neither are shown nor connect others.
class NearDuplicates {
 public:
  struct Parts {
    Ingest::Parts ingest;
    const Permissions& permissions;
    std::vector<std::string> trusted;  // prefixes of sources, the most trusted first: "file:/규정"
  };
  explicit NearDuplicates(Parts parts);

  /// The handler of "ingest.near_duplicates".
  void register_handlers(JobRunner& runner);
  /// Queues that job when something waits for it: after a start, and for documents from before there were sketches.
  Result<void> queue_waiting();

  /// Makes what sketches and pairs are missing, at once. Killed, it goes on where it stood. Cost: a document of before
  /// is read once; each document costs one lookup and a reading of its near ones. `progress` with done and in all.
  Result<void> catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress, const Cancel& cancel);

  struct Listing {
    double threshold = 0.7;  // 0.6 to 1
    std::int32_t limit = 50, offset = 0;
  };
  struct Listed {
    std::vector<NearCluster> clusters;  // the largest first
    std::int64_t total = 0;             // clusters
    std::int64_t waiting = 0;           // documents that are not read or not compared yet
  };
  /// Clusters of two or more documents that are still in searches. Cost: grows with the pairs of the workspace.
  Result<Listed> list(const std::vector<PermissionId>& visible, const Listing& listing) const;

  /// The cluster of a document. Errors: not_found when it is in none, or not visible.
  Result<NearCluster> cluster_of(const std::vector<PermissionId>& visible, const DocumentId& document,
                                 double threshold) const;

  /// What a document says after cleaning, masked as the workspace masks. Errors: not_found while it is not read.
  Result<std::string> text(const DocumentId& document) const;

  /// Whether a person may change a document.
  using MayChange = std::function<bool(const DocumentRow&)>;

  /// Why a document was not hidden.
  struct Left {
    DocumentId document;
    std::string reason;  // "fewer_may_see", "right_missing", "not_near", "changed"
  };
  struct Kept {
    std::string decision;
    std::vector<DocumentId> hidden;
    std::vector<Left> left;
  };
  /// Hides `others` in favour of `kept`: they stay in the workspace, out of searches, until the decision is withdrawn
  /// or a text or permission of either changes. Hidden is only what is near to `kept` itself, what the person may
  /// change, and what nobody sees who would not see `kept`: label and principals of `kept` must let in at least the
  /// same, by name; a group counts as itself. Errors: conflict ("nothing_hidden") with the reasons when none could be;
  /// not_allowed ("right_missing") when `kept` is not the person's to decide; not_found.
  Result<Kept> keep(const std::vector<PermissionId>& visible, const DocumentId& kept,
                    const std::vector<DocumentId>& others, const MayChange& may_change, const PersonId& by);

  /// The documents are no duplicates of each other: their pairs connect nothing until a text changes. Gives the
  /// decision's id. Errors: not_allowed ("right_missing") unless the person may change all of them; not_found.
  Result<std::string> dismiss(const std::vector<PermissionId>& visible, const std::vector<DocumentId>& documents,
                              const MayChange& may_change, const PersonId& by);

  Result<std::vector<DuplicateDecision>> decisions(const std::vector<PermissionId>& visible) const;

  /// Takes a decision back; hidden documents are in searches again after their job. Errors: not_found; not_allowed
  /// ("right_missing").
  Result<DuplicateDecision> withdraw(const std::vector<PermissionId>& visible, const std::string& decision,
                                     const MayChange& may_change, const PersonId& by);

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;  // shared with the handler that a runner holds
};

}  // namespace onggi
