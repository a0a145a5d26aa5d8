// Room in the context, one retry with the trouble named, then an honest error.
#include "answer/functions/model_call.h"

#include <algorithm>

#include "answer/functions/schema.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr std::int32_t kMarginTokens = 96;  // the chat template's own, and the trouble of a second try
constexpr std::int32_t kPieceTokensMax =
    600;                                   // what is rewritten whole is asked for in pieces that models keep in view
constexpr std::int32_t kShortTokens = 64;  // that even a short piece may take; beyond that three times its own
constexpr std::int32_t kContextUnknown = 8'192;

std::int32_t context_of(const LanguageModel& model) {
  return model.info().context_tokens > 0 ? model.info().context_tokens : kContextUnknown;
}

std::int32_t tokens_written(const FunctionCall& call, const Asked& asked) {
  return std::min(asked.tokens_max, context_of(*call.model) / 3);
}

// Tokens that are left for the text.
Result<std::int32_t> room_for_text(const FunctionCall& call, const Asked& asked) {
  std::int32_t room = context_of(*call.model) - tokens_written(call, asked) - kMarginTokens;
  ONGGI_TRY(const auto messages, call.prompts.fill(asked.prompt, asked.values, ""));
  for (const ChatMessage& message : messages) room -= call.model->counter().count(message.content);
  if (room >= 32) return room;
  return fail(ErrorCode::limit_exceeded,
              "the model's context has no room for a text beside its instructions and options; give fewer or shorter "
              "options, or a model with a longer context",
              "context_length_exceeded");
}

// The longest beginning that has room, at the end of a sentence where there is one.
std::string_view beginning(std::string_view text, std::int32_t room, const TokenCounter& counter) {
  if (counter.count(text) <= room) return text;
  std::size_t low = 0, high = text.size();
  while (high - low > 64) {
    const std::size_t middle = floor_to_code_point(text, low + (high - low) / 2);
    if (counter.count(text.substr(0, middle)) <= room) low = middle;
    else high = middle;
  }
  std::size_t end = low;
  for (const ByteRange sentence : split_sentences(text.substr(0, low)))
    if (sentence.end < low) end = sentence.end;
  return text.substr(0, end);
}

// A server that knows no schemas, and a schema that no grammar holds, is asked for in words alone.
Result<Completion> generate(const FunctionCall& call, std::vector<ChatMessage> messages, const Asked& asked,
                            const OutputFormat& format, const std::string& trouble) {
  if (!trouble.empty())
    messages.back().content += "\n(앞서 쓴 답은 쓸 수 없었습니다. " + trouble + ". 규칙에 맞게 다시 쓰십시오.)";
  GenerateOptions options{.tokens_max = tokens_written(call, asked)};
  options.format = format;
  auto completion = call.model->generate(messages, options, nullptr, call.cancel);
  const bool is_refused = !completion && (completion.error().code == ErrorCode::invalid_argument ||
                                          completion.error().code == ErrorCode::unsupported);
  if (!is_refused || format.kind == OutputFormat::Kind::text) return completion;
  options.format = {};
  return call.model->generate(messages, options, nullptr, call.cancel);
}

std::unexpected<Error> not_usable(const FunctionCall& call) {
  return fail(ErrorCode::bad_input,
              "the model " + call.request.model + " wrote twice what does not have the form that " +
                  call.request.function + " gives; a larger model may do it",
              "model_output");
}

// Asks, looks at what came (`take` says what is wrong with it), asks once more.
Result<Written> ask(const FunctionCall& call, const Asked& asked, const OutputFormat& format,
                    const std::function<std::string(const Completion&, Written&)>& take) {
  ONGGI_TRY(const std::int32_t room, room_for_text(call, asked));
  const std::string_view text = beginning(asked.text, room, call.model->counter());
  ONGGI_TRY(const std::vector<ChatMessage> messages, call.prompts.fill(asked.prompt, asked.values, text));
  Written written;
  if (text.size() < asked.text.size()) written.read_characters = count_code_points(text);
  std::string trouble;
  for (int attempt = 0; attempt < 2; ++attempt) {
    ONGGI_TRY(const Completion completion, generate(call, messages, asked, format, trouble));
    written.taken += taken_by(completion);
    trouble = take(completion, written);
    if (trouble.empty()) return written;
  }
  return not_usable(call);
}

// The first whole object of what was written: models like to put words or fences around it.
json first_object(std::string_view text) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = open; at < text.size(); ++at) {
      if (quoted && text[at] == '\\') ++at;
      else if (text[at] == '"') quoted = !quoted;
      else if (!quoted && text[at] == '{') ++depth;
      else if (!quoted && text[at] == '}' && --depth == 0) {
        json found = json::parse(text.substr(open, at + 1 - open), nullptr, false);
        if (found.is_object()) return found;
        break;
      }
    }
  }
  return {};
}

// What stands between the marks when a model repeats them, and no white space around it.
std::string bare(std::string_view written) {
  for (const std::string_view mark : {"<자료>", "</자료>"})
    if (const std::size_t at = written.find(mark); at != std::string_view::npos)
      written = mark == "<자료>" ? written.substr(at + mark.size()) : written.substr(0, at);
  const std::size_t begin = written.find_first_not_of(" \n\r\t");
  if (begin == std::string_view::npos) return {};
  return std::string(written.substr(begin, written.find_last_not_of(" \n\r\t") + 1 - begin));
}

// Where a text may be cut: behind blank lines, else behind sentences; a sentence that alone is too long is cut hard.
std::vector<ByteRange> units_of(std::string_view text, std::int32_t room, const TokenCounter& counter) {
  std::vector<ByteRange> units;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find("\n\n", begin);
    end = end == std::string_view::npos ? text.size() : end + 2;
    if (counter.count(text.substr(begin, end - begin)) <= room) {
      units.push_back({begin, end});
    } else {
      const std::string_view paragraph = text.substr(begin, end - begin);
      std::size_t from = 0;
      for (const ByteRange sentence : split_sentences(paragraph)) {
        units.push_back({begin + from, begin + sentence.end});
        from = sentence.end;
      }
      if (from < paragraph.size() && !units.empty()) units.back().end = end;
    }
    begin = end;
  }
  return units;
}

}  // namespace

Result<Written> ask_for_json(const FunctionCall& call, const Asked& asked, const json& schema) {
  const OutputFormat format{
      .kind = OutputFormat::Kind::json_schema, .name = call.request.function, .details = schema.dump()};
  return ask(call, asked, format, [&](const Completion& completion, Written& written) -> std::string {
    written.json = first_object(completion.text);
    if (!written.json.is_object()) return "JSON 객체 하나만 써야 합니다";
    return misfit(written.json, schema);
  });
}

Result<Written> ask_for_text(const FunctionCall& call, const Asked& asked, const TextCheck& check) {
  return ask(call, asked, {}, [&](const Completion& completion, Written& written) -> std::string {
    written.text = bare(completion.text);
    if (completion.finish_reason == FinishReason::length) return "끝을 맺지 못했습니다. 더 짧게 써야 합니다";
    if (written.text.empty()) return "아무것도 쓰지 않았습니다";
    return check(written.text);
  });
}

Result<std::vector<std::string_view>> pieces_for(const FunctionCall& call, const Asked& asked, std::int32_t most) {
  ONGGI_TRY(const std::int32_t room, room_for_text(call, asked));
  most = std::min(room, most);
  const TokenCounter& counter = call.model->counter();
  std::vector<std::string_view> pieces;
  ByteRange piece;
  for (const ByteRange unit : units_of(asked.text, most, counter)) {
    const ByteRange together{piece.begin, unit.end};
    if (piece.size() > 0 && counter.count(slice(asked.text, together)) > most) {
      pieces.push_back(slice(asked.text, piece));
      piece = unit;
    } else {
      piece = together;
    }
  }
  if (piece.size() > 0) pieces.push_back(slice(asked.text, piece));
  return pieces;
}

Result<Written> ask_in_pieces(const FunctionCall& call, const Asked& asked, const PieceCheck& check) {
  const std::int32_t most = std::min(kPieceTokensMax, tokens_written(call, asked) * 3 / 4);
  ONGGI_TRY(const auto pieces, pieces_for(call, asked, most));
  Written all;
  for (const std::string_view piece : pieces) {
    const std::size_t last = piece.find_last_not_of(" \n\r\t");
    if (last == std::string_view::npos) continue;
    Asked one = asked;
    one.text = piece.substr(0, last + 1);
    one.tokens_max = std::min(asked.tokens_max, kShortTokens + 3 * call.model->counter().count(one.text));
    ONGGI_TRY(const Written written,
              ask_for_text(call, one, [&](const std::string& text) { return check(one.text, text); }));
    if (written.read_characters > 0)
      return fail(ErrorCode::limit_exceeded, "a single sentence is longer than the model reads",
                  "context_length_exceeded");
    const std::string finished = written.text + std::string(piece.substr(last + 1));
    ONGGI_CHECK(call.tell(finished));
    all.text += finished;
    all.taken += written.taken;
  }
  return all;
}

void note_cut(json& object, const Written& written) {
  if (written.read_characters > 0) object["read_characters"] = written.read_characters;
}

}  // namespace onggi::answer_room
