// How one model is spoken to: its own chat template, and the form of calls that the template reveals. Inside of room
// model.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/chat_template.h"
#include "model/llama_model.h"
#include "model/model.h"
#include "model/tool_format.h"

namespace onggi::model {

/// Thread safe.
///
/// The template of the file is run as its makers wrote it; where it lists functions and writes calls whose arguments
/// are JSON, tools go through it, too, and calls are read in its own form. Which form that is, is learnt at opening
/// from what it writes for two made-up calls. Else functions are described in the words of Hermes and Qwen models. A
/// template that cannot be run at all gives way to libllama's list of formats.
///
/// What messages, tools and documents say never becomes a control token: only what the template's author wrote can
/// (MarkedText), and text is tokenised between control tokens as a whole, as the model saw it in training.
class ChatFormat {
 public:
  /// Errors: unsupported "no_chat_template" when there is none, or none that works either way.
  static Result<std::shared_ptr<const ChatFormat>> open(std::shared_ptr<const LlamaModel> model);
  /// The same with other templates than the file's; `with_tools` may be empty: the usual one does for both.
  static Result<std::shared_ptr<const ChatFormat>> open(std::shared_ptr<const LlamaModel> model, std::string_view usual,
                                                        std::string_view with_tools);

  /// The prompt, up to where the answer begins. Errors: invalid_argument "template_refused" when the template wants
  /// other roles or another order of them; unsupported "chat_template".
  Result<std::vector<LlamaToken>> prompt(const std::vector<ChatMessage>& messages,
                                         const GenerateOptions& options) const;

  const CallFormat& calls() const { return calls_; }
  const std::vector<LlamaToken>& call_tokens() const { return call_tokens_; }  // control tokens that stand in calls
  bool has_own_template() const { return usual_.has_value(); }
  bool has_own_calls() const { return knows_tools_; }

 private:
  /// What a template wants to be given.
  struct Shape {
    bool parts = false;           // contents as lists of parts
    bool text_arguments = false;  // arguments as JSON text, not as an object
    bool short_ids = false;       // ids of nine letters and digits
    bool merges_system = false;   // no system messages: what they say goes before the first user's words
  };

  explicit ChatFormat(std::shared_ptr<const LlamaModel> model) : model_(std::move(model)) {}
  Result<void> learn_messages(std::string_view source);
  void learn_calls(std::string_view source);
  std::optional<CallFormat> call_format_of(const Shape& shape) const;
  Result<MarkedText> render(const ChatTemplate& chat, const Shape& shape, const std::vector<ChatMessage>& messages,
                            const std::vector<Tool>& tools, bool begins_answer) const;
  Result<MarkedText> render_as_wanted(bool with_tools, std::vector<ChatMessage> messages,
                                      const std::vector<Tool>& tools) const;
  std::vector<LlamaToken> tokens_of(const MarkedText& text) const;
  bool tells_calls_apart(const CallFormat& format, const Shape& shape) const;
  std::vector<LlamaToken> tokens_in(std::string_view frame) const;
  std::size_t end_of_turn(std::string_view text) const;

  std::shared_ptr<const LlamaModel> model_;  // shared with the engine
  std::optional<ChatTemplate> usual_, with_tools_;
  Shape shape_;
  bool knows_tools_ = false;
  CallFormat calls_ = CallFormat::hermes();
  std::vector<LlamaToken> call_tokens_;
};

}  // namespace onggi::model
