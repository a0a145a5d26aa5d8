// Bytes to events, events to an answer, an answer to its receiver.
#include "model/remote_stream.h"

#include <iterator>
#include <utility>

#include "base/json_depth.h"

namespace onggi::model {
namespace {

constexpr std::size_t kCallsMax = 128;
constexpr std::size_t kHeadBytesMax = 64U << 10U;

}  // namespace

std::unexpected<Error> broken_answer(std::string message) {
  return fail(ErrorCode::unavailable, std::move(message), "broken_answer");
}

Result<OrderedJson> event_json(std::string_view data) {
  const bool is_too_deep = json_depth(data) > kJsonDepthMax;
  OrderedJson event =
      is_too_deep ? OrderedJson(OrderedJson::value_t::discarded) : OrderedJson::parse(data, nullptr, false);
  if (event.is_discarded()) return broken_answer("an event of the stream is not JSON");
  return event;
}

bool join_call(std::vector<ToolCall>& calls, const ToolCallDelta& piece) {
  if (piece.index > calls.size() || piece.index >= kCallsMax) return false;
  if (piece.index == calls.size()) calls.push_back({});
  ToolCall& call = calls[piece.index];
  call.id += piece.id;
  call.name += piece.name;
  call.arguments += piece.arguments;
  return true;
}

AnswerStream::AnswerStream(std::unique_ptr<EventReader> reader, const GenerateOptions& options, const DeltaSink& sink)
    : reader_(std::move(reader)), sink_(sink), gate_(options.stop), parser_([this](std::string_view data) {
        has_events_ = true;
        return reader_->take(parser_.event(), data, *this);
      }) {}

bool AnswerStream::feed(std::string_view bytes) {
  if (!has_events_) head_ += bytes.substr(0, kHeadBytesMax - std::min(head_.size(), kHeadBytesMax));
  if (auto fed = parser_.feed(bytes); !fed) fault_ = std::move(fed).error();
  return !fault_ && !refused_;
}

Result<Completion> AnswerStream::finish(const std::string& place) {
  if (!fault_ && !refused_) {
    if (auto fed = parser_.finish(); !fed) fault_ = std::move(fed).error();
  }
  if (!fault_ && !has_events_) {
    if (auto taken = reader_->take_instead(head_); !taken) fault_ = std::move(taken).error();
  }
  if (fault_) return within(place, *std::move(fault_));
  if (!ended_) return broken_answer(place + " ended its answer in the middle");
  pass(gate_.finish(), {});
  if (refused_) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
  return std::move(completion_);
}

void AnswerStream::grow(std::string_view text, std::vector<TokenLogprobs> logprobs) {
  const TextGate::Passed passed = gate_.push(text);
  stopped_ = passed.stopped;
  pass(passed.text, logprobs);
  std::ranges::move(logprobs, std::back_inserter(completion_.logprobs));
}

Result<void> AnswerStream::add_call(const ToolCallDelta& piece) {
  if (!join_call(completion_.tool_calls, piece)) return broken_answer("the pieces of a tool call do not fit together");
  if (!refused_ && !sink_({.tool_call = &piece})) refused_ = true;
  return {};
}

void AnswerStream::pass(const std::string& text, const std::vector<TokenLogprobs>& logprobs) {
  if (text.empty() || refused_) return;
  completion_.text += text;
  if (!sink_({.text = text, .logprobs = logprobs})) refused_ = true;
}

}  // namespace onggi::model
