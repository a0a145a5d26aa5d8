// correct: spelling and spacing by rule or by a model, and what does not sound as the company does.
#include "answer/functions/model_call.h"
#include "answer/functions/voice.h"
#include "answer/functions/work.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

json correction_json(std::string_view text, const SpellingCorrection& one) {
  const std::size_t start = count_code_points(text.substr(0, one.bytes.begin));
  return {{"start", start},
          {"end", start + count_code_points(slice(text, one.bytes))},
          {"wrong", to_nfc(slice(text, one.bytes))},
          {"replacement", one.replacement.value_or("")},
          {"rule", one.rule},
          {"rule_name", spelling_rule_name(one.rule, RuleLanguage::korean)},
          {"confidence", rounded(one.confidence)}};
}

Result<Made> by_rule(const FunctionCall& call) {
  ONGGI_TRY(const auto checker, call.parts.spell_checker());
  const std::string& text = call.request.text;
  const auto corrections = checker->check(text);
  json list = json::array();
  for (const SpellingCorrection& one : corrections) list.push_back(correction_json(text, one));
  return Made{.text = apply_corrections(text, corrections), .json = {{"corrections", std::move(list)}}};
}

// A corrected text is about as long as it was: what is much shorter or longer is another text.
std::string not_the_same(std::string_view before, const std::string& after) {
  const double share = static_cast<double>(count_code_points(after)) / static_cast<double>(count_code_points(before));
  return share < 0.6 || share > 1.6 ? "글의 길이가 너무 달라졌습니다. 고친 글만 써야 합니다" : "";
}

Result<Made> by_model(const FunctionCall& call, const VoiceProfile& voice) {
  ONGGI_TRY(const Written written, ask_in_pieces(call,
                                                 {.prompt = "correct",
                                                  .values = {{"voice", voice_rules(voice)}},
                                                  .text = call.request.text,
                                                  .tokens_max = 1'024},
                                                 not_the_same));
  Made made{.text = written.text, .json = json::object()};
  made.taken += written.taken;
  return made;
}

}  // namespace

Result<Made> correct(const FunctionCall& call) {
  ONGGI_TRY(const VoiceProfile voice, read_voice(call.options.at("voice")));
  ONGGI_TRY(Made made, call.model == nullptr ? by_rule(call) : by_model(call, voice));
  made.json["text"] = made.text;
  made.json["voice"] = to_json(check_voice(made.text, voice, call.parts.analyzer));
  return made;
}

}  // namespace onggi::answer_room
