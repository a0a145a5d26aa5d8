// Saved inputs that versions of a prompt are tried on, and what is expected of the outputs.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "prompt/prompt_text.h"
#include "store/database.h"

namespace onggi {

/// What an output should be. contains: all texts stand in it; equals: it is texts[0], white space aside; json_keys: it
/// is a JSON object with these keys.
enum class PromptExpectation : std::uint8_t { none, contains, equals, json_keys };
std::string_view to_string(PromptExpectation kind);

struct PromptInput {
  PromptValues values;  // as written: material without its marks
  PromptExpectation expected = PromptExpectation::none;
  std::vector<std::string> texts;
};

struct PromptSet {
  std::string prompt, name;
  std::vector<PromptInput> inputs;
  PersonId by;
  UnixMs time_ms = 0;
};

inline constexpr std::size_t kPromptInputsMax = 50;
inline constexpr std::size_t kPromptInputsBytesMax = std::size_t{512} << 10U;  // of a set as JSON

/// [{"values":{"text":"..."},"expected":{"kind":"contains","texts":["..."]}}]
nlohmann::json to_json(const std::vector<PromptInput>& inputs);
/// Errors: invalid_argument naming the input ("inputs[2].values: ..."), also for a value that the prompt does not take;
/// limit_exceeded (kPromptInputsMax, kPromptInputsBytesMax).
Result<std::vector<PromptInput>> prompt_inputs_from(const PromptInfo& info, const nlohmann::json& json);

/// Thread and process safe over its database. It asks nobody for a right. A prompt that is not in the table is
/// not_found.
class PromptSets {
 public:
  PromptSets(std::shared_ptr<Database> database, const Clock& clock);

  /// By name. Errors: those of the database.
  Result<std::vector<PromptSet>> list(std::string_view prompt) const;
  /// Errors: not_found ("no_such_set").
  Result<PromptSet> get(std::string_view prompt, const std::string& name) const;
  /// In place of one of the same name. Errors: invalid_argument (a name of 1 to 60 characters; no inputs).
  Result<void> save(std::string_view prompt, const std::string& name, const std::vector<PromptInput>& inputs,
                    const PersonId& by);
  /// Errors: not_found ("no_such_set").
  Result<void> remove(std::string_view prompt, const std::string& name);

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi
