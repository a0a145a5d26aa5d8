// Loads GGUF files through libllama and speaks their vocabulary and chat format.
#include "model/llama_model.h"

#include <llama.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "model/llama_backends.h"

namespace onggi::model {
namespace {

/// A text that no template changes and no message holds: begins with a control character that JSON and HTML refuse.
std::string placeholder(std::size_t index) { return "\x01onggi" + std::to_string(index) + "\x01"; }

Result<std::string> apply_template(const char* chat_template, const std::vector<ChatMessage>& messages) {
  std::vector<std::string> contents;
  contents.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) contents.push_back(placeholder(i));
  std::vector<llama_chat_message> raw;
  raw.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i)
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): names of roles are literals
    raw.push_back({.role = to_string(messages[i].role).data(), .content = contents[i].c_str()});
  std::string text(1024 + messages.size() * 256, '\0');
  for (int round = 0; round < 2; ++round) {
    const std::int32_t length = llama_chat_apply_template(chat_template, raw.data(), raw.size(), true, text.data(),
                                                          static_cast<std::int32_t>(text.size()));
    if (length < 0) break;
    const bool fits = static_cast<std::size_t>(length) <= text.size();
    text.resize(static_cast<std::size_t>(length));
    if (fits) return text;
  }
  return fail(
      ErrorCode::unsupported,
      "the chat template of this model is not one that libllama knows: use a server (vLLM, llama-server) for it",
      "no_chat_template");
}

class VocabularyCounter final : public TokenCounter {
 public:
  explicit VocabularyCounter(std::shared_ptr<const LlamaModel> model) : model_(std::move(model)) {}
  std::int32_t count(std::string_view utf8) const override {
    return static_cast<std::int32_t>(model_->tokenize(utf8, LlamaModel::Special::as_text, false).size());
  }
  std::string version() const override { return "gguf/" + model_->summary().fingerprint; }

 private:
  std::shared_ptr<const LlamaModel> model_;  // shared with the model's users: the counter may outlive them
};

}  // namespace

Result<std::shared_ptr<const LlamaModel>> LlamaModel::open(const std::string& path) {
  ONGGI_TRY(auto summary, check_gguf(path));
  if (!summary.adapter.empty())
    return fail(ErrorCode::bad_input,
                path + " changes another model and is none itself: name that model's file, and this one as its adapter",
                "is_an_adapter");
  start_libllama();
  std::shared_ptr<LlamaModel> result(new LlamaModel());
  result->path_ = path;
  result->summary_ = std::move(summary);
  try {
    result->model_ = llama_model_load_from_file(path.c_str(), llama_model_default_params());
  } catch (const std::exception&) {
    result->model_ = nullptr;
  }
  if (result->model_ == nullptr)
    return fail(ErrorCode::bad_input,
                path + ": libllama cannot load the architecture \"" + result->summary_.architecture +
                    "\" or lacks memory; --log-level debug shows its own words",
                "unknown_architecture");
  result->vocabulary_ = llama_model_get_vocab(result->model_);
  result->collect_controls();
  return std::shared_ptr<const LlamaModel>(std::move(result));
}

void LlamaModel::collect_controls() {
  for (LlamaToken token = 0; token < llama_vocab_n_tokens(vocabulary_); ++token) {
    const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocabulary_, token));
    if ((attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN)) == 0) continue;
    std::string text = token_text(token);
    if (text.empty()) continue;
    const auto first = static_cast<unsigned char>(text.front());
    controls_[first].push_back({.text = std::move(text),
                                .token = token,
                                .takes_left = (attributes & LLAMA_TOKEN_ATTR_LSTRIP) != 0,
                                .takes_right = (attributes & LLAMA_TOKEN_ATTR_RSTRIP) != 0});
  }
  for (auto& some : controls_)
    std::ranges::stable_sort(some, std::greater(), [](const Control& control) { return control.text.size(); });
}

LlamaModel::~LlamaModel() {
  if (model_ != nullptr) llama_model_free(model_);
}

std::shared_lock<std::shared_mutex> LlamaModel::computing() const {
  const std::lock_guard turn(turn_);
  return std::shared_lock(adapters_);
}

std::unique_lock<std::shared_mutex> LlamaModel::changing_adapters() const {
  const std::lock_guard turn(turn_);
  return std::unique_lock(adapters_);
}

std::int32_t LlamaModel::trained_context_tokens() const { return llama_model_n_ctx_train(model_); }

std::vector<LlamaToken> LlamaModel::tokenize(std::string_view text, Special special, bool add_begin) const {
  std::vector<LlamaToken> tokens(text.size() / 2 + 16);
  for (int round = 0; round < 2; ++round) {
    const std::int32_t count =
        llama_tokenize(vocabulary_, text.data(), static_cast<std::int32_t>(text.size()), tokens.data(),
                       static_cast<std::int32_t>(tokens.size()), add_begin, special == Special::parsed);
    if (count == INT32_MIN) return {};
    tokens.resize(static_cast<std::size_t>(count < 0 ? -count : count));
    if (count >= 0) break;
  }
  return tokens;
}

std::string LlamaModel::piece(LlamaToken token) const {
  std::string text(64, '\0');
  for (int round = 0; round < 2; ++round) {
    const std::int32_t length =
        llama_token_to_piece(vocabulary_, token, text.data(), static_cast<std::int32_t>(text.size()), 0, false);
    text.resize(static_cast<std::size_t>(length < 0 ? -length : length));
    if (length >= 0) break;
  }
  return text;
}

std::string LlamaModel::token_text(LlamaToken token) const {
  if (token < 0 || token >= llama_vocab_n_tokens(vocabulary_)) return "";
  const char* text = llama_vocab_get_text(vocabulary_, token);
  return text == nullptr ? "" : text;
}

LlamaToken LlamaModel::begin_token() const { return llama_vocab_bos(vocabulary_); }
LlamaToken LlamaModel::end_token() const { return llama_vocab_eos(vocabulary_); }
bool LlamaModel::adds_begin() const { return llama_vocab_get_add_bos(vocabulary_); }

const char* LlamaModel::chat_template(const char* name) const {
  return llama_model_chat_template(model_, *name == '\0' ? nullptr : name);
}

bool LlamaModel::ends_generation(LlamaToken token) const { return llama_vocab_is_eog(vocabulary_, token); }

Result<std::vector<LlamaToken>> LlamaModel::listed_chat_prompt(const std::vector<ChatMessage>& messages) const {
  const char* source = chat_template("");
  if (source == nullptr)
    return fail(ErrorCode::unsupported, "this model has no chat template: it is a base model, not one tuned to chat",
                "no_chat_template");
  ONGGI_TRY(const std::string format, apply_template(source, messages));
  std::vector<LlamaToken> tokens;
  const auto append = [&](std::string_view text, Special special) {
    if (text.empty()) return;
    const auto more = tokenize(text, special, tokens.empty() && special == Special::parsed);
    tokens.insert(tokens.end(), more.begin(), more.end());
  };
  std::size_t at = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string mark = placeholder(i);
    const std::size_t found = format.find(mark, at);
    if (found == std::string::npos)
      return fail(ErrorCode::unsupported,
                  "the chat template of this model leaves out a message with the role " +
                      std::string(to_string(messages[i].role)),
                  "no_chat_template");
    append(std::string_view(format).substr(at, found - at), Special::parsed);
    append(messages[i].content, Special::as_text);
    at = found + mark.size();
  }
  append(std::string_view(format).substr(at), Special::parsed);
  // A template that writes the begin token itself, and a vocabulary that adds it too.
  if (tokens.size() > 1 && tokens[0] == tokens[1] && tokens[0] == llama_vocab_bos(vocabulary_))
    tokens.erase(tokens.begin());
  return tokens;
}

std::unique_ptr<TokenCounter> vocabulary_counter(std::shared_ptr<const LlamaModel> model) {
  return std::make_unique<VocabularyCounter>(std::move(model));
}

}  // namespace onggi::model
