// Rules by name, and the basic ones of JSON.
#include "model/grammar.h"

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <span>

namespace onggi::model {
namespace {

// A space or a line with its indentation: models write JSON on one line or on many. Unlimited space would let a weak
// model write nothing else.
constexpr std::string_view kSpace = R"(" "? | "\n" [ \t]{0,16})";
// One character of a string: a surrogate stands only in a pair, as in valid Unicode.
constexpr std::string_view kCharacter =
    R"([^"\\\x00-\x1F\x7F] | "\\" ["\\/bfnrt] | "\\u" ([0-9a-cA-CeEfF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2} | [dD] [89abAB] [0-9a-fA-F]{2} "\\u" [dD] [c-fC-F] [0-9a-fA-F]{2}))";
constexpr std::string_view kNumber = R"("-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?)";
constexpr std::string_view kValue = R"("null" | "true" | "false" | number | string | array | object)";
constexpr std::string_view kObject =
    R"("{" space (string space ":" space value space ("," space string space ":" space value space)*)? "}")";
constexpr std::string_view kArray = R"("[" space (value space ("," space value space)*)? "]")";

/// Where the character ends that begins at `at`.
std::size_t character_end(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) ++at;
  return at;
}

/// Sorted, different texts that agree in their first `from` bytes.
std::string ways_of(std::span<const std::string> texts, std::size_t from) {
  if (texts.size() == 1) return grammar_literal(texts[0].substr(from));
  std::size_t agreed = from;
  for (;;) {
    const std::size_t next = agreed < texts[0].size() ? character_end(texts[0], agreed) : std::string::npos;
    // Sorted: what the first and the last share, all share.
    if (next == std::string::npos || texts.back().substr(0, next) != texts[0].substr(0, next)) break;
    agreed = next;
  }
  std::string result;
  for (std::size_t begin = 0; begin < texts.size();) {
    std::size_t end = begin + 1;
    const std::string_view first = texts[begin];
    const std::size_t cut = agreed < first.size() ? character_end(first, agreed) : agreed;
    while (end < texts.size() && cut > agreed && texts[end].starts_with(first.substr(0, cut))) ++end;
    result += (begin == 0 ? "" : " | ") + ways_of(texts.subspan(begin, end - begin), agreed);
    begin = end;
  }
  const std::string shared = agreed == from ? "" : grammar_literal(texts[0].substr(from, agreed - from)) + " ";
  return shared + "(" + result + ")";
}

}  // namespace

std::string grammar_literal(std::string_view text) {
  std::string result = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') {
      result += '\\';
      result += byte;
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02X", static_cast<unsigned>(byte));
      result += escaped;
    } else {
      result += byte;
    }
  }
  return result + "\"";
}

std::string grammar_of_texts(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  return ways_of(texts, 0);
}

void GrammarBuilder::add_basics() {
  if (basics_) return;
  basics_ = true;
  for (const auto& [name, body] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"space", kSpace},
                                                                            {"character", kCharacter},
                                                                            {"string", R"("\"" character* "\"")"},
                                                                            {"number", kNumber},
                                                                            {"value", kValue},
                                                                            {"object", kObject},
                                                                            {"array", kArray}})
    rules_.emplace_back(name, body);
}

std::string GrammarBuilder::any_object() {
  add_basics();
  return "object";
}

std::string GrammarBuilder::any_value() {
  add_basics();
  return "value";
}

std::string GrammarBuilder::string_character() {
  add_basics();
  return "character";
}

std::string GrammarBuilder::add_rule(std::string_view hint, std::string body) {
  std::string name;
  for (const char byte : hint.substr(0, 24)) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    name += plain ? byte : '-';
  }
  name += "-" + std::to_string(rules_.size());  // the basic rules have no number: no name comes twice
  rules_.emplace_back(name, std::move(body));
  return name;
}

void GrammarBuilder::set_rule(const std::string& name, std::string body) {
  const auto rule = std::ranges::find(rules_, name, [](const auto& one) { return one.first; });
  if (rule != rules_.end()) rule->second = std::move(body);
}

std::string GrammarBuilder::text(const std::string& root) const {
  std::string result = "root ::= " + root + "\n";
  for (const auto& [name, body] : rules_) result.append(name).append(" ::= ").append(body).append("\n");
  return result;
}

}  // namespace onggi::model
