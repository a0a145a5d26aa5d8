// Reading options strictly: a misspelt one must not be silently without effect.
#include "answer/functions/options.h"

#include <algorithm>

#include "answer/passages.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

bool is_choice(const FunctionOption& option, const json& value) {
  if (!value.is_string()) return false;
  const auto choices = split_at(option.choices, " ");
  return std::ranges::find(choices, std::string_view(value.get_ref<const std::string&>())) != choices.end();
}

Result<void> check(const FunctionOption& option, const json& value) {
  switch (option.type) {
    case OptionType::text:
      return value.is_string() ? Result<void>() : wrong_option(option.name, "must be a string");
    case OptionType::integer:
      if (value.is_number_integer() && value.get<std::int64_t>() >= option.least &&
          value.get<std::int64_t>() <= option.most)
        return {};
      return wrong_option(option.name, "must be a whole number from " + std::to_string(option.least) + " to " +
                                           std::to_string(option.most));
    case OptionType::choice:
      return is_choice(option, value) ? Result<void>()
                                      : wrong_option(option.name, "must be one of: " + std::string(option.choices));
    case OptionType::json:
      return {};
  }
  return {};
}

std::string names_of(const FunctionInfo& function) {
  std::string names;
  for (const FunctionOption& option : function.options) names += (names.empty() ? "" : ", ") + std::string(option.name);
  return names;
}

Result<json> object_of(std::string_view text) {
  json object = json::parse(text.empty() ? "{}" : text, nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::invalid_argument, "options must be a JSON object");
  return object;
}

const FunctionOption* find_option(const FunctionInfo& function, std::string_view name) {
  const auto found = std::ranges::find(function.options, name, &FunctionOption::name);
  return found == function.options.end() ? nullptr : &*found;
}

std::unexpected<Error> no_such_option(const FunctionInfo& function, std::string_view name) {
  return fail(ErrorCode::invalid_argument,
              std::string(function.id) + " has no option " + std::string(name) + "; it has: " + names_of(function));
}

// What stands behind "name=" on the command line.
Result<json> value_of(const FunctionOption& option, std::string_view text) {
  if (option.type == OptionType::text || option.type == OptionType::choice) return json(std::string(text));
  json value = json::parse(text, nullptr, false);
  if (!value.is_discarded()) return value;
  if (option.type == OptionType::integer) return wrong_option(option.name, "must be a whole number");
  return wrong_option(option.name, "must be JSON; --options takes it from a file");
}

}  // namespace

std::unexpected<Error> wrong_option(std::string_view name, std::string_view what) {
  return fail(ErrorCode::invalid_argument, "option " + std::string(name) + ": " + std::string(what));
}

Result<FunctionOptions> FunctionOptions::read(const FunctionInfo& function, std::string_view text) {
  ONGGI_TRY(const json given, object_of(text));
  FunctionOptions options;
  for (const FunctionOption& option : function.options)
    options.values_[std::string(option.name)] = json::parse(option.preset);
  for (const auto& [name, value] : given.items()) {
    const FunctionOption* option = find_option(function, name);
    if (option == nullptr) return no_such_option(function, name);
    ONGGI_CHECK(check(*option, value));
    options.values_[name] = value;
  }
  return options;
}

}  // namespace onggi::answer_room

namespace onggi {

Result<std::string> function_options(std::string_view function, const std::vector<std::string>& named,
                                     std::string_view given) {
  const auto all = functions();
  const auto found = std::ranges::find(all, function, &FunctionInfo::id);
  if (found == all.end()) return fail(ErrorCode::not_found, "no function " + std::string(function));
  ONGGI_TRY(nlohmann::json options, answer_room::object_of(given));
  for (const std::string& one : named) {
    const std::size_t border = one.find('=');
    if (border == std::string::npos) return fail(ErrorCode::invalid_argument, "an option is given as name=value");
    const std::string name = one.substr(0, border);
    const FunctionOption* option = answer_room::find_option(*found, name);
    if (option == nullptr) return answer_room::no_such_option(*found, name);
    ONGGI_TRY(options[name], answer_room::value_of(*option, std::string_view(one).substr(border + 1)));
  }
  return options.dump();
}

}  // namespace onggi
