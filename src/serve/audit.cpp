// /api/audit: what was done, newest first.
#include <nlohmann/json.hpp>

#include "serve/encode.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {

Result<Response> list_audit(const Call& call) {
  AuditLog::Filter filter;
  filter.actor = call.request.query_value("actor").value_or("");
  filter.action = call.request.query_value("action").value_or("");
  ONGGI_TRY(filter.before_number,
            query_integer(call.request, "before_number", {.min = 1, .max = INT64_MAX, .fallback = INT64_MAX}));
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 500, .fallback = 100}));
  filter.limit = static_cast<std::int32_t>(limit);
  ONGGI_TRY(const auto found, call.rooms.audit.list(filter));
  nlohmann::json entries = nlohmann::json::array();
  for (const AuditEntry& entry : found) entries.push_back(encode(entry));
  return json_response(200, {{"entries", std::move(entries)}});
}

}  // namespace onggi::serve_room
