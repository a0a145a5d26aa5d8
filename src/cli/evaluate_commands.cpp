// onggi evaluate parse.
#include <array>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "cli/commands.h"
#include "document/render.h"
#include "evaluate/parsing.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kWorstShown = 20;

json or_null(const std::optional<double>& score) { return score ? json(*score) : json(nullptr); }

json file_json(const ParseOutcome& file) {
  const ParseScores& scores = file.scores;
  return {{"file", file.name},
          {"expected", file.expected},
          {"error", file.error},
          {"character_recall", or_null(scores.character_recall)},
          {"character_precision", or_null(scores.character_precision)},
          {"nid", or_null(scores.nid)},
          {"nid_s", or_null(scores.nid_s)},
          {"teds", or_null(scores.teds)},
          {"teds_s", or_null(scores.teds_s)},
          {"mhs", or_null(scores.mhs)},
          {"mhs_s", or_null(scores.mhs_s)},
          {"overall", or_null(scores.overall)},
          {"exact", scores.exact},
          {"characters_expected", scores.characters_expected},
          {"characters_found", scores.characters_found},
          {"tables_expected", scores.tables_expected},
          {"tables_found", scores.tables_found},
          {"headings_expected", scores.headings_expected},
          {"headings_found", scores.headings_found}};
}

json mean_json(const Mean& mean) {
  return {{"value", mean.of == 0 ? json(nullptr) : json(mean.value)},
          {"low", mean.of == 0 ? json(nullptr) : json(mean.low)},
          {"high", mean.of == 0 ? json(nullptr) : json(mean.high)},
          {"of", mean.of}};
}

struct Row {
  const char *name, *korean, *english;
  Mean ParseReport::* mean;
};

constexpr auto kRows = std::to_array<Row>({
    {"character_recall", "글자 재현율      ", "character recall   ", &ParseReport::character_recall},
    {"character_precision", "글자 정밀도      ", "character precision", &ParseReport::character_precision},
    {"nid", "읽는 순서 NID    ", "reading order NID  ", &ParseReport::nid},
    {"nid_s", "  표를 뺀 NID-S  ", "  but tables, NID-S", &ParseReport::nid_s},
    {"teds", "표 TEDS          ", "tables TEDS        ", &ParseReport::teds},
    {"teds_s", "  구조만 TEDS-S  ", "  structure, TEDS-S", &ParseReport::teds_s},
    {"mhs", "제목 MHS         ", "headings MHS       ", &ParseReport::mhs},
    {"mhs_s", "  구조만 MHS-S   ", "  structure, MHS-S ", &ParseReport::mhs_s},
    {"overall", "종합             ", "overall            ", &ParseReport::overall},
});

json report_json(const ParseReport& report, const ParseCases& cases) {
  json summary = {
      {"files", report.files.size()}, {"failed", report.failed}, {"without_expected", cases.without_expected.size()}};
  for (const Row& row : kRows) summary[row.name] = mean_json(report.*row.mean);
  json files = json::array();
  for (const ParseOutcome& file : report.files) files.push_back(file_json(file));
  return {{"summary", std::move(summary)}, {"files", std::move(files)}};
}

void show_score(const std::optional<double>& score, CliIo& io) {
  if (score) io.out << "  " << *score;
  else io.out << "  –    ";
}

void show_worst(const ParseReport& report, CliIo& io) {
  io.out << say(io, "\n낮은 것부터: 재현율, NID, TEDS, MHS\n", "\nthe worst first: recall, NID, TEDS, MHS\n");
  for (std::size_t i = 0; i < std::min(report.files.size(), kWorstShown); ++i) {
    const ParseOutcome& file = report.files[i];
    for (const auto& score : {file.scores.character_recall, file.scores.nid, file.scores.teds, file.scores.mhs})
      show_score(score, io);
    io.out << "  " << file.name << (file.error.empty() ? "" : "  " + file.error) << '\n';
  }
}

void show_report(const ParseReport& report, CliIo& io) {
  io.out << std::fixed << std::setprecision(3);
  for (const Row& row : kRows) {
    const Mean& mean = report.*row.mean;
    if (mean.of == 0) continue;
    io.out << say(io, row.korean, row.english) << "  " << mean.value << "  (" << mean.of << ", 95 % " << mean.low << "–"
           << mean.high << ")\n";
  }
  show_worst(report, io);
}

void tell_skipped(const ParseCases& cases, CliIo& io) {
  if (cases.without_expected.empty()) return;
  io.err << say(io, "기대 결과가 없는 파일 ", "files without an expected text: ") << cases.without_expected.size()
         << '\n';
}

}  // namespace

Done evaluate_parse_command(const EvaluateParseCommand& command, const Common& common, CliHost& host, CliIo& io) {
  std::optional<std::filesystem::path> expected;
  if (!command.expected.empty()) expected = resolved(io, command.expected);
  ONGGI_TRY(const ParseCases cases, find_parse_cases(resolved(io, command.folder), expected));
  Parser* parser = nullptr;
  if (!command.as_is) {
    ONGGI_TRY(parser, host.parser());
  }
  const ParseOptions options{.ocr = ocr_from(command.ocr).value_or(Ocr::automatic),
                             .content = content_from(command.content).value_or(Content::main)};
  const auto read = [&](const std::filesystem::path& file) -> Result<std::string> {
    ONGGI_TRY(std::string bytes, read_file(file, ParseLimits{}.bytes_max));
    if (parser == nullptr) return decode_text(bytes).utf8;
    ONGGI_TRY(const Document document, parser->parse(bytes, file.filename().string(), options, io.cancel));
    return to_markdown(document);
  };
  ONGGI_TRY(const ParseReport report, evaluate_parse(cases.cases, read, io.cancel));
  if (!common.quiet) tell_skipped(cases, io);
  if (common.json) io.out << report_json(report, cases).dump() << '\n';
  else show_report(report, io);
  return report.failed == 0 ? 0 : 1;
}

}  // namespace onggi::cli_room
