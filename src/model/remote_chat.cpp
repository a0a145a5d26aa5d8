// Chat over the OpenAI API, streamed or in one piece.
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "model/remote.h"
#include "model/remote_call.h"
#include "model/sse.h"
#include "model/text_gate.h"
#include "text/text.h"

namespace onggi::model {
namespace {

using nlohmann::json;

std::string request_body(const std::string& model, const std::vector<ChatMessage>& messages,
                         const GenerateOptions& options, bool stream) {
  json body = {{"model", model},
               {"max_tokens", options.tokens_max},
               {"temperature", options.temperature},
               {"top_p", options.top_p}};
  body["messages"] = json::array();
  for (const ChatMessage& message : messages)
    body["messages"].push_back({{"role", to_string(message.role)}, {"content", message.content}});
  if (options.seed != 0) body["seed"] = options.seed;
  if (!options.stop.empty()) body["stop"] = options.stop;
  if (stream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Reads fields that may be missing, null or of another type: servers differ.
const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const json& object, const char* name) {
  const json* found = member(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::int32_t number_of(const json& object, const char* name) {
  const json* found = member(object, name);
  return found != nullptr && found->is_number_integer() ? found->get<std::int32_t>() : 0;
}

void take_usage(const json& answer, Completion& completion) {
  const json* usage = member(answer, "usage");
  if (usage == nullptr) return;
  completion.prompt_tokens = number_of(*usage, "prompt_tokens");
  completion.completion_tokens = number_of(*usage, "completion_tokens");
}

void take_finish(const json& choice, Completion& completion) {
  if (text_of(choice, "finish_reason") == "length") completion.finish_reason = FinishReason::length;
}

const json* first_choice(const json& answer) {
  const json* choices = member(answer, "choices");
  return choices != nullptr && choices->is_array() && !choices->empty() ? &choices->front() : nullptr;
}

/// Collects the events of one streamed answer. Stop strings are watched here too: not every server keeps them out.
class StreamReader {
 public:
  StreamReader(const GenerateOptions& options, const TextSink& sink)
      : sink_(sink), gate_(options.stop), parser_([this](std::string_view data) { return take(data); }) {}

  bool feed(std::string_view bytes) {
    if (auto fed = parser_.feed(bytes); !fed) fault_ = std::move(fed).error();
    return !fault_ && !refused_;
  }

  /// What became of the stream when the call itself ended well.
  Result<Completion> finish(const std::string& place) {
    if (!fault_ && !refused_) {
      if (auto fed = parser_.finish(); !fed) fault_ = std::move(fed).error();
    }
    if (fault_) return within(place, *std::move(fault_));
    if (!done_ && !finished_)
      return fail(ErrorCode::unavailable, place + " ended its answer in the middle", "broken_answer");
    pass(gate_.finish());
    if (refused_) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
    return std::move(completion_);
  }

  bool refused() const { return refused_; }
  bool failed() const { return fault_.has_value(); }

 private:
  Result<void> take(std::string_view data) {
    if (data == "[DONE]") {
      done_ = true;
      return {};
    }
    const json event = json::parse(data, nullptr, false);
    if (event.is_discarded())
      return fail(ErrorCode::unavailable, "an event of the stream is not JSON", "broken_answer");
    if (member(event, "error") != nullptr)
      return fail(ErrorCode::unavailable, "the server reported a fault in the middle of its answer", "broken_answer");
    take_usage(event, completion_);
    const json* choice = first_choice(event);
    if (choice == nullptr) return {};
    if (const json* delta = member(*choice, "delta"); delta != nullptr && !stopped_) {
      const TextGate::Passed passed = gate_.push(text_of(*delta, "content"));
      stopped_ = passed.stopped;
      pass(passed.text);
    }
    take_finish(*choice, completion_);
    finished_ = finished_ || member(*choice, "finish_reason") != nullptr;
    return {};
  }

  void pass(const std::string& text) {
    if (text.empty() || refused_) return;
    completion_.text += text;
    if (!sink_(text)) refused_ = true;
  }

  const TextSink& sink_;
  TextGate gate_;
  SseParser parser_;
  Completion completion_;
  std::optional<Error> fault_;
  bool done_ = false, finished_ = false, stopped_ = false, refused_ = false;
};

class RemoteChat final : public LanguageModel {
 public:
  explicit RemoteChat(RemoteServer server) : server_(std::move(server)) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.label_max = server_.options().label_max;
    info_.can_chat = true;
    info_.source = server_.place();
  }

  const ModelInfo& info() const override { return info_; }
  const TokenCounter& counter() const override { return estimating_counter(); }

  Result<Completion> generate(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                              const TextSink& sink, const Cancel& cancel) override {
    if (messages.empty()) return fail(ErrorCode::invalid_argument, "a chat needs at least one message");
    return sink ? streamed(messages, options, sink, cancel) : whole(messages, options, cancel);
  }

 private:
  RemoteServer::Call call_with(std::string body) const {
    return {.path = "/chat/completions", .purpose = "chat", .body = std::move(body)};
  }

  Result<Completion> whole(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                           const Cancel& cancel) {
    ONGGI_TRY(const auto answer,
              server_.run(call_with(request_body(server_.options().remote_id, messages, options, false)), cancel));
    const json parsed = json::parse(answer.body, nullptr, false);
    const json* choice = parsed.is_discarded() ? nullptr : first_choice(parsed);
    const json* message = choice == nullptr ? nullptr : member(*choice, "message");
    if (message == nullptr)
      return fail(ErrorCode::unavailable, server_.place() + " did not answer as the OpenAI API does: check the URL",
                  "broken_answer");
    Completion completion;
    completion.text = repair_utf8(text_of(*message, "content"));
    take_finish(*choice, completion);
    take_usage(parsed, completion);
    return completion;
  }

  Result<Completion> streamed(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                              const TextSink& sink, const Cancel& cancel) {
    StreamReader reader(options, sink);
    const RemoteServer::OnBytes on_bytes = [&reader](std::string_view bytes) { return reader.feed(bytes); };
    RemoteServer::Call call = call_with(request_body(server_.options().remote_id, messages, options, true));
    call.on_bytes = &on_bytes;
    const auto answer = server_.run(call, cancel);
    if (!answer && !reader.refused() && !reader.failed()) return std::unexpected(answer.error());
    return reader.finish(server_.place());
  }

  RemoteServer server_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<LanguageModel>> open_remote_chat(const RemoteOptions& options,
                                                        std::shared_ptr<HttpClient> http) {
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  return std::make_shared<RemoteChat>(std::move(server));
}

}  // namespace onggi::model
