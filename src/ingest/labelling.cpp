// See labelling.h.
#include "ingest/labelling.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "ingest/ingest.h"
#include "ingest/label_rows.h"

namespace onggi {

using ingest_room::LabelRows;

namespace {

constexpr std::size_t kBatch = 200;
constexpr std::array<std::string_view, 3> kStates = {"open", "accepted", "dismissed"};

Result<void> allowed_to_manage(const Viewer& viewer) {
  if (allows(viewer.role, Right::manage_labels)) return {};
  return fail(ErrorCode::not_allowed, "this takes the right manage_labels", "right_missing");
}

Result<void> within_clearance(const Viewer& viewer, Label label) {
  if (label <= viewer.clearance) return {};
  // Who gives a label above their own clearance could not see the document any more.
  return fail(ErrorCode::not_allowed, "the label is above your own clearance", "label_above_clearance");
}

LabelProposal proposal_of(const DocumentRow& row, Label present, const LabelRows::Kept& kept) {
  return {.document = row.id,
          .name = row.name,
          .label = kept.marking.label,
          .present = present,
          .reason = kept.marking.reason,
          .element = kept.marking.element,
          .page_index = kept.marking.page_index,
          .state = kept.state,
          .by = kept.decided_by,
          .found_ms = kept.found_ms,
          .decided_ms = kept.decided_ms};
}

}  // namespace

std::string_view to_string(ProposalState state) { return kStates.at(static_cast<std::size_t>(state)); }

std::optional<ProposalState> proposal_state_from(std::string_view text) {
  for (const auto state : {ProposalState::open, ProposalState::accepted, ProposalState::dismissed})
    if (to_string(state) == text) return state;
  return std::nullopt;
}

Labelling::Labelling(Parts parts)
    : parts_(std::move(parts)),
      metadata_(parts_.database, parts_.clock),
      fields_(parts_.database),
      search_(parts_.database) {}

bool Labelling::may_change(const Viewer& viewer, const DocumentRow& row) {
  return row.owner == viewer.person || allows(viewer.role, Right::manage_labels);
}

Result<std::vector<DocumentRow>> Labelling::changeable(const Viewer& viewer,
                                                       const std::vector<DocumentId>& documents) const {
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  std::vector<DocumentRow> rows;
  std::set<DocumentId> seen;
  for (const DocumentId& id : documents) {
    if (!seen.insert(id).second) continue;
    ONGGI_TRY(DocumentRow row, parts_.catalog.get(visible, id));
    if (!may_change(viewer, row))
      return fail(ErrorCode::not_allowed, "document " + id.str() + ": own documents, or the right manage_labels",
                  "right_missing");
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<DocumentChange> Labelling::checked(const Viewer& viewer, const DocumentChange& change) const {
  DocumentChange wish = change;
  if (!wish.label && !wish.principals && wish.values.empty())
    return fail(ErrorCode::invalid_argument, "say what is to change: a label, who may see it, or a field",
                "nothing_to_change");
  if (wish.label) ONGGI_CHECK(within_clearance(viewer, *wish.label));
  for (auto& [name, value] : wish.values) {
    ONGGI_TRY(const MetadataField field, fields_.get(name));
    ONGGI_TRY(value, checked_value(field, value));
  }
  return wish;
}

AuditEntry Labelling::entry(const Viewer& viewer, std::string action, std::string object, std::string detail) const {
  AuditEntry entry;
  entry.actor = viewer.person.str();
  entry.through = viewer.through;
  entry.action = std::move(action);
  entry.object = std::move(object);
  entry.outcome = "ok";
  entry.detail = std::move(detail);
  return entry;
}

Result<void> Labelling::change_batch(const Viewer& viewer, const std::vector<DocumentRow>& rows,
                                     const DocumentChange& change, const AlsoFor& also) {
  const LabelRows labels(parts_.database, parts_.clock);
  nlohmann::json detail = nlohmann::json::object();
  if (change.label) detail["label"] = to_string(*change.label);
  if (change.principals) detail["allow"] = change.principals->size();
  for (const auto& [field, value] : change.values) detail["fields"].push_back(field);
  std::vector<Ingest::Move> moves;
  for (const DocumentRow& row : rows) {
    ONGGI_TRY(Permission permission, parts_.permissions.get(row.permission));
    if (change.label) permission.label = *change.label;
    if (change.principals) {
      permission.principals = *change.principals;
      permission.principals.push_back("person:" + row.owner.str());
      std::ranges::sort(permission.principals);
      permission.principals.erase(std::ranges::unique(permission.principals).begin(), permission.principals.end());
    }
    moves.push_back({row.id, permission.label, std::move(permission.principals)});
  }
  return parts_.ingest.move(moves, [&](SqlSession& session) -> Result<void> {
    for (const DocumentRow& row : rows) {
      for (const auto& [field, value] : change.values)
        ONGGI_CHECK(metadata_.write(session, row.id, field, value, viewer.person));
      if (change.label) ONGGI_CHECK(labels.labelled(session, row.id, *change.label, viewer.person));
      if (also) ONGGI_CHECK(also(session, row));
      ONGGI_CHECK(
          parts_.audit.append(session, entry(viewer, "document.describe", "document:" + row.id.str(), detail.dump())));
    }
    return {};
  });
}

Result<std::int64_t> Labelling::change(const Viewer& viewer, const std::vector<DocumentId>& documents,
                                       const DocumentChange& wish) {
  ONGGI_TRY(const DocumentChange change, checked(viewer, wish));
  ONGGI_TRY(const auto rows, changeable(viewer, documents));
  for (std::size_t begin = 0; begin < rows.size(); begin += kBatch) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), begin + kBatch));
    ONGGI_CHECK(change_batch(viewer, {first, last}, change, nullptr));
  }
  return static_cast<std::int64_t>(rows.size());
}

// ---- proposals ----

Result<std::optional<LabelProposal>> Labelling::proposal(const DocumentRow& row) const {
  ONGGI_TRY(const auto kept, LabelRows(parts_.database, parts_.clock).of(row.id));
  if (!kept) return std::optional<LabelProposal>();
  ONGGI_TRY(const Permission permission, parts_.permissions.get(row.permission));
  return std::optional(proposal_of(row, permission.label, *kept));
}

Result<std::vector<LabelProposal>> Labelling::proposals(const Viewer& viewer, ProposalState state) const {
  const LabelRows rows(parts_.database, parts_.clock);
  ONGGI_TRY(const auto visible, parts_.permissions.visible_to(viewer));
  ONGGI_TRY(const auto marked, rows.marked_ones(state));
  ONGGI_TRY(const auto kept, rows.of(marked));
  std::vector<LabelProposal> found;
  for (const DocumentId& id : marked) {
    const auto row = parts_.catalog.get(visible, id);
    if (!row && row.error().code == ErrorCode::not_found) continue;
    if (!row) return std::unexpected(row.error());
    ONGGI_TRY(const Permission permission, parts_.permissions.get(row->permission));
    LabelProposal one = proposal_of(*row, permission.label, kept.at(id));
    if (state != ProposalState::open || one.label != one.present) found.push_back(std::move(one));
  }
  return found;
}

Result<std::int64_t> Labelling::decide(const Viewer& viewer, const std::vector<DocumentId>& documents,
                                       ProposalState state) {
  if (state == ProposalState::open) return fail(ErrorCode::invalid_argument, "a proposal is accepted or dismissed");
  ONGGI_TRY(const auto rows, changeable(viewer, documents));
  const LabelRows proposals(parts_.database, parts_.clock);
  ONGGI_TRY(const auto kept, proposals.of(documents));
  std::map<DocumentId, Label> labels;
  for (const DocumentRow& row : rows) {
    const auto at = kept.find(row.id);
    if (at == kept.end())
      return fail(ErrorCode::not_found, "document " + row.id.str() + " carries no marking that proposes a label");
    labels.emplace(row.id, at->second.marking.label);
  }
  if (state == ProposalState::accepted) return accept(viewer, rows, labels);
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    for (const DocumentRow& row : rows) {
      ONGGI_CHECK(proposals.decide(session, row.id, state, viewer.person));
      ONGGI_CHECK(parts_.audit.append(session, entry(viewer, "label.dismiss", "document:" + row.id.str(), "")));
    }
    return true;
  }));
  return static_cast<std::int64_t>(rows.size());
}

Result<std::int64_t> Labelling::accept(const Viewer& viewer, const std::vector<DocumentRow>& rows,
                                       const std::map<DocumentId, Label>& labels) {
  for (const auto& [id, label] : labels) ONGGI_CHECK(within_clearance(viewer, label));
  const LabelRows proposals(parts_.database, parts_.clock);
  const AlsoFor also = [&](SqlSession& session, const DocumentRow& row) {
    return proposals.decide(session, row.id, ProposalState::accepted, viewer.person);
  };
  std::map<Label, std::vector<DocumentRow>> by_label;
  for (const DocumentRow& row : rows) by_label[labels.at(row.id)].push_back(row);
  for (const auto& [label, some] : by_label)
    for (std::size_t begin = 0; begin < some.size(); begin += kBatch) {
      const auto first = some.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = some.begin() + static_cast<std::ptrdiff_t>(std::min(some.size(), begin + kBatch));
      ONGGI_CHECK(
          change_batch(viewer, {first, last}, {.label = label, .principals = std::nullopt, .values = {}}, also));
    }
  return static_cast<std::int64_t>(rows.size());
}

// ---- fields ----

Result<std::vector<MetadataField>> Labelling::fields() const { return fields_.all(); }

Result<void> Labelling::add_field(const Viewer& viewer, const MetadataField& field) {
  ONGGI_CHECK(allowed_to_manage(viewer));
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(fields_.add(session, field));
    ONGGI_CHECK(parts_.audit.append(session, entry(viewer, "metadata.field_add", "field:" + field.name, "")));
    return true;
  }));
  return {};
}

Result<void> Labelling::remove_field(const Viewer& viewer, std::string_view name) {
  ONGGI_CHECK(allowed_to_manage(viewer));
  ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(fields_.remove(session, name));
    ONGGI_CHECK(parts_.audit.append(session, entry(viewer, "metadata.field_remove", "field:" + std::string(name), "")));
    return true;
  }));
  return {};
}

}  // namespace onggi
