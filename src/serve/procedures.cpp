// /api/procedures: pseudonymisation as a procedure, for the people who answer, decide on methods, apply them and judge.
// Drawn texts stand in procedure_sample.cpp.
#include "procedure/procedure.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "privacy/privacy.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/procedures.h"

namespace onggi::serve_room {

using nlohmann::json;

ProcedureId procedure_of(const Call& call) {
  ProcedureId id{std::string(call.request.parameter("procedure_id"))};
  call.deed.object = "procedure:" + id.str();
  return id;
}

Result<ProcedureActor> actor_of(const Call& call) {
  ONGGI_TRY(const Person person, call.rooms.people.get(call.viewer.person));
  return ProcedureActor{.person = person.id, .login = person.login, .through = call.viewer.through};
}

namespace {

Result<json> report_of(const Call& call, const ProcedureId& id) {
  ONGGI_TRY(const auto log, call.rooms.procedures.log(id));
  ONGGI_TRY(const auto broken, call.rooms.procedures.first_break(id));
  return procedure_report(id, log, broken);
}

Result<void> add_answer(const Call& call, const ProcedureId& id, const Fields& fields, const ProcedureActor& actor) {
  ONGGI_TRY(const std::string question, fields.text("question"));
  if (fields.find("risk") == nullptr) return bad_field("risk", "is required: true or false");
  ONGGI_TRY(const bool risk, fields.flag("risk", false));
  ONGGI_TRY(const auto note, fields.text_if("note"));
  return call.rooms.procedures.answer(id, question, risk, note.value_or(""), actor);
}

Result<void> add_method(const Call& call, const ProcedureId& id, const Fields& fields, const ProcedureActor& actor) {
  ONGGI_TRY(const std::string kind, fields.text("kind"));
  ONGGI_TRY(const std::string action, fields.text("action"));
  ONGGI_TRY(const std::string ground, fields.text("ground"));
  return call.rooms.procedures.method(id, kind, action, ground, actor);
}

/// Nobody says of a text what is left in it without seeing it.
Result<void> check_sees_units(const Call& call, const ProcedureId& id, const std::vector<std::int64_t>& numbers) {
  ONGGI_TRY(const Procedure state, call.rooms.procedures.get(id));
  if (!state.sample) return {};  // mark() says so
  std::vector<DocumentId> documents;
  for (const std::int64_t number : numbers) {
    if (number < 1 || number > std::ssize(state.sample->units)) continue;
    const SampleUnit& unit = state.sample->units[static_cast<std::size_t>(number - 1)];
    if (unit.row == 0 && std::ranges::find(documents, unit.document) == documents.end())
      documents.push_back(unit.document);
  }
  return check_sees(call, state, documents);
}

Result<void> add_mark(const Call& call, const ProcedureId& id, const Fields& fields, const ProcedureActor& actor) {
  const json* units = fields.find("units");
  const json* left = fields.find("left");
  const auto whole = [](const json& value) { return value.is_number_integer(); };
  if (units == nullptr || !units->is_array() || !std::ranges::all_of(*units, whole))
    return bad_field("units", "must be numbers of drawn texts");
  if (left != nullptr && (!left->is_object() || !std::ranges::all_of(*left, whole)))
    return bad_field("left", "must say how many of each kind, as {\"PHONE\": 1}");
  std::map<std::string, std::int64_t> counts;
  if (left != nullptr) counts = left->get<std::map<std::string, std::int64_t>>();
  const auto numbers = units->get<std::vector<std::int64_t>>();
  ONGGI_CHECK(check_sees_units(call, id, numbers));
  return call.rooms.procedures.mark(id, numbers, counts, actor);
}

Result<void> add_verdict(const Call& call, const ProcedureId& id, const Fields& fields, const ProcedureActor& actor) {
  if (fields.find("accepted") == nullptr) return bad_field("accepted", "is required: true or false");
  ONGGI_TRY(const bool accepted, fields.flag("accepted", false));
  ONGGI_TRY(const std::string ground, fields.text("ground"));
  return call.rooms.procedures.decide(id, accepted, ground, actor);
}

/// What the log says, and what beside it is still going on.
Result<Response> where_it_stands(const Call& call, const ProcedureId& id, int status) {
  ONGGI_TRY(json body, report_of(call, id));
  ONGGI_TRY(const auto run, call.rooms.procedure_runs.last(id));
  body["run"] = nullptr;
  if (run)
    body["run"] = {
        {"job_id", run->job.str()},
        {"state", to_string(run->state)},
        {"progress", run->progress},
        {"documents", run->documents},
        {"error",
         run->error_code.empty() ? json(nullptr) : json{{"code", run->error_code}, {"message", run->error_message}}}};
  body["two_people"] = call.rooms.procedures.options().two_people;
  body["kinds"] = personal_data_types();
  return json_response(status, body);
}

enum class ReportForm : std::uint8_t { html, pdf, json };

/// `format`, else what the client says that it takes, else the page.
Result<ReportForm> wanted_form(const Request& request) {
  static const std::map<std::string_view, ReportForm> kForms = {
      {"html", ReportForm::html}, {"pdf", ReportForm::pdf}, {"json", ReportForm::json}};
  if (const auto named = request.query_value("format")) {
    const auto form = kForms.find(*named);
    if (form == kForms.end()) return bad_field("format", "must be html, pdf or json");
    return form->second;
  }
  const std::string_view accepts = request.header("accept");
  if (names_token(accepts, "text/html")) return ReportForm::html;
  if (names_token(accepts, "application/pdf")) return ReportForm::pdf;
  return names_token(accepts, "application/json") ? ReportForm::json : ReportForm::html;
}

/// Each must be one that the caller sees and may change. Errors: not_found, not_allowed.
Result<std::vector<DocumentId>> own_documents(const Call& call, const Fields& fields) {
  ONGGI_TRY(const auto names, fields.texts("documents"));
  if (names.empty()) return bad_field("documents", "must name at least one document");
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  std::vector<DocumentId> documents;
  for (const std::string& name : names) {
    ONGGI_TRY(const DocumentRow row, call.rooms.catalog.get(visible, DocumentId(name)));
    if (!may_change(call, row))
      return fail(ErrorCode::not_allowed, "document " + name + ": own documents, or the right manage_labels",
                  "right_missing");
    if (std::ranges::find(documents, row.id) == documents.end()) documents.push_back(row.id);
  }
  return documents;
}

}  // namespace

Result<Response> list_procedures(const Call& call) {
  ONGGI_TRY(const auto procedures, call.rooms.procedures.list());
  json list = json::array();
  for (const Procedure& one : procedures)
    list.push_back({{"id", one.id.str()},
                    {"purpose", one.purpose},
                    {"about", one.about},
                    {"started_ms", one.started_ms},
                    {"started_by", one.started_by},
                    {"next", one.next()},
                    {"log_changed", one.log_changed}});
  return json_response(200, {{"procedures", std::move(list)}});
}

Result<Response> start_procedure(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  Procedures::Start start;
  ONGGI_TRY(start.purpose, fields.text("purpose"));
  ONGGI_TRY(start.about, fields.text("about"));
  ONGGI_TRY(start.recipients, fields.texts("recipients"));
  ONGGI_TRY(const ProcedureActor actor, actor_of(call));
  ONGGI_TRY(const ProcedureId id, call.rooms.procedures.start(start, actor));
  call.deed.object = "procedure:" + id.str();
  return where_it_stands(call, id, 201);
}

Result<Response> get_procedure(const Call& call) { return where_it_stands(call, procedure_of(call), 200); }

Result<Response> get_procedure_report(const Call& call) {
  ONGGI_TRY(const ReportForm form, wanted_form(call.request));
  ONGGI_TRY(const json report, report_of(call, procedure_of(call)));
  if (form == ReportForm::json) return json_response(200, report);
  const auto name = report["id"].get<std::string>();
  Response response{.content_type = form == ReportForm::pdf ? "application/pdf" : "text/html; charset=utf-8"};
  if (form == ReportForm::html) {
    response.body = procedure_page(report);
  } else {
    ONGGI_TRY(response.body, procedure_pdf(report, call.rooms.report_fonts));
  }
  response.headers.emplace_back("Content-Disposition",
                                attachment_disposition(name + (form == ReportForm::pdf ? ".pdf" : ".html")));
  return response;
}

Result<Response> apply_procedure(const Call& call) {
  const ProcedureId id = procedure_of(call);
  if (!allows(call.viewer.role, Right::write_documents))
    return fail(ErrorCode::not_allowed, "taking documents through methods needs the right write_documents",
                "right_missing");
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const ProcedureActor actor, actor_of(call));
  ONGGI_TRY(const auto documents, own_documents(call, fields));
  ONGGI_TRY(const JobId job, call.rooms.procedure_runs.start(id, documents, actor));
  call.deed.detail = dump({{"documents", documents.size()}});
  call.rooms.work();
  return json_response(202, {{"job_id", job.str()}, {"documents", documents.size()}});
}

Result<Response> add_procedure_step(const Call& call) {
  using Step = Result<void> (*)(const Call&, const ProcedureId&, const Fields&, const ProcedureActor&);
  static const std::map<std::string_view, Step> kSteps = {
      {"answer", add_answer}, {"method", add_method}, {"mark", add_mark}, {"verdict", add_verdict}};
  const ProcedureId id = procedure_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("step"));
  const auto step = kSteps.find(name);
  if (step == kSteps.end()) return bad_field("step", "must be answer, method, mark or verdict");
  ONGGI_TRY(const ProcedureActor actor, actor_of(call));
  call.deed.detail = dump({{"step", name}});
  ONGGI_CHECK(step->second(call, id, fields, actor));
  return where_it_stands(call, id, 200);
}

}  // namespace onggi::serve_room
