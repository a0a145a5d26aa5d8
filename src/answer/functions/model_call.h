// Asking a language model for something whose form is checked. Inside of room answer.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "answer/functions/prompts.h"
#include "answer/functions/work.h"

namespace onggi::answer_room {

struct Asked {
  std::string_view prompt;  // of the table
  PromptValues values;
  std::string text;               // between the marks; cut at its end where the context has no room for all
  std::int32_t tokens_max = 512;  // of what is written; at most a third of the context
};

struct Written {
  std::string text;
  nlohmann::json json;
  std::size_t read_characters = 0;  // of the text, where it was cut; 0: all
  WorkTaken taken;
};

/// What is wrong with a text, in Korean for the model; empty: nothing.
using TextCheck = std::function<std::string(const std::string&)>;

/// JSON that fits the schema, asked for once more where it does not. Errors: as Functions::apply.
Result<Written> ask_for_json(const FunctionCall& call, const Asked& asked, const nlohmann::json& schema);

/// Text that passes the check and was written to its end, asked for once more where not.
Result<Written> ask_for_text(const FunctionCall& call, const Asked& asked, const TextCheck& check);

/// The same, of a text of any length: in pieces of whole paragraphs or sentences, joined as they were. `check` sees one
/// piece and what came of it. Each piece goes to the sink when it is done.
using PieceCheck = std::function<std::string(std::string_view piece, const std::string& written)>;
Result<Written> ask_in_pieces(const FunctionCall& call, const Asked& asked, const PieceCheck& check);

/// Pieces of the text, at most `most` tokens each, that the model can read together with this prompt, `tokens_max`
/// being written. Each is whole paragraphs where they are short enough, then whole sentences. Errors: limit_exceeded:
/// no room for anything.
Result<std::vector<std::string_view>> pieces_for(const FunctionCall& call, const Asked& asked, std::int32_t most);

/// "read_characters", where the text was cut.
void note_cut(nlohmann::json& json, const Written& written);

}  // namespace onggi::answer_room
