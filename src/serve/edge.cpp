// Login, rights, audit and the fields that every answer carries.
#include "serve/edge.h"

#include <algorithm>

#include "base/log.h"
#include "serve/error.h"
#include "serve/scopes.h"

namespace onggi::serve_room {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::string_view kOpenAiVersion = "2020-10-01";  // of the API, as its own server says

// Scripts and frames of other origins have no way in; styles inline, because the page's component library sets them so.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD"; }

/// The key of "Authorization: Bearer onggi-..."; nothing when no such field came.
std::optional<std::string_view> bearer_of(const Request& request) {
  const std::string_view field = request.header("authorization");
  const std::size_t space = std::min(field.find(' '), field.size());
  if (!equal_ignoring_case(field.substr(0, space), "bearer")) return std::nullopt;
  return trim(field.substr(space));
}

void add_security_fields(Response& response, const Request& request) {
  auto& fields = response.headers;
  fields.emplace_back("x-request-id", request.id);
  fields.emplace_back("Content-Security-Policy", kContentSecurityPolicy);
  fields.emplace_back("X-Content-Type-Options", "nosniff");
  fields.emplace_back("Referrer-Policy", "no-referrer");
  const bool says_caching =
      std::ranges::any_of(fields, [](const auto& field) { return field.first == "Cache-Control"; });
  if (!says_caching) fields.emplace_back("Cache-Control", "no-store");
  if (request.secure) fields.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

std::int64_t milliseconds_since(Time::time_point begun) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Time::now() - begun).count();
}

/// The handler's view of the connection: puts the common fields on a stream's head.
class FinishingStream final : public StreamWriter {
 public:
  FinishingStream(StreamWriter& inner, const std::function<void(Response&)>& finish) : inner_(inner), finish_(finish) {}
  bool begin(Response head) override {
    finish_(head);
    return inner_.begin(std::move(head));
  }
  bool write(std::string_view bytes) override { return !ended_ && inner_.write(bytes); }
  bool begun() const override { return inner_.begun(); }
  void end() override { ended_ = true; }

 private:
  StreamWriter& inner_;
  bool ended_ = false;
  const std::function<void(Response&)>& finish_;
};

/// For checks before a body, which never stream.
class NoStream final : public StreamWriter {
 public:
  bool begin(Response) override { return false; }
  bool write(std::string_view) override { return false; }
  bool begun() const override { return false; }
};

/// Right and scope.
Result<void> check_access(const Viewer& viewer, const Route& route) {
  if (route.access.who == Access::Who::anybody) return {};
  if (route.access.who == Access::Who::right && !allows(viewer.role, route.access.right))
    return fail(ErrorCode::not_allowed, "this needs the right " + std::string(to_string(route.access.right)),
                "right_missing");
  return check_scope(viewer, route.scopes);
}

/// All that a key asks for; of what people do in the page, what searches and writes: looking at lists is free.
bool is_counted(const Viewer& viewer, const Route& route) {
  if (viewer.person.empty()) return false;
  if (viewer.key) return true;
  return changes_something(route.method) &&
         (route.scopes.has(KeyScope::models) || route.scopes.has(KeyScope::retrieval));
}

/// Lets go of an Idempotency-Key also when a handler throws.
class Turn {
 public:
  Turn(Idempotency& idempotency, Idempotency::Ticket ticket) : idempotency_(idempotency), ticket_(std::move(ticket)) {}
  ~Turn() {
    if (!ended_) idempotency_.end(ticket_, nullptr, false);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  void end(const Response* answer, bool streamed) {
    ended_ = true;
    idempotency_.end(ticket_, answer, streamed);
  }

 private:
  Idempotency& idempotency_;
  Idempotency::Ticket ticket_;
  bool ended_ = false;
};

/// Gives back what is held for a request, also when its handler throws.
class Settling {
 public:
  explicit Settling(Metering& metering) : metering_(metering) {}
  ~Settling() { metering_.finish(false, ErrorCode::internal); }
  Settling(const Settling&) = delete;
  Settling& operator=(const Settling&) = delete;

 private:
  Metering& metering_;
};

/// The end of a stream that broke off, in the words of its family.
std::string broken_stream_event(const Error& error, const Request& request) {
  const Family family = family_of(request.path);
  const std::string body = error_body(error, family, request.id);
  return (family == Family::v1 ? "data: " : "event: error\ndata: ") + body + "\n\n";
}

}  // namespace

std::string_view sane_request_id(std::string_view given) {
  const auto plain = [](char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '-' || byte == '_' || byte == '.';
  };
  return given.size() <= 64 && std::ranges::all_of(given, plain) ? given : std::string_view();
}

Edge::Edge(const ServeRooms& rooms, const ServeLimits& limits)
    : rooms_(rooms), limits_(limits), metrics_(routes().size()), idempotency_(system_clock()) {}

Edge::Plan Edge::plan(Request& request) const {
  Plan plan{.body_bytes_max = limits_.json_bytes_max};
  auto match = find_route(request.method, request.path);
  if (!match) return {.refusal = refuse(match.error(), request), .body_bytes_max = plan.body_bytes_max};
  plan.route = match->route;
  if (plan.route == nullptr) {
    const bool known = !match->allowed.empty();
    plan.refusal = refuse(
        known ? Error{ErrorCode::invalid_argument, "this address takes " + match->allowed, {}, "method_not_allowed"}
              : Error{ErrorCode::not_found, "there is nothing at this address", {}, "no_such_address"},
        request);
    if (known) plan.refusal->headers.emplace_back("Allow", match->allowed);
    return plan;
  }
  request.parameters = std::move(match->parameters);
  if (plan.route->body == BodyKind::upload) plan.body_bytes_max = rooms_.config.upload_bytes_max;
  return plan;
}

Response Edge::refuse(const Error& error, const Request& request) const {
  Response response = error_response(error, family_of(request.path), request.id);
  finish(response, request);
  if (family_of(request.path) == Family::v1) response.headers.emplace_back("openai-processing-ms", "0");
  return response;
}

void Edge::finish(Response& response, const Request& request) const {
  add_security_fields(response, request);
  if (family_of(request.path) == Family::v1) response.headers.emplace_back("openai-version", kOpenAiVersion);
}

Result<Viewer> Edge::viewer_for(const Request& request, const Route& route) const {
  if (route.access.who == Access::Who::anybody) return Viewer{};
  Result<Viewer> viewer =
      fail(ErrorCode::unauthenticated, "log in, or send an API key as Authorization: Bearer", "not_logged_in");
  if (const auto key = bearer_of(request)) {
    viewer = rooms_.people.viewer_of_key(*key);
  } else if (const auto token = request.cookie("onggi_session"); !token.empty()) {
    // Cookies travel with requests that another site made; this field does not.
    if (changes_something(request.method) && request.header("x-onggi") != "1")
      return fail(ErrorCode::not_allowed, "requests that change something by cookie carry the field X-Onggi: 1",
                  "csrf_header_missing");
    viewer = rooms_.people.viewer_of_token(token);
  }
  return viewer;
}

Result<void> Edge::note(const Request& request, const Route& route, const Viewer& viewer, const Deed& deed,
                        std::string_view outcome) const {
  if (route.audit == "none") return {};
  const std::string actor = viewer.person.empty() ? deed.actor : viewer.person.str();
  // Strangers who were turned away at the door would fill the disk; only attempts to log in are kept.
  if (actor.empty() && route.access.who != Access::Who::anybody) return {};
  AuditEntry entry{.actor = actor.empty() ? "nobody" : actor,
                   .through = viewer.through.empty() ? "password" : viewer.through,
                   .action = std::string(route.audit),
                   .object = deed.object,
                   .outcome = std::string(outcome),
                   .detail = deed.detail,
                   .address = request.address};
  auto noted = deed.soon ? rooms_.audit.append_soon(std::move(entry)) : rooms_.audit.append(std::move(entry));
  if (!noted) return within("audit log", std::move(noted).error());
  return {};
}

std::optional<Response> Edge::admit(const Request& request, const Route& route, const Cancel& cancel) const {
  NoStream stream;
  Deed deed;
  Viewer viewer;
  Metering metering(rooms_.meters);  // counted when the body is there
  auto checked = [&]() -> Result<void> {
    ONGGI_TRY(viewer, viewer_for(request, route));
    ONGGI_CHECK(check_access(viewer, route));
    if (route.check == nullptr) return {};
    return route.check({rooms_, limits_, metrics_, request, viewer, cancel, stream, deed, metering, background_});
  }();
  if (checked) return std::nullopt;
  if (auto noted = note(request, route, viewer, deed, to_string(checked.error().code)); !noted)
    return refuse(noted.error(), request);
  return refuse(checked.error(), request);
}

Result<Response> Edge::handle(const Call& call, const Route& route) const {
  const bool is_repeatable = family_of(call.request.path) == Family::v1 && route.method == "POST" &&
                             !call.request.header("idempotency-key").empty();
  if (!is_repeatable) return route.handler(call);
  ONGGI_TRY(auto begun, idempotency_.begin(call.viewer, call.request));
  if (auto* answer = std::get_if<Response>(&begun)) return std::move(*answer);
  Turn turn(idempotency_, std::get<Idempotency::Ticket>(std::move(begun)));
  auto result = route.handler(call);
  turn.end(result ? &*result : nullptr, result.has_value() && call.stream.begun());
  return result;
}

void Edge::count_refusal(const Metering& metering, const Result<Response>& result) const {
  using Refused = MeterAnswer::Refused;
  const Refused refused = metering.refused();
  if (refused == Refused::requests) metrics_.refused(Metrics::Refusal::requests);
  if (refused == Refused::tokens) metrics_.refused(Metrics::Refusal::tokens);
  if (refused == Refused::size) metrics_.refused(Metrics::Refusal::size);
  if (refused == Refused::quota) metrics_.refused(Metrics::Refusal::quota);
  if (!result && result.error().reason == "insufficient_permissions") metrics_.refused(Metrics::Refusal::scope);
}

Result<Response> Edge::run(const Request& request, const Route& route, StreamWriter& stream, const Cancel& cancel,
                           Metering& metering) const {
  Deed deed;
  Viewer viewer;
  const Settling settling(metering);
  auto result = [&]() -> Result<Response> {
    ONGGI_TRY(viewer, viewer_for(request, route));
    ONGGI_CHECK(check_access(viewer, route));
    if (is_counted(viewer, route)) ONGGI_CHECK(metering.begin(viewer));
    ONGGI_CHECK(cancel.check());
    return handle({rooms_, limits_, metrics_, request, viewer, cancel, stream, deed, metering, background_}, route);
  }();
  metering.finish(result.has_value(), result ? ErrorCode::internal : result.error().code);
  count_refusal(metering, result);
  // A flood of requests over a limit would fill the disk with entries: it is counted, not noted.
  if (metering.refused() != MeterAnswer::Refused::no) return result;
  // What cannot be audited is not handed out.
  ONGGI_CHECK(note(request, route, viewer, deed, result ? "ok" : to_string(result.error().code)));
  return result;
}

Response Edge::answer(const Request& request, const Route& route, StreamWriter& stream, const Cancel& cancel) const {
  const auto begun = Time::now();
  const bool openai = family_of(request.path) == Family::v1;
  Metering metering(rooms_.meters);
  const std::function<void(Response&)> add_fields = [&](Response& response) {
    finish(response, request);
    metering.add_fields(response);
    if (openai) response.headers.emplace_back("openai-processing-ms", std::to_string(milliseconds_since(begun)));
  };
  FinishingStream finishing(stream, add_fields);
  Result<Response> result = fail(ErrorCode::internal, "not answered");
  try {
    result = run(request, route, finishing, cancel, metering);
  } catch (const std::exception& exception) {
    result = fail(ErrorCode::internal, std::string("exception: ") + exception.what());
  }
  if (stream.begun() && !result) finishing.write(broken_stream_event(result.error(), request));
  Response response = result ? *std::move(result) : error_response(result.error(), family_of(request.path), request.id);
  if (!stream.begun()) add_fields(response);
  return response;
}

void Edge::finished(const Route* route, int status, Time::time_point begun) const {
  const auto index = route == nullptr ? routes().size() : static_cast<std::size_t>(route - routes().data());
  metrics_.end(index, status, std::chrono::duration_cast<std::chrono::microseconds>(Time::now() - begun));
}

}  // namespace onggi::serve_room
