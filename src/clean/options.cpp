// Text of a recipe → values of the right type within their bounds.
#include "clean/options.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/hash.h"

namespace onggi::clean_room {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

template <typename Number>
std::optional<Number> parsed(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <typename Number>
std::string bounds(Number least, Number most) {
  return "a number from " + nlohmann::json(least).dump() + " to " + nlohmann::json(most).dump();
}

}  // namespace

std::unexpected<Error> Options::wrong(const std::string& name, const std::string& what) const {
  const auto found = given_.find(name);
  const int line = found == given_.end() || found->second.line == 0 ? line_ : found->second.line;
  const std::string place = line > 0 ? "line " + std::to_string(line) + ": " : std::string();
  return fail(ErrorCode::invalid_argument, place + operation_ + (name.empty() ? "" : "." + name) + ": " + what);
}

void Options::refuse(const std::string& name, const std::string& what) {
  if (!error_) error_ = wrong(name, what).error();
}

const OptionValue* Options::scalar(const std::string& name) {
  const auto found = given_.find(name);
  if (found == given_.end()) return nullptr;
  if (found->second.kind == OptionValue::Kind::scalar) return &found->second;
  refuse(name, "must be one value");
  return nullptr;
}

bool Options::flag(const std::string& name, bool preset) {
  shapes_.push_back({name, "flag", preset, {}, 0, 0});
  const OptionValue* value = scalar(name);
  const bool known = value == nullptr || value->text == "true" || value->text == "false";
  if (!known) refuse(name, "true or false");
  const bool chosen = value == nullptr || !known ? preset : value->text == "true";
  values_[name] = chosen;
  return chosen;
}

std::int64_t Options::whole(const std::string& name, std::int64_t preset, std::int64_t least, std::int64_t most) {
  shapes_.push_back({name, "whole", preset, {}, static_cast<double>(least), static_cast<double>(most)});
  std::int64_t chosen = preset;
  if (const OptionValue* value = scalar(name); value != nullptr) {
    const auto number = parsed<std::int64_t>(value->text);
    if (number && *number >= least && *number <= most) chosen = *number;
    else refuse(name, bounds(least, most) + " without a fraction");
  }
  values_[name] = chosen;
  return chosen;
}

double Options::number(const std::string& name, double preset, double least, double most) {
  shapes_.push_back({name, "number", preset, {}, least, most});
  double chosen = preset;
  if (const OptionValue* value = scalar(name); value != nullptr) {
    const auto number = parsed<double>(value->text);
    if (number && *number >= least && *number <= most) chosen = *number;
    else refuse(name, bounds(least, most));
  }
  values_[name] = chosen;
  return chosen;
}

std::string Options::word(const std::string& name, const std::string& preset, const std::vector<std::string>& choices) {
  shapes_.push_back({name, "word", preset, choices, 0, 0});
  std::string chosen = preset;
  if (const OptionValue* value = scalar(name); value != nullptr) {
    const bool known = choices.empty() || std::find(choices.begin(), choices.end(), value->text) != choices.end();
    if (known) chosen = value->text;
    else refuse(name, "one of " + joined(choices));
  }
  values_[name] = chosen;
  return chosen;
}

std::vector<std::string> Options::words(const std::string& name) {
  shapes_.push_back({name, "words", nlohmann::ordered_json::array(), {}, 0, 0});
  std::vector<std::string> chosen;
  if (const auto found = given_.find(name); found != given_.end()) {
    if (found->second.kind == OptionValue::Kind::list) chosen = found->second.items;
    else if (found->second.kind == OptionValue::Kind::scalar) chosen = {found->second.text};
    else refuse(name, "a list: [one, two]");
  }
  values_[name] = chosen;
  return chosen;
}

std::map<std::string, std::string> Options::pairs(const std::string& name) {
  shapes_.push_back({name, "pairs", nlohmann::ordered_json::object(), {}, 0, 0});
  std::map<std::string, std::string> chosen;
  if (const auto found = given_.find(name); found != given_.end()) {
    if (found->second.kind == OptionValue::Kind::pairs)
      chosen.insert(found->second.pairs.begin(), found->second.pairs.end());
    else refuse(name, "a list of pairs: {PHONE: keep, RRN: remove}");
  }
  values_[name] = chosen;
  return chosen;
}

std::filesystem::path Options::found_file(const std::string& name, const std::string& file) {
  if (!surroundings_.files_allowed) {
    refuse(name, "names a file, which a recipe cannot do here");
    return {};
  }
  const std::filesystem::path path = surroundings_.folder / file;
  if (const auto bytes = read_file(path)) note_version(sha256_hex(*bytes));
  else refuse(name, bytes.error().message);
  return path;
}

std::filesystem::path Options::file(const std::string& name) {
  const std::string given = word(name, "", {});
  shapes_.back().type = "file";
  return given.empty() ? std::filesystem::path() : found_file(name, given);
}

std::vector<std::filesystem::path> Options::files(const std::string& name) {
  const std::vector<std::string> given = words(name);
  shapes_.back().type = "files";
  std::vector<std::filesystem::path> paths;
  paths.reserve(given.size());
  for (const std::string& file : given) paths.push_back(found_file(name, file));
  if (error_) paths.clear();
  return paths;
}

Result<void> Options::finish() {
  std::vector<std::string> known;
  known.reserve(shapes_.size());
  for (const OptionShape& shape : shapes_) known.push_back(shape.name);
  for (const auto& [name, value] : given_) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    refuse(name, known.empty() ? "no such option: there are none" : "no such option; there are " + joined(known));
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace onggi::clean_room
