// See prompt_text.h.
#include "prompt/prompt_text.h"

#include <algorithm>
#include <array>
#include <set>

namespace onggi {
namespace {

constexpr std::string_view kOpen = "자료", kClose = "</자료>";
constexpr std::array<std::string_view, 6> kTroubles = {"unknown_variable", "unclosed_braces", "missing_variable",
                                                       "prompt_too_long",  "prompt_empty",    "prompt_not_text"};
constexpr std::array<std::string_view, 3> kFences = {"\"\"\"", "```", "'''"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n\r") + 1 - begin);
}

/// "3:15", counted in code points as editors do.
std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return std::to_string(std::ranges::count(before, '\n') + 1) + ":" +
         std::to_string(count_code_points(before.substr(start)) + 1);
}

void find_faults(const PromptInfo& info, std::string_view text, PromptPart part, std::set<std::string_view>& named,
                 std::vector<PromptFault>& faults) {
  std::size_t behind = 0;
  for (const PromptPlace& place : prompt_places(text)) {
    behind = place.bytes.end;
    named.insert(place.name);
    if (info.variable(place.name) == nullptr)
      faults.push_back({PromptTrouble::unknown_variable, part, place.bytes, {}});
  }
  if (const std::size_t open = text.find("{{", behind); open != std::string_view::npos)
    faults.push_back({PromptTrouble::unclosed_braces, part, {open, text.size()}, {}});
}

bool is_text(std::string_view text) { return is_valid_utf8(text) && text.find('\0') == std::string_view::npos; }

std::string names_of(const PromptInfo& info) {
  std::string names;
  for (const PromptVariable& one : info.variables) names += (names.empty() ? "" : ", ") + one.name;
  return names;
}

/// Names of marks that the wording closes: 자료, and "질문" where it says "</질문>".
std::vector<std::string> closed_marks(const PromptTexts& texts) {
  constexpr std::size_t kNameBytesMax = 60;
  std::vector<std::string> names = {std::string(kOpen)};
  for (const std::string_view text : {std::string_view(texts.system), std::string_view(texts.user)})
    for (std::size_t at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
      const std::size_t end = text.find('>', at);
      if (end == std::string_view::npos || end - at > kNameBytesMax) continue;
      const std::string_view name = trimmed(text.substr(at + 2, end - at - 2));
      if (!name.empty() && std::ranges::find(names, name) == names.end()) names.emplace_back(name);
    }
  return names;
}

std::vector<std::string_view> fences_of(const PromptTexts& texts) {
  std::vector<std::string_view> fences;
  for (const std::string_view fence : kFences)
    if (texts.system.contains(fence) || texts.user.contains(fence)) fences.push_back(fence);
  return fences;
}

// "</ 자료 >" closes for a model as well as "</자료>" does: the stroke goes.
void open_marks(std::string& text, std::string_view name) {
  for (std::size_t at = text.find("</"); at != std::string::npos; at = text.find("</", at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return;
    if (trimmed(std::string_view(text).substr(at + 2, end - at - 2)) == name) text[at + 1] = ' ';
  }
}

void open_fence(std::string& text, std::string_view fence) {
  const std::string apart = std::string(fence.substr(0, 2)) + " " + std::string(fence.substr(2));
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 2))
    text.replace(at, fence.size(), apart);
}

class Filling {
 public:
  Filling(const PromptInfo& info, const PromptTexts& texts, const PromptValues& values)
      : info_(info), values_(values), marks_(closed_marks(texts)), fences_(fences_of(texts)) {}

  std::string fill(std::string_view text) const {
    std::string result;
    std::size_t at = 0;
    for (const PromptPlace& place : prompt_places(text)) {
      result += text.substr(at, place.bytes.begin - at);
      if (const auto value = values_.find(place.name); value != values_.end())
        result += safe(place.name, value->second);
      at = place.bytes.end;
    }
    return result.append(text.substr(at));
  }

 private:
  std::string safe(std::string_view name, std::string value) const {
    const PromptVariable* variable = info_.variable(name);
    const bool marked = variable != nullptr && variable->kind == PromptValueKind::material;
    for (const std::string& mark : marks_)
      if (!marked || mark != kOpen) open_marks(value, mark);
    for (const std::string_view fence : fences_) open_fence(value, fence);
    return value;
  }

  const PromptInfo& info_;
  const PromptValues& values_;
  std::vector<std::string> marks_;
  std::vector<std::string_view> fences_;
};

}  // namespace

std::string_view to_string(PromptPart part) { return part == PromptPart::system ? "system" : "user"; }
std::string_view to_string(PromptTrouble trouble) { return kTroubles.at(static_cast<std::size_t>(trouble)); }

std::vector<PromptPlace> prompt_places(std::string_view text) {
  std::vector<PromptPlace> places;
  for (std::size_t open = text.find("{{"); open != std::string_view::npos;) {
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    places.push_back({{open, close + 2}, trimmed(text.substr(open + 2, close - open - 2))});
    open = text.find("{{", close + 2);
  }
  return places;
}

std::vector<PromptFault> prompt_faults(const PromptInfo& info, const PromptTexts& texts) {
  std::vector<PromptFault> faults;
  const auto parts = {std::pair(PromptPart::system, std::string_view(texts.system)),
                      std::pair(PromptPart::user, std::string_view(texts.user))};
  for (const auto& [part, text] : parts)
    if (!is_text(text)) return {{PromptTrouble::not_text, part, {}, {}}};
  if (texts.system.size() + texts.user.size() > kPromptBytesMax)
    return {
        {PromptTrouble::too_long, texts.user.size() > kPromptBytesMax ? PromptPart::user : PromptPart::system, {}, {}}};
  if (trimmed(texts.user).empty()) faults.push_back({PromptTrouble::empty, PromptPart::user, {}, {}});
  std::set<std::string_view> named;
  for (const auto& [part, text] : parts) find_faults(info, text, part, named, faults);
  for (const PromptVariable& one : info.variables)
    if (one.required && !named.contains(one.name))
      faults.push_back({PromptTrouble::missing_variable, PromptPart::user, {}, one.name});
  return faults;
}

Result<void> check_prompt(const PromptInfo& info, const PromptTexts& texts) {
  const auto faults = prompt_faults(info, texts);
  if (faults.empty()) return {};
  const PromptFault& first = faults.front();
  const std::string reason(to_string(first.trouble));
  const std::string part(to_string(first.part));
  const std::string& text = first.part == PromptPart::system ? texts.system : texts.user;
  switch (first.trouble) {
    case PromptTrouble::unknown_variable:
      return fail(
          ErrorCode::bad_input,
          part + ":" + line_and_column(text, first.bytes.begin) + ": no such variable; there are " + names_of(info),
          reason);
    case PromptTrouble::unclosed_braces:
      return fail(ErrorCode::bad_input, part + ":" + line_and_column(text, first.bytes.begin) + ": {{ without }}",
                  reason);
    case PromptTrouble::missing_variable:
      return fail(ErrorCode::bad_input, "the variable {{" + first.variable + "}} is missing", reason);
    case PromptTrouble::too_long:
      return fail(ErrorCode::limit_exceeded,
                  "a prompt has at most " + std::to_string(kPromptBytesMax) + " bytes, system and user together",
                  reason);
    case PromptTrouble::empty:
      return fail(ErrorCode::bad_input, "the user text is empty", reason);
    case PromptTrouble::not_text:
      break;
  }
  return fail(ErrorCode::bad_input, part + " is not text in UTF-8", reason);
}

std::string marked_material(std::string_view text, std::size_t number) {
  std::string body(text);
  open_marks(body, kOpen);
  const std::string numbered = number == 0 ? "" : " 번호=" + std::to_string(number);
  return "<" + std::string(kOpen) + numbered + ">\n" + body + "\n" + std::string(kClose);
}

PromptTexts fill_prompt(const PromptInfo& info, const PromptTexts& texts, const PromptValues& values) {
  const Filling filling(info, texts, values);
  return {filling.fill(texts.system), filling.fill(texts.user)};
}

}  // namespace onggi
