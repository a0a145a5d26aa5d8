// What goes back from POST /v1/responses: the response as it is answered and kept, and its events. Inside of room
// serve.
#pragma once

#include <string>
#include <vector>

#include "answer/answer.h"
#include "serve/openai_reply.h"
#include "serve/responses_request.h"

namespace onggi::serve_room {

/// One answer on its way out, by one thread.
///
/// Events follow OpenAI's order: response.created and .in_progress with the first piece; each item from
/// output_item.added to output_item.done before the next one begins; at the end response.completed, .incomplete or
/// .failed. What fails before the first piece is answered with a status instead.
class ResponseReply {
 public:
  ResponseReply(const Call& call, const ResponseRequest& request, const std::string& id);

  /// For the pieces of the answer; empty when nothing is streamed.
  DeltaSink sink();
  /// The answer is complete: ends its items and gives the whole response.
  OrderedJson finish(const Finished& finished, const std::vector<Citation>& citations);
  /// The whole response: as the last event, or as the answer.
  Response send(const OrderedJson& body);
  /// The response without an answer, in this state.
  OrderedJson without_answer(ResponseState state) const;
  /// A stream that has begun ends with this error.
  void fail_with(const Error& error);

 private:
  struct Item {
    std::string id;
    bool is_call = false, is_open = true;
    std::size_t call = 0;  // its number within the answer
    std::string text;      // said so far; of a call: its arguments
    nlohmann::json logprobs = nlohmann::json::array();
    std::string call_id, name;
  };

  bool send_event(OrderedJson event);
  bool begin();
  bool say(const Delta& delta);
  bool say_text(std::string_view text, std::span<const TokenLogprobs> logprobs);
  bool say_call(const ToolCallDelta& piece);
  bool add(Item item);
  bool end_last();
  bool end(std::size_t index, const OrderedJson& item);
  bool end_text(std::size_t index, const std::string& item_id, const OrderedJson& part);
  void settle(const Completion& completion);
  OrderedJson whole(const Item& item, const Finished* finished, const std::vector<Citation>& citations,
                    std::string_view status) const;
  static OrderedJson json_of(const Item& item, std::string_view status, const OrderedJson& content);

  const Call& call_;
  const ResponseRequest& request_;
  OrderedJson body_;  // without an answer
  std::vector<Item> items_;
  std::int64_t sequence_ = 0;
};

/// The field `error` of a response that failed.
OrderedJson response_error(const Error& error, std::string_view request_id);

/// As an answer of any status.
Response ordered_response(const OrderedJson& body);
std::string dump(const OrderedJson& json);

}  // namespace onggi::serve_room
