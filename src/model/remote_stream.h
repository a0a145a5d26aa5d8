// Inside of room: an answer that comes in events, whatever API tells it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "model/remote_json.h"
#include "model/sse.h"
#include "model/text_gate.h"

namespace onggi::model {

class AnswerStream;

/// How one API tells an answer in events. Used by one stream.
class EventReader {
 public:
  virtual ~EventReader() = default;
  /// One event into the answer. Errors: what ends it; unavailable "broken_answer" for what cannot be understood.
  virtual Result<void> take(std::string_view name, std::string_view data, AnswerStream& answer) = 0;
  /// A body without any event, as far as it is kept: some servers answer so where they refuse.
  virtual Result<void> take_instead(std::string_view /*body*/) { return {}; }
};

/// Collects an answer while it comes. Stop strings are watched here too: not every server keeps them out.
class AnswerStream {
 public:
  AnswerStream(std::unique_ptr<EventReader> reader, const GenerateOptions& options, const DeltaSink& sink);

  /// Bytes cut anywhere; false: nothing more is wanted.
  bool feed(std::string_view bytes);
  /// What became of the stream when the call itself ended well. Errors: unavailable "broken_answer" (it ended in the
  /// middle), cancelled (the receiver stopped it), those of the reader.
  Result<Completion> finish(const std::string& place);
  bool refused() const { return refused_; }
  bool failed() const { return fault_.has_value(); }

  // ---- for the reader ----
  void grow(std::string_view text, std::vector<TokenLogprobs> logprobs = {});
  Result<void> add_call(const ToolCallDelta& piece);
  void end() { ended_ = true; }  // the server says that this is all
  bool stopped() const { return stopped_; }
  Completion& completion() { return completion_; }

 private:
  void pass(const std::string& text, const std::vector<TokenLogprobs>& logprobs);

  std::unique_ptr<EventReader> reader_;
  const DeltaSink& sink_;
  TextGate gate_;
  SseParser parser_;
  Completion completion_;
  std::optional<Error> fault_;
  std::string head_;  // what came before the first event
  bool has_events_ = false, ended_ = false, stopped_ = false, refused_ = false;
};

std::unexpected<Error> broken_answer(std::string message);

/// The data of an event. Errors: unavailable "broken_answer" (not JSON, or nested without end).
Result<OrderedJson> event_json(std::string_view data);

/// False when the pieces do not fit together.
bool join_call(std::vector<ToolCall>& calls, const ToolCallDelta& piece);

}  // namespace onggi::model
