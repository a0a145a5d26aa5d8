// How a model writes calls of functions: the words around them, the grammar that holds it to them, and the way back out
// of the text. Inside of room model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace onggi::model {

/// The texts around the name and the JSON arguments of a call, as a model was trained to write them: read from its own
/// chat template (chat_format.h), or those of Hermes and Qwen models. White space in them may be another or none.
struct CallFormat {
  std::string begin;    // up to the name
  std::string middle;   // from the name to the arguments
  std::string between;  // from the arguments to the next call's name; empty: an answer holds one call
  std::string end;      // after the last call's arguments

  static constexpr char kId = '\x01';  // in them stands for an id of 1 to 64 letters, digits, - and _

  /// Stands at the beginning of `begin` and announces a call anywhere: "<tool_call>", "[TOOL_CALLS]". Empty: nothing
  /// does, so what begins an answer like a call is one, and later it is none.
  std::string_view mark() const;

  static CallFormat hermes();
};

/// The chat with descriptions, earlier calls and results written into its messages, in the words of Hermes and Qwen:
/// for models whose own template does not know of functions.
std::vector<ChatMessage> messages_with_tools(const std::vector<ChatMessage>& messages, const GenerateOptions& options);

/// Whether functions are offered to the model.
bool offers_tools(const GenerateOptions& options);

/// What restricts the writing: GBNF, from the first token on or only once a tool call begins. Empty: nothing.
struct WritingRule {
  std::string grammar;
  std::string trigger;  // regular expression of all text so far; what its group takes in is held to the grammar
  std::vector<std::int32_t> shown;  // control tokens that count as text: calls are told apart by them
};

/// The rule of the options' format and tools. Errors: invalid_argument, `where` naming "response_format" or "tools".
Result<WritingRule> writing_rule(const GenerateOptions& options, const CallFormat& format);

/// Takes the text apart into what a reader sees and calls.
class ToolCallReader {
 public:
  explicit ToolCallReader(CallFormat format) : format_(std::move(format)) {}

  struct Piece {
    std::string text;
    std::vector<ToolCallDelta> calls;
  };
  Piece push(std::string_view text);
  /// What was still held back at the end.
  Piece finish();
  /// All calls so far, whole or cut.
  std::vector<ToolCall> take_calls() { return std::move(calls_); }

 private:
  enum class Place { text, begin, name, arguments, tail };
  bool step(Piece& piece);
  bool read_text(Piece& piece);
  bool find_call(std::size_t& found) const;
  bool read_begin(Piece& piece);
  bool read_name(Piece& piece);
  bool read_arguments(Piece& piece);
  bool read_tail();
  bool give_up(Piece& piece);
  void show(Piece& piece, std::size_t length);

  CallFormat format_;
  Place place_ = Place::text;
  std::string pending_;
  std::size_t head_ = 0;    // bytes of `pending_` that were read of a call without a name so far
  bool any_shown_ = false;  // text before: a format without a mark has no calls any more
  std::vector<ToolCall> calls_;
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace onggi::model
