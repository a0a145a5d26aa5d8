// /api/documents/{document_id}/corrections: what people mended, who and when; the conflicts; the export.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "serve/documents.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

/// Corrections hold the text as it was read.
Result<void> may_show_texts(const Call& call, const DocumentRow& row) {
  ONGGI_TRY(const bool hides, call.rooms.ingest.hides(row));
  if (!hides || may_see_unmasked(call, row)) return {};
  return fail(ErrorCode::not_allowed,
              "personal data are masked in this document: corrections are for its owner and the right see_unmasked",
              "masked");
}

Result<DocumentRow> correctable_document(const Call& call) {
  ONGGI_TRY(DocumentRow row, visible_document(call));
  if (!may_correct(call, row))
    return fail(ErrorCode::not_allowed, "own documents, or the right correct_documents", "right_missing");
  ONGGI_CHECK(may_show_texts(call, row));
  return row;
}

CorrectionId correction_of(const Call& call) {
  return CorrectionId(std::string(call.request.parameter("correction_id")));
}

/// For the audit log: which correction, of what kind, and why. Never a text.
void note(const Call& call, const Correction& correction) {
  call.deed.detail = dump({{"correction", correction.id.str()},
                           {"operation", to_string(correction.operation)},
                           {"element", correction.element.str()},
                           {"reason", correction.reason}});
}

json encode(const Correction& correction, Logins& logins) {
  json value = to_json(correction);
  value["author"] = logins.of(correction.author);
  value["made"] = json::array();
  for (const ElementId& id : made_elements(correction)) value["made"].push_back(id.str());
  value["withdrawn_by"] = "";
  value["withdrawn_ms"] = 0;
  value["conflict"] = nullptr;
  return value;
}

json encode(const KeptCorrection& kept, const std::vector<CorrectionConflict>& conflicts, Logins& logins) {
  json value = encode(kept.correction, logins);
  if (kept.withdrawn_ms != 0) {
    value["withdrawn_by"] = logins.of(kept.withdrawn_by);
    value["withdrawn_ms"] = kept.withdrawn_ms;
  }
  const auto conflict = std::ranges::find(conflicts, kept.correction.id, &CorrectionConflict::correction);
  if (conflict == conflicts.end()) return value;
  value["conflict"] = to_json(*conflict);
  value["conflict"].erase("correction");
  return value;
}

Result<Response> listed(const Call& call, const DocumentRow& row) {
  ONGGI_TRY(const CorrectedDocument corrected, call.rooms.ingest.corrected(row.id));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const KeptCorrection& kept : corrected.corrections) list.push_back(encode(kept, corrected.conflicts, logins));
  return json_response(200, {{"may_correct", may_correct(call, row)}, {"corrections", std::move(list)}});
}

/// A broken body is the caller's mistake here, not a broken document's.
template <typename T>
Result<T> as_argument(Result<T> read) {
  if (!read) return fail(ErrorCode::invalid_argument, read.error().message, read.error().reason);
  return read;
}

Result<CorrectionState> state_of(const Fields& fields, std::string_view name) {
  const json* value = fields.find(name);
  if (value == nullptr) return CorrectionState{};
  return as_argument(correction_state_from_json(*value));
}

Result<Correction> read_wish(const Call& call, const Fields& fields) {
  Correction wish;
  ONGGI_TRY(const std::string name, fields.text("operation"));
  const auto operation = correction_operation_from(name);
  if (!operation) return bad_field("operation", "is not one that the contract names");
  wish.operation = *operation;
  ONGGI_TRY(const auto element, fields.text_if("element"));
  wish.element = ElementId(element.value_or(""));
  ONGGI_TRY(wish.before, state_of(fields, "before"));
  ONGGI_TRY(wish.after, state_of(fields, "after"));
  ONGGI_TRY(const auto reason, fields.text_if("reason"));
  wish.reason = reason.value_or("");
  wish.author = call.viewer.person;
  return wish;
}

}  // namespace

Result<Response> list_corrections(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  ONGGI_CHECK(may_show_texts(call, row));
  return listed(call, row);
}

Result<Response> add_correction(const Call& call) {
  ONGGI_TRY(const DocumentRow row, correctable_document(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const Correction wish, read_wish(call, fields));
  ONGGI_TRY(const Correction made, call.rooms.ingest.correct(row.id, wish));
  note(call, made);
  call.rooms.work();
  Logins logins(call.rooms.people);
  return json_response(201, encode(made, logins));
}

Result<Response> change_correction(const Call& call) {
  ONGGI_TRY(const DocumentRow row, correctable_document(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  const CorrectionId id = correction_of(call);
  ONGGI_TRY(const auto element, fields.text_if("element"));
  if (!element && fields.find("after") == nullptr) {
    call.deed.detail = dump({{"correction", id.str()}});
    ONGGI_CHECK(call.rooms.ingest.restore(row.id, id));
  } else {
    Ingest::Again again{.element = ElementId(element.value_or("")), .after = std::nullopt, .by = call.viewer.person};
    if (fields.find("after") != nullptr) {
      ONGGI_TRY(again.after, state_of(fields, "after"));
    }
    ONGGI_TRY(const Correction made, call.rooms.ingest.correct_again(row.id, id, again));
    note(call, made);
  }
  call.rooms.work();
  return listed(call, row);
}

Result<Response> withdraw_correction(const Call& call) {
  ONGGI_TRY(const DocumentRow row, correctable_document(call));
  const CorrectionId id = correction_of(call);
  call.deed.detail = dump({{"correction", id.str()}});
  ONGGI_CHECK(call.rooms.ingest.withdraw(row.id, id, call.viewer.person));
  call.rooms.work();
  return Response::empty();
}

Result<Response> export_corrections(const Call& call) {
  ONGGI_TRY(const DocumentRow row, correctable_document(call));
  ONGGI_TRY(const CorrectedDocument corrected, call.rooms.ingest.corrected(row.id));
  ONGGI_TRY(const std::string original, call.rooms.ingest.original(row.id));
  const std::string hash = sha256_hex(original);
  Response response{.content_type = "application/x-ndjson"};
  for (const KeptCorrection& kept : corrected.corrections)
    if (kept.withdrawn_ms == 0)
      response.body += dump(training_record(kept.correction, hash, corrected.document)) + "\n";
  response.headers.emplace_back("Content-Disposition", attachment_disposition(row.name + ".corrections.jsonl"));
  return response;
}

}  // namespace onggi::serve_room
