// What goes back from /v1/chat/completions and /v1/completions: whole or in chunks. Inside of room serve.
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/model.h"
#include "serve/openai_request.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// What each choice ends in.
struct Finished {
  Completion completion;
  nlohmann::json extra;  // of the field "onggi"; null for plain chat
};

/// The error of a model, with the field of the request that it is about as `param`.
Error with_param(Error error);

/// Of tokens: what was chosen, and the likeliest others.
nlohmann::json encode_logprobs(std::span<const TokenLogprobs> logprobs);

/// Head of an answer of events.
Response event_stream_head();

/// Makes `count` choices at once, each in a thread of its own; the first error ends all.
Result<std::vector<Finished>> make_choices(std::size_t count, const Cancel& cancel,
                                           const std::function<Result<Finished>(std::size_t, const Cancel&)>& make);

/// Writes events in their order. Its choices may come from several threads.
class EventStream {
 public:
  /// `head` has id, object, created and model.
  EventStream(const Call& call, nlohmann::json head, bool include_usage);
  bool send_choice(nlohmann::json choice, const nlohmann::json& extra = nullptr);
  void finish(const nlohmann::json& usage);
  /// What it took, also of an answer that is not streamed.
  void took(const nlohmann::json& usage);

 private:
  bool begin();
  bool send(const nlohmann::json& json);

  const Call& call_;
  nlohmann::json head_;
  bool include_usage_;
  std::mutex mutex_;
};

/// One chat answer on its way out.
///
/// Chunks follow OpenAI's order, choice by choice: the role first and alone, then content or tool calls (id, type and
/// name once, then arguments), then one with finish_reason; at the end (when asked for) one with usage and no choices,
/// then [DONE].
class ChatReply {
 public:
  ChatReply(const Call& call, const ChatRequest& request);
  /// For the pieces of one choice; empty when nothing is streamed.
  DeltaSink sink(std::size_t choice);
  /// One choice is complete.
  bool end(std::size_t choice, const Finished& finished);
  Response finish(const std::vector<Finished>& finished);

 private:
  bool begin(std::size_t choice, bool calls);
  bool send(std::size_t choice, nlohmann::json delta, std::span<const TokenLogprobs> logprobs);
  nlohmann::json logprobs_of(std::span<const TokenLogprobs> logprobs) const;
  std::string_view reason_of(const Completion& completion) const;
  nlohmann::json choice_of(std::size_t index, const Finished& finished) const;

  const ChatRequest& request_;
  nlohmann::json head_;
  EventStream events_;
  std::vector<char> begun_;  // each choice by its own thread
};

/// One answer of /v1/completions on its way out: a choice for each prompt and number.
class TextReply {
 public:
  TextReply(const Call& call, const TextRequest& request);
  DeltaSink sink(std::size_t choice);
  bool end(std::size_t choice, const Finished& finished);
  Response finish(const std::vector<Finished>& finished);

 private:
  nlohmann::json choice_of(std::size_t index, const Completion& completion);
  bool begin(std::size_t choice);
  bool send(std::size_t choice, std::string_view text, nlohmann::json logprobs, nlohmann::json reason);
  nlohmann::json logprobs_of(std::size_t choice, std::span<const TokenLogprobs> logprobs);
  const std::string& prompt_of(std::size_t choice) const { return request_.prompts[choice / request_.choices]; }

  const TextRequest& request_;
  nlohmann::json head_;
  EventStream events_;
  std::vector<char> begun_;            // each choice by its own thread
  std::vector<std::int64_t> offsets_;  // of the next token in the text of each choice, in characters
};

}  // namespace onggi::serve_room
