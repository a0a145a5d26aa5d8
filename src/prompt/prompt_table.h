// The prompts that onggi sends to language models, as shipped: what each is for, which values it takes, its wording.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi {

/// Where a value comes from, and so what must stand around it.
///   setting   the program or its caller
///   order     what a person asks for
///   data      text from outside that the wording puts between marks
///   material  text of documents; comes with its own marks (marked_material())
enum class PromptValueKind : std::uint8_t { setting, order, data, material };
std::string_view to_string(PromptValueKind kind);

struct PromptVariable {
  std::string name;  // "text" for {{text}}
  PromptValueKind kind = PromptValueKind::setting;
  std::string about, about_en;
  bool required = false;  // a wording without it is not taken
};

/// What the program looks for in what a model writes, so that a wording should ask for it.
struct PromptPhrase {
  std::vector<std::string> texts;  // any of them
  std::string why, why_en;
  std::string proposal;  // a line that asks for it
};

/// Why a check (prompt_check.h) does not hold for a prompt.
struct PromptReason {
  std::string check;  // its id
  std::string why, why_en;
};

/// text: for people. json: one JSON object and nothing else.
enum class PromptForm : std::uint8_t { text, json };

struct PromptTexts {
  std::string system, user;  // with {{name}} where a value stands
  bool operator==(const PromptTexts&) const = default;
};

struct PromptInfo {
  std::string id;  // "answer.question"
  std::string name, name_en, about, about_en;
  PromptForm form = PromptForm::text;
  std::vector<PromptVariable> variables;
  std::vector<PromptPhrase> phrases;
  std::vector<PromptReason> reasons;
  PromptTexts shipped;
  std::string shipped_hash;  // 16 hexadecimal digits of the wording: another one after an upgrade that changed it

  /// Null: it takes no such value.
  const PromptVariable* variable(std::string_view name) const;
};

/// All of data/prompts/prompts.toml, in the order in which people read it. Read once; thread safe.
std::span<const PromptInfo> shipped_prompts();

/// Errors: not_found ("no_such_prompt").
Result<const PromptInfo*> find_prompt(std::string_view id);

/// One that the program itself asks with: the table must have it.
const PromptInfo& prompt_named(std::string_view id);

/// The table out of TOML. Errors: bad_input with the line or the prompt's id.
Result<std::vector<PromptInfo>> read_prompts(std::string_view toml);

}  // namespace onggi
