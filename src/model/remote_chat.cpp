// Chat with a server, streamed or in one piece.
#include "model/remote_chat.h"

#include <utility>

#include "model/remote_call.h"

namespace onggi::model {
namespace {

class RemoteChat final : public LanguageModel {
 public:
  RemoteChat(RemoteServer server, std::unique_ptr<ChatApi> api) : server_(std::move(server)), api_(std::move(api)) {
    info_.id = server_.options().id;
    info_.kind = "remote";
    info_.context_tokens = api_->context_tokens();
    info_.label_max = server_.options().label_max;
    info_.can_chat = true;
    info_.source = server_.place();
  }

  const ModelInfo& info() const override { return info_; }
  const TokenCounter& counter() const override { return estimating_counter(); }

  Result<Completion> write(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                           const DeltaSink& sink, const Cancel& cancel) override {
    if (messages.empty()) return fail(ErrorCode::invalid_argument, "a chat needs at least one message");
    ONGGI_TRY(auto asked, api_->chat(messages, options, static_cast<bool>(sink)));
    return answer(std::move(asked), options, sink, cancel);
  }

  Result<Completion> continue_text(std::string_view prompt, const GenerateOptions& options, const DeltaSink& sink,
                                   const Cancel& cancel) override {
    ONGGI_TRY(auto asked, api_->text(prompt, options, static_cast<bool>(sink)));
    return answer(std::move(asked), options, sink, cancel);
  }

 private:
  Result<Completion> answer(ChatApi::Asked asked, const GenerateOptions& options, const DeltaSink& sink,
                            const Cancel& cancel) {
    RemoteServer::Call call{.path = std::move(asked.path), .purpose = "chat", .body = std::move(asked.body)};
    if (sink) return streamed(std::move(call), options, sink, cancel);
    ONGGI_TRY(const auto answer, server_.run(call, cancel));
    auto completion = api_->read(answer.body, options);
    if (!completion) return within(server_.place(), std::move(completion).error());
    return completion;
  }

  Result<Completion> streamed(RemoteServer::Call call, const GenerateOptions& options, const DeltaSink& sink,
                              const Cancel& cancel) {
    AnswerStream stream(api_->events(), options, sink);
    const RemoteServer::OnBytes on_bytes = [&stream](std::string_view bytes) { return stream.feed(bytes); };
    call.on_bytes = &on_bytes;
    const auto answer = server_.run(call, cancel);
    if (!answer && !stream.refused() && !stream.failed()) return std::unexpected(answer.error());
    return stream.finish(server_.place());
  }

  RemoteServer server_;
  std::unique_ptr<ChatApi> api_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<LanguageModel>> open_remote_chat(const RemoteOptions& options,
                                                        std::shared_ptr<HttpClient> http) {
  ONGGI_TRY(auto server, RemoteServer::open(options, std::move(http)));
  auto api = options.api == RemoteApi::clova ? make_clova_chat(options) : make_openai_chat(options);
  return std::make_shared<RemoteChat>(std::move(server), std::move(api));
}

}  // namespace onggi::model
