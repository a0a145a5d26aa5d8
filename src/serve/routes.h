// The one table of routes: each with its right and its audit name, none by default. Inside of room serve.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/people.h"
#include "base/cancel.h"
#include "serve/http.h"
#include "serve/serve.h"

namespace onggi::serve_room {

class Background;
class Metering;
class Metrics;

/// What a handler did, for the audit log: ids and counts, never text.
struct Deed {
  std::string object;  // "document:doc_..."
  std::string detail;  // small JSON; may be empty
  std::string actor;   // only where nobody was logged in before: the person of a new session
  bool soon = false;   // noted by AuditLog::append_soon(): a model was used and nothing else
};

/// Everything one request may use.
struct Call {
  const ServeRooms& rooms;
  const ServeLimits& limits;
  const Metrics& metrics;
  const Request& request;
  const Viewer& viewer;  // without a person on routes for anybody
  const Cancel& cancel;
  StreamWriter& stream;
  Deed& deed;
  Metering& metering;
  Background& background;
};

/// Decode, call one room, encode. After call.stream.begin() the given Response counts no more.
using Handler = Result<Response> (*)(const Call& call);
/// Looks at an upload before its body is read.
using Check = Result<void> (*)(const Call& call);

/// Who may call a route: anybody, each person, or people with a right.
struct Access {
  enum class Who : std::uint8_t { anybody, person, right } who = Who::right;
  Right right = Right::manage_system;
};
inline constexpr Access kAnybody{.who = Access::Who::anybody};
inline constexpr Access kPerson{.who = Access::Who::person};
constexpr Access needs(Right right) { return {.who = Access::Who::right, .right = right}; }

enum class BodyKind : std::uint8_t { none, json, upload };

/// Where a handler runs. `io`: at once on the I/O thread, for what touches no disk and no lock. Two pools keep short
/// requests (a list, a login) from waiting behind long ones. `call`: on a fiber (net/fiber.h), for what waits for
/// models: one that is dead or slow holds up nobody else.
enum class Lane : std::uint8_t { io, quick, slow, call };

struct Route {
  std::string_view method;   // GET also answers HEAD
  std::string_view pattern;  // "/api/documents/{document_id}"; a last segment "*" takes the whole rest
  Access access;
  std::string_view audit;  // name in the audit log; "none": leaves no entry
  BodyKind body = BodyKind::none;
  Lane lane = Lane::quick;
  Handler handler = nullptr;
  Check check = nullptr;  // of uploads
  KeyScopes scopes;       // any is enough for an API key; none: only a key with the scope `all`
};

std::span<const Route> routes();

/// What the table says about a path.
struct RouteMatch {
  const Route* route = nullptr;  // null: 404, or 405 when `allowed` is not empty
  std::string allowed;           // methods of this path: "GET, PATCH, DELETE"
  std::vector<std::pair<std::string, std::string>> parameters;
};

/// Errors: invalid_argument when a segment is not percent-encoded UTF-8 or hides a slash, "." or "..".
Result<RouteMatch> find_route(std::string_view method, std::string_view path);

}  // namespace onggi::serve_room
