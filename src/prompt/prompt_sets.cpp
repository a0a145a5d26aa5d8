// See prompt_sets.h.
#include "prompt/prompt_sets.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "text/text.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kKinds = {"none", "contains", "equals", "json_keys"};

std::unexpected<Error> wrong(std::size_t at, std::string_view what) {
  return fail(ErrorCode::invalid_argument, "inputs[" + std::to_string(at) + "]" + std::string(what), "bad_input_set");
}

Result<void> read_values(const PromptInfo& info, const json& given, std::size_t at, PromptInput& input) {
  if (!given.is_object()) return wrong(at, ".values must be an object of strings");
  for (const auto& [name, value] : given.items()) {
    if (info.variable(name) == nullptr) return wrong(at, ".values has a name that the prompt does not take");
    if (!value.is_string()) return wrong(at, ".values must be an object of strings");
    input.values.emplace(name, value.get<std::string>());
  }
  return {};
}

Result<void> read_expected(const json& given, std::size_t at, PromptInput& input) {
  if (given.is_null()) return {};
  const bool whole = given.is_object() && given.contains("kind") && given["kind"].is_string();
  const auto* const kind =
      whole ? std::ranges::find(kKinds, given["kind"].get_ref<const std::string&>()) : kKinds.end();
  if (kind == kKinds.end()) return wrong(at, ".expected.kind is none, contains, equals or json_keys");
  input.expected = static_cast<PromptExpectation>(kind - kKinds.begin());
  if (input.expected == PromptExpectation::none) return {};
  const json texts = given.value("texts", json::array());
  if (!texts.is_array() || texts.empty()) return wrong(at, ".expected.texts must be a list of strings");
  for (const json& text : texts) {
    if (!text.is_string()) return wrong(at, ".expected.texts must be a list of strings");
    input.texts.push_back(text.get<std::string>());
  }
  return {};
}

PromptSet set_of(const PromptInfo& info, const SqlRow& row) {
  PromptSet set{.prompt = info.id,
                .name = row.text("name"),
                .inputs = {},
                .by = PersonId(row.text("made_by")),
                .time_ms = row.integer("made_ms")};
  // A value that an upgrade does not take any more leaves the set empty rather than the list unreadable.
  if (auto inputs = prompt_inputs_from(info, json::parse(row.text("inputs"), nullptr, false)))
    set.inputs = *std::move(inputs);
  return set;
}

std::unexpected<Error> no_set() { return fail(ErrorCode::not_found, "there is no such set", "no_such_set"); }

}  // namespace

std::string_view to_string(PromptExpectation kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

json to_json(const std::vector<PromptInput>& inputs) {
  json list = json::array();
  for (const PromptInput& input : inputs) {
    json one = {{"values", input.values}};
    if (input.expected != PromptExpectation::none)
      one["expected"] = {{"kind", to_string(input.expected)}, {"texts", input.texts}};
    list.push_back(std::move(one));
  }
  return list;
}

Result<std::vector<PromptInput>> prompt_inputs_from(const PromptInfo& info, const json& given) {
  if (!given.is_array()) return fail(ErrorCode::invalid_argument, "inputs must be a list", "bad_input_set");
  if (given.size() > kPromptInputsMax)
    return fail(ErrorCode::limit_exceeded, "a set has at most " + std::to_string(kPromptInputsMax) + " inputs");
  if (given.dump(-1, ' ', false, json::error_handler_t::replace).size() > kPromptInputsBytesMax)
    return fail(ErrorCode::limit_exceeded, "a set has at most " + std::to_string(kPromptInputsBytesMax) + " bytes");
  std::vector<PromptInput> inputs;
  for (std::size_t at = 0; at < given.size(); ++at) {
    const json& one = given[at];
    if (!one.is_object() || !one.contains("values")) return wrong(at, " must have values");
    PromptInput input;
    ONGGI_CHECK(read_values(info, one["values"], at, input));
    ONGGI_CHECK(read_expected(one.value("expected", json()), at, input));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

PromptSets::PromptSets(std::shared_ptr<Database> database, const Clock& clock)
    : database_(std::move(database)), clock_(clock) {}

Result<std::vector<PromptSet>> PromptSets::list(std::string_view prompt) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(prompt));
  ONGGI_TRY(const auto rows,
            database_->query("SELECT name, inputs, made_by, made_ms FROM prompt_sets WHERE prompt = :1 "
                             "ORDER BY name",
                             {info->id}));
  std::vector<PromptSet> sets;
  sets.reserve(rows.size());
  for (const SqlRow& row : rows) sets.push_back(set_of(*info, row));
  return sets;
}

Result<PromptSet> PromptSets::get(std::string_view prompt, const std::string& name) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(prompt));
  ONGGI_TRY(const auto rows,
            database_->query("SELECT name, inputs, made_by, made_ms FROM prompt_sets WHERE prompt = :1 "
                             "AND name = :2",
                             {info->id, name}));
  if (rows.empty()) return no_set();
  return set_of(*info, rows.front());
}

Result<void> PromptSets::save(std::string_view prompt, const std::string& name, const std::vector<PromptInput>& inputs,
                              const PersonId& by) {
  constexpr std::size_t kNameMax = 60;
  ONGGI_TRY(const PromptInfo* info, find_prompt(prompt));
  if (!is_valid_utf8(name) || squeeze_spaces(name).empty() || count_code_points(name) > kNameMax)
    return fail(ErrorCode::invalid_argument, "the name of a set has 1 to 60 characters", "bad_set_name");
  if (inputs.empty()) return fail(ErrorCode::invalid_argument, "a set has at least one input", "bad_input_set");
  ONGGI_CHECK(database_->execute(
      "INSERT INTO prompt_sets (prompt, name, inputs, made_by, made_ms) VALUES (:1, :2, :3, :4, :5) ON CONFLICT "
      "(prompt, name) DO UPDATE SET inputs = excluded.inputs, made_by = excluded.made_by, made_ms = excluded.made_ms",
      {info->id, name, to_json(inputs).dump(), by.str(), clock_.now_ms()}));
  return {};
}

Result<void> PromptSets::remove(std::string_view prompt, const std::string& name) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(prompt));
  ONGGI_TRY(const std::int64_t gone,
            database_->execute("DELETE FROM prompt_sets WHERE prompt = :1 AND name = :2", {info->id, name}));
  if (gone == 0) return no_set();
  return {};
}

}  // namespace onggi
