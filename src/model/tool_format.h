// Functions that a model may call, in words that models know. Inside of room model.
//
// The format is the one of Hermes and Qwen models: descriptions in the system message, calls as
// <tool_call>{"name": ..., "arguments": ...}</tool_call>, results as <tool_response>. Models that were trained on
// another one follow it too, because the grammar leaves them nothing else once a call begins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace onggi::model {

/// The chat with descriptions, earlier calls and results written into its messages.
std::vector<ChatMessage> messages_with_tools(const std::vector<ChatMessage>& messages, const GenerateOptions& options);

/// What restricts the writing: GBNF, from the first token on or only once a tool call begins. Empty: nothing.
struct WritingRule {
  std::string grammar;
  bool from_tool_call = false;
};

/// The rule of the options' format and tools. Errors: invalid_argument, `where` naming "response_format" or "tools".
Result<WritingRule> writing_rule(const GenerateOptions& options);

/// Takes the text apart into what a reader sees and calls.
class ToolCallReader {
 public:
  struct Piece {
    std::string text;
    std::vector<ToolCallDelta> calls;
  };
  Piece push(std::string_view text);
  /// What was still held back at the end.
  Piece finish();
  /// All calls so far, whole or cut.
  std::vector<ToolCall> take_calls() { return std::move(calls_); }
  bool in_call() const { return place_ != Place::text; }

 private:
  enum class Place { text, head, arguments, tail };
  bool step(Piece& piece);
  bool read_text(Piece& piece);
  bool read_head(Piece& piece);
  bool read_arguments(Piece& piece);
  bool read_tail();

  Place place_ = Place::text;
  std::string pending_;
  std::vector<ToolCall> calls_;
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace onggi::model
