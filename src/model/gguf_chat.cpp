// A GGUF file as a LanguageModel: chat format around the engine.
#include <llama.h>

#include <cmath>
#include <utility>

#include "model/gguf.h"

namespace onggi::model {
namespace {

constexpr std::size_t kStopStringsMax = 4;
constexpr std::size_t kStopBytesMax = 256;
constexpr std::size_t kPromptBytesPerTokenMax =
    256;  // no vocabulary has longer tokens; more bytes than that cannot fit

Result<void> check_options(const GenerateOptions& options) {
  if (options.tokens_max < 1) return fail(ErrorCode::invalid_argument, "tokens_max is at least 1");
  if (!std::isfinite(options.temperature) || options.temperature < 0 || options.temperature > 2)
    return fail(ErrorCode::invalid_argument, "temperature is from 0 to 2");
  if (!(options.top_p > 0 && options.top_p <= 1))
    return fail(ErrorCode::invalid_argument, "top_p is above 0 and at most 1");
  if (options.stop.size() > kStopStringsMax)
    return fail(ErrorCode::invalid_argument, "there are at most 4 stop strings");
  for (const std::string& stop : options.stop)
    if (stop.empty() || stop.size() > kStopBytesMax)
      return fail(ErrorCode::invalid_argument, "a stop string has 1 to 256 bytes");
  return {};
}

class GgufChat final : public LanguageModel {
 public:
  GgufChat(const std::string& id, std::shared_ptr<const LlamaModel> model, std::unique_ptr<LlamaEngine> engine)
      : model_(std::move(model)), engine_(std::move(engine)), counter_(vocabulary_counter(model_)) {
    info_.id = id;
    info_.kind = "gguf";
    info_.context_tokens = engine_->context_tokens();
    info_.can_chat = true;
    info_.source = model_->path();
  }

  const ModelInfo& info() const override { return info_; }
  const TokenCounter& counter() const override { return *counter_; }

  Result<Completion> generate(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                              const TextSink& sink, const Cancel& cancel) override {
    if (messages.empty()) return fail(ErrorCode::invalid_argument, "a chat needs at least one message");
    ONGGI_CHECK(check_options(options));
    std::size_t bytes = 0;
    for (const ChatMessage& message : messages) bytes += message.content.size();
    if (bytes / kPromptBytesPerTokenMax > static_cast<std::size_t>(info_.context_tokens))
      return fail(ErrorCode::limit_exceeded, "the prompt is longer than the context of this model",
                  "context_length_exceeded");
    ONGGI_TRY(auto prompt, model_->chat_prompt(messages));
    return engine_->generate(std::move(prompt), options, sink, cancel);
  }

 private:
  std::shared_ptr<const LlamaModel> model_;
  std::unique_ptr<LlamaEngine> engine_;
  std::unique_ptr<TokenCounter> counter_;
  ModelInfo info_;
};

}  // namespace

Result<std::shared_ptr<LanguageModel>> open_gguf_chat(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                      const EngineOptions& options) {
  if (!llama_model_has_decoder(model->raw()) || llama_model_has_encoder(model->raw()))
    return fail(
        ErrorCode::unsupported,
        model->path() + " cannot chat: its architecture \"" + model->summary().architecture + "\" does not write text",
        "not_a_chat_model");
  ONGGI_CHECK(model->chat_prompt({{.role = ChatRole::user, .content = "?"}}));
  ONGGI_TRY(auto engine, LlamaEngine::open(model, options));
  return std::make_shared<GgufChat>(id, std::move(model), std::move(engine));
}

}  // namespace onggi::model
