// TOML and RE2 → patterns of a company.
#include <toml++/toml.h>

#include "base/file.h"
#include "privacy/company_pattern.h"
#include "privacy/context.h"

namespace onggi {

namespace {

using privacy_room::CompanyPattern;

std::string at_line(const toml::source_region& source) { return "line " + std::to_string(source.begin.line) + ": "; }

std::unexpected<Error> wrong(const toml::node& node, const std::string& what) {
  return fail(ErrorCode::invalid_argument, at_line(node.source()) + what);
}

Result<CompanyPattern> read_pattern(const toml::table& table) {
  CompanyPattern pattern;
  pattern.type = table["type"].value_or(std::string());
  const std::string regex = table["regex"].value_or(std::string());
  if (pattern.type.empty() || regex.empty()) return wrong(table, "a pattern needs `type` and `regex`");
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  pattern.regex = std::make_unique<re2::RE2>(regex, quiet);
  if (!pattern.regex->ok())
    return wrong(table, "the regular expression of " + pattern.type + " is wrong: " + pattern.regex->error());
  pattern.name = table["name"].value_or(std::string("개인정보"));
  pattern.confidence = table["confidence"].value_or(pattern.confidence);
  if (const toml::array* words = table["words"].as_array(); words != nullptr)
    for (const toml::node& word : *words)
      if (const auto written = word.value<std::string>()) pattern.words.push_back(*written);
  return pattern;
}

}  // namespace

CompanyPatterns::CompanyPatterns(std::vector<CompanyPattern> patterns) : patterns_(std::move(patterns)) {
  for (const CompanyPattern& pattern : patterns_) names_[pattern.type] = pattern.name;
}
CompanyPatterns::CompanyPatterns(CompanyPatterns&&) noexcept = default;
CompanyPatterns& CompanyPatterns::operator=(CompanyPatterns&&) noexcept = default;
CompanyPatterns::~CompanyPatterns() = default;

Result<CompanyPatterns> CompanyPatterns::read(std::string_view text) try {
  const toml::table file = toml::parse(text);
  const toml::array* list = file["pattern"].as_array();
  if (list == nullptr) return fail(ErrorCode::invalid_argument, "no [[pattern]] stands in the file");
  std::vector<CompanyPattern> patterns;
  for (const toml::node& node : *list) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(node, "a pattern is a table: [[pattern]]");
    ONGGI_TRY(CompanyPattern pattern, read_pattern(*table));
    patterns.push_back(std::move(pattern));
  }
  return CompanyPatterns(std::move(patterns));
} catch (const toml::parse_error& error) {
  return fail(ErrorCode::invalid_argument, at_line(error.source()) + std::string(error.description()));
}

Result<CompanyPatterns> CompanyPatterns::read_file(const std::filesystem::path& toml) {
  constexpr std::size_t kSizeMax = 1U << 20U;
  ONGGI_TRY(const std::string text, onggi::read_file(toml, kSizeMax));
  auto patterns = read(text);
  if (!patterns) return within(toml.filename().string(), std::move(patterns).error());
  return patterns;
}

namespace privacy_room {

namespace {

void add_matches(const CompanyPattern& pattern, const Page& page, std::vector<RuleMatch>& matches) {
  const std::vector<std::string_view> words(pattern.words.begin(), pattern.words.end());
  const re2::StringPiece text(page.text.data(), page.text.size());
  re2::StringPiece found;
  for (std::size_t at = 0;
       at <= page.text.size() && pattern.regex->Match(text, at, page.text.size(), re2::RE2::UNANCHORED, &found, 1);) {
    const auto begin = static_cast<std::size_t>(found.data() - page.text.data());
    at = begin + std::max<std::size_t>(found.size(), 1);
    if (found.empty()) continue;
    auto match = Weight("company pattern", pattern.confidence)
                     .add(has_word_before(page, begin, words), 0.3, "context word")
                     .match(pattern.type, begin, begin + found.size());
    if (match) matches.push_back(std::move(*match));
  }
}

}  // namespace

void add_company_matches(const CompanyPatterns& company, const Page& page, std::vector<RuleMatch>& matches) {
  for (const CompanyPattern& pattern : company.patterns()) add_matches(pattern, page, matches);
}

}  // namespace privacy_room

}  // namespace onggi
