// /api/sources: places from which documents come by themselves. Secrets go in and never come out.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::int32_t kRunsShown = 20;

Result<Source> source_of(const Call& call) {
  ONGGI_TRY(Source source, call.rooms.sources.get(call.request.parameter("source_id")));
  call.deed.object = "source:" + source.id.str();
  return source;
}

json encode_run(const SourceRun& run) {
  return {{"number", run.number},           {"state", run.state},           {"started_ms", run.started_ms},
          {"finished_ms", run.finished_ms}, {"error_code", run.error_code}, {"error_message", run.error_message},
          {"created", run.created},         {"changed", run.changed},       {"unchanged", run.unchanged},
          {"removed", run.removed},         {"failed", run.failed}};
}

bool may_share(const Call& call, const Source& source) {
  return source.owner == call.viewer.person || call.viewer.role == Role::owner;
}

Result<json> encode_source(const Call& call, const Source& source, Logins& logins) {
  ONGGI_TRY(const Permission permission, call.rooms.permissions.get(source.permission));
  ONGGI_TRY(const auto allow, call.rooms.permissions.names_of(source.permission));
  return json{{"id", source.id.str()},
              {"name", source.name},
              {"kind", source.kind},
              {"location", source.location},
              {"options", json::parse(source.options)},
              {"schedule", source.schedule},
              {"state", source.state},
              {"owner", logins.of(source.owner)},
              {"label", to_string(permission.label)},
              {"allow", allow},
              {"may_share", may_share(call, source)},
              {"fields", source.fields},
              {"secrets", source.secrets},
              {"documents", source.documents},
              {"next_ms", source.next_ms},
              {"job_id", source.job.str()},
              {"progress", source.progress},
              {"last_run", source.last ? encode_run(*source.last) : json()}};
}

Result<Response> answer(const Call& call, int status, const Source& source) {
  Logins logins(call.rooms.people);
  ONGGI_TRY(const json encoded, encode_source(call, source, logins));
  return json_response(status, encoded);
}

Result<std::optional<std::map<std::string, std::string>>> texts_by_name(const Fields& fields, std::string_view name) {
  const json* value = fields.find(name);
  if (value == nullptr) return std::optional<std::map<std::string, std::string>>();
  const bool fits = value->is_object() && std::ranges::all_of(*value, [](const json& one) { return one.is_string(); });
  if (!fits) return bad_field(name, "is an object of texts");
  return value->get<std::map<std::string, std::string>>();
}

// What is absent stays; for a new source that is open to nobody but its owner.
Result<std::optional<PermissionId>> permission_of(const Call& call, const Fields& fields, const Source* before) {
  ONGGI_TRY(const auto label, fields.label("label"));
  const bool names = fields.find("allow") != nullptr;
  if (before != nullptr && !label && !names) return std::optional<PermissionId>();
  if (before != nullptr && !may_share(call, *before))
    return fail(ErrorCode::not_allowed, "only who added a source says who sees its documents", "right_missing");
  Permission permission;
  if (before != nullptr) {
    ONGGI_TRY(permission, call.rooms.permissions.get(before->permission));
  }
  permission.label = label.value_or(permission.label);
  if (permission.label > call.viewer.clearance)
    return fail(ErrorCode::not_allowed, "the label is above your own clearance", "label_above_clearance");
  if (names || before == nullptr) {
    ONGGI_TRY(const auto allow, fields.texts("allow"));
    auto principals = call.rooms.permissions.resolve(allow);
    if (!principals) return fail(ErrorCode::invalid_argument, principals.error().message, "unknown_principal");
    principals->push_back("person:" + (before == nullptr ? call.viewer.person : before->owner).str());
    permission.principals = *std::move(principals);
  }
  ONGGI_TRY(const PermissionId id, call.rooms.permissions.intern(permission.label, permission.principals));
  return std::optional(id);
}

Result<SourceWish> wish_of(const Call& call, const Fields& fields, const Source* before) {
  SourceWish wish{.owner = call.viewer.person, .folders = SourceWish::Folders::named};
  ONGGI_TRY(wish.name, fields.text_if("name"));
  ONGGI_TRY(wish.kind, fields.text_if("kind"));
  ONGGI_TRY(wish.location, fields.text_if("location"));
  ONGGI_TRY(wish.schedule, fields.text_if("schedule"));
  if (const json* options = fields.find("options"); options != nullptr) wish.options = options->dump();
  ONGGI_TRY(wish.fields, texts_by_name(fields, "fields"));
  ONGGI_TRY(wish.secrets, texts_by_name(fields, "secrets"));
  ONGGI_TRY(wish.permission, permission_of(call, fields, before));
  return wish;
}

}  // namespace

Result<Response> list_sources(const Call& call) {
  ONGGI_TRY(const auto sources, call.rooms.sources.list());
  json list = json::array();
  Logins logins(call.rooms.people);
  for (const Source& source : sources) {
    ONGGI_TRY(json encoded, encode_source(call, source, logins));
    list.push_back(std::move(encoded));
  }
  return json_response(200, {{"sources", std::move(list)}, {"kinds", Sources::kinds()}});
}

Result<Response> add_source(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const SourceWish wish, wish_of(call, fields, nullptr));
  ONGGI_TRY(const Source source, call.rooms.sources.add(wish));
  call.deed.object = "source:" + source.id.str();
  call.rooms.work();
  return answer(call, 201, source);
}

Result<Response> get_source(const Call& call) {
  ONGGI_TRY(const Source source, source_of(call));
  Logins logins(call.rooms.people);
  ONGGI_TRY(json encoded, encode_source(call, source, logins));
  ONGGI_TRY(const auto runs, call.rooms.sources.runs(source.id, kRunsShown));
  encoded["runs"] = json::array();
  for (const SourceRun& run : runs) encoded["runs"].push_back(encode_run(run));
  return json_response(200, encoded);
}

Result<Response> change_source(const Call& call) {
  ONGGI_TRY(const Source source, source_of(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto state, fields.text_if("state"));
  if (state && *state != "active" && *state != "paused") return bad_field("state", "is active or paused");
  ONGGI_TRY(const SourceWish wish, wish_of(call, fields, &source));
  ONGGI_TRY(Source changed, call.rooms.sources.change(source.id, wish));
  if (state && *state != changed.state) {
    ONGGI_CHECK(*state == "paused" ? call.rooms.sources.pause(source.id) : call.rooms.sources.resume(source.id));
    ONGGI_TRY(changed, call.rooms.sources.get(source.id.str()));
  }
  return answer(call, 200, changed);
}

Result<Response> remove_source(const Call& call) {
  ONGGI_TRY(const Source source, source_of(call));
  const bool keeps = call.request.query_value("documents").value_or("") == "keep";
  ONGGI_TRY(const JobId job,
            call.rooms.sources.remove(source.id, keeps ? Sources::Documents::keep : Sources::Documents::remove));
  call.rooms.work();
  return json_response(202, {{"job_id", job.str()}});
}

Result<Response> run_source(const Call& call) {
  ONGGI_TRY(const Source source, source_of(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const bool allow_empty, fields.flag("allow_empty", false));
  ONGGI_TRY(const JobId job,
            call.rooms.sources.run(source.id, allow_empty ? Sources::AllowEmpty::yes : Sources::AllowEmpty::no));
  call.rooms.work();
  return json_response(202, {{"job_id", job.str()}});
}

Result<Response> list_source_items(const Call& call) {
  ONGGI_TRY(const Source source, source_of(call));
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 500, .fallback = 100}));
  ONGGI_TRY(const std::int64_t offset,
            query_integer(call.request, "offset", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  const bool failed = call.request.query_value("failed").value_or("") == "true";
  ONGGI_TRY(const auto items,
            call.rooms.sources.items(source.id, failed ? Sources::Which::failed : Sources::Which::all,
                                     static_cast<std::int32_t>(limit), static_cast<std::int32_t>(offset)));
  json list = json::array();
  for (const SourceItem& item : items)
    list.push_back({{"item", item.item},
                    {"document_id", item.document.str()},
                    {"what", item.what},
                    {"error_code", item.error_code},
                    {"error_message", item.error_message}});
  return json_response(200, {{"items", std::move(list)}});
}

}  // namespace onggi::serve_room
