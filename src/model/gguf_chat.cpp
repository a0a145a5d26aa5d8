// A GGUF file as a LanguageModel: chat format around the engine.
#include <llama.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/chat_format.h"
#include "model/gguf.h"
#include "model/llama_pooled.h"
#include "model/tool_format.h"

namespace onggi::model {
namespace {

constexpr std::size_t kStopStringsMax = 4;
constexpr std::size_t kStopBytesMax = 256;
constexpr std::size_t kPromptBytesPerTokenMax =
    256;  // no vocabulary has longer tokens; more bytes than that cannot fit

bool is_within(double value, double least, double most) { return value >= least && value <= most; }  // never NaN

Result<void> check_sampling(const GenerateOptions& options) {
  if (options.top_k < 0) return fail(ErrorCode::invalid_argument, "top_k is at least 0");
  if (!is_within(options.min_p, 0, 1)) return fail(ErrorCode::invalid_argument, "min_p is from 0 to 1");
  if (!is_within(options.presence_penalty, -2, 2) || !is_within(options.frequency_penalty, -2, 2))
    return fail(ErrorCode::invalid_argument, "penalties are from -2 to 2");
  for (const LogitBias& bias : options.logit_bias)
    if (!is_within(bias.bias, -100, 100)) return fail(ErrorCode::invalid_argument, "a bias is from -100 to 100");
  if (options.top_logprobs < 0 || options.top_logprobs > 20)
    return fail(ErrorCode::invalid_argument, "top_logprobs is from 0 to 20");
  return {};
}

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
  return check_sampling(options);
}

std::size_t bytes_of(const std::vector<ChatMessage>& messages, const GenerateOptions& options) {
  std::size_t bytes = 0;
  for (const ChatMessage& message : messages) {
    bytes += message.content.size();
    for (const ToolCall& call : message.tool_calls) bytes += call.arguments.size();
  }
  for (const Tool& tool : options.tools) bytes += tool.description.size() + tool.parameters.size();
  return bytes;
}

/// Between the engine and the reader: text as text, calls as calls.
class CallSorter {
 public:
  CallSorter(const DeltaSink& sink, CallFormat format) : sink_(sink), reader_(std::move(format)) {}

  bool take(const Delta& delta) { return pass(reader_.push(delta.text), delta.logprobs); }
  bool finish() { return pass(reader_.finish(), {}); }
  std::string text() { return std::move(text_); }
  std::vector<ToolCall> take_calls() { return reader_.take_calls(); }

 private:
  bool pass(const ToolCallReader::Piece& piece, std::span<const TokenLogprobs> logprobs) {
    text_ += piece.text;
    if (!sink_) return true;
    if (!piece.text.empty() && !sink_({.text = piece.text, .logprobs = logprobs})) return false;
    return std::ranges::all_of(piece.calls, [this](const ToolCallDelta& call) { return sink_({.tool_call = &call}); });
  }

  const DeltaSink& sink_;
  ToolCallReader reader_;
  std::string text_;
};

class GgufChat final : public LanguageModel {
 public:
  GgufChat(const std::string& id, std::shared_ptr<const LlamaModel> model, std::shared_ptr<const ChatFormat> format,
           std::unique_ptr<LlamaEngine> engine)
      : model_(std::move(model)),
        format_(std::move(format)),
        engine_(std::move(engine)),
        counter_(vocabulary_counter(model_)) {
    info_.id = id;
    info_.kind = "gguf";
    info_.context_tokens = engine_->context_tokens();
    info_.can_chat = true;
    info_.source = model_->path();
  }

  const ModelInfo& info() const override { return info_; }
  const TokenCounter& counter() const override { return *counter_; }

  Result<Completion> write(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                           const DeltaSink& sink, const Cancel& cancel) override {
    if (messages.empty()) return fail(ErrorCode::invalid_argument, "a chat needs at least one message");
    ONGGI_CHECK(check_options(options));
    ONGGI_TRY(WritingRule rule, writing_rule(options, format_->calls()));
    ONGGI_CHECK(check_length(bytes_of(messages, options)));
    ONGGI_TRY(auto prompt, format_->prompt(messages, options));
    if (!offers_tools(options)) return engine_->generate(std::move(prompt), options, rule, sink, cancel);
    rule.shown = format_->call_tokens();
    return with_calls(std::move(prompt), options, rule, sink, cancel);
  }

  Result<Completion> continue_text(std::string_view prompt, const GenerateOptions& options, const DeltaSink& sink,
                                   const Cancel& cancel) override {
    ONGGI_CHECK(check_options(options));
    ONGGI_CHECK(check_length(prompt.size()));
    ONGGI_TRY(const WritingRule rule, writing_rule(options, format_->calls()));
    auto tokens = model_->tokenize(prompt, LlamaModel::Special::as_text, true);
    if (tokens.empty()) return within("prompt", {ErrorCode::invalid_argument, "is empty"});
    return engine_->generate(std::move(tokens), options, rule, sink, cancel);
  }

 private:
  Result<void> check_length(std::size_t bytes) const {
    if (bytes / kPromptBytesPerTokenMax <= static_cast<std::size_t>(info_.context_tokens)) return {};
    return fail(ErrorCode::limit_exceeded, "the prompt is longer than the context of this model",
                "context_length_exceeded");
  }

  Result<Completion> with_calls(std::vector<LlamaToken> prompt, const GenerateOptions& options, const WritingRule& rule,
                                const DeltaSink& sink, const Cancel& cancel) {
    CallSorter sorter(sink, format_->calls());
    const DeltaSink sorted = [&sorter](const Delta& delta) { return sorter.take(delta); };
    ONGGI_TRY(Completion completion, engine_->generate(std::move(prompt), options, rule, sorted, cancel));
    if (!sorter.finish()) return fail(ErrorCode::cancelled, "the receiver stopped the answer");
    completion.text = sorter.text();
    completion.tool_calls = sorter.take_calls();
    if (!completion.tool_calls.empty() && completion.finish_reason == FinishReason::stop)
      completion.finish_reason = FinishReason::tool_calls;
    return completion;
  }

  std::shared_ptr<const LlamaModel> model_;
  std::shared_ptr<const ChatFormat> format_;
  std::unique_ptr<LlamaEngine> engine_;
  std::unique_ptr<TokenCounter> counter_;
  ModelInfo info_;
};

std::int32_t trained_context(const GgufSummary& summary) {
  return static_cast<std::int32_t>(std::min<std::uint64_t>(summary.context_tokens, INT32_MAX));
}

std::int64_t cache_bytes(const GgufSummary& summary, std::int32_t tokens) {
  constexpr std::uint64_t kMost = 16U << 20U;  // a token: what a file claims may be anything
  return tokens * static_cast<std::int64_t>(std::min(summary.cache_bytes_per_token, kMost));
}

}  // namespace

std::int64_t gguf_chat_cache_bytes(const GgufSummary& summary, const EngineOptions& options) {
  return cache_bytes(summary, engine_cache_tokens(options, trained_context(summary)));
}

std::int64_t gguf_pooled_cache_bytes(const GgufSummary& summary, const EngineOptions& options) {
  return cache_bytes(summary, pooled_cache_tokens(options, trained_context(summary)));
}

Result<std::shared_ptr<LanguageModel>> open_gguf_chat(const std::string& id, std::shared_ptr<const LlamaModel> model,
                                                      const EngineOptions& options) {
  if (!llama_model_has_decoder(model->raw()) || llama_model_has_encoder(model->raw()))
    return fail(
        ErrorCode::unsupported,
        model->path() + " cannot chat: its architecture \"" + model->summary().architecture + "\" does not write text",
        "not_a_chat_model");
  ONGGI_TRY(auto format, ChatFormat::open(model));
  ONGGI_TRY(auto engine, LlamaEngine::open(model, options));
  return std::make_shared<GgufChat>(id, std::move(model), std::move(format), std::move(engine));
}

}  // namespace onggi::model
