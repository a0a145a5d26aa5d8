// /api/search, /api/ask and /api/models: the main path of the product.
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "answer/masked_hits.h"
#include "retrieve/json.h"
#include "serve/applications.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/kept_question.h"
#include "serve/metering.h"
#include "serve/scopes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {
namespace {

Result<std::vector<DocumentId>> document_ids(const Fields& fields) {
  ONGGI_TRY(const auto texts, fields.texts("documents"));
  std::vector<DocumentId> ids;
  ids.reserve(texts.size());
  for (const std::string& text : texts) ids.emplace_back(text);
  return ids;
}

/// ["department=재무팀", "effective_date<=2024-03-01"].
Result<std::vector<MetadataCondition>> conditions_of(const Fields& fields) {
  ONGGI_TRY(const auto texts, fields.texts("where"));
  return read_conditions(texts);
}

Result<std::vector<ChatMessage>> history_of(const Fields& fields) {
  std::vector<ChatMessage> history;
  const nlohmann::json* turns = fields.find("history");
  if (turns == nullptr) return history;
  if (!turns->is_array()) return bad_field("history", "must be a list of {role, content}");
  for (const nlohmann::json& turn : *turns) {
    if (!turn.is_object()) return bad_field("history", "must be a list of {role, content}");
    const Fields one(turn);
    ONGGI_TRY(const std::string role, one.text("role"));
    ONGGI_TRY(auto content, one.text_if("content"));
    if (role != "user" && role != "assistant") return bad_field("history", "a role is user or assistant");
    history.push_back({role == "user" ? ChatRole::user : ChatRole::assistant, std::move(content).value_or("")});
  }
  return history;
}

Result<AskRequest> decode_ask(const Fields& fields) {
  AskRequest request;
  // Where an earlier question is asked again, the conversation knows it.
  if (fields.find("regenerate") == nullptr) {
    ONGGI_TRY(request.question, fields.text("question"));
  }
  ONGGI_TRY(request.history, history_of(fields));
  ONGGI_TRY(auto model, fields.text_if("model"));
  request.model = std::move(model).value_or("");
  ONGGI_TRY(request.documents, document_ids(fields));
  ONGGI_TRY(request.conditions, conditions_of(fields));
  ONGGI_TRY(auto as_of, fields.text_if("as_of"));
  request.as_of = std::move(as_of).value_or("");
  return request;
}

Result<SearchRequest> decode_search(const Fields& fields) {
  SearchRequest request;
  ONGGI_TRY(request.query, fields.text("query"));
  ONGGI_TRY(const std::int64_t limit, fields.integer("limit", {.min = 1, .max = 100, .fallback = 10}));
  request.limit = static_cast<std::int32_t>(limit);
  ONGGI_TRY(request.documents, document_ids(fields));
  ONGGI_TRY(request.conditions, conditions_of(fields));
  ONGGI_TRY(auto as_of, fields.text_if("as_of"));
  request.as_of = std::move(as_of).value_or("");
  return request;
}

std::string event(std::string_view name, const nlohmann::json& data) {
  return "event: " + std::string(name) + "\ndata: " + dump(data) + "\n\n";
}

/// The stream begins with the first piece, so that what fails before it is answered with a status of its own.
bool begin_events(const Call& call) {
  if (call.stream.begun()) return true;
  Response head{.content_type = "text/event-stream; charset=utf-8"};
  head.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold pieces back
  return call.stream.begin(std::move(head));
}

}  // namespace

Result<Response> search(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const SearchRequest request, decode_search(fields));
  ONGGI_TRY(SearchResult result, call.rooms.retriever.search(request, call.viewer, call.cancel));
  ONGGI_CHECK(mask_hits(call.rooms.guards, result.hits));
  return json_response(200, {{"hits", to_json(result.hits)},
                             {"terms", result.terms},
                             {"variants", to_json(result.variants)},
                             {"reranker", to_string(result.reranker)},
                             {"learns", call.rooms.search_uses != nullptr},
                             {"duration_us", result.duration_us}});
}

Result<Response> note_search_use(const Call& call) {
  if (call.rooms.search_uses == nullptr)
    return fail(ErrorCode::conflict, "what people do with hits is not kept here (search.learn_from_use)", "not_kept");
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string query, fields.text("query"));
  ONGGI_TRY(const std::string chunk, fields.text("chunk_id"));
  ONGGI_TRY(const std::string name, fields.text("use"));
  ONGGI_TRY(const SearchUse use, search_use_from(name));
  call.deed.object = "chunk:" + chunk;
  ONGGI_TRY(const auto permissions, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_CHECK(call.rooms.search_uses->note(call.viewer, permissions, query, ChunkId(chunk), use));
  return Response::empty();
}

Result<Response> explain_absence(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const SearchRequest request, decode_search(fields));
  ONGGI_TRY(const std::string document, fields.text("document_id"));
  ONGGI_TRY(const auto as, fields.text_if("as"));
  Viewer person = call.viewer;
  if (as) {
    if (!allows(call.viewer.role, Right::manage_labels))
      return fail(ErrorCode::not_allowed, "what somebody else finds needs the right manage_labels", "right_missing");
    const auto found = call.rooms.people.find(*as);
    if (!found && found.error().code == ErrorCode::not_found)
      return fail(ErrorCode::not_found, "nobody has this login", "no_such_person");
    if (!found) return std::unexpected(found.error());
    ONGGI_TRY(person, call.rooms.people.viewer_of(found->id, call.viewer.through));
  }
  call.deed.object = "document:" + document;
  ONGGI_TRY(const Absence absence, why_absent({call.rooms.retriever, call.rooms.catalog, call.rooms.permissions},
                                              request, person, call.viewer, DocumentId(document), call.cancel));
  return json_response(200, to_json(absence));
}

Result<Response> ask(const Call& call) {
  Tracing tracing(call, TraceWay::ask);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(AskRequest request, decode_ask(fields));
  ONGGI_CHECK(check_model(call.viewer, model_of(request)));
  ONGGI_TRY(const auto application, application_of(call, request.model));
  if (application) {
    ONGGI_CHECK(narrow(application->settings, request));
    request.application = application->name;
  }
  ONGGI_CHECK(expect_answer(call, request));
  ONGGI_TRY(const bool stream, fields.flag("stream", false));
  ONGGI_TRY(const auto kept, begin_kept(call, fields, request));
  std::string said;
  const auto begin = [&] {
    const bool first = !call.stream.begun();
    if (!begin_events(call)) return false;
    return !first || !kept || call.stream.write(event("exchange", encode(*kept)));
  };
  const TextSink deltas = [&](std::string_view piece) {
    call.metering.note_piece();
    said.append(piece);
    return begin() && call.stream.write(event("delta", {{"text", piece}}));
  };
  const auto answer = call.rooms.answerer.ask(request, call.viewer, stream ? deltas : TextSink(), call.cancel);
  if (kept) end_kept(call, *kept, answer, said, tracing);
  tracing.answered(request, answer);
  if (!answer) return std::unexpected(answer.error());
  call.metering.took(answer->prompt_tokens + answer->completion_tokens);
  nlohmann::json body = to_json(*answer);
  if (kept) body.update(encode(*kept));
  tracing.name_in(body);
  if (!stream) return json_response(200, body);
  if (begin()) call.stream.write(event("answer", body));
  return Response{};
}

Result<Response> list_models(const Call& call) {
  ONGGI_TRY(const auto infos, call.rooms.models.infos());
  nlohmann::json models = nlohmann::json::array({{{"id", kExtractiveModel},
                                                  {"kind", "builtin"},
                                                  {"chat", true},
                                                  {"embed", false},
                                                  {"rerank", false},
                                                  {"label_max", "C"}}});
  for (const ModelInfo& info : infos) models.push_back(encode(info));
  const std::string& chosen = call.rooms.default_model;
  return json_response(
      200, {{"default", chosen.empty() ? std::string(kExtractiveModel) : chosen}, {"models", std::move(models)}});
}

}  // namespace onggi::serve_room
