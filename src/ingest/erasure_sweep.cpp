// See erasure_sweep.h.
#include "ingest/erasure_sweep.h"

#include <algorithm>

#include "index/company_words.h"
#include "ingest/erased_text.h"
#include "ingest/jobs.h"
#include "ingest/personal_rulings.h"

namespace onggi::ingest_room {
namespace {

namespace fs = std::filesystem;

bool is_of_documents(const std::string& table) {
  return table == "documents" || table == "chunks" || table == "ingest_corrections";
}

// Why rows of a table stay; empty: they do not.
std::string_view reason_to_stay(const std::string& table) {
  if (table == "audit_entries") return "audit_chain";
  if (table == "people") return "account";
  return {};
}

// A word of the company that held the subject is another one now: all processes take that up, and documents follow.
Result<void> forget_words(const Ingest::Parts& parts, const std::vector<TableFind>& tables) {
  const bool changed = std::ranges::any_of(
      tables, [](const TableFind& find) { return find.masked > 0 && find.table.starts_with("company_"); });
  if (!changed) return {};
  const auto done = parts.database->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(CompanyWords::hold(session));
    ONGGI_CHECK(CompanyWords::count_up(session));
    ONGGI_CHECK(parts.jobs.enqueue(session, company_words_job()));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

// Which blob is what: an original, or the output of a stage.
Result<std::map<std::string, std::string>> uses_of(Database& database) {
  std::map<std::string, std::string> uses;
  ONGGI_TRY(const auto outputs, database.query("SELECT output_blob, stage FROM ingest_stages"));
  for (const SqlRow& row : outputs) uses[row.text("output_blob")] = row.text("stage");
  ONGGI_TRY(const auto originals, database.query("SELECT blob, erased_places FROM documents"));
  for (const SqlRow& row : originals)
    if (row.integer("erased_places") == 0) uses[row.text("blob")] = "original";
  return uses;
}

}  // namespace

Sweep::Sweep(const Erasure::Parts& parts, const Subject& subject, Stages& stages,
             const std::vector<SubjectDocument>& left, const Erasure::Report& report, const Cancel& cancel)
    : parts_(parts), subject_(subject), stages_(stages), report_(report), cancel_(cancel) {
  for (const SubjectDocument& document : left) {
    left_.insert(document.id.str());
    for (std::size_t v = 0; v < subject.values().size(); ++v)
      if (document.in_file_only || document.places[v] > 0) values_of_left_.insert(v);
  }
  swept.values_that_stay = values_of_left_;
  if (!left.empty()) not_removed.push_back({"documents", "name_alone", static_cast<std::int64_t>(left.size()), false});
}

Result<std::set<std::string>> Sweep::blobs_of_left() const {
  std::set<std::string> blobs;
  for (const std::string& id : left_) {
    ONGGI_TRY(const DocumentRow row, parts_.ingest.catalog.row(DocumentId(id)));
    blobs.insert(row.blob.str());
    ONGGI_TRY(const auto records, stages_.lineage(row.id));
    for (const StageRecord& record : records) blobs.insert(record.output.str());
  }
  return blobs;
}

Result<void> Sweep::blobs() {
  ONGGI_CHECK(stages_.remove_unused());
  ONGGI_CHECK(parts_.ingest.blobs.remove_leftovers());
  ONGGI_TRY(const auto uses, uses_of(*parts_.ingest.database));
  ONGGI_TRY(const auto kept, blobs_of_left());
  ONGGI_TRY(const auto ids, parts_.ingest.blobs.list());
  std::int64_t done = 0;
  for (const BlobId& id : ids) {
    ONGGI_CHECK(cancel_.check());
    report_({"blobs", ++done, static_cast<std::int64_t>(ids.size())});
    ONGGI_CHECK(blob(id, uses, kept));
  }
  return {};
}

Result<void> Sweep::blob(const BlobId& id, const std::map<std::string, std::string>& uses,
                         const std::set<std::string>& kept) {
  const auto use = uses.find(id.str());
  const std::string kind = use == uses.end() ? "unused" : use->second;
  const auto bytes = parts_.ingest.blobs.get(id);
  if (!bytes && bytes.error().code == ErrorCode::not_found) return {};  // gone meanwhile
  if (!bytes && bytes.error().code != ErrorCode::bad_input) return std::unexpected(bytes.error());
  // A removal wipes the envelope before the file goes: killed in between, it leaves bytes that nobody can read nor
  // names.
  if (!bytes && kind == "unused") return parts_.ingest.blobs.remove(id);
  if (!bytes) {
    not_removed.push_back({"blob:" + id.str(), "damaged", 1, false});
    return {};
  }
  ++swept.blobs[kind];
  const HoldsText text = kind == "original" ? HoldsText::if_it_is_text : HoldsText::yes;
  if (kept.contains(id.str()) || !stands_in_bytes(subject_, *bytes, text)) return {};
  if (kind != "unused") {
    not_removed.push_back({"blob:" + id.str(), "in_use", 1, true});
    return {};
  }
  ++swept.blobs_removed;
  return parts_.ingest.blobs.remove(id);
}

Result<void> Sweep::tables() {
  report_({"tables", 0, 0});
  ONGGI_TRY(swept.tables, go_through_tables(
                              *parts_.ingest.database, subject_,
                              [&](const std::string& table, const std::string& document) {
                                return is_of_documents(table) && left_.contains(document);
                              },
                              [](const std::string& table, const std::string&) {
                                const bool stays = is_of_documents(table) || !reason_to_stay(table).empty();
                                return stays ? RowDeed::leave : RowDeed::mask;
                              },
                              cancel_));
  for (const TableFind& find : swept.tables) {
    if (find.found == find.masked) continue;
    const std::string_view reason = reason_to_stay(find.table);
    not_removed.push_back({"table:" + find.table, reason.empty() ? "in_use" : std::string(reason),
                           find.found - find.masked, reason.empty()});
    for (std::size_t v = 0; v < find.values.size(); ++v)
      if (find.values[v] > 0) swept.values_that_stay.insert(v);
  }
  return forget_words(parts_.ingest, swept.tables);
}

Result<void> Sweep::pseudonyms() {
  if (parts_.ingest.pseudonyms == nullptr) return {};
  ONGGI_TRY(const std::int64_t removed, parts_.ingest.pseudonyms->erase(subject_, values_of_left_));
  const auto table = std::ranges::find(swept.tables, "sealed_values", &TableFind::table);
  if (table == swept.tables.end()) return {};
  table->found += removed;
  table->masked += removed;
  return {};
}

Result<void> Sweep::sealed_rows() {
  std::vector<SubjectValue> gone;
  for (std::size_t v = 0; v < subject_.values().size(); ++v)
    if (!values_of_left_.contains(v)) gone.push_back(subject_.values()[v]);
  const Subject subject(std::move(gone));
  const auto holds = [&](std::string_view text) { return !subject.find(text).empty(); };
  for (const auto& [table, go_through] : parts_.sealed_rows) {
    ONGGI_TRY(const std::int64_t removed, go_through(holds, Erasure::SealedDeed::remove));
    const auto swept_table = std::ranges::find(swept.tables, table, &TableFind::table);
    if (swept_table == swept.tables.end()) continue;
    swept_table->found += removed;
    swept_table->masked += removed;
  }
  return {};
}

Result<void> Sweep::decisions() {
  const Ingest::Parts& ingest = parts_.ingest;
  if (ingest.personal_key.empty()) return {};
  const PersonalScans scans(ingest.database, ingest.personal_key);
  ONGGI_TRY(const auto kinds, ingest.database->query("SELECT DISTINCT kind FROM ingest_personal_decisions"));
  std::vector<std::string> hashes;
  for (std::size_t v = 0; v < subject_.values().size(); ++v)
    for (const SqlRow& row : kinds)
      if (!values_of_left_.contains(v)) hashes.push_back(scans.hash(row.text("kind"), subject_.values()[v].written));
  if (hashes.empty()) return {};
  ONGGI_TRY(const std::int64_t removed, PersonalRulings(ingest.database, ingest.clock, scans).forget(hashes));
  const auto table = std::ranges::find(swept.tables, "ingest_personal_decisions", &TableFind::table);
  if (table == swept.tables.end()) return {};
  table->found += removed;
  table->masked += removed;
  return {};
}

Result<void> Sweep::files() {
  std::vector<SubjectValue> gone;
  for (std::size_t v = 0; v < subject_.values().size(); ++v)
    if (!swept.values_that_stay.contains(v)) gone.push_back(subject_.values()[v]);
  const std::vector<std::string> forms = Subject(std::move(gone)).byte_forms();
  std::error_code error;
  for (fs::recursive_directory_iterator entry(parts_.home, error), end; !error && entry != end;
       entry.increment(error)) {
    ONGGI_CHECK(cancel_.check());
    const fs::path inside = entry->path().lexically_relative(parts_.home);
    if (inside == "blobs") entry.disable_recursion_pending();
    std::error_code gone_meanwhile;
    if (!entry->is_regular_file(gone_meanwhile)) continue;
    const auto there = stands_in_file(forms, entry->path());
    if (!there) continue;  // an upload that ended meanwhile
    ++swept.files;
    report_({"files", swept.files, 0});
    if (*there) not_removed.push_back({"file:" + inside.string(), "in_use", 1, true});
  }
  if (error) return std::unexpected(system_error("look into", parts_.home, error.value()));
  return {};
}

}  // namespace onggi::ingest_room
