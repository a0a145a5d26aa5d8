// See application.h.
#include "application/application.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "index/metadata_conditions.h"
#include "prompt/prompt_text.h"
#include "text/text.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::size_t kTitleMax = 100, kDescriptionMax = 1'000;  // code points
constexpr std::size_t kShortBytesMax = 500;                      // of an id, a condition, a forbidden word
constexpr std::size_t kConditionsMax = 20;                       // as a search takes them
constexpr std::int32_t kTokensMax = 32'768;
constexpr double kTemperatureMax = 2;

std::unexpected<Error> wrong(const std::string& field, const std::string& what) {
  return fail(ErrorCode::invalid_argument, field + " " + what, "bad_application");
}

std::unexpected<Error> too_much(const std::string& field, std::size_t most, const std::string& of) {
  return fail(ErrorCode::limit_exceeded, field + " has at most " + std::to_string(most) + " " + of, "bad_application");
}

Result<std::string> text_in(const json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) return wrong(field, "is text");
  return found->get<std::string>();
}

Result<std::vector<std::string>> texts_in(const json& object, const char* field) {
  std::vector<std::string> texts;
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return texts;
  if (!found->is_array()) return wrong(field, "is a list of texts");
  for (const json& one : *found) {
    if (!one.is_string()) return wrong(field, "is a list of texts");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<std::int32_t> integer_in(const json& object, const char* field, std::int32_t fallback) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return fallback;
  if (!found->is_number_integer()) return wrong(field, "is a whole number");
  const auto number = found->get<std::int64_t>();
  if (number < 0 || number > INT32_MAX) return wrong(field, "is not within its limits");
  return static_cast<std::int32_t>(number);
}

Result<void> check_texts(const std::string& field, const std::vector<std::string>& texts, std::size_t most) {
  if (texts.size() > most) return too_much(field, most, "entries");
  for (const std::string& text : texts)
    if (squeeze_spaces(text).empty() || text.size() > kShortBytesMax || !is_valid_utf8(text))
      return wrong(field, "is a list of texts of 1 to 500 bytes");
  return {};
}

// Instructions have no places for values: "{{" in them would say that somebody expects one.
Result<void> check_instructions(const std::string& instructions) {
  if (instructions.empty()) return {};
  if (instructions.size() > kInstructionsBytesMax) return too_much("instructions", kInstructionsBytesMax, "bytes");
  PromptInfo info;
  info.id = "instructions";
  auto checked = check_prompt(info, {.system = {}, .user = instructions});
  if (checked || checked.error().code != ErrorCode::bad_input) return checked;
  Error error = std::move(checked).error();
  error.code = ErrorCode::invalid_argument;
  return std::unexpected(std::move(error));
}

Result<void> check_numbers(const ApplicationSettings& settings) {
  if (settings.hits < 1 || settings.hits > kApplicationHitsMax) return wrong("hits", "is from 1 to 32");
  if (!(settings.temperature >= 0 && settings.temperature <= kTemperatureMax))
    return wrong("temperature", "is from 0 to 2");
  if (settings.tokens_max < 1 || settings.tokens_max > kTokensMax) return wrong("max_tokens", "is from 1 to 32768");
  return {};
}

Result<void> keep_those_of_both(const std::vector<DocumentId>& own, std::vector<DocumentId>& asked) {
  if (own.empty()) return {};
  if (asked.empty()) {
    asked = own;
    return {};
  }
  std::erase_if(asked, [&own](const DocumentId& id) { return std::ranges::find(own, id) == own.end(); });
  // No document would mean all of them.
  if (!asked.empty()) return {};
  return fail(ErrorCode::invalid_argument, "none of these documents belongs to the application", "outside_application");
}

}  // namespace

json to_json(const ApplicationSettings& settings) {
  json documents = json::array();
  for (const DocumentId& id : settings.documents) documents.push_back(id.str());
  return {{"title", settings.title},
          {"description", settings.description},
          {"instructions", settings.instructions},
          {"documents", std::move(documents)},
          {"where", settings.where},
          {"model", settings.model},
          {"hits", settings.hits},
          {"temperature", settings.temperature},
          {"max_tokens", settings.tokens_max},
          {"forbidden", settings.forbidden},
          {"active", settings.active}};
}

Result<ApplicationSettings> application_settings_from(const json& object) {
  if (!object.is_object()) return wrong("the application", "is an object");
  ApplicationSettings settings;
  ONGGI_TRY(settings.title, text_in(object, "title"));
  ONGGI_TRY(settings.description, text_in(object, "description"));
  ONGGI_TRY(settings.instructions, text_in(object, "instructions"));
  ONGGI_TRY(const auto documents, texts_in(object, "documents"));
  for (const std::string& id : documents) settings.documents.emplace_back(id);
  ONGGI_TRY(settings.where, texts_in(object, "where"));
  ONGGI_TRY(settings.model, text_in(object, "model"));
  ONGGI_TRY(settings.hits, integer_in(object, "hits", settings.hits));
  ONGGI_TRY(settings.tokens_max, integer_in(object, "max_tokens", settings.tokens_max));
  ONGGI_TRY(settings.forbidden, texts_in(object, "forbidden"));
  if (const auto found = object.find("temperature"); found != object.end() && !found->is_null()) {
    if (!found->is_number()) return wrong("temperature", "is a number");
    settings.temperature = found->get<double>();
  }
  if (const auto found = object.find("active"); found != object.end() && !found->is_null()) {
    if (!found->is_boolean()) return wrong("active", "is true or false");
    settings.active = found->get<bool>();
  }
  return settings;
}

Result<void> check_settings(const ApplicationSettings& settings) {
  for (const auto& [field, text, most] : {std::tuple("title", &settings.title, kTitleMax),
                                          std::tuple("description", &settings.description, kDescriptionMax)}) {
    if (!is_valid_utf8(*text)) return wrong(field, "is not valid UTF-8");
    if (count_code_points(*text) > most) return too_much(field, most, "characters");
  }
  ONGGI_CHECK(check_instructions(settings.instructions));
  std::vector<std::string> documents;
  documents.reserve(settings.documents.size());
  for (const DocumentId& id : settings.documents) documents.push_back(id.str());
  ONGGI_CHECK(check_texts("documents", documents, kApplicationDocumentsMax));
  ONGGI_CHECK(check_texts("where", settings.where, kConditionsMax));
  ONGGI_TRY([[maybe_unused]] const auto conditions, read_conditions(settings.where));
  ONGGI_CHECK(check_texts("forbidden", settings.forbidden, kForbiddenMax));
  if (settings.principals.size() > kApplicationPrincipalsMax)
    return too_much("shared_with", kApplicationPrincipalsMax, "entries: make a group");
  return check_numbers(settings);
}

Result<void> check_application_name(std::string_view name) {
  constexpr std::size_t kLeast = 2, kMost = 40;
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const bool fits = name.size() >= kLeast && name.size() <= kMost && is_plain(name.front()) &&
                    std::ranges::all_of(name, [&](char c) { return is_plain(c) || c == '-'; });
  if (fits) return {};
  return fail(ErrorCode::invalid_argument, "name has 2 to 40 characters: a to z, 0 to 9 and -, the first of them no -",
              "bad_application_name");
}

Result<void> narrow(const ApplicationSettings& settings, AskRequest& request) {
  ONGGI_CHECK(keep_those_of_both(settings.documents, request.documents));
  ONGGI_TRY(auto conditions, read_conditions(settings.where));
  request.conditions.insert(request.conditions.end(), conditions.begin(), conditions.end());
  request.model = settings.model;
  request.instructions = settings.instructions;
  request.forbidden = settings.forbidden;
  request.hits = settings.hits;
  request.generate.temperature = settings.temperature;
  request.generate.tokens_max = settings.tokens_max;
  return {};
}

}  // namespace onggi
