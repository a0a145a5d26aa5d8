// summarise: sentences of the text without a model; with one its own words, a long text first piece by piece.
#include "answer/functions/meeting.h"
#include "answer/functions/model_call.h"
#include "answer/functions/outline.h"
#include "answer/functions/ranked_sentences.h"
#include "answer/functions/work.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr int kRoundsMax = 4;  // of summaries of summaries

SummaryLength length_of(const FunctionOptions& options) {
  SummaryLength length{static_cast<std::size_t>(options.integer("sentences")),
                       static_cast<std::size_t>(options.integer("characters"))};
  if (length.sentences == 0 && length.characters == 0) length.sentences = 3;
  return length;
}

std::string joined(const std::vector<std::string>& sentences, std::string_view form) {
  std::string text;
  for (const std::string& one : sentences) text += form == "list" ? "- " + one + "\n" : (text.empty() ? "" : " ") + one;
  if (form != "list" && !text.empty()) text += "\n";
  return text;
}

Result<Made> by_sentences(const FunctionCall& call, const std::string& form) {
  const auto outline = outline_of(call.request.text);
  const auto sentences = sentences_of(outline);
  ONGGI_TRY(const auto chosen,
            choose_sentences(outline, sentences, length_of(call.options), call.parts.analyzer, call.cancel));
  std::vector<std::string> texts;
  texts.reserve(chosen.size());
  for (const std::size_t at : chosen) texts.push_back(sentences[at].text);
  return Made{.text = joined(texts, form), .json = {{"sentences", texts}, {"of", sentences.size()}}};
}

std::string length_words(const SummaryLength& length) {
  std::string words;
  if (length.sentences > 0) words = "최대 " + std::to_string(length.sentences) + "문장";
  if (length.characters > 0) words += (words.empty() ? "" : ", ") + std::to_string(length.characters) + "자 이내";
  return words;
}

// A summary may be a little longer than it should be; twice as long is none.
std::string too_long(const std::string& text, const SummaryLength& length) {
  if (length.characters > 0 && count_code_points(text) > length.characters * 3 / 2)
    return "분량을 넘었습니다. " + length_words(length) + "로 써야 합니다";
  if (length.sentences > 0 && split_sentences(text).size() > length.sentences * 2)
    return "분량을 넘었습니다. " + length_words(length) + "으로 써야 합니다";
  return {};
}

Asked asked_for(const FunctionCall& call, const std::string& form, const std::string& text) {
  return {.prompt = "summarise.text",
          .values = {{"length", length_words(length_of(call.options))},
                     {"form", form == "list" ? "한 줄에 하나씩 \"- \"로 시작하는 목록" : "이어지는 글"}},
          .text = text,
          .tokens_max = 512};
}

// Map and reduce: pieces that fit are summarised, then their summaries, until one piece is left.
Result<Made> in_own_words(const FunctionCall& call, const std::string& form) {
  const SummaryLength length = length_of(call.options);
  std::string text = call.request.text;
  Made made;
  for (int round = 0; round < kRoundsMax; ++round) {
    const Asked asked = asked_for(call, form, text);
    ONGGI_TRY(const auto pieces, pieces_for(call, asked, INT32_MAX));
    std::string together;
    for (const std::string_view piece : pieces) {
      Asked one = asked;
      one.text = piece;
      ONGGI_TRY(const Written written,
                ask_for_text(call, one, [&](const std::string& summary) { return too_long(summary, length); }));
      made.taken += written.taken;
      together += written.text + "\n\n";
    }
    text = together;
    if (pieces.size() > 1) continue;
    made.text = text.substr(0, text.size() - 1);
    made.json = {{"summary", text.substr(0, text.size() - 2)}, {"rounds", round + 1}};
    return made;
  }
  return fail(ErrorCode::limit_exceeded, "the text is too long for the context of this model, even piece by piece",
              "context_length_exceeded");
}

json minutes_schema() {
  const json text = {{"type", "string"}};
  const json texts = {{"type", "array"}, {"items", text}};
  const json task = {{"type", "object"},
                     {"properties", {{"text", text}, {"who", text}, {"due", text}}},
                     {"required", {"text", "who", "due"}}};
  return {{"type", "object"},
          {"properties", {{"decisions", texts}, {"tasks", {{"type", "array"}, {"items", task}}}, {"dates", texts}}},
          {"required", {"decisions", "tasks", "dates"}}};
}

Result<Made> meeting(const FunctionCall& call) {
  Made made;
  if (call.model == nullptr) {
    const auto outline = outline_of(call.request.text);
    const Minutes minutes = read_minutes(outline, sentences_of(outline));
    return Made{.text = to_text(minutes), .json = to_json(minutes)};
  }
  ONGGI_TRY(
      const Written written,
      ask_for_json(call, {.prompt = "summarise.meeting", .values = {}, .text = call.request.text, .tokens_max = 1'024},
                   minutes_schema()));
  Minutes minutes;
  minutes.decisions = written.json["decisions"].get<std::vector<std::string>>();
  minutes.dates = written.json["dates"].get<std::vector<std::string>>();
  for (const json& task : written.json["tasks"]) minutes.tasks.push_back({task["text"], task["who"], task["due"]});
  made.text = to_text(minutes);
  made.json = to_json(minutes);
  made.taken += written.taken;
  note_cut(made.json, written);
  return made;
}

}  // namespace

Result<Made> summarise(const FunctionCall& call) {
  const std::string form = call.options.text("form");
  if (form == "meeting") return meeting(call);
  return call.model == nullptr ? by_sentences(call, form) : in_own_words(call, form);
}

}  // namespace onggi::answer_room
