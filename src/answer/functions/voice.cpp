// Rules of a voice, checked by what stands there.
#include "answer/functions/voice.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "answer/functions/options.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

std::string_view without_marks(std::string_view sentence) {
  for (bool cut = true; cut && !sentence.empty();) {
    cut = false;
    for (const std::string_view mark : {".", "!", "?", "~", " ", "\"", "'", ")", "”", "’", "…", "^"})
      if (sentence.ends_with(mark)) sentence.remove_suffix(mark.size()), cut = true;
  }
  return sentence;
}

Result<void> read_limit(const json& given, const char* name, std::int64_t& limit) {
  if (!given.contains(name)) return {};
  if (!given[name].is_number_integer() || given[name].get<std::int64_t>() < 0)
    return wrong_option("voice", std::string(name) + " must be a whole number, 0 or more");
  limit = given[name].get<std::int64_t>();
  return {};
}

Result<void> read_words(const json& given, VoiceProfile& profile) {
  if (given.contains("forbidden")) {
    if (!given["forbidden"].is_array()) return wrong_option("voice", "forbidden must be a list of strings");
    for (const json& word : given["forbidden"]) {
      if (!word.is_string() || word.get_ref<const std::string&>().empty())
        return wrong_option("voice", "forbidden must be a list of strings");
      profile.forbidden.push_back(word.get<std::string>());
    }
  }
  if (!given.contains("preferred")) return {};
  if (!given["preferred"].is_object()) return wrong_option("voice", "preferred must be an object of strings");
  for (const auto& [word, instead] : given["preferred"].items()) {
    if (word.empty() || !instead.is_string()) return wrong_option("voice", "preferred must be an object of strings");
    profile.preferred.emplace_back(word, instead.get<std::string>());
  }
  return {};
}

class Check {
 public:
  Check(std::string_view text, const VoiceProfile& profile, const Analyzer& analyzer)
      : text_(text), profile_(profile), analyzer_(analyzer) {}

  std::vector<VoiceFinding> run() {
    for (const std::string& word : profile_.forbidden) look_for(word, "forbidden", "쓰지 않는 말입니다");
    for (const auto& [word, instead] : profile_.preferred)
      look_for(word, "preferred", "‘" + instead + "’(으)로 씁니다");
    for (const ByteRange sentence : split_sentences(text_)) look_at(sentence);
    look_for_marks();
    look_at_english();
    std::ranges::stable_sort(findings_, {}, &VoiceFinding::start);
    return std::move(findings_);
  }

 private:
  void add(std::string_view rule, ByteRange bytes, std::string hint) {
    const std::size_t start = count_code_points(text_.substr(0, bytes.begin));
    const std::string_view there = slice(text_, bytes);
    findings_.push_back({rule, start, start + count_code_points(there), std::string(there), std::move(hint)});
  }

  void look_for(const std::string& word, std::string_view rule, const std::string& hint) {
    for (std::size_t at = text_.find(word); at != std::string_view::npos; at = text_.find(word, at + word.size()))
      add(rule, {at, at + word.size()}, hint);
  }

  void look_at(ByteRange sentence) {
    const std::string_view there = slice(text_, sentence);
    const std::int64_t most = profile_.sentence_characters_max;
    if (most >= 0 && static_cast<std::int64_t>(count_code_points(there)) > most)
      add("sentence_length", sentence, "한 문장은 " + std::to_string(most) + "자까지 씁니다");
    if (!profile_.register_wanted) return;
    const auto used = register_of(there, analyzer_);
    if (used && used != profile_.register_wanted)
      add("register", sentence, std::string(korean_name(*profile_.register_wanted)) + "로 끝냅니다");
  }

  void look_for_marks() {
    const std::int64_t most = profile_.exclamation_marks_max;
    if (most < 0) return;
    std::int64_t found = 0;
    for (std::size_t at = text_.find('!'); at != std::string_view::npos; at = text_.find('!', at + 1))
      if (++found > most) add("exclamation_marks", {at, at + 1}, "느낌표는 " + std::to_string(most) + "개까지 씁니다");
  }

  void look_at_english() {
    if (profile_.english_percent_max < 0) return;
    std::int64_t latin = 0, letters = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const char32_t one = next_code_point(text_, at);
      const bool is_latin = (one >= U'a' && one <= U'z') || (one >= U'A' && one <= U'Z');
      latin += is_latin ? 1 : 0;
      letters += is_latin || is_hangul(one) ? 1 : 0;
    }
    if (latin * 100 > letters * profile_.english_percent_max)
      add("english", {0, text_.size()},
          "로마자는 " + std::to_string(profile_.english_percent_max) + "%까지 씁니다 (지금 " +
              std::to_string(latin * 100 / std::max<std::int64_t>(letters, 1)) + "%)");
  }

  std::string_view text_;
  const VoiceProfile& profile_;
  const Analyzer& analyzer_;
  std::vector<VoiceFinding> findings_;
};

}  // namespace

std::optional<Register> register_from(std::string_view name) {
  if (name == "formal") return Register::formal;
  if (name == "polite") return Register::polite;
  if (name == "plain") return Register::plain;
  return std::nullopt;
}

std::string_view korean_name(Register one) {
  switch (one) {
    case Register::formal:
      return "합니다체";
    case Register::polite:
      return "해요체";
    case Register::plain:
      return "해라체";
  }
  return "";
}

Result<VoiceProfile> read_voice(const json& given) {
  VoiceProfile profile;
  if (given.is_null()) return profile;
  if (!given.is_object()) return wrong_option("voice", "must be an object");
  constexpr std::string_view kFields =
      " register forbidden preferred sentence_characters_max exclamation_marks_max english_percent_max ";
  for (const auto& [name, value] : given.items())
    if (!kFields.contains(" " + name + " "))
      return wrong_option("voice", "has no field " + name + "; it has:" + std::string(kFields));
  if (given.contains("register")) {
    if (given["register"].is_string())
      profile.register_wanted = register_from(given["register"].get_ref<const std::string&>());
    if (!profile.register_wanted) return wrong_option("voice", "register must be formal, polite or plain");
  }
  ONGGI_CHECK(read_words(given, profile));
  ONGGI_CHECK(read_limit(given, "sentence_characters_max", profile.sentence_characters_max));
  ONGGI_CHECK(read_limit(given, "exclamation_marks_max", profile.exclamation_marks_max));
  ONGGI_CHECK(read_limit(given, "english_percent_max", profile.english_percent_max));
  return profile;
}

std::vector<VoiceFinding> check_voice(std::string_view text, const VoiceProfile& profile, const Analyzer& analyzer) {
  return Check(text, profile, analyzer).run();
}

std::optional<Register> register_of(std::string_view sentence, const Analyzer& analyzer) {
  const std::string_view bare = without_marks(sentence);
  if (ends_with_any(bare, {"니다", "니까", "십시오", "시오", "읍시다", "ㅂ시다"})) return Register::formal;
  // Without its full stop a last ending reads like one that goes on.
  const auto morphemes = analyzer.morphemes(std::string(bare) + ".");
  if (morphemes.size() < 2) return std::nullopt;
  const std::string& tag = morphemes[morphemes.size() - 2].tag;
  const bool ending = tag.ends_with("EF") || tag.ends_with("EC") || tag == "JX";
  if (ends_with_any(bare, {"요", "죠"})) return ending ? std::optional(Register::polite) : std::nullopt;
  if (ends_with_any(bare, {"다", "는가", "은가", "자", "라", "냐", "니", "네", "지", "야", "해"}) &&
      tag.ends_with("EF"))
    return Register::plain;
  return std::nullopt;
}

json to_json(const std::vector<VoiceFinding>& findings) {
  json list = json::array();
  for (const VoiceFinding& one : findings)
    list.push_back(
        {{"rule", one.rule}, {"start", one.start}, {"end", one.end}, {"text", one.text}, {"hint", one.hint}});
  return list;
}

std::string voice_rules(const VoiceProfile& profile) {
  std::string rules;
  if (profile.register_wanted)
    rules += "- 모든 문장을 " + std::string(korean_name(*profile.register_wanted)) + "로 끝냅니다.\n";
  for (const std::string& word : profile.forbidden) rules += "- ‘" + word + "’은(는) 쓰지 않습니다.\n";
  for (const auto& [word, instead] : profile.preferred)
    rules.append("- ‘").append(word).append("’ 대신 ‘").append(instead).append("’(으)로 씁니다.\n");
  if (profile.sentence_characters_max >= 0)
    rules += "- 한 문장은 " + std::to_string(profile.sentence_characters_max) + "자를 넘지 않습니다.\n";
  if (profile.exclamation_marks_max >= 0)
    rules += "- 느낌표는 " + std::to_string(profile.exclamation_marks_max) + "개까지만 씁니다.\n";
  if (profile.english_percent_max >= 0)
    rules += "- 로마자는 글자의 " + std::to_string(profile.english_percent_max) + "%를 넘지 않습니다.\n";
  return rules;
}

}  // namespace onggi::answer_room
