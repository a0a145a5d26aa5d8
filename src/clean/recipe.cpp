// YAML → steps with checked options.
#include "clean/recipe.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"
#include "clean/operations.h"

namespace onggi {

using clean_room::OperationKind;
using clean_room::Options;
using clean_room::OptionValue;
using clean_room::RecipeSurroundings;

struct clean_room::GivenStep {
  const OperationKind* kind = nullptr;
  int line = 0;
  std::map<std::string, OptionValue> values;
};

namespace {

using clean_room::GivenStep;

constexpr std::size_t kFileMax = 1U << 20U;
constexpr std::size_t kStepsMax = 100;

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

std::unexpected<Error> wrong(int line, const std::string& what) {
  return fail(ErrorCode::invalid_argument, "line " + std::to_string(line) + ": " + what);
}

Result<OptionValue> read_value(const YAML::Node& node) {
  OptionValue value{.line = line_of(node), .kind = OptionValue::Kind::scalar, .text = {}, .items = {}, .pairs = {}};
  if (node.IsScalar() || node.IsNull()) {
    value.text = node.IsScalar() ? node.Scalar() : std::string();
  } else if (node.IsSequence()) {
    value.kind = OptionValue::Kind::list;
    for (const YAML::Node& item : node) {
      if (!item.IsScalar()) return wrong(line_of(item), "a list of options holds plain words only");
      value.items.push_back(item.Scalar());
    }
  } else {
    value.kind = OptionValue::Kind::pairs;
    for (const auto& pair : node) {
      if (!pair.second.IsScalar()) return wrong(line_of(pair.second), "pairs of options hold plain words only");
      value.pairs.emplace_back(pair.first.Scalar(), pair.second.Scalar());
    }
  }
  return value;
}

Result<const OperationKind*> kind_of(const std::string& name, int line) {
  std::string known;
  for (const OperationKind& kind : clean_room::operation_kinds()) {
    if (kind.name == name) return &kind;
    known.append(known.empty() ? "" : ", ").append(kind.name);
  }
  return wrong(line, "no operation is called \"" + name + "\"; there are " + known);
}

Result<void> check_top(const YAML::Node& top) {
  constexpr const char* kForm = "a recipe has a list `operations:` and may have a `name:`";
  if (!top.IsMap()) return fail(ErrorCode::invalid_argument, kForm);
  for (const auto& part : top) {
    const std::string name = part.first.Scalar();
    if (name != "operations" && name != "name")
      return wrong(line_of(part.first), "\"" + name + "\" is not known here; " + kForm);
  }
  const YAML::Node list = top["operations"];
  if (!list || !list.IsSequence() || list.size() == 0) return fail(ErrorCode::invalid_argument, kForm);
  if (list.size() > kStepsMax) return wrong(line_of(list), "a recipe has at most 100 operations");
  return {};
}

Result<GivenStep> read_step(const YAML::Node& item) {
  const bool named = item.IsMap() && item.size() == 1;
  if (!item.IsScalar() && !named)
    return wrong(line_of(item), "an operation is its name, or its name with options: `filter: {min_characters: 20}`");
  const std::string name = named ? item.begin()->first.Scalar() : item.Scalar();
  GivenStep given{.kind = nullptr, .line = line_of(item), .values = {}};
  ONGGI_TRY(given.kind, kind_of(name, given.line));
  if (!named || item.begin()->second.IsNull()) return given;
  const YAML::Node options = item.begin()->second;
  if (!options.IsMap()) return wrong(line_of(options), "options of " + name + " are pairs: {name: value}");
  for (const auto& option : options) {
    ONGGI_TRY(given.values[option.first.Scalar()], read_value(option.second));
  }
  return given;
}

Result<Recipe::Step> checked(const GivenStep& given, const RecipeSurroundings& surroundings) {
  Options options(std::string(given.kind->name), given.line, given.values, surroundings);
  const auto made = given.kind->make(options);
  ONGGI_CHECK(options.finish());
  if (!made) return std::unexpected(made.error());
  const std::string values = options.values().dump(), version = std::to_string(given.kind->version);
  const std::string key =
      sha256_hex_parts(std::vector<std::string_view>{given.kind->name, version, values, options.versions()});
  return Recipe::Step{std::string(given.kind->name), values, key, (*made)->observes()};
}

}  // namespace

const std::filesystem::path& Recipe::folder() const { return surroundings_->folder; }

Result<std::unique_ptr<RowOperation>> Recipe::make(std::size_t step) const {
  const GivenStep& given = (*given_)[step];
  Options options(std::string(given.kind->name), given.line, given.values, *surroundings_);
  auto made = given.kind->make(options);
  ONGGI_CHECK(options.finish());
  return made;
}

Result<Recipe> Recipe::read_with(std::string_view yaml, const RecipeSurroundings& surroundings) try {
  const YAML::Node top = YAML::Load(std::string(yaml));
  ONGGI_CHECK(check_top(top));
  Recipe recipe;
  recipe.yaml_ = yaml;
  recipe.surroundings_ = std::make_shared<const RecipeSurroundings>(surroundings);
  if (top["name"] && top["name"].IsScalar()) recipe.name_ = top["name"].Scalar();
  auto all = std::make_shared<std::vector<GivenStep>>();
  for (const YAML::Node& item : top["operations"]) {
    ONGGI_TRY(GivenStep given, read_step(item));
    ONGGI_TRY(Step step, checked(given, surroundings));
    all->push_back(std::move(given));
    recipe.steps_.push_back(std::move(step));
  }
  recipe.given_ = std::move(all);
  return recipe;
} catch (const YAML::Exception& error) {
  return wrong(error.mark.line + 1, "this is not YAML: " + error.msg);
}

Result<Recipe> Recipe::read(std::string_view yaml, const std::filesystem::path& folder, const RecipeParts& parts) {
  return read_with(yaml, {.files_allowed = true, .folder = folder, .parts = parts});
}

Result<Recipe> Recipe::read_without_files(std::string_view yaml, const RecipeParts& parts) {
  return read_with(yaml, {.files_allowed = false, .folder = {}, .parts = parts});
}

Result<Recipe> Recipe::open(const std::filesystem::path& name_or_file, const RecipeParts& parts) {
  if (const std::string_view yaml = preset(name_or_file.string()); !yaml.empty()) return read(yaml, {}, parts);
  auto text = read_file(name_or_file, kFileMax);
  if (!text && text.error().code == ErrorCode::not_found) {
    std::string names;
    for (const std::string_view name : preset_names()) names.append(names.empty() ? "" : ", ").append(name);
    return fail(ErrorCode::not_found, "no recipe file " + name_or_file.string() + "; presets are " + names);
  }
  if (!text) return std::unexpected(std::move(text).error());
  auto recipe = read(*text, name_or_file.parent_path(), parts);
  if (!recipe) return within(name_or_file.filename().string(), std::move(recipe).error());
  if (recipe->name_.empty()) recipe->name_ = name_or_file.stem().string();
  return recipe;
}

namespace {

nlohmann::ordered_json option_json(const clean_room::OptionShape& shape) {
  nlohmann::ordered_json option{{"name", shape.name}, {"type", shape.type}, {"preset", shape.preset}};
  if (!shape.choices.empty()) option["choices"] = shape.choices;
  if (shape.type == "whole")
    option["least"] = static_cast<std::int64_t>(shape.least), option["most"] = static_cast<std::int64_t>(shape.most);
  if (shape.type == "number") option["least"] = shape.least, option["most"] = shape.most;
  return option;
}

}  // namespace

std::string operations_json() {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const OperationKind& kind : clean_room::operation_kinds()) {
    Options options(std::string(kind.name), 0, {}, {});
    const auto made = kind.make(options);  // one that needs an option gives none, but has asked for all
    nlohmann::ordered_json shapes = nlohmann::ordered_json::array();
    for (const clean_room::OptionShape& shape : options.shapes()) shapes.push_back(option_json(shape));
    all.push_back({{"name", kind.name},
                   {"about", {{"ko", kind.korean}, {"en", kind.english}}},
                   {"looks_at_all_rows", made && (*made)->observes()},
                   {"options", std::move(shapes)}});
  }
  return all.dump();
}

}  // namespace onggi
