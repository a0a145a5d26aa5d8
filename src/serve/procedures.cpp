// /api/procedures: pseudonymisation as a procedure, for the people who answer, decide on methods, inspect and judge.
// Documents are chosen and taken through the recipe on the command line.
#include "procedure/procedure.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

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
  return call.rooms.procedures.mark(id, units->get<std::vector<std::int64_t>>(), counts, actor);
}

Result<void> add_verdict(const Call& call, const ProcedureId& id, const Fields& fields, const ProcedureActor& actor) {
  if (fields.find("accepted") == nullptr) return bad_field("accepted", "is required: true or false");
  ONGGI_TRY(const bool accepted, fields.flag("accepted", false));
  ONGGI_TRY(const std::string ground, fields.text("ground"));
  return call.rooms.procedures.decide(id, accepted, ground, actor);
}

/// The drawn text as it stands after processing; nothing of documents that the caller does not see.
Result<json> encode_unit(const Call& call, const std::vector<PermissionId>& visible, const SampleUnit& unit,
                         std::map<DocumentId, Document>& opened) {
  json encoded{{"document_id", unit.document.str()}, {"text", nullptr}, {"state", "not_visible"}};
  if (const auto row = call.rooms.catalog.get(visible, unit.document); !row) {
    if (row.error().code == ErrorCode::not_found) return encoded;
    return std::unexpected(row.error());
  }
  if (!opened.contains(unit.document)) {
    ONGGI_TRY(opened[unit.document], call.rooms.ingest.shown(unit.document, call.cancel));
  }
  const auto& elements = opened[unit.document].elements;
  const auto found = std::ranges::find(elements, unit.element, &Element::id);
  encoded["state"] = found == elements.end() ? "changed" : "there";
  if (found != elements.end()) encoded["text"] = found->text;
  return encoded;
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
                    {"next", one.next()}});
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
  ONGGI_TRY(const json report, report_of(call, id));
  return json_response(201, report);
}

Result<Response> get_procedure(const Call& call) {
  ONGGI_TRY(const json report, report_of(call, procedure_of(call)));
  return json_response(200, report);
}

Result<Response> get_procedure_page(const Call& call) {
  ONGGI_TRY(const json report, report_of(call, procedure_of(call)));
  Response response{.content_type = "text/html; charset=utf-8"};
  response.body = procedure_page(report);
  response.headers.emplace_back("Content-Disposition",
                                attachment_disposition(report["id"].get<std::string>() + ".html"));
  return response;
}

Result<Response> get_procedure_sample(const Call& call) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 200, .fallback = 20}));
  ONGGI_TRY(const Procedure state, call.rooms.procedures.get(procedure_of(call)));
  if (!state.sample) return fail(ErrorCode::conflict, "no sample is drawn yet", "no_sample");
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  std::map<DocumentId, Document> opened;
  json units = json::array();
  for (std::size_t i = 0; i < state.sample->units.size() && std::ssize(units) < limit; ++i) {
    const auto number = static_cast<std::int64_t>(i) + 1;
    if (state.marks.contains(number)) continue;
    ONGGI_TRY(json unit, encode_unit(call, visible, state.sample->units[i], opened));
    unit["unit"] = number;
    units.push_back(std::move(unit));
  }
  return json_response(
      200, {{"drawn", state.sample->units.size()}, {"marked", state.marks.size()}, {"units", std::move(units)}});
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
  ONGGI_TRY(const json report, report_of(call, id));
  return json_response(200, report);
}

}  // namespace onggi::serve_room
