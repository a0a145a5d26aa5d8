// A company's voice: what texts must sound like, as rules that can be checked. Inside of room answer.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "text/analyzer.h"

namespace onggi::answer_room {

/// How sentences end: 합니다체, 해요체, 해라체 (also of books and newspapers).
enum class Register : std::uint8_t { formal, polite, plain };
std::optional<Register> register_from(std::string_view name);
std::string_view korean_name(Register one);

struct VoiceProfile {
  std::optional<Register> register_wanted;
  std::vector<std::string> forbidden;
  std::vector<std::pair<std::string, std::string>> preferred;  // what not to say, what to say instead
  std::int64_t sentence_characters_max = -1, exclamation_marks_max = -1, english_percent_max = -1;  // -1: any
};

/// {"register":"formal|polite|plain","forbidden":[],"preferred":{"not this":"this"},"sentence_characters_max",
/// "exclamation_marks_max","english_percent_max"}; null or {}: asks for nothing. Errors: invalid_argument.
Result<VoiceProfile> read_voice(const nlohmann::json& given);

struct VoiceFinding {
  std::string_view rule;  // "register", "forbidden", "preferred", "sentence_length", "exclamation_marks", "english"
  std::size_t start = 0, end = 0;  // code points
  std::string text, hint;          // what stands there; what to do
};

/// In order of the text. A sentence that ends in a noun (개조식) has no register. Cost: linear.
std::vector<VoiceFinding> check_voice(std::string_view text, const VoiceProfile& profile, const Analyzer& analyzer);

/// How this sentence ends; none: in a noun, or not as Korean sentences do.
std::optional<Register> register_of(std::string_view sentence, const Analyzer& analyzer);

nlohmann::json to_json(const std::vector<VoiceFinding>& findings);
/// For a prompt: one rule a line; empty where nothing is asked for.
std::string voice_rules(const VoiceProfile& profile);

}  // namespace onggi::answer_room
