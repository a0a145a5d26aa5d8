// onggi clean: a recipe over rows of JSON Lines. Needs no workspace.
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "clean/recipe.h"
#include "clean/refine.h"
#include "cli/commands.h"
#include "cli/progress.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

Json summary(const Refined& refined) {
  Json steps = Json::array();
  for (const RefineStep& step : refined.steps)
    steps.push_back({{"operation", step.operation},
                     {"rows_in", step.rows_in},
                     {"changed", step.changed},
                     {"removed", step.removed},
                     {"seconds", std::round(step.seconds * 10) / 10}});
  return {{"rows_in", refined.rows_in}, {"rows_out", refined.rows_out}, {"steps", std::move(steps)}};
}

void tell(const Refined& refined, CliIo& io) {
  if (refined.went_on)
    io.err << say(io, "앞서 하던 작업을 이어서 마쳤습니다.\n", "went on with the work of an earlier run\n");
  for (const RefineStep& step : refined.steps)
    io.err << "  " << std::left << std::setw(14) << step.operation << std::right << say(io, "고침 ", "changed ")
           << grouped(step.changed) << say(io, ", 뺌 ", ", removed ") << grouped(step.removed) << ", " << std::fixed
           << std::setprecision(1) << step.seconds << std::defaultfloat << say(io, "초\n", " s\n");
  io.err << grouped(refined.rows_in) << say(io, "줄 → ", " rows → ") << grouped(refined.rows_out)
         << say(io, "줄\n", "\n");
}

void list_operations(const Common& common, CliIo& io) {
  if (common.json) {
    io.out << operations_json() << '\n';
    return;
  }
  for (const Json& operation : Json::parse(operations_json())) {
    io.out << operation["name"].get<std::string>() << "  "
           << operation["about"][io.korean ? "ko" : "en"].get<std::string>() << '\n';
    for (const Json& option : operation["options"]) {
      io.out << "    " << option["name"].get<std::string>() << ": " << option["preset"].dump();
      if (option.contains("choices")) io.out << "  " << option["choices"].dump();
      io.out << '\n';
    }
  }
}

Result<void> write_report(const std::filesystem::path& file, const std::string& report) {
  ONGGI_CHECK(write_file(file, report));
  std::filesystem::path page = file;
  return write_file(page.replace_extension(".html"), report_page(report));
}

}  // namespace

Done clean(const CleanCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.operations) {
    list_operations(common, io);
    return 0;
  }
  if (command.print) {
    const std::string_view yaml = Recipe::preset(command.recipe);
    if (yaml.empty()) return fail(ErrorCode::not_found, "no preset is called " + command.recipe);
    io.out << yaml;
    return 0;
  }
  if (command.file.empty() || command.out.empty())
    return fail(ErrorCode::invalid_argument, "clean needs a file of rows and --out FILE for those that stay");
  ONGGI_TRY(const Recipe recipe, recipe_of(command.recipe, host.recipe_parts(), io));
  const RefineTask task{.file = resolved(io, command.file),
                        .out = resolved(io, command.out),
                        .work = command.work.empty() ? std::filesystem::path() : resolved(io, command.work),
                        .keep_work = !command.work.empty()};
  Refined refined;
  {
    ProgressLine line(common, io);
    ONGGI_TRY(refined, refine(
                           task, recipe,
                           [&](const RefineProgress& at) { line(at.done, at.all, {at.stage, at.stages}); }, io.cancel));
  }
  if (!command.report.empty()) ONGGI_CHECK(write_report(resolved(io, command.report), refined.report));
  if (common.json) io.out << summary(refined).dump() << '\n';
  if (!common.quiet) tell(refined, io);
  return 0;
}

}  // namespace onggi::cli_room
