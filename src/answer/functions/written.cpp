// What only a language model can do: draft, translate, restyle, extract, converse.
#include <algorithm>

#include "answer/functions/model_call.h"
#include "answer/functions/schema.h"
#include "answer/functions/voice.h"
#include "answer/functions/work.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

struct Shares {
  double hangul = 0, latin = 0, kana = 0, hanja = 0;  // of all letters
};

Shares shares_of(std::string_view text) {
  Shares shares;
  double letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t one = next_code_point(text, at);
    double* kind = is_hangul(one)                   ? &shares.hangul
                   : is_hanja(one)                  ? &shares.hanja
                   : (one >= U'ぁ' && one <= U'ヿ') ? &shares.kana
                   : (one >= U'a' && one <= U'z') || (one >= U'A' && one <= U'Z') || (one >= U'À' && one <= U'ỹ')
                       ? &shares.latin
                       : nullptr;
    if (kind != nullptr) *kind += 1, letters += 1;
  }
  if (letters > 0) shares.hangul /= letters, shares.latin /= letters, shares.kana /= letters, shares.hanja /= letters;
  return shares;
}

struct Language {
  std::string_view id, korean;
  bool (*is_it)(const Shares& shares);
};
constexpr Language kLanguages[] = {
    {"ko", "한국어", [](const Shares& it) { return it.hangul > 0.5; }},
    {"en", "영어", [](const Shares& it) { return it.latin > 0.7; }},
    {"ja", "일본어", [](const Shares& it) { return it.kana > 0.2; }},
    {"zh", "중국어", [](const Shares& it) { return it.hanja > 0.6 && it.kana < 0.05; }},
    {"vi", "베트남어", [](const Shares& it) { return it.latin > 0.7; }},
};

std::string not_in(const Language& language, const std::string& text) {
  return language.is_it(shares_of(text)) ? "" : std::string(language.korean) + "로 써야 합니다";
}

struct Style {
  std::string_view id, korean;
};
constexpr Style kStyles[] = {{"formal", "합니다체(격식 있는 존댓말)"},
                             {"polite", "해요체(부드러운 존댓말)"},
                             {"plain", "해라체(보고서와 기사의 말투)"},
                             {"easy", "누구나 아는 쉬운 말"},
                             {"standard", "표준어"},
                             {"gyeongsang", "경상도 사투리"},
                             {"jeolla", "전라도 사투리"},
                             {"chungcheong", "충청도 사투리"},
                             {"gangwon", "강원도 사투리"},
                             {"jeju", "제주도 사투리"}};

// The first sentence that does not end as it should.
std::string other_register(const std::string& text, std::optional<Register> wanted, const Analyzer& analyzer) {
  if (!wanted) return not_in(kLanguages[0], text);
  const VoiceProfile profile{.register_wanted = wanted};
  return check_voice(text, profile, analyzer).empty()
             ? not_in(kLanguages[0], text)
             : "모든 문장을 " + std::string(korean_name(*wanted)) + "로 끝내야 합니다";
}

// The form that each template asks for.
std::string wrong_form(const std::string& text, std::string_view form) {
  if (form == "report")
    for (const std::string_view part : {"# ", "## 개요", "## 주요 내용", "## 향후 계획"})
      if (!text.contains(part)) return "\"" + std::string(part) + "\" 부분이 빠졌습니다";
  if (form == "official_letter")
    for (const std::string_view part : {"수신", "제목", "끝."})
      if (!text.contains(part)) return "\"" + std::string(part) + "\" 부분이 빠졌습니다";
  return not_in(kLanguages[0], text);
}

Result<std::string> glossary_lines(const json& glossary) {
  if (!glossary.is_object()) return wrong_option("glossary", "must be an object of strings");
  std::string lines;
  for (const auto& [term, translation] : glossary.items()) {
    if (!translation.is_string()) return wrong_option("glossary", "must be an object of strings");
    lines += "- " + term + ": " + translation.get<std::string>() + "\n";
  }
  return lines.empty() ? lines : "다음 용어는 정해진 대로 옮깁니다.\n" + lines;
}

std::string term_left_out(const json& glossary, std::string_view piece, const std::string& text) {
  for (const auto& [term, translation] : glossary.items())
    if (piece.contains(term) && !text.contains(translation.get_ref<const std::string&>()))
      return "‘" + term + "’은(는) ‘" + translation.get<std::string>() + "’(으)로 옮겨야 합니다";
  return {};
}

// The turns before, each as data.
Result<std::string> history_lines(const json& history) {
  if (!history.is_array()) return wrong_option("history", "must be a list of {role, content}");
  std::string lines;
  for (const json& turn : history) {
    if (!turn.is_object() || !turn.contains("role") || !turn.contains("content") || !turn["content"].is_string() ||
        (turn["role"] != "user" && turn["role"] != "assistant"))
      return wrong_option("history", "must be a list of {role: user or assistant, content}");
    lines += (turn["role"] == "user" ? "사용자: " : "상담원: ") + turn["content"].get<std::string>() + "\n";
  }
  return lines.empty() ? lines : "지금까지의 대화:\n" + lines + "\n";
}

}  // namespace

Result<Made> draft(const FunctionCall& call) {
  ONGGI_TRY(const VoiceProfile voice, read_voice(call.options.at("voice")));
  const std::string form = call.options.text("template"), title = call.options.text("title");
  const std::string prompt = "draft." + form;
  ONGGI_TRY(const Written written,
            ask_for_text(call,
                         {.prompt = prompt,
                          .values = {{"title", title.empty() ? "" : "‘" + title + "’ "}, {"voice", voice_rules(voice)}},
                          .text = call.request.text,
                          .tokens_max = 1'024},
                         [&](const std::string& text) { return wrong_form(text, form); }));
  Made made{.text = written.text + "\n",
            .json = {{"template", form},
                     {"draft", written.text},
                     {"voice", to_json(check_voice(written.text, voice, call.parts.analyzer))}}};
  made.taken += written.taken;
  note_cut(made.json, written);
  return made;
}

Result<Made> translate(const FunctionCall& call) {
  const Language& language = *std::ranges::find(kLanguages, call.options.text("to"), &Language::id);
  const json& glossary = call.options.at("glossary");
  ONGGI_TRY(const std::string lines, glossary_lines(glossary));
  ONGGI_TRY(const Written written,
            ask_in_pieces(call,
                          {.prompt = "translate",
                           .values = {{"language", std::string(language.korean)}, {"glossary", lines}},
                           .text = call.request.text,
                           .tokens_max = 1'024},
                          [&](std::string_view piece, const std::string& text) {
                            const std::string other = not_in(language, text);
                            return other.empty() ? term_left_out(glossary, piece, text) : other;
                          }));
  Made made{.text = written.text, .json = {{"to", language.id}, {"translation", written.text}}};
  made.taken += written.taken;
  return made;
}

Result<Made> restyle(const FunctionCall& call) {
  const Style& style = *std::ranges::find(kStyles, call.options.text("style"), &Style::id);
  ONGGI_TRY(const VoiceProfile voice, read_voice(call.options.at("voice")));
  const auto wanted = register_from(style.id);
  ONGGI_TRY(const Written written,
            ask_in_pieces(call,
                          {.prompt = "restyle",
                           .values = {{"style", std::string(style.korean)}, {"voice", voice_rules(voice)}},
                           .text = call.request.text,
                           .tokens_max = 1'024},
                          [&](std::string_view, const std::string& text) {
                            return other_register(text, wanted, call.parts.analyzer);
                          }));
  Made made{.text = written.text,
            .json = {{"style", style.id},
                     {"restyled", written.text},
                     {"voice", to_json(check_voice(written.text, voice, call.parts.analyzer))}}};
  made.taken += written.taken;
  return made;
}

Result<Made> extract(const FunctionCall& call) {
  const json& schema = call.options.at("schema");
  if (schema.is_null()) return wrong_option("schema", "is required: a JSON schema of an object");
  ONGGI_CHECK(check_schema(schema));
  if (!schema.contains("type") || schema["type"] != "object") return wrong_option("schema", "must be of type object");
  ONGGI_TRY(
      const Written written,
      ask_for_json(
          call,
          {.prompt = "extract", .values = {{"schema", schema.dump()}}, .text = call.request.text, .tokens_max = 1'024},
          schema));
  Made made{.text = written.json.dump(2) + "\n", .json = {{"extracted", written.json}}};
  made.taken += written.taken;
  note_cut(made.json, written);
  return made;
}

Result<Made> converse(const FunctionCall& call) {
  ONGGI_TRY(const std::string history, history_lines(call.options.at("history")));
  const std::string instructions = call.options.text("instructions");
  const json text = {{"type", "string"}};
  const json schema = {{"type", "object"},
                       {"properties",
                        {{"kind", {{"type", "string"}, {"enum", {"answer", "question"}}}},
                         {"text", text},
                         {"choices", {{"type", "array"}, {"items", text}}}}},
                       {"required", {"kind", "text"}}};
  ONGGI_TRY(Written written,
            ask_for_json(call,
                         {.prompt = "converse",
                          .values = {{"history", history},
                                     {"instructions", instructions.empty() ? "" : "회사의 지침: " + instructions}},
                          .text = call.request.text,
                          .tokens_max = 512},
                         schema));
  if (!written.json.contains("choices")) written.json["choices"] = json::array();
  Made made{.text = written.json["text"].get<std::string>() + "\n", .json = written.json};
  for (const json& choice : written.json["choices"]) made.text += "- " + choice.get<std::string>() + "\n";
  made.taken += written.taken;
  note_cut(made.json, written);
  return made;
}

}  // namespace onggi::answer_room
