// evaluate parse: which file belongs to which expected text, and the report over all of them; see parsing.h.
#include "evaluate/parsing.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/file.h"
#include "text/text.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kExpectedBytesMax = 256ULL << 20U;

// In the order of preference: Markdown says most.
constexpr auto kForms = std::to_array<std::pair<std::string_view, ExpectedForm>>({
    {".md", ExpectedForm::markdown},
    {".html", ExpectedForm::html},
    {".txt", ExpectedForm::text},
});

constexpr std::size_t kPlain = 2;

std::size_t form_of(const fs::path& path) {
  const std::string ending = path.extension().string();
  const auto found = std::ranges::find(kForms, std::string_view(ending), &decltype(kForms)::value_type::first);
  return static_cast<std::size_t>(found - kForms.begin());
}

// Names that the expected text of `file` may have, the preferred first: report.docx.md, report.md, report.docx.html ...
std::vector<std::pair<fs::path, ExpectedForm>> expected_names(const fs::path& file, bool beside) {
  std::vector<std::pair<fs::path, ExpectedForm>> names;
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    const std::string ending(kForms[i].first);
    names.emplace_back(file.string() + ending, kForms[i].second);
    // Beside each other, report.md may be expected of report.html, but not the other way round, and both of report.txt
    // may be expected of a third file.
    const bool is_source = form_of(file) != kPlain && i < form_of(file);
    if (!beside || is_source) names.emplace_back(fs::path(file).replace_extension(ending), kForms[i].second);
  }
  return names;
}

std::optional<ParseCase> case_of(const fs::path& name, const fs::path& folder, const std::vector<fs::path>& places,
                                 bool beside) {
  for (const fs::path& place : places)
    for (const auto& [expected, form] : expected_names(name, beside))
      for (const fs::path& at : {place / expected, place / expected.filename()}) {
        std::error_code ignored;
        if (beside && at != place / expected) continue;
        if (fs::is_regular_file(at, ignored)) return ParseCase{folder / name, at, name.generic_string(), form};
      }
  return std::nullopt;
}

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> names;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file(error)) names.push_back(entry->path().lexically_relative(folder));
  if (error) return fail(ErrorCode::not_found, "the folder cannot be read: " + folder.string());
  std::ranges::sort(names);
  return names;
}

void sum_up(ParseReport& report) {
  const auto rank = [](const ParseOutcome& file) {
    return std::pair(file.scores.overall.value_or(1), file.scores.character_recall.value_or(1));
  };
  std::ranges::stable_sort(report.files, {}, rank);
  report.failed = std::ranges::count_if(report.files, [](const ParseOutcome& file) { return !file.error.empty(); });
  report.character_recall = mean_over(report.files, &ParseScores::character_recall);
  report.character_precision = mean_over(report.files, &ParseScores::character_precision);
  report.nid = mean_over(report.files, &ParseScores::nid);
  report.nid_s = mean_over(report.files, &ParseScores::nid_s);
  report.teds = mean_over(report.files, &ParseScores::teds);
  report.teds_s = mean_over(report.files, &ParseScores::teds_s);
  report.mhs = mean_over(report.files, &ParseScores::mhs);
  report.mhs_s = mean_over(report.files, &ParseScores::mhs_s);
  report.overall = mean_over(report.files, &ParseScores::overall);
}

}  // namespace

Result<ParseCases> find_parse_cases(const fs::path& folder, const std::optional<fs::path>& expected) {
  ONGGI_TRY(const std::vector<fs::path> names, files_below(folder));
  std::error_code ignored;
  if (expected && !fs::is_directory(*expected, ignored))
    return fail(ErrorCode::not_found, "there is no folder " + expected->string());
  ParseCases found;
  std::set<fs::path> taken;  // expected texts beside their files are no cases of their own
  for (const fs::path& name : names) {
    auto one = case_of(name, folder, {expected.value_or(folder)}, !expected);
    if (!one) found.without_expected.push_back(name.generic_string());
    else found.cases.push_back(*std::move(one));
    if (!expected && !found.cases.empty()) taken.insert(found.cases.back().expected);
  }
  std::erase_if(found.cases, [&](const ParseCase& one) { return taken.contains(one.file); });
  std::erase_if(found.without_expected, [&](const std::string& name) { return taken.contains(folder / name); });
  if (found.cases.empty()) return fail(ErrorCode::not_found, "no file has an expected NAME.md, NAME.html or NAME.txt");
  return found;
}

Result<ParseReport> evaluate_parse(const std::vector<ParseCase>& cases,
                                   const std::function<Result<std::string>(const fs::path&)>& read,
                                   const Cancel& cancel) {
  ParseReport report;
  for (const ParseCase& one : cases) {
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(const std::string expected, read_file(one.expected, kExpectedBytesMax));
    const auto markdown = read(one.file);
    if (!markdown && markdown.error().code == ErrorCode::cancelled) return std::unexpected(markdown.error());
    ParseOutcome outcome{.name = one.name, .expected = one.expected.filename().string()};
    if (!markdown) outcome.error = to_string(markdown.error().code);
    outcome.scores = score_parse(markdown ? *markdown : "", decode_text(expected).utf8, one.form);
    report.files.push_back(std::move(outcome));
  }
  sum_up(report);
  return report;
}

}  // namespace onggi
