// What an application is made of: instructions, documents and a model under a name by which any OpenAI client asks.
//
// An application narrows and never widens: what it answers rests on documents that the asker may see.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answer.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace onggi {

using ApplicationId = Id<struct ApplicationTag>;

/// Before its name in what clients give as `model`: "onggi/leave-rules".
inline constexpr std::string_view kApplicationPrefix = "onggi/";

struct ApplicationSettings {
  std::string title, description;       // for people
  std::string instructions;             // on form and tone, beneath the rules of the prompt; empty: none
  std::vector<DocumentId> documents;    // none: all that the asker may see
  std::vector<std::string> where;       // "department=재무팀": documents meet all of these; none: all
  std::string model;                    // that writes: kExtractiveModel or a registered one; empty: the default
  std::int32_t hits = 8;                // chunks that an answer may use
  double temperature = 0;               // where the caller names none
  std::int32_t tokens_max = 1'024;      // of an answer
  std::vector<std::string> forbidden;   // what is not talked about, as patterns of a guard's own rule
  std::vector<std::string> principals;  // who may use it beside its owner (access/permissions.h), sorted
  bool active = true;                   // else nobody can ask it
  bool operator==(const ApplicationSettings&) const = default;
};

struct Application {
  ApplicationId id;
  std::string name;  // never changes
  PersonId owner;
  std::int64_t version = 0;  // of these settings
  ApplicationSettings settings;
  UnixMs created_ms = 0, changed_ms = 0;

  std::string model() const { return std::string(kApplicationPrefix) + name; }
};

/// Limits of settings.
inline constexpr std::size_t kInstructionsBytesMax = std::size_t{8} << 10U;
inline constexpr std::size_t kApplicationDocumentsMax = 1'000;
inline constexpr std::size_t kForbiddenMax = 50;
inline constexpr std::size_t kApplicationPrincipalsMax = 100;  // more people are a group
inline constexpr std::int32_t kApplicationHitsMax = 32;

/// {"title","description","instructions","documents":[],"where":[],"model","hits","temperature","max_tokens",
/// "forbidden":[],"active"}; principals stand beside it, as their reader writes them.
nlohmann::json to_json(const ApplicationSettings& settings);

/// What is not there is as in a new application; unknown fields are left alone. Errors: invalid_argument
/// ("bad_application") naming the field.
Result<ApplicationSettings> application_settings_from(const nlohmann::json& json);

/// What can be said of settings by themselves: instructions as the wording of prompts is checked, conditions that can
/// be read, numbers and sizes within their limits. Errors: invalid_argument and limit_exceeded ("bad_application")
/// naming the field; those of check_prompt() for instructions.
Result<void> check_settings(const ApplicationSettings& settings);

/// [a-z0-9][a-z0-9-]{1,39}. Errors: invalid_argument ("bad_application_name").
Result<void> check_application_name(std::string_view name);

/// Turns a question into one to the application: its model, instructions, what it does not talk about, how much it
/// uses. Of documents and conditions that the question names itself those of both hold. Errors: invalid_argument
/// ("outside_application"): the question names documents, and none of them is the application's.
Result<void> narrow(const ApplicationSettings& settings, AskRequest& request);

}  // namespace onggi
