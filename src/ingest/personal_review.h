// Personal data that was found in documents, for people to confirm or to dismiss; and from which confidence on a kind
// counts, as their decisions tell.
//
// Each document that is read leaves a row for each value (kind and a keyed hash, never the value) with confidence,
// reason and first place, in the transaction of its chunks. What people decide holds from then on: recipes with a `pii`
// step mask a confirmed value however unsure its finding is, and leave a dismissed one; the documents that it touches
// are worked on again. A decision about a document goes before one about the workspace, both go before thresholds.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/ingest.h"
#include "privacy/threshold.h"

namespace onggi {

/// Who looks: documents that this person may see, and of them only one's own unless `all` (the right see_unmasked).
struct PersonalReviewer {
  std::vector<PermissionId> visible;
  PersonId person;
  bool all = false;
};

/// What was decided about a finding, and by which decision; the document's own before the workspace's.
struct PersonalRuling {
  std::string decision;
  bool personal = false, whole_workspace = false;
  PersonId by;
  UnixMs time_ms = 0;
};

struct PersonalFinding {
  std::string id;  // of document, kind and value: holds nothing of the value
  DocumentId document;
  std::string document_name, document_title;
  DocumentState state = DocumentState::queued;
  std::string kind;
  double confidence = 0;
  std::string reason;  // as Finding's
  std::int64_t places = 0;
  std::int64_t documents = 0;  // of those that the person may decide on: in how many the same value stands
  ElementId element;           // empty: the title
  std::int32_t row = -1, column = -1;
  std::optional<PersonalRuling> ruling;
  /// As it stands now; none: not asked for, or the document has changed and is being worked on.
  struct Text {
    std::string before, value, after, heading;  // heading: what names the cell
    std::vector<Place> places;                  // of the element
  };
  std::optional<Text> text;
};

/// Thread and process safe over its database. What a person may not decide on is neither shown nor counted.
class PersonalReview {
 public:
  explicit PersonalReview(Ingest::Parts parts);

  /// The handler of "ingest.personal_findings".
  void register_handlers(JobRunner& runner);
  /// Queues that job when documents of before wait for it.
  Result<void> queue_waiting();
  /// Looks for what is not looked at yet, at once. Killed, it goes on where it stood. Cost: reads each document once.
  Result<void> catch_up(const std::function<void(std::int64_t, std::int64_t)>& progress, const Cancel& cancel);

  // ---- looking ----
  enum class State : std::uint8_t { open, personal, not_personal, decided };
  struct Listing {
    State state = State::open;
    std::string kind;         // empty: all
    DocumentId document;      // empty: all
    std::string cursor;       // of the page before; empty: the first
    std::int32_t limit = 50;  // 1 to 200
    bool with_texts = false;  // who sets it has asked for a reason and noted it
  };
  struct Listed {
    std::vector<PersonalFinding> findings;  // the least certain first: nearest to a confidence of 0.5
    std::string next;                       // cursor of the next page; empty: this was the last
  };
  /// Errors: invalid_argument for a cursor that was never given. Cost: with texts, each document is opened once.
  Result<Listed> list(const PersonalReviewer& reviewer, const Listing& listing, const Cancel& cancel) const;

  static constexpr std::size_t kBins = 20;
  struct Bin {
    std::int64_t open = 0, personal = 0, not_personal = 0;  // values
  };
  struct Kind {
    std::string kind;
    Bin values;                     // in all; one that was decided both ways in two documents counts twice
    std::array<Bin, kBins> bins{};  // by confidence: [0, 0.05), [0.05, 0.1) ... [0.95, 1]
    double threshold = 0.5;         // that is kept; else that of the recipes (the lowest of them)
    bool is_kept = false;
    PersonId set_by;
    UnixMs set_ms = 0;
    std::vector<std::string> fixed_by;  // recipes whose own `thresholds` win over it
    ThresholdProposal proposal;
  };
  struct Kinds {
    std::vector<Kind> kinds;            // by name
    std::int64_t documents = 0;         // on which the person may decide
    std::int64_t not_looked_at = 0;     // of these
    std::int64_t with_values_left = 0;  // had too many values: the most certain ones are not listed
    std::int64_t without_masking = 0;   // their recipe masks no personal data: decisions change nothing in them yet
  };
  /// Cost: goes through all findings that the person may decide on.
  Result<Kinds> kinds(const PersonalReviewer& reviewer) const;

  // ---- deciding ----
  struct Wish {
    std::vector<std::string> findings;  // ids
    bool personal = false;
    bool whole_workspace = false;
  };
  struct Decided {
    std::string decision;
    std::int64_t decided = 0;
    std::vector<std::string> left;  // ids that are not there (any more)
    std::map<std::string, std::int64_t> kinds;
    std::vector<DocumentId> documents;  // are worked on again; those that the person may not decide on are not named
  };
  /// Decides and queues the work that follows, in one transaction; what was decided before about the same ends.
  /// Errors: not_allowed ("right_missing") for the workspace without the right; not_found ("nothing_decided") when no
  /// id is there.
  Result<Decided> decide(const PersonalReviewer& reviewer, const Wish& wish);

  /// Takes a decision back: all that was decided together, or what it says about one finding. Errors: not_found, also
  /// where it is about documents that the person may not decide on.
  Result<Decided> withdraw(const PersonalReviewer& reviewer, const std::string& decision,
                           const std::string& finding = {});

  /// Keeps the threshold of a kind; none: as recipes say. Queues the documents in which something stands between the
  /// old one and the new one, and gives those that the person may decide on. Errors: not_allowed ("right_missing");
  /// invalid_argument for a threshold outside 0 to 1, or a kind that is nowhere found.
  Result<std::vector<DocumentId>> set_threshold(const PersonalReviewer& reviewer, const std::string& kind,
                                                std::optional<double> threshold);

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;  // shared with the handler that a runner holds
};

}  // namespace onggi
