// /api/applications: instructions, documents and a model under one name, in versions; trying them; keys for them.
#include "serve/applications.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "answer/json.h"
#include "serve/costs.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/keys.h"
#include "serve/metering.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kKeyNameBytesMax = 128;

ApplicationId id_of(const Call& call) {
  const ApplicationId id{std::string(call.request.parameter("application_id"))};
  call.deed.object = "application:" + id.str();
  return id;
}

Result<json> encode(const Call& call, const ApplicationSettings& settings, Logins& logins) {
  json object = to_json(settings);
  ONGGI_TRY(object["shared_with"], names_of(call, settings.principals, logins));
  return object;
}

// What it is made of is for who may edit it: ids of documents and instructions are nobody else's.
Result<json> encode(const Call& call, const Application& application, Logins& logins) {
  const bool edits = may_edit(call.viewer, application);
  json object = {{"id", application.id.str()},
                 {"name", application.name},
                 {"model", application.model()},
                 {"title", application.settings.title},
                 {"description", application.settings.description},
                 {"active", application.settings.active},
                 {"owner", logins.of(application.owner)},
                 {"own", application.owner == call.viewer.person},
                 {"may_edit", edits},
                 {"may_use", may_use(call.viewer, application)},
                 {"version", application.version},
                 {"created_ms", application.created_ms},
                 {"changed_ms", application.changed_ms}};
  if (!edits) return object;
  ONGGI_TRY(object["settings"], encode(call, application.settings, logins));
  return object;
}

Result<Response> reply(const Call& call, int status, const Application& application) {
  Logins logins(call.rooms.people);
  ONGGI_TRY(const json body, encode(call, application, logins));
  return json_response(status, body);
}

Result<ApplicationSettings> settings_in(const Call& call, const Fields& fields) {
  const json* object = fields.find("settings");
  if (object == nullptr || !object->is_object()) return bad_field("settings", "is missing");
  ONGGI_TRY(ApplicationSettings settings, application_settings_from(*object));
  ONGGI_TRY(const auto names, Fields(*object).texts("shared_with"));
  ONGGI_TRY(settings.principals, principals_of(call, names, PersonId()));
  return settings;
}

Result<std::int64_t> number_in_path(const Call& call) {
  const std::string_view text = call.request.parameter("number");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return fail(ErrorCode::not_found, "a version has a number from 1", "no_such_version");
  return number;
}

}  // namespace

Result<std::optional<Application>> application_of(const Call& call, std::string_view model) {
  if (!model.starts_with(kApplicationPrefix) || model == kExtractiveModel) return std::optional<Application>();
  model.remove_prefix(kApplicationPrefix.size());
  ONGGI_TRY(auto found, call.rooms.applications.named(call.viewer, model));
  if (found) call.deed.object = "application:" + found->id.str();
  return found;
}

Result<Response> list_applications(const Call& call) {
  ONGGI_TRY(const auto all, call.rooms.applications.list(call.viewer));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const Application& one : all) {
    ONGGI_TRY(json object, encode(call, one, logins));
    object.erase("settings");
    list.push_back(std::move(object));
  }
  return json_response(200, {{"applications", std::move(list)}});
}

Result<Response> add_application(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string name, fields.text("name"));
  ONGGI_TRY(const ApplicationSettings settings, settings_in(call, fields));
  ONGGI_TRY(const auto message, fields.text_if("message"));
  ONGGI_TRY(const Application made, call.rooms.applications.add(call.viewer, name, settings, message.value_or("")));
  call.deed.object = "application:" + made.id.str();
  return reply(call, 201, made);
}

Result<Response> get_application(const Call& call) {
  ONGGI_TRY(const Application found, call.rooms.applications.get(call.viewer, id_of(call)));
  return reply(call, 200, found);
}

Result<Response> change_application(const Call& call) {
  const ApplicationId id = id_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  Applications::Change change;
  ONGGI_TRY(change.settings, settings_in(call, fields));
  ONGGI_TRY(change.before, fields.integer("version", {.min = 1, .max = INT32_MAX, .fallback = 0}));
  if (change.before == 0) return bad_field("version", "is missing: the one that was changed");
  ONGGI_TRY(const auto message, fields.text_if("message"));
  change.message = message.value_or("");
  ONGGI_TRY(const Application made, call.rooms.applications.change(call.viewer, id, change));
  call.deed.detail = dump({{"version", made.version}});
  return reply(call, 200, made);
}

Result<Response> remove_application(const Call& call) {
  ONGGI_CHECK(call.rooms.applications.remove(call.viewer, id_of(call)));
  return Response::empty();
}

Result<Response> list_application_versions(const Call& call) {
  ONGGI_TRY(const auto versions, call.rooms.applications.versions(call.viewer, id_of(call)));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const ApplicationVersion& one : versions) {
    ONGGI_TRY(json settings, encode(call, one.settings, logins));
    list.push_back({{"number", one.number},
                    {"by", logins.of(one.by)},
                    {"time_ms", one.time_ms},
                    {"message", one.message},
                    {"settings", std::move(settings)}});
  }
  return json_response(200, {{"versions", std::move(list)}});
}

Result<Response> restore_application(const Call& call) {
  const ApplicationId id = id_of(call);
  ONGGI_TRY(const std::int64_t number, number_in_path(call));
  ONGGI_TRY(const Application made, call.rooms.applications.restore(call.viewer, id, number));
  call.deed.detail = dump({{"restored", number}, {"version", made.version}});
  return reply(call, 200, made);
}

// Settings that are not kept yet: nothing of them is, and neither is the question.
Result<Response> try_application(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const ApplicationSettings settings, settings_in(call, fields));
  ONGGI_CHECK(call.rooms.applications.check(settings));
  AskRequest request;
  ONGGI_TRY(request.question, fields.text("question"));
  ONGGI_CHECK(narrow(settings, request));
  ONGGI_CHECK(expect_answer(call, request));
  ONGGI_TRY(const Answer answer, call.rooms.answerer.ask(request, call.viewer, nullptr, call.cancel));
  call.metering.took(answer.prompt_tokens + answer.completion_tokens);
  count_answer(call, answer, {});
  return json_response(200, to_json(answer));
}

// The scope `models` and no other: the application is named, and what a key for a chat needs not do is search and read
// documents by itself.
Result<Response> make_application_key(const Call& call) {
  ONGGI_TRY(const Application found, call.rooms.applications.get(call.viewer, id_of(call)));
  ONGGI_TRY(const auto usable, call.rooms.applications.named(call.viewer, found.name));
  if (!usable) return fail(ErrorCode::not_found, "there is no such application");
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto name, fields.text_if("name"));
  if (name && name->size() > kKeyNameBytesMax) return bad_field("name", "must have at most 128 bytes");
  ONGGI_TRY(const std::int64_t expires, fields.integer("expires_ms", {.min = 0, .max = INT64_MAX, .fallback = 0}));
  KeyTerms terms;
  terms.scopes = KeyScopes{KeyScope::models};
  terms.models = {found.model()};
  return make_key(call, name && !name->empty() ? *name : found.model(), expires, terms);
}

}  // namespace onggi::serve_room
