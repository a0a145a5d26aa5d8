// TOML and RE2 → patterns of a company.
#include "privacy/company_patterns.h"

#include <re2/re2.h>

#include <toml++/toml.h>

#include <memory>

#include "privacy/context.h"

namespace onggi {

namespace {

std::string at_line(const toml::source_region& source) { return "line " + std::to_string(source.begin.line) + ": "; }

std::unexpected<Error> wrong(const toml::node& node, const std::string& what) {
  return fail(ErrorCode::invalid_argument, at_line(node.source()) + what);
}

}  // namespace

struct CompanyPatterns::Pattern {
  std::string type;
  std::unique_ptr<re2::RE2> regex;
  std::vector<std::string> words;
  double confidence = 0.6;
};

namespace {

Result<CompanyPatterns::Pattern> read_pattern(const toml::table& table) {
  CompanyPatterns::Pattern pattern;
  pattern.type = table["type"].value_or(std::string());
  const std::string regex = table["regex"].value_or(std::string());
  if (pattern.type.empty() || regex.empty()) return wrong(table, "a pattern needs `type` and `regex`");
  re2::RE2::Options quiet;
  quiet.set_log_errors(false);
  pattern.regex = std::make_unique<re2::RE2>(regex, quiet);
  if (!pattern.regex->ok())
    return wrong(table, "the regular expression of " + pattern.type + " is wrong: " + pattern.regex->error());
  pattern.confidence = table["confidence"].value_or(pattern.confidence);
  if (const toml::array* words = table["words"].as_array(); words != nullptr)
    for (const toml::node& word : *words)
      if (const auto written = word.value<std::string>()) pattern.words.push_back(*written);
  return pattern;
}

}  // namespace

CompanyPatterns::CompanyPatterns(std::vector<Pattern> patterns) : patterns_(std::move(patterns)) {}
CompanyPatterns::CompanyPatterns(CompanyPatterns&&) noexcept = default;
CompanyPatterns& CompanyPatterns::operator=(CompanyPatterns&&) noexcept = default;
CompanyPatterns::~CompanyPatterns() = default;

Result<CompanyPatterns> CompanyPatterns::read(std::string_view text) try {
  const toml::table file = toml::parse(text);
  const toml::array* list = file["pattern"].as_array();
  if (list == nullptr) return fail(ErrorCode::invalid_argument, "no [[pattern]] stands in the file");
  std::vector<Pattern> patterns;
  for (const toml::node& node : *list) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(node, "a pattern is a table: [[pattern]]");
    ONGGI_TRY(Pattern pattern, read_pattern(*table));
    patterns.push_back(std::move(pattern));
  }
  return CompanyPatterns(std::move(patterns));
} catch (const toml::parse_error& error) {
  return fail(ErrorCode::invalid_argument, at_line(error.source()) + std::string(error.description()));
}

void CompanyPatterns::find(const privacy_room::Page& page, std::vector<privacy_room::RuleMatch>& matches) const {
  for (const Pattern& pattern : patterns_) {
    const std::vector<std::string_view> words(pattern.words.begin(), pattern.words.end());
    std::size_t at = 0;
    re2::StringPiece found;
    const re2::StringPiece text(page.text.data(), page.text.size());
    while (at <= page.text.size() &&
           pattern.regex->Match(text, at, page.text.size(), re2::RE2::UNANCHORED, &found, 1)) {
      const auto begin = static_cast<std::size_t>(found.data() - page.text.data());
      at = begin + std::max<std::size_t>(found.size(), 1);
      if (found.empty()) continue;
      const bool called = has_word_before(page, begin, words);
      if (auto match = privacy_room::Weight("company pattern", pattern.confidence)
                           .add(called, 0.3, "context word")
                           .match(pattern.type, begin, begin + found.size()))
        matches.push_back(std::move(*match));
    }
  }
}

}  // namespace onggi
