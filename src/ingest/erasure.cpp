// Erasing: documents one by one, each in a transaction; then what follows from them; then everything else.
//
// A kill leaves each document either as it was or without the person, and the row of the erasure says that it is not
// finished: the same request finds what is left.
#include "ingest/erasure.h"

#include <algorithm>

#include "base/file.h"
#include "document/wire.h"
#include "ingest/certificate.h"
#include "ingest/erased_text.h"
#include "ingest/erasure_look.h"
#include "ingest/erasure_rows.h"
#include "ingest/erasure_sweep.h"
#include "ingest/jobs.h"
#include "ingest/personal_rulings.h"

namespace onggi {

using namespace ingest_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

using nlohmann::json;

// What is to be put in a document's place.
struct Rewritten {
  DocumentRow row;
  BlobId before;
  std::vector<KeptCorrection> corrections;
  ErasedDocument done;
};

class Run {
 public:
  Run(const Erasure::Parts& parts, const ErasureRequest& request, const Erasure::Report& report, const Cancel& cancel)
      : parts_(parts),
        request_(request),
        report_(report),
        cancel_(cancel),
        look_(parts, request, report, cancel),
        rows_(parts.ingest.database, parts.ingest.clock) {}

  Result<json> run() {
    ONGGI_TRY(erasure_, rows_.begin(subject_hash(parts_.vault, request_.subject)));
    ONGGI_TRY(const SubjectFound found, look_.documents());
    std::vector<SubjectDocument> left;
    std::set<std::string> touched;
    for (const SubjectDocument& document : found.documents) {
      if (document.left) {
        left.push_back(document);
        continue;
      }
      ONGGI_CHECK(cancel_.check());
      ONGGI_CHECK(erase(document));
      touched.insert(document.id.str());
    }
    if (!touched.empty()) ONGGI_CHECK(look_.wait_for_work(touched));
    ONGGI_CHECK(remove_originals());
    Sweep sweep(parts_, request_.subject, look_.stages(), left, report_, cancel_);
    ONGGI_CHECK(sweep.tables());
    ONGGI_CHECK(sweep.pseudonyms());
    ONGGI_CHECK(sweep.sealed_rows());
    ONGGI_CHECK(sweep.decisions());
    ONGGI_CHECK(sweep.blobs());
    ONGGI_CHECK(rewrite_stores(sweep));
    ONGGI_CHECK(sweep.files());
    return certify(found, left, sweep);
  }

 private:
  bool removes_whole(const DocumentRow& row) const {
    return request_.documents == ErasureRequest::Documents::remove || row.state == DocumentState::failed;
  }

  Result<void> erase(const SubjectDocument& found) {
    auto row = parts_.ingest.catalog.row(found.id);
    if (!row && row.error().code == ErrorCode::not_found) return {};
    if (!row) return std::unexpected(std::move(row).error());
    if (removes_whole(*row)) return remove(*row, found);
    ONGGI_TRY(const Rewritten rewritten, rewrite(*row, found.in_file_only));
    ONGGI_CHECK(put(rewritten));
    if (parts_.ingest.index != nullptr) ONGGI_CHECK(parts_.ingest.index->replace(found.id, {}));
    return {};
  }

  Result<void> remove(const DocumentRow& row, const SubjectDocument& found) {
    std::int64_t places = 0;
    for (const std::int64_t count : found.places) places += count;
    ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.note(session, erasure_.id, {row.id, row.blob.str(), "removed", places}));
      return true;
    }));
    return parts_.documents.remove(row.id);
  }

  // The document as its reader found it, without the person, becomes what the document is made from.
  Result<Rewritten> rewrite(const DocumentRow& row, bool in_file_only) {
    Eraser eraser(request_.subject);
    Rewritten made{.row = row, .before = row.blob};
    ONGGI_TRY(Document document, parsed_document(parts_.ingest, look_.stages(), row.id));
    eraser.take_out(document);
    ONGGI_TRY(made.corrections, look_.corrections().all(row.id));
    for (KeptCorrection& kept : made.corrections) eraser.take_out(kept.correction);
    const bool only_named = eraser.total() == 0 && !in_file_only;
    for (std::string* text : {&made.row.name, &made.row.title, &made.row.source, &made.row.error_message})
      eraser.take_out(*text);
    if (made.row.source != row.source) made.row.source += "#" + row.id.str();  // two may have become alike
    made.done = {row.id, row.blob.str(), "renamed", std::max<std::int64_t>(eraser.total(), 1)};
    if (only_named) return made;
    for (Page& page : document.pages) page.uncertain.clear();  // the picture that they point into is gone
    const auto renewed = renew_ids(document);
    for (KeptCorrection& kept : made.corrections) renew_ids(kept.correction, renewed);
    const std::string bytes = to_wire(std::move(document));
    ONGGI_TRY(made.row.blob, parts_.ingest.blobs.put(bytes));
    made.row.bytes = static_cast<std::int64_t>(bytes.size());
    made.row.content_hash = made.row.blob.str();
    made.row.erased_places += made.done.places;
    made.done.what = "masked";
    return made;
  }

  Result<void> put(const Rewritten& rewritten) {
    ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(Corrections::hold(session, rewritten.row.id));
      ONGGI_TRY(const DocumentRow now, parts_.ingest.catalog.row(rewritten.row.id));
      if (now.blob != rewritten.before)
        return fail(ErrorCode::conflict,
                    "a document changed while a person was erased from it; give the command again");
      DocumentRow row = rewritten.row;
      row.permission = now.permission;
      ONGGI_CHECK(look_.corrections().rewrite(session, row.id, rewritten.corrections));
      ONGGI_CHECK(parts_.ingest.catalog.replace_chunks(session, row.id, {}));
      ONGGI_CHECK(look_.stages().unlink(session, row.id));
      ONGGI_CHECK(PersonalScans::remove(session, row.id));
      ONGGI_CHECK(rows_.note(session, erasure_.id, rewritten.done));
      ONGGI_CHECK(requeue(parts_.ingest, session, {row}));
      ONGGI_TRY(const auto duplicates, parts_.ingest.catalog.duplicates_of(row.id));
      ONGGI_CHECK(requeue(parts_.ingest, session, duplicates));
      return true;
    }));
    return {};
  }

  // Of all documents of this erasure, those before a kill too.
  Result<void> remove_originals() {
    ONGGI_TRY(const auto documents, rows_.documents(erasure_.id));
    for (const ErasedDocument& document : documents) {
      const BlobId blob(document.content_hash);
      ONGGI_TRY(const auto uses, parts_.ingest.catalog.count_blob_uses(blob));
      if (uses == 0) ONGGI_CHECK(parts_.ingest.blobs.remove(blob));
    }
    return {};
  }

  // Rows and terms that are gone leave no bytes behind.
  Result<void> rewrite_stores(const Sweep& sweep) {
    report_({"rewrite", 0, 0});
    if (parts_.ingest.index != nullptr) ONGGI_CHECK(parts_.ingest.index->rewrite());
    std::vector<std::string> tables = {"documents",
                                       "chunks",
                                       "ingest_corrections",
                                       "ingest_stages",
                                       "ingest_document_stages",
                                       "jobs",
                                       "ingest_personal_findings",
                                       "ingest_personal_decisions"};
    for (const TableFind& find : sweep.swept.tables)
      if (find.masked > 0 && std::ranges::find(tables, find.table) == tables.end()) tables.push_back(find.table);
    return parts_.ingest.database->compact(tables);
  }

  Result<json> certify(const SubjectFound& found, const std::vector<SubjectDocument>& left, const Sweep& sweep) {
    json certificate = head();
    ONGGI_TRY(certificate["removed"], removed(sweep));
    certificate["searched"] = searched(found, sweep);
    certificate["not_removed"] = not_removed(found, left, sweep);
    certificate["complete"] = std::ranges::none_of(sweep.not_removed, &NotRemoved::failed);
    certificate["outside_of_the_home"] = json::array({"backups", "postgresql_log", "source_files", "exports"});
    sign(parts_.vault, certificate);
    ONGGI_CHECK(parts_.ingest.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.finish(session, erasure_.id, certificate.dump()));
      AuditEntry entry;
      entry.actor = request_.by.str();
      entry.through = "command line";
      entry.action = "subject.erase";
      entry.object = "subject:" + subject_hash(parts_.vault, request_.subject);
      entry.outcome = "ok";
      entry.detail = json{{"erasure", erasure_.id}, {"documents", certificate["removed"]["documents"].size()}}.dump();
      ONGGI_CHECK(parts_.audit.append(session, std::move(entry)));
      return true;
    }));
    return certificate;
  }

  json head() const {
    json values = json::array();
    for (const SubjectValue& value : request_.subject.values())
      values.push_back({{"type", value.type}, {"hash", value_hash(parts_.vault, value)}});
    const UnixMs now = parts_.ingest.clock.now_ms();
    return {{"certificate", "onggi.erasure.1"},
            {"id", erasure_.id},
            {"program", std::string("onggi ") + ONGGI_VERSION},
            {"requested_by", request_.by_login},
            {"started", utc_text(erasure_.started_ms)},
            {"finished", utc_text(now)},
            {"resumed", erasure_.resumed},
            {"subject", {{"hash", subject_hash(parts_.vault, request_.subject)}, {"values", std::move(values)}}}};
  }

  Result<json> removed(const Sweep& sweep) const {
    ONGGI_TRY(const auto documents, rows_.documents(erasure_.id));
    json list = json::array();
    std::int64_t places = 0;
    for (const ErasedDocument& document : documents) {
      list.push_back({{"document_id", document.document.str()},
                      {"what", document.what},
                      {"places", document.places},
                      {"original", document.what == "renamed" ? "kept" : "removed"}});
      places += document.places;
    }
    json tables = json::object();
    for (const TableFind& find : sweep.swept.tables)
      if (find.masked > 0) tables[find.table] = find.masked;
    return json{{"documents", std::move(list)},
                {"places", places},
                {"blobs", sweep.swept.blobs_removed},
                {"rows", std::move(tables)}};
  }

  static json searched(const SubjectFound& found, const Sweep& sweep) {
    json tables = json::object();
    for (const TableFind& find : sweep.swept.tables) tables[find.table] = find.searched;
    return {{"documents", found.documents_searched},
            {"blobs", sweep.swept.blobs},
            {"tables", std::move(tables)},
            {"files", sweep.swept.files}};
  }

  static json not_removed(const SubjectFound& found, const std::vector<SubjectDocument>& left, const Sweep& sweep) {
    json list = json::array();
    for (const NotRemoved& one : sweep.not_removed) {
      list.push_back({{"where", one.where}, {"why", one.why}, {"count", one.count}});
      if (one.why != "name_alone") continue;
      for (const SubjectDocument& document : left) list.back()["documents"].push_back(document.id.str());
    }
    if (!found.unread.empty()) {
      list.push_back({{"where", "documents"}, {"why", "not_readable"}, {"count", found.unread.size()}});
      for (const DocumentId& id : found.unread) list.back()["documents"].push_back(id.str());
    }
    return list;
  }

  const Erasure::Parts& parts_;
  const ErasureRequest& request_;
  const Erasure::Report& report_;
  const Cancel& cancel_;
  Look look_;
  ErasureRows rows_;
  ErasureRow erasure_;
};

Result<void> check(const ErasureRequest& request) {
  if (request.subject.values().empty()) return fail(ErrorCode::invalid_argument, "name at least one --subject");
  if (!request.subject.only_names() || request.subject.values().size() > 1 ||
      request.names_alone == ErasureRequest::NamesAlone::yes)
    return {};
  return fail(ErrorCode::invalid_argument,
              "a name alone may be many people: give a second value (telephone number, e-mail address, registration "
              "number), or --yes to erase everybody of this name; --dry-run lists the documents",
              "names_alone");
}

}  // namespace

Result<SubjectFound> Erasure::look(const ErasureRequest& request, const Report& report, const Cancel& cancel) {
  Look looking(parts_, request, report, cancel);
  ONGGI_TRY(SubjectFound found, looking.documents());
  ONGGI_TRY(const auto tables, go_through_tables(
                                   *parts_.ingest.database, request.subject,
                                   [](const std::string& table, const std::string&) {
                                     return table == "documents" || table == "chunks" || table == "ingest_corrections";
                                   },
                                   [](const std::string&, const std::string&) { return RowDeed::leave; }, cancel));
  for (const TableFind& find : tables)
    if (find.found > 0) found.rows[find.table] = find.found;
  if (parts_.ingest.pseudonyms != nullptr) {
    ONGGI_TRY(const std::int64_t sealed, parts_.ingest.pseudonyms->count_of(request.subject, {}));
    if (sealed > 0) found.rows["sealed_values"] = sealed;
  }
  const auto holds = [&](std::string_view text) { return !request.subject.find(text).empty(); };
  for (const auto& [table, go_through] : parts_.sealed_rows) {
    ONGGI_TRY(const std::int64_t rows, go_through(holds, SealedDeed::count));
    if (rows > 0) found.rows[table] = rows;
  }
  return found;
}

Result<json> Erasure::erase(const ErasureRequest& request, const Report& report, const Cancel& cancel) {
  ONGGI_CHECK(check(request));
  return Run(parts_, request, report, cancel).run();
}

bool Erasure::verify(const json& certificate) const { return is_signed(parts_.vault, certificate); }

Result<std::vector<std::string>> Erasure::unfinished() const {
  return ErasureRows(parts_.ingest.database, parts_.ingest.clock).unfinished();
}

}  // namespace onggi
