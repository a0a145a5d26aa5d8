// Reading the table. What is wrong in it is our own mistake and found by the first test.
#include "prompt/prompt_table.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>

#include "base/hash.h"
#include "prompt/prompt_text.h"

namespace onggi {
namespace prompt_room {
extern const std::string_view kShippedPrompts;  // data/prompts/prompts.toml
}

namespace {

constexpr std::array<std::string_view, 4> kKinds = {"setting", "order", "data", "material"};

std::unexpected<Error> wrong(const std::string& where, const std::string& what) {
  return fail(ErrorCode::bad_input, where + ": " + what, "bad_prompt");
}

std::string text_of(const toml::table& table, std::string_view name) { return table[name].value_or(std::string()); }

Result<std::vector<PromptVariable>> variables_of(const std::string& id, const toml::table& prompt) {
  std::vector<PromptVariable> variables;
  const toml::table* all = prompt["variable"].as_table();
  if (all == nullptr) return wrong(id, "has no variables");
  for (const auto& [name, node] : *all) {
    const toml::table* one = node.as_table();
    if (one == nullptr) return wrong(id, "a variable is a table");
    const auto* const kind = std::ranges::find(kKinds, text_of(*one, "kind"));
    if (kind == kKinds.end()) return wrong(id, "a variable is setting, order, data or material");
    variables.push_back({.name = std::string(name.str()),
                         .kind = static_cast<PromptValueKind>(kind - kKinds.begin()),
                         .about = text_of(*one, "about"),
                         .about_en = text_of(*one, "about_en"),
                         .required = (*one)["required"].value_or(false)});
  }
  return variables;
}

std::vector<PromptPhrase> phrases_of(const toml::table& prompt) {
  std::vector<PromptPhrase> phrases;
  const toml::array* all = prompt["phrases"].as_array();
  for (std::size_t at = 0; all != nullptr && at < all->size(); ++at) {
    const toml::table& one = *all->get(at)->as_table();
    PromptPhrase phrase{.texts = {},
                        .why = text_of(one, "why"),
                        .why_en = text_of(one, "why_en"),
                        .proposal = text_of(one, "proposal")};
    one["texts"].as_array()->for_each([&](const toml::value<std::string>& text) { phrase.texts.push_back(*text); });
    phrases.push_back(std::move(phrase));
  }
  return phrases;
}

std::vector<PromptReason> reasons_of(const toml::table& prompt) {
  std::vector<PromptReason> reasons;
  if (const toml::table* all = prompt["reason"].as_table())
    for (const auto& [check, node] : *all)
      reasons.push_back(
          {std::string(check.str()), text_of(*node.as_table(), "why"), text_of(*node.as_table(), "why_en")});
  return reasons;
}

std::string hash_of(const PromptTexts& texts) {
  constexpr std::size_t kDigits = 16;
  const std::array<std::string_view, 2> parts = {texts.system, texts.user};
  return sha256_hex_parts(parts).substr(0, kDigits);
}

Result<PromptInfo> prompt_of(const toml::table& table) {
  PromptInfo info;
  info.id = text_of(table, "id");
  if (info.id.empty()) return wrong("line " + std::to_string(table.source().begin.line), "a prompt has an id");
  info.name = text_of(table, "name"), info.name_en = text_of(table, "name_en");
  info.about = text_of(table, "about"), info.about_en = text_of(table, "about_en");
  info.form = text_of(table, "form") == "json" ? PromptForm::json : PromptForm::text;
  info.shipped = {text_of(table, "system"), text_of(table, "user")};
  info.shipped_hash = hash_of(info.shipped);
  ONGGI_TRY(info.variables, variables_of(info.id, table));
  info.phrases = phrases_of(table);
  info.reasons = reasons_of(table);
  if (auto checked = check_prompt(info, info.shipped); !checked) return within(info.id, std::move(checked).error());
  return info;
}

}  // namespace

std::string_view to_string(PromptValueKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

const PromptVariable* PromptInfo::variable(std::string_view wanted) const {
  const auto found = std::ranges::find(variables, wanted, &PromptVariable::name);
  return found == variables.end() ? nullptr : &*found;
}

Result<std::vector<PromptInfo>> read_prompts(std::string_view toml) try {
  const toml::table file = toml::parse(toml);
  std::vector<PromptInfo> prompts;
  const toml::array* list = file["prompt"].as_array();
  for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
    const toml::table* table = list->get(at)->as_table();
    if (table == nullptr) return wrong("prompt", "a prompt is [[prompt]]");
    ONGGI_TRY(PromptInfo info, prompt_of(*table));
    if (std::ranges::find(prompts, info.id, &PromptInfo::id) != prompts.end()) return wrong(info.id, "is there twice");
    prompts.push_back(std::move(info));
  }
  return prompts;
} catch (const toml::parse_error& error) {
  return wrong("line " + std::to_string(error.source().begin.line), std::string(error.description()));
}

std::span<const PromptInfo> shipped_prompts() {
  static const std::vector<PromptInfo> prompts = [] {
    auto read = read_prompts(prompt_room::kShippedPrompts);
    ONGGI_ASSERT(read.has_value(), "the prompts that are built in can be read");
    return *std::move(read);
  }();
  return prompts;
}

Result<const PromptInfo*> find_prompt(std::string_view id) {
  const auto prompts = shipped_prompts();
  const auto found = std::ranges::find(prompts, id, &PromptInfo::id);
  if (found == prompts.end())
    return fail(ErrorCode::not_found, "there is no such prompt; `onggi prompt list` shows all", "no_such_prompt");
  return &*found;
}

const PromptInfo& prompt_named(std::string_view id) {
  const auto found = find_prompt(id);
  ONGGI_ASSERT(found.has_value(), "what the program asks with stands in the table");
  return **found;
}

}  // namespace onggi
