// See options.h.
#include "ingest/sources/options.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace onggi::sources {
namespace {

using nlohmann::json;
using enum OptionType;

// What every kind takes.
constexpr std::array kCommon{OptionRule{.name = "versions", .fallback_text = "replace"},
                             OptionRule{.name = "allow_empty", .type = flag}, OptionRule{.name = "recipe"}};
constexpr std::array kFiles{OptionRule{.name = "include", .type = texts}, OptionRule{.name = "exclude", .type = texts}};
constexpr std::array kS3{OptionRule{.name = "endpoint", .required = true},
                         OptionRule{.name = "region", .fallback_text = "us-east-1"},
                         OptionRule{.name = "prefix"},
                         OptionRule{.name = "path_style", .type = flag, .fallback = 1},
                         OptionRule{.name = "include", .type = texts},
                         OptionRule{.name = "exclude", .type = texts}};
constexpr std::array kSql{
    OptionRule{.name = "query", .required = true},
    OptionRule{.name = "id", .required = true},
    OptionRule{.name = "text", .type = texts},
    OptionRule{.name = "title"},
    OptionRule{.name = "file"},
    OptionRule{.name = "file_name"},
    OptionRule{.name = "fields", .type = texts},
    OptionRule{.name = "changed_at"},
    OptionRule{.name = "statement_seconds", .type = integer, .min = 1, .max = 86'400, .fallback = 600}};
constexpr std::array kWeb{
    OptionRule{.name = "starts", .type = texts},
    OptionRule{.name = "sitemaps", .type = texts},
    OptionRule{.name = "depth", .type = integer, .min = 0, .max = 20, .fallback = 2},
    OptionRule{.name = "pages_max", .type = integer, .min = 1, .max = 1'000'000, .fallback = 1'000},
    OptionRule{.name = "delay_ms", .type = integer, .min = 0, .max = 60'000, .fallback = 500},
    OptionRule{.name = "include", .type = texts},
    OptionRule{.name = "exclude", .type = texts}};

constexpr std::array<std::string_view, 2> kS3Secrets{"access_key", "secret_key"};
constexpr std::array<std::string_view, 1> kSqlSecrets{"password"};
constexpr std::array<std::string_view, 1> kWebSecrets{"authorization"};

constexpr std::array kKinds{KindRule{"folder", true, kFiles, {}}, KindRule{"mail", true, kFiles, {}},
                            KindRule{"s3", false, kS3, kS3Secrets}, KindRule{"sql", false, kSql, kSqlSecrets},
                            KindRule{"web", false, kWeb, kWebSecrets}};

std::unexpected<Error> bad_option(std::string_view name, std::string_view what) {
  return fail(ErrorCode::invalid_argument, "option " + std::string(name) + " " + std::string(what), "bad_option");
}

json fallback_of(const OptionRule& rule) {
  switch (rule.type) {
    case texts:
      return json::array();
    case integer:
      return rule.fallback;
    case flag:
      return rule.fallback != 0;
    case text:
      break;
  }
  return std::string(rule.fallback_text);
}

Result<void> check(const OptionRule& rule, const json& value) {
  const auto is_text = [](const json& one) { return one.is_string() && !one.get_ref<const std::string&>().empty(); };
  switch (rule.type) {
    case text:
      return value.is_string() ? Result<void>{} : bad_option(rule.name, "is a text");
    case texts:
      return value.is_array() && std::ranges::all_of(value, is_text) ? Result<void>{}
                                                                     : bad_option(rule.name, "is a list of texts");
    case flag:
      return value.is_boolean() ? Result<void>{} : bad_option(rule.name, "is true or false");
    case integer:
      break;
  }
  if (value.is_number_integer() && value >= rule.min && value <= rule.max) return {};
  return bad_option(rule.name, "is a number from " + std::to_string(rule.min) + " to " + std::to_string(rule.max));
}

std::vector<OptionRule> rules_for(const KindRule& kind) {
  std::vector<OptionRule> rules(kCommon.begin(), kCommon.end());
  rules.insert(rules.end(), kind.options.begin(), kind.options.end());
  return rules;
}

Result<void> check_names(const json& given, const std::vector<OptionRule>& rules) {
  for (const auto& [name, value] : given.items()) {
    const auto rule = std::ranges::find(rules, name, &OptionRule::name);
    if (rule == rules.end()) {
      std::string names;
      for (const OptionRule& one : rules) names.append(names.empty() ? "" : ", ").append(one.name);
      return bad_option(name, "is not one of " + names);
    }
    ONGGI_CHECK(check(*rule, value));
  }
  return {};
}

// What no rule of one option says.
Result<void> check_together(std::string_view kind, const json& all) {
  if (all["versions"] != "replace" && all["versions"] != "keep") return bad_option("versions", "is replace or keep");
  if (kind == "sql" && all["text"].empty() == all["file"].get_ref<const std::string&>().empty())
    return bad_option("text", "names columns of text, or else file names one column that holds a file");
  return {};
}

}  // namespace

std::span<const KindRule> kind_rules() { return kKinds; }

Result<KindRule> rule_of(std::string_view kind) {
  std::string names;
  for (const KindRule& rule : kKinds) {
    if (rule.kind == kind) return rule;
    names.append(names.empty() ? "" : ", ").append(rule.kind);
  }
  return fail(ErrorCode::invalid_argument, "a source is one of " + names, "bad_kind");
}

Result<Options> Options::read(std::string_view kind, std::string_view text) {
  ONGGI_TRY(const KindRule kind_rule, rule_of(kind));
  json given = text.empty() ? json::object() : json::parse(text, nullptr, false);
  if (!given.is_object()) return fail(ErrorCode::invalid_argument, "options are a JSON object", "bad_option");
  std::erase_if(given.get_ref<json::object_t&>(), [](const auto& entry) { return entry.second.is_null(); });
  const std::vector<OptionRule> rules = rules_for(kind_rule);
  ONGGI_CHECK(check_names(given, rules));
  json all = given;
  for (const OptionRule& rule : rules) {
    const std::string name(rule.name);
    if (all.contains(name)) continue;
    if (rule.required) return bad_option(rule.name, "is missing");
    all[name] = fallback_of(rule);
  }
  ONGGI_CHECK(check_together(kind, all));
  Options options;
  options.given_ = std::make_shared<const json>(std::move(given));
  options.all_ = std::make_shared<const json>(std::move(all));
  return options;
}

std::string Options::text(std::string_view name) const { return all_->at(std::string(name)).get<std::string>(); }
std::vector<std::string> Options::texts(std::string_view name) const {
  return all_->at(std::string(name)).get<std::vector<std::string>>();
}
std::int64_t Options::integer(std::string_view name) const { return all_->at(std::string(name)).get<std::int64_t>(); }
bool Options::flag(std::string_view name) const { return all_->at(std::string(name)).get<bool>(); }
std::string Options::given() const { return given_->dump(); }

bool wanted(const std::string& path, const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  const std::string last = path.substr(path.rfind('/') + 1);
  const auto fits = [&](const std::string& glob) {
    return ::fnmatch(glob.c_str(), glob.contains('/') ? path.c_str() : last.c_str(), 0) == 0;
  };
  return (include.empty() || std::ranges::any_of(include, fits)) && std::ranges::none_of(exclude, fits);
}

}  // namespace onggi::sources
