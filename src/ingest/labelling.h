// labelling: what people say about documents and which label they give them, one or many at once; labels that markings
// propose; what wants looking after. Every method asks for the viewer's rights; what a viewer may not see is not there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "access/people.h"
#include "access/permissions.h"
#include "index/catalog.h"
#include "index/metadata.h"
#include "index/metadata_conditions.h"
#include "index/metadata_fields.h"

namespace onggi {

class Ingest;

enum class ProposalState : std::uint8_t { open, accepted, dismissed };
std::string_view to_string(ProposalState state);
std::optional<ProposalState> proposal_state_from(std::string_view text);

/// A label that a document's own marking asks for.
struct LabelProposal {
  DocumentId document;
  std::string name;             // of the document
  Label label = Label::open;    // proposed
  Label present = Label::open;  // which the document has
  std::string reason;  // "page_header", "page_footer", "first_page", "title", "disclosure_field", "letter_disclosure"
  ElementId element;   // that carries the marking
  std::int32_t page_index = -1;  // -1: of a format without pages
  ProposalState state = ProposalState::open;
  PersonId by;  // who decided; empty: nobody yet, or the rule label_from_markings = "raise"
  UnixMs found_ms = 0, decided_ms = 0;
  bool above() const { return label > present; }  // a warning: the document is marked higher than it is labelled
};

/// What is to become of documents; what is not named stays.
struct DocumentChange {
  std::optional<Label> label;
  std::optional<std::vector<std::string>> principals;  // as Permissions::resolve() gave them; the owner always stays
  std::map<std::string, std::string> values;  // of metadata, by name of the field; empty: what was found counts again
};

/// A document that wants looking after, and why.
struct CareEntry {
  DocumentId document;
  std::string name;
  PersonId owner;
  Label label = Label::open;
  std::vector<std::string> reasons;  // "stale", "ownerless", "never_labelled", "marked_above"
  std::string newest_day;            // "2019-03-01"; what is older than allowed
  std::string newest_of;             // "revised_date", "effective_date", "updated": what that day is
};
struct CareReport {
  std::int64_t documents = 0;                  // that were looked at: all that the viewer may see
  std::map<std::string, std::int64_t> counts;  // by reason
  std::vector<CareEntry> entries;              // newest document first
};

/// Thread safe.
class Labelling {
 public:
  struct Parts {
    std::shared_ptr<Database> database;  // shared with every room that owns tables
    Catalog& catalog;
    Permissions& permissions;
    People& people;
    AuditLog& audit;
    Ingest& ingest;
    const Clock& clock;
  };
  explicit Labelling(Parts parts);

  /// Own documents, or the right manage_labels.
  static bool may_change(const Viewer& viewer, const DocumentRow& row);

  /// Changes all of them, two hundred a transaction, each with an entry in the audit log ("document.describe": names of
  /// fields and the label, never values). Rights and values are checked for all before anything is changed. Gives how
  /// many documents. Searches see it when the call returns. Errors: not_found; not_allowed ("right_missing",
  /// "label_above_clearance"); invalid_argument ("unknown_field", "bad_metadata_value", "nothing_to_change").
  Result<std::int64_t> change(const Viewer& viewer, const std::vector<DocumentId>& documents,
                              const DocumentChange& change);

  /// Of the documents that the viewer may see, oldest first. Open ones are left out where the document has that label
  /// already.
  Result<std::vector<LabelProposal>> proposals(const Viewer& viewer, ProposalState state) const;
  Result<std::optional<LabelProposal>> proposal(const DocumentRow& row) const;

  /// Accepting gives the document the proposed label; dismissing keeps it as it is and asks no more for this marking.
  /// Errors: as change(); not_found for a document without a proposal.
  Result<std::int64_t> decide(const Viewer& viewer, const std::vector<DocumentId>& documents, ProposalState state);

  /// Documents whose newest day (revised, effective and not to come, else brought in) is more than `stale_days` ago;
  /// whose owner is gone or shut out; which stand as they came in, open, with no person having decided so; or which are
  /// marked above their label.
  Result<CareReport> report(const Viewer& viewer, std::int64_t stale_days) const;

  /// Fields of the workspace. Changing them takes the right manage_labels.
  Result<std::vector<MetadataField>> fields() const;
  Result<void> add_field(const Viewer& viewer, const MetadataField& field);
  Result<void> remove_field(const Viewer& viewer, std::string_view name);

  const Metadata& metadata() const { return metadata_; }
  const MetadataSearch& search() const { return search_; }

 private:
  Result<std::vector<DocumentRow>> changeable(const Viewer& viewer, const std::vector<DocumentId>& documents) const;
  Result<DocumentChange> checked(const Viewer& viewer, const DocumentChange& change) const;
  using AlsoFor = std::function<Result<void>(SqlSession&, const DocumentRow&)>;
  Result<void> change_batch(const Viewer& viewer, const std::vector<DocumentRow>& rows, const DocumentChange& change,
                            const AlsoFor& also);
  Result<std::int64_t> accept(const Viewer& viewer, const std::vector<DocumentRow>& rows,
                              const std::map<DocumentId, Label>& labels);
  AuditEntry entry(const Viewer& viewer, std::string action, std::string object, std::string detail) const;

  Parts parts_;
  Metadata metadata_;
  MetadataFields fields_;
  MetadataSearch search_;
};

}  // namespace onggi
