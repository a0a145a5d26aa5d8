// /v1/responses: answers that are kept, gone on from by their ids, and worked on in the background.
#include "history/responses.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/log.h"
#include "serve/background.h"
#include "serve/error.h"
#include "serve/handlers.h"
#include "serve/metering.h"
#include "serve/openai_tools.h"
#include "serve/responses_reply.h"
#include "serve/responses_turn.h"

namespace onggi::serve_room {
namespace {

constexpr auto kBackgroundTime = std::chrono::milliseconds(Responses::kWorkingMaxMs);

Result<Responses*> kept_here(const Call& call) {
  if (call.rooms.responses != nullptr) return call.rooms.responses;
  return fail(ErrorCode::not_found, "responses are not kept here (history.conversations)", "not_kept");
}

Result<KeptResponse> kept_response(const Call& call) {
  const ResponseId id{std::string(call.request.parameter("response_id"))};
  call.deed.object = "response:" + id.str();
  ONGGI_TRY(const Responses* responses, kept_here(call));
  ONGGI_TRY(KeptResponse kept, responses->get(call.viewer, id));
  ONGGI_CHECK(check_kept(call.viewer, kept));
  return kept;
}

OrderedJson body_of(const KeptResponse& kept) {
  OrderedJson body = OrderedJson::parse(kept.body);
  body["status"] = to_string(kept.state);
  if (kept.state == ResponseState::failed && body["error"].is_null())
    body["error"] = {{"code", "server_error"}, {"message", "the server stopped while it worked on this"}};
  return body;
}

/// OpenAI's own clients write lists of a query as "include[]".
Result<void> check_includes(const Request& request) {
  for (const char* name : {"include", "include[]"}) ONGGI_CHECK(check_include(request.query_values(name)));
  return {};
}

ResponseState state_of(const OrderedJson& body) {
  return body["status"] == to_string(ResponseState::completed) ? ResponseState::completed : ResponseState::incomplete;
}

KeptResponse row_of(const ResponseTurn& turn, ResponseState state, const OrderedJson& body, const Grounds& grounds) {
  return {.id = turn.id,
          .previous = turn.request.previous,
          .state = state,
          .model = turn.request.model,
          .input = dump(turn.request.input),
          .body = dump(body),
          .label = grounds.label,
          .documents = grounds.documents};
}

/// Where it cannot be kept the answer says so, and the log why: the asker gets it all the same.
void keep(const Call& call, const ResponseTurn& turn, const Grounds& grounds, OrderedJson& body) {
  if (!turn.request.store) return;
  if (call.rooms.responses == nullptr) {
    body["store"] = false;
    return;
  }
  const auto kept = call.rooms.responses->keep(call.viewer, row_of(turn, state_of(body), body, grounds));
  if (kept) return;
  body["store"] = false;
  log(LogLevel::error, "a response is not kept", {{"response", turn.id.str()}, {"reason", describe(kept.error())}});
}

// ---- in the background ----

/// Nobody listens.
class NobodyListens final : public StreamWriter {
 public:
  bool begin(Response) override { return false; }
  bool write(std::string_view) override { return false; }
  bool begun() const override { return false; }
};

/// All that work needs when its request is gone.
struct Later {
  Later(const Call& call, ResponseTurn given)
      : rooms(call.rooms),
        limits(call.limits),
        metrics(call.metrics),
        background(call.background),
        request(call.request),
        viewer(call.viewer),
        metering(call.metering.hand_over(viewer)),
        turn(std::move(given)) {}

  const ServeRooms& rooms;
  const ServeLimits& limits;
  const Metrics& metrics;
  Background& background;
  Request request;
  Viewer viewer;
  NobodyListens stream;
  Deed deed;
  std::unique_ptr<Metering> metering;
  ResponseTurn turn;
};

Responses::Ending ending_of(const Call& call, ResponseTurn& turn, const Cancel& cancel) {
  ResponseReply reply(call, turn.request, turn.id.str());
  const auto answer = answer_turn(call, turn, {}, cancel);
  if (!answer) {
    OrderedJson body = reply.without_answer(ResponseState::failed);
    const bool is_stopped = answer.error().code == ErrorCode::cancelled;  // with the server: body_of() says so
    if (!is_stopped) body["error"] = response_error(answer.error(), call.request.id);
    call.metering.finish(false, answer.error().code);
    return {.state = ResponseState::failed, .body = dump(body), .label = turn.before.label, .documents = {}};
  }
  const OrderedJson body = reply.finish(answer->finished, answer->citations);
  call.metering.finish(true, ErrorCode::internal);
  return {.state = state_of(body),
          .body = dump(body),
          .label = answer->grounds.label,
          .documents = answer->grounds.documents};
}

void work_on(Later& later, const Cancel& cancel) {
  const Call call{later.rooms, later.limits, later.metrics, later.request,   later.viewer,
                  cancel,      later.stream, later.deed,    *later.metering, later.background};
  try {
    const auto done = later.rooms.responses->finish(later.turn.id, ending_of(call, later.turn, cancel));
    // Cancelled or removed meanwhile: there is nothing to put it in.
    if (done || done.error().code == ErrorCode::not_found) return;
    log(LogLevel::error, "a response is not kept",
        {{"response", later.turn.id.str()}, {"reason", describe(done.error())}});
  } catch (const std::exception& exception) {
    log(LogLevel::error, "work on a response broke off",
        {{"response", later.turn.id.str()}, {"reason", exception.what()}});
  }
}

Result<Response> begin_later(const Call& call, ResponseTurn turn) {
  if (call.rooms.responses == nullptr)
    return bad_field("background", "responses are not kept here (history.conversations)", "not_kept");
  const ResponseId id = turn.id;
  const OrderedJson body = ResponseReply(call, turn.request, id.str()).without_answer(ResponseState::in_progress);
  ONGGI_CHECK(call.rooms.responses->keep(call.viewer, row_of(turn, ResponseState::in_progress, body, turn.before)));
  const auto later = std::make_shared<Later>(call, std::move(turn));  // shared: std::function is copied
  if (call.background.start(id.str(), kBackgroundTime, [later](const Cancel& cancel) { work_on(*later, cancel); }))
    return ordered_response(body);
  ONGGI_CHECK(call.rooms.responses->remove(call.viewer, id));
  later->metering->finish(false, ErrorCode::unavailable);
  return fail(ErrorCode::unavailable, "too many responses are worked on already: try again in a moment", "busy");
}

// ---- lists of items ----

void append(OrderedJson& items, const OrderedJson& more) {
  for (const OrderedJson& item : more) items.push_back(item);
}

/// All that was read, oldest first: earlier responses with their answers, then its own input.
Result<std::vector<OrderedJson>> items_of(const Call& call, const KeptResponse& kept) {
  ONGGI_TRY(const auto earlier, call.rooms.responses->before(call.viewer, kept.id));
  OrderedJson items = OrderedJson::array();
  for (const KeptResponse& one : earlier) {
    ONGGI_CHECK(check_kept(call.viewer, one));
    append(items, OrderedJson::parse(one.input));
    append(items, OrderedJson::parse(one.body)["output"]);
  }
  append(items, OrderedJson::parse(kept.input));
  return std::vector<OrderedJson>(items.begin(), items.end());
}

Result<OrderedJson> page_of(const Call& call, std::vector<OrderedJson> items) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 100, .fallback = 20}));
  const auto order = call.request.query_value("order").value_or("desc");
  if (order != "asc" && order != "desc") return bad_field("order", "is asc or desc");
  if (order == "desc") std::ranges::reverse(items);
  auto first = items.begin();
  if (const auto after = call.request.query_value("after")) {
    first = std::ranges::find_if(items, [&](const OrderedJson& item) { return item["id"] == *after; });
    if (first == items.end()) return bad_field("after", "names no item of this response");
    ++first;
  }
  const auto last = first + std::min<std::ptrdiff_t>(limit, items.end() - first);
  const bool is_empty = first == last;
  return OrderedJson{{"object", "list"},
                     {"data", std::vector<OrderedJson>(first, last)},
                     {"first_id", is_empty ? OrderedJson() : (*first)["id"]},
                     {"last_id", is_empty ? OrderedJson() : (*(last - 1))["id"]},
                     {"has_more", last != items.end()}};
}

}  // namespace

Result<Response> create_response(const Call& call) {
  ONGGI_TRY(ResponseTurn turn, read_turn(call));
  call.deed.object = "response:" + turn.id.str();
  ONGGI_CHECK(expect_turn(call, turn));
  if (turn.request.background) return begin_later(call, std::move(turn));
  ResponseReply reply(call, turn.request, turn.id.str());
  auto answer = answer_turn(call, turn, reply.sink(), call.cancel);
  if (!answer) {
    reply.fail_with(answer.error());
    return std::unexpected(std::move(answer).error());
  }
  OrderedJson body = reply.finish(answer->finished, answer->citations);
  keep(call, turn, answer->grounds, body);  // before the client hears of the end: it may go on from it at once
  return reply.send(body);
}

Result<Response> get_response(const Call& call) {
  if (call.request.query_value("stream").value_or("false") != "false")
    return not_supported("stream", "is not supported here: read the response whole");
  ONGGI_CHECK(check_includes(call.request));
  ONGGI_TRY(const KeptResponse kept, kept_response(call));
  return ordered_response(body_of(kept));
}

Result<Response> remove_response(const Call& call) {
  ONGGI_TRY(const KeptResponse kept, kept_response(call));
  ONGGI_CHECK(call.rooms.responses->remove(call.viewer, kept.id));
  call.background.cancel(kept.id.str());
  if (call.rooms.traces != nullptr) ONGGI_CHECK(call.rooms.traces->forget(call.viewer, kept.id.str()));
  return ordered_response({{"id", kept.id.str()}, {"object", "response"}, {"deleted", true}});
}

Result<Response> cancel_response(const Call& call) {
  ONGGI_TRY(const KeptResponse kept, kept_response(call));
  OrderedJson body = body_of(kept);
  if (body["background"] != true)
    return fail(ErrorCode::invalid_argument, "only a response in the background can be cancelled", "not_background");
  if (kept.state != ResponseState::in_progress) return ordered_response(body);
  body["status"] = to_string(ResponseState::cancelled);
  const auto ended = call.rooms.responses->finish(
      kept.id, {.state = ResponseState::cancelled, .body = dump(body), .label = kept.label, .documents = {}});
  call.background.cancel(kept.id.str());
  if (ended) return ordered_response(body);
  if (ended.error().code != ErrorCode::not_found) return std::unexpected(ended.error());
  ONGGI_TRY(const KeptResponse whole, kept_response(call));  // it was answered meanwhile
  return ordered_response(body_of(whole));
}

Result<Response> list_response_inputs(const Call& call) {
  ONGGI_CHECK(check_includes(call.request));
  ONGGI_TRY(const KeptResponse kept, kept_response(call));
  ONGGI_TRY(auto items, items_of(call, kept));
  ONGGI_TRY(const OrderedJson page, page_of(call, std::move(items)));
  return ordered_response(page);
}

}  // namespace onggi::serve_room
