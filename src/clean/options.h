// Options of an operation: what a recipe says, checked against what the operation asks for. Inside of room clean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clean/recipe.h"

namespace onggi::clean_room {

/// A value as a recipe gives it. `line` of the recipe's file, from 1; 0: not from a file.
struct OptionValue {
  int line = 0;
  enum class Kind { scalar, list, pairs } kind = Kind::scalar;
  std::string text;
  std::vector<std::string> items;
  std::vector<std::pair<std::string, std::string>> pairs;
};

/// What an option is, for the page that builds recipes and for the manual.
struct OptionShape {
  std::string name, type;  // type: "flag", "whole", "number", "word", "words", "pairs", "file", "files"
  nlohmann::ordered_json preset;
  std::vector<std::string> choices;  // of a word
  double least = 0, most = 0;        // of a number
};

/// What operations need beside their options.
struct RecipeSurroundings {
  bool files_allowed = true;     // false where recipes come from people who must not read this machine's files
  std::filesystem::path folder;  // where files are that options name
  RecipeParts parts;
};

/// An operation asks for each of its options once, then calls finish(). The first thing wrong is kept as the error,
/// with its line; asking goes on with the preset.
class Options {
 public:
  Options(std::string operation, int line, std::map<std::string, OptionValue> given, RecipeSurroundings surroundings)
      : operation_(std::move(operation)),
        line_(line),
        given_(std::move(given)),
        surroundings_(std::move(surroundings)) {}

  bool flag(const std::string& name, bool preset);
  std::int64_t whole(const std::string& name, std::int64_t preset, std::int64_t least, std::int64_t most);
  double number(const std::string& name, double preset, double least, double most);
  std::string word(const std::string& name, const std::string& preset,
                   const std::vector<std::string>& choices);  // no choices: any word
  std::vector<std::string> words(const std::string& name);
  std::map<std::string, std::string> pairs(const std::string& name);
  std::filesystem::path file(const std::string& name);  // empty where none is named
  std::vector<std::filesystem::path> files(const std::string& name);

  const RecipeParts& parts() const { return surroundings_.parts; }

  /// Hashes of the files that were asked for, and what else the operation noted: with others, rows are made anew.
  const std::string& versions() const { return versions_; }
  void note_version(std::string_view version) { versions_ += version; }

  /// invalid_argument: what was wrong first, or an option that nobody asked for.
  Result<void> finish();

  /// An error of the operation's own, at the line of an option: "line 3: filter.min_characters: ...".
  std::unexpected<Error> wrong(const std::string& name, const std::string& what) const;

  const std::vector<OptionShape>& shapes() const { return shapes_; }
  /// All options with their values, those of the recipe and the presets: equal for recipes that mean the same.
  const nlohmann::ordered_json& values() const { return values_; }

 private:
  const OptionValue* scalar(const std::string& name);
  void refuse(const std::string& name, const std::string& what);
  std::filesystem::path found_file(const std::string& name, const std::string& file);

  std::string operation_;
  int line_;
  std::map<std::string, OptionValue> given_;
  std::vector<OptionShape> shapes_;
  nlohmann::ordered_json values_ = nlohmann::ordered_json::object();
  RecipeSurroundings surroundings_;
  std::string versions_;
  std::optional<Error> error_;
};

}  // namespace onggi::clean_room
