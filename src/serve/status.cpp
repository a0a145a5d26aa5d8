// /api/status for people; /metrics, /health and /ready for machines.
#include <nlohmann/json.hpp>

#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/metrics.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

/// Whoever shows a key of a person with manage_system; a request from this machine needs none.
Result<void> may_read_metrics(const Call& call) {
  if (call.request.loopback) return {};
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view field = call.request.header("authorization");
  if (field.size() <= kBearer.size() || !equal_ignoring_case(field.substr(0, kBearer.size()), kBearer))
    return fail(ErrorCode::unauthenticated,
                "metrics are read from this machine, or with the API key of a person who has manage_system");
  ONGGI_TRY(const Viewer viewer, call.rooms.people.viewer_of_key(trim(field.substr(kBearer.size()))));
  if (!allows(viewer.role, Right::manage_system))
    return fail(ErrorCode::not_allowed, "this needs the right manage_system", "right_missing");
  return check_scope(viewer, {});
}

}  // namespace

Result<Response> get_status(const Call& call) {
  const ServeRooms& rooms = call.rooms;
  ONGGI_TRY(const auto visible, rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto listed, rooms.catalog.list(visible, {.limit = 1}));
  ONGGI_TRY(const std::int64_t queued, rooms.jobs.count(JobState::queued));
  ONGGI_TRY(const std::int64_t running, rooms.jobs.count(JobState::running));
  const Readiness readiness = rooms.readiness();
  nlohmann::json status{{"documents", listed.total},
                        {"chunks", rooms.sizes().chunks},
                        {"jobs_queued", queued},
                        {"jobs_running", running},
                        {"index_rebuilding", readiness.rebuilding},
                        {"upload_bytes_max", rooms.config.upload_bytes_max}};
  if (!readiness.next_embedder.empty() && allows(call.viewer.role, Right::manage_system))
    status["next_vectors"] = {{"embedder", readiness.next_embedder},
                              {"done", readiness.next_done},
                              {"documents", readiness.next_documents},
                              {"refused", readiness.next_refused}};
  return json_response(200, status);
}

Result<Response> get_metrics(const Call& call) {
  ONGGI_CHECK(may_read_metrics(call));
  ONGGI_TRY(std::string text, call.metrics.text(call.rooms));
  return Response{.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(text)};
}

Result<Response> get_health(const Call&) { return json_response(200, {{"status", "ok"}}); }

Result<Response> get_ready(const Call& call) {
  const Readiness readiness = call.rooms.readiness();
  if (!readiness.ready) return fail(ErrorCode::unavailable, "the index or the database is not open yet", "not_ready");
  ONGGI_CHECK(call.rooms.jobs.count(JobState::running));  // asks the database itself
  return json_response(200, {{"status", "ready"}, {"index_rebuilding", readiness.rebuilding}});
}

}  // namespace onggi::serve_room
