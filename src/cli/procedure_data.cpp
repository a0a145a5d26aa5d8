// See procedure_data.h.
#include "cli/procedure_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "clean/pinned_rows.h"
#include "clean/refine.h"
#include "cli/progress.h"
#include "cli/waiting.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

Result<std::vector<DocumentId>> documents_of(CliRooms& rooms, const std::vector<std::string>& names) {
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  std::vector<DocumentId> documents;
  for (const std::string& name : names) {
    ONGGI_TRY(const DocumentRow row, find_document(rows, name));
    if (std::ranges::find(documents, row.id) == documents.end()) documents.push_back(row.id);
  }
  return documents;
}

Done tell_applied(const Procedure::Applied& applied, const json& of_what, const Common& common, CliIo& io) {
  if (common.json) {
    json told{{"masked", applied.masked}, {"held_back", applied.held_back}};
    told.update(of_what);
    io.out << told.dump() << '\n';
    return 0;
  }
  for (const auto& [kind, count] : applied.masked) io.out << kind << '\t' << grouped(count) << '\n';
  if (applied.held_back > 0) io.err << say(io, "통과하지 못한 수 ", "held back ") << grouped(applied.held_back) << '\n';
  return applied.held_back > 0 ? 1 : 0;
}

Done apply_to_documents(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const std::string yaml, rooms.procedures.recipe(id));
  ONGGI_TRY(const auto documents, documents_of(rooms, command.documents));
  ONGGI_TRY(const JobId job, rooms.procedure_runs.start(id, documents, actor));
  ONGGI_TRY(const Job ended, wait_for_job(rooms, job, io.cancel));
  if (ended.state == JobState::failed) return fail(error_code_from(ended.error_code), ended.error_message);
  ONGGI_TRY(const Procedure state, rooms.procedures.get(id));
  if (!state.applied) return fail(ErrorCode::conflict, "the methods were changed meanwhile", "method_changed");
  return tell_applied(*state.applied, {{"recipe", yaml}, {"documents", documents.size()}}, common, io);
}

/// What the recipe masked, by kind, out of the refinery's report.
std::map<std::string, std::int64_t> masked_rows(const Refined& refined) {
  constexpr std::string_view kMask = "mask.";
  std::map<std::string, std::int64_t> masked;
  const json report = json::parse(refined.report);
  for (const json& step : report.at("steps"))
    for (const auto& [reason, count] : step.at("places").items())
      if (reason.starts_with(kMask)) masked[reason.substr(kMask.size())] += count.get<std::int64_t>();
  return masked;
}

Result<Procedure::Applied> refine_rows(CliRooms& rooms, const ProcedureCommand& command, const Recipe& recipe,
                                       const Common& common, CliIo& io) {
  const auto in = resolved(io, command.rows), out = resolved(io, command.out);
  ONGGI_TRY(auto principals, principals_for(rooms, command.allow));
  Refined refined;
  {
    ProgressLine line(common, io);
    ONGGI_TRY(refined, refine(
                           {.file = in, .out = out}, recipe,
                           [&](const RefineProgress& at) { line(at.done, at.all, {at.stage, at.stages}); }, io.cancel));
  }
  ONGGI_TRY(const PinnedRows before, read_pinned_rows(in, {}, io.cancel));
  ONGGI_TRY(const PinnedRows after, read_pinned_rows(out, {}, io.cancel));
  ONGGI_TRY(PermissionId permission, rooms.permissions.intern(Label::open, std::move(principals)));
  return Procedure::Applied{.recipe = {},
                            .documents = {},
                            .rows = ProcedureRows{.file = out.string(),
                                                  .hash_in = before.hash,
                                                  .hash_out = after.hash,
                                                  .rows_in = before.rows,
                                                  .rows_out = after.rows,
                                                  .permission = std::move(permission)},
                            .masked = masked_rows(refined),
                            .held_back = refined.rows_in - refined.rows_out};
}

Done apply_to_rows(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const std::string yaml, rooms.procedures.recipe(id));
  ONGGI_TRY(const Recipe recipe, Recipe::read_without_files(yaml, rooms.recipe_parts));
  ONGGI_TRY(Procedure::Applied applied, refine_rows(rooms, command, recipe, common, io));
  ONGGI_TRY(applied.recipe, rooms.ingest.keep_recipe(recipe));
  ONGGI_CHECK(rooms.procedures.applied(id, applied, yaml, actor));
  return tell_applied(applied,
                      {{"recipe", yaml}, {"rows_in", applied.rows->rows_in}, {"rows_out", applied.rows->rows_out}},
                      common, io);
}

}  // namespace

Done apply_procedure(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  if (command.rows.empty() == command.documents.empty())
    return fail(ErrorCode::invalid_argument, "name documents, or --rows IN.jsonl --out OUT.jsonl; not both");
  if (command.rows.empty() != command.out.empty())
    return fail(ErrorCode::invalid_argument, "--rows IN.jsonl and --out OUT.jsonl go together");
  return command.rows.empty() ? apply_to_documents(rooms, command, common, io)
                              : apply_to_rows(rooms, command, common, io);
}

Done draw_sample(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const auto drawn,
            rooms.procedure_runs.draw(ProcedureId(command.id), command.rate_max, command.seed, actor, io.cancel));
  if (common.json)
    io.out << json{{"population", drawn.population}, {"drawn", drawn.units.size()}, {"seed", drawn.seed}}.dump()
           << '\n';
  else
    io.out << grouped(drawn.population) << say(io, "개 글 가운데 ", " texts, drawn ")
           << grouped(std::ssize(drawn.units)) << say(io, "개를 뽑음, 씨앗값 ", ", seed ") << drawn.seed << '\n';
  return 0;
}

namespace {

/// Numbers of drawn texts that nobody marked yet, from 1; at most `limit`.
std::vector<std::int64_t> open_units(const Procedure& state, int limit) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t number = 1; number <= std::ssize(state.sample->units) && std::ssize(numbers) < limit; ++number)
    if (!state.marks.contains(number)) numbers.push_back(number);
  return numbers;
}

const SampleUnit& unit_of(const Procedure& state, std::int64_t number) {
  return state.sample->units[static_cast<std::size_t>(number - 1)];
}

void tell_unit(std::int64_t number, const json& where, const std::string& text, const Common& common, CliIo& io) {
  json told{{"unit", number}, {"text", text}};
  told.update(where);
  if (common.json) io.out << told.dump() << '\n';
  else io.out << "── " << number << " ──\n" << text << '\n';
}

Result<void> inspect_documents(CliRooms& rooms, const Procedure& state, int limit, const Common& common, CliIo& io) {
  std::map<DocumentId, Document> opened;
  for (const std::int64_t number : open_units(state, limit)) {
    const SampleUnit& unit = unit_of(state, number);
    if (!opened.contains(unit.document)) {
      ONGGI_TRY(opened[unit.document], rooms.ingest.shown(unit.document, io.cancel));
    }
    const auto& elements = opened[unit.document].elements;
    const auto element = std::ranges::find(elements, unit.element, &Element::id);
    if (element == elements.end())
      return fail(ErrorCode::conflict,
                  "document " + unit.document.str() + " changed since the sample was drawn: draw another one",
                  "sample_outdated");
    tell_unit(number, {{"document_id", unit.document.str()}}, element->text, common, io);
  }
  return {};
}

Result<void> inspect_rows(const Procedure& state, const ProcedureRows& rows, int limit, const Common& common,
                          CliIo& io) {
  const auto numbers = open_units(state, limit);
  std::set<std::int64_t> wanted;
  for (const std::int64_t number : numbers) wanted.insert(unit_of(state, number).row);
  ONGGI_TRY(const PinnedRows read, read_pinned_rows(rows.file, wanted, io.cancel));
  if (read.hash != rows.hash_out)
    return fail(ErrorCode::conflict, rows.file + " is not the file that was written: apply the methods again",
                "rows_changed");
  for (const std::int64_t number : numbers) {
    const std::int64_t row = unit_of(state, number).row;
    tell_unit(number, {{"row", row}}, read.texts.at(row), common, io);
  }
  return {};
}

}  // namespace

// Drawn texts that nobody marked yet, as they stand in what was processed.
Done inspect_sample(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const Procedure state, rooms.procedures.get(ProcedureId(command.id)));
  if (!state.sample) return fail(ErrorCode::conflict, "no sample is drawn yet", "no_sample");
  ONGGI_CHECK(note_deed(rooms, "procedure.inspect", "procedure:" + state.id.str()));
  if (state.applied->rows) ONGGI_CHECK(inspect_rows(state, *state.applied->rows, command.limit, common, io));
  else ONGGI_CHECK(inspect_documents(rooms, state, command.limit, common, io));
  return 0;
}

}  // namespace onggi::cli_room
