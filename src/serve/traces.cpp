// /api/traces: how answers came about, and asking again. What is not one's own is there for who runs the system alone.
#include "monitor/traces.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "answer/traced.h"
#include "monitor/json.h"
#include "serve/applications.h"
#include "serve/costs.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

bool runs_the_system(const Call& call) { return allows(call.viewer.role, Right::manage_system); }

Result<Traces*> kept_here(const Call& call) {
  if (call.rooms.traces != nullptr && call.rooms.traces->keeps()) return call.rooms.traces;
  return fail(ErrorCode::not_found, "traces are not kept here (monitor.trace_days)", "not_kept");
}

Result<Trace> trace_of(const Call& call) {
  const TraceId id{std::string(call.request.parameter("trace_id"))};
  call.deed.object = "trace:" + id.str();
  ONGGI_TRY(const Traces* traces, kept_here(call));
  return traces->get(call.viewer, id);
}

std::string text_in(const Call& call, std::string_view name) {
  return std::string(call.request.query_value(name).value_or(""));
}

Result<std::optional<bool>> flag_in(const Call& call, std::string_view name) {
  const auto text = call.request.query_value(name);
  if (!text) return std::optional<bool>();
  if (*text != "true" && *text != "false") return bad_field(name, "is true or false");
  return std::optional(*text == "true");
}

Result<std::optional<int>> rating_in(const Call& call) {
  if (!call.request.query_value("rating")) return std::optional<int>();
  ONGGI_TRY(const std::int64_t rating, query_integer(call.request, "rating", {.min = -1, .max = 1, .fallback = 0}));
  return std::optional(static_cast<int>(rating));
}

/// Nobody of that login: nobody's traces, as of one who never asked.
Result<PersonId> person_in(const Call& call) {
  const auto login = call.request.query_value("person");
  if (!login) return PersonId();
  const auto found = call.rooms.people.find(*login);
  if (found) return found->id;
  return found.error().code == ErrorCode::not_found ? Result<PersonId>(PersonId("nobody"))
                                                    : std::unexpected(found.error());
}

Result<Traces::Filter> filter_in(const Call& call) {
  Traces::Filter filter;
  ONGGI_TRY(filter.person, person_in(call));
  filter.model = text_in(call, "model");
  filter.application = text_in(call, "application");
  filter.request_id = text_in(call, "request_id");
  filter.belongs_to = text_in(call, "belongs_to");
  filter.cursor = text_in(call, "cursor");
  ONGGI_TRY(filter.abstained, flag_in(call, "abstained"));
  ONGGI_TRY(filter.failed, flag_in(call, "failed"));
  ONGGI_TRY(filter.rating, rating_in(call));
  constexpr std::int64_t kHourMs = 60 * 60'000;
  ONGGI_TRY(filter.from_ms, query_integer(call.request, "from_ms", {.min = 0, .max = INT64_MAX, .fallback = 0}));
  ONGGI_TRY(filter.before_ms,
            query_integer(call.request, "before_ms", {.min = 0, .max = INT64_MAX, .fallback = INT64_MAX}));
  ONGGI_TRY(const std::int64_t slow_ms,
            query_integer(call.request, "slow_ms", {.min = 0, .max = 24 * kHourMs, .fallback = 0}));
  filter.took_us_min = slow_ms * 1'000;
  ONGGI_TRY(filter.limit, query_integer(call.request, "limit", {.min = 1, .max = 200, .fallback = 50}));
  return filter;
}

json object_of(const std::string& text) {
  json object = json::parse(text, nullptr, false);
  return object.is_object() ? object : json::object();
}

json encode(const Trace& trace, Logins& logins) {
  json object = to_json(trace);
  object["person"] = logins.of(trace.person);
  object["through"] = trace.through;
  object["question"] = object_of(trace.text).value("question", "");
  return object;
}

/// Names as they are now, of documents that the viewer may see.
class Names {
 public:
  static Result<Names> of(const Call& call, const std::vector<DocumentId>& documents) {
    Names names;
    if (documents.empty()) return names;
    ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
    ONGGI_TRY(const auto rows, call.rooms.catalog.documents(visible, documents));
    for (const DocumentRow& row : rows) names.rows_.emplace(row.id, row);
    return names;
  }
  void add_to(json& object, const DocumentId& document) const {
    const auto found = rows_.find(document);
    object["name"] = found == rows_.end() ? "" : found->second.name;
    object["title"] = found == rows_.end() ? "" : found->second.title;
  }

 private:
  std::map<DocumentId, DocumentRow> rows_;
};

/// The prompts are the company's own (/api/prompts), the instructions the application's.
json messages_for(const Call& call, const json& text) {
  json messages = json::array();
  if (!runs_the_system(call)) return messages;
  const json asked = text.value("asked", json::object());
  const bool has_instructions = !asked.value("instructions", "").empty();
  for (const json& message : text.value("messages", json::array()))
    if (!has_instructions || message.value("role", "") != "system") messages.push_back(message);
  return messages;
}

Result<json> encode_whole(const Call& call, const Trace& trace) {
  Logins logins(call.rooms.people);
  json object = encode(trace, logins);
  const json course = object_of(trace.course), text = object_of(trace.text);
  ONGGI_TRY(const Names names, Names::of(call, trace.documents));
  object["hits"] = course.value("hits", json::array());
  for (json& hit : object["hits"]) names.add_to(hit, DocumentId(hit.value("document", "")));
  object["guards"] = course.value("guards", json::array());
  object["function"] = course.value("function", "");
  object["queries"] = text.value("queries", json::array());
  object["answer"] = text.value("answer", "");
  object["citations"] = text.value("citations", json::array());
  object["sentences"] = text.value("sentences", json::array());
  object["messages"] = messages_for(call, text);
  const json asked = text.value("asked", json::object());
  object["settings"] = json::object();
  for (const char* field : {"hits", "temperature", "tokens_max", "as_of"})
    if (asked.contains(field)) object["settings"][field] = asked[field];
  object["may_replay"] = trace.person == call.viewer.person && text.contains("asked");
  return object;
}

json encode(const std::vector<OtherHit>& hits, const Names& names) {
  json list = json::array();
  for (const OtherHit& hit : hits) {
    json one = {{"document", hit.document.str()}, {"chunk_id", hit.chunk.str()}};
    names.add_to(one, hit.document);
    list.push_back(std::move(one));
  }
  return list;
}

Result<json> encode(const Call& call, const TraceDifference& difference) {
  std::vector<DocumentId> documents;
  documents.reserve(difference.gained.size() + difference.lost.size());
  for (const OtherHit& hit : difference.gained) documents.push_back(hit.document);
  for (const OtherHit& hit : difference.lost) documents.push_back(hit.document);
  ONGGI_TRY(const Names names, Names::of(call, documents));
  return json{{"same_answer", difference.same_answer},
              {"same_model", difference.same_model},
              {"same_prompt", difference.same_prompt},
              {"kept", difference.kept},
              {"moved", difference.moved},
              {"gained", encode(difference.gained, names)},
              {"lost", encode(difference.lost, names)}};
}

/// What the person may not ask any more is not asked again either.
Result<AskRequest> may_ask_again(const Call& call, const Trace& trace) {
  if (trace.person != call.viewer.person)
    return fail(ErrorCode::not_found, "only who asked asks again: no trace " + trace.id.str() + " of yours");
  ONGGI_TRY(AskRequest request, asked_again(trace));
  const std::string application = std::string(kApplicationPrefix) + request.application;
  if (!request.application.empty()) {
    ONGGI_TRY(const auto usable, application_of(call, application));
    if (!usable) return fail(ErrorCode::not_found, "there is no such application any more", "model_not_found");
  }
  ONGGI_CHECK(check_model(call.viewer, request.application.empty() ? model_of(request) : application));
  return request;
}

}  // namespace

Result<Response> list_traces(const Call& call) {
  if (call.rooms.traces == nullptr || !call.rooms.traces->keeps())
    return json_response(200, {{"kept", false}, {"everybody", false}, {"traces", json::array()}, {"next", ""}});
  ONGGI_TRY(const Traces::Filter filter, filter_in(call));
  ONGGI_TRY(const Traces::Page page, call.rooms.traces->list(call.viewer, filter));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const Trace& trace : page.traces) list.push_back(encode(trace, logins));
  call.deed.detail = dump({{"traces", list.size()}});
  return json_response(
      200, {{"kept", true}, {"everybody", runs_the_system(call)}, {"traces", std::move(list)}, {"next", page.next}});
}

Result<Response> get_trace(const Call& call) {
  ONGGI_TRY(const Trace trace, trace_of(call));
  ONGGI_TRY(const json body, encode_whole(call, trace));
  return json_response(200, body);
}

// Nothing of it is kept: neither the answer nor a trace.
Result<Response> replay_trace(const Call& call) {
  ONGGI_TRY(const Trace trace, trace_of(call));
  ONGGI_TRY(const AskRequest request, may_ask_again(call, trace));
  call.deed.object = "trace:" + trace.id.str();
  ONGGI_CHECK(expect_answer(call, request));
  ONGGI_TRY(const Answer answer, call.rooms.answerer.ask(request, call.viewer, nullptr, call.cancel));
  call.metering.took(answer.prompt_tokens + answer.completion_tokens);
  count_answer(call, answer, request.application);
  ONGGI_TRY(json told, encode(call, difference(trace, answer)));
  return json_response(200, {{"trace_id", trace.id.str()},
                             {"answer", to_json(answer)},
                             {"times",
                              {{"retrieve_us", answer.course.retrieve_us},
                               {"first_us", answer.course.first_us},
                               {"whole_us", answer.course.whole_us}}},
                             {"difference", std::move(told)}});
}

}  // namespace onggi::serve_room
