// Recipes: ordered operations on rows, from a YAML file or by name.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clean/row_operation.h"

namespace onggi {

namespace clean_room {
struct GivenStep;
struct RecipeSurroundings;
}  // namespace clean_room

class Embedder;
class SpellChecker;

/// Parts that some operations need and others own.
struct RecipeParts {
  /// With the company's words of a file, or without (empty); opened when a recipe first asks. Thread safe.
  std::function<Result<std::shared_ptr<const SpellChecker>>(const std::filesystem::path& company_words)> spell_checker;
  /// For `dedup: {method: semantic}`; opened when a recipe first asks.
  std::function<Result<std::shared_ptr<Embedder>>()> embedder;
  /// The workspace's key of pseudonyms, 32 bytes, for `pii` without a key_file; what its pseudonyms stand for is told
  /// (RefinedDocument::named). Not there: such a recipe is refused. Thread safe.
  std::function<std::string()> pseudonym_key;
};

/// A checked recipe. As YAML:
///
///     name: our-manuals            # optional
///     operations:
///       - normalise                # an operation with its presets
///       - filter: {min_characters: 20}
///       - pii:
///           action: partial
///
/// docs/cleaning.md lists the operations and their options. Immutable; safe from many threads.
class Recipe {
 public:
  /// invalid_argument with the line: not YAML, an operation or option that is not there (the message lists those that
  /// are), a value out of its bounds. `folder`: where files that options name are looked for.
  static Result<Recipe> read(std::string_view yaml, const std::filesystem::path& folder, const RecipeParts& parts = {});

  /// The same; options that name files are wrong. For recipes of people who must not read this machine's files.
  static Result<Recipe> read_without_files(std::string_view yaml, const RecipeParts& parts = {});

  /// A preset by name, else a file. Errors of a file name it.
  static Result<Recipe> open(const std::filesystem::path& name_or_file, const RecipeParts& parts = {});

  /// Names of the presets, and the YAML of one; empty where there is none of that name.
  static std::vector<std::string_view> preset_names();
  static std::string_view preset(std::string_view name);

  struct Step {
    std::string operation;
    std::string options;  // all of them, as JSON: equal for steps that mean the same
    std::string key;      // name, version, options and the content of files they name
    bool looks_at_all_rows = false;
  };
  const std::string& name() const { return name_; }
  const std::string& yaml() const { return yaml_; }
  const std::filesystem::path& folder() const;  // where files that options name are looked for; empty: none allowed
  const std::vector<Step>& steps() const { return steps_; }

  /// A new operation for a step.
  Result<std::unique_ptr<RowOperation>> make(std::size_t step) const;

 private:
  static Result<Recipe> read_with(std::string_view yaml, const clean_room::RecipeSurroundings& surroundings);

  std::string name_, yaml_;
  std::shared_ptr<const clean_room::RecipeSurroundings> surroundings_;
  std::vector<Step> steps_;
  std::shared_ptr<const std::vector<clean_room::GivenStep>> given_;
};

/// The operations that recipes may name, as JSON: [{"name", "about": {"ko", "en"}, "looks_at_all_rows", "options":
/// [{"name", "type", "preset", "choices"?, "least"?, "most"?}]}]. For pages that build recipes, and for the manual.
std::string operations_json();

}  // namespace onggi
