// /api/procedures/{procedure_id}/sample: drawing texts, and looking at them.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "clean/pinned_rows.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "serve/procedures.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

json hidden_unit(std::int64_t number, const SampleUnit& unit) {
  return {{"unit", number},
          {"document_id", unit.row > 0 ? json(nullptr) : json(unit.document.str())},
          {"row", unit.row > 0 ? json(unit.row) : json(nullptr)},
          {"text", nullptr},
          {"state", "not_visible"}};
}

const SampleUnit& unit_of(const Procedure& state, std::int64_t number) {
  return state.sample->units[static_cast<std::size_t>(number - 1)];
}

Result<bool> sees(const Call& call, const std::vector<PermissionId>& visible, const DocumentId& document) {
  const auto row = call.rooms.catalog.get(visible, document);
  if (!row && row.error().code != ErrorCode::not_found) return std::unexpected(row.error());
  return row.has_value();
}

/// Numbers of drawn texts that nobody marked yet, in the order of the sample.
struct OpenUnits {
  std::vector<std::int64_t> seen, hidden;  // by the caller, from the caller
};

/// `limit` of them at most. Hidden ones are only what is left of it, so that they never stand before those that the
/// caller can inspect.
Result<OpenUnits> open_units(const Call& call, const Procedure& state, std::int64_t limit) {
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  const auto& rows = state.applied->rows;
  const bool sees_rows = rows && std::ranges::find(visible, rows->permission) != visible.end();
  std::map<DocumentId, bool> known;
  OpenUnits open;
  for (std::int64_t number = 1; number <= std::ssize(state.sample->units) && std::ssize(open.seen) < limit; ++number) {
    if (state.marks.contains(number)) continue;
    const auto [one, is_new] = known.try_emplace(unit_of(state, number).document, sees_rows);
    if (is_new && !rows) {
      ONGGI_TRY(one->second, sees(call, visible, one->first));
    }
    (one->second ? open.seen : open.hidden).push_back(number);
  }
  const auto left = static_cast<std::size_t>(limit) - open.seen.size();
  open.hidden.resize(std::min(open.hidden.size(), left));
  return open;
}

/// Drawn texts of visible documents as they stand after processing.
Result<json> texts_of_documents(const Call& call, const Procedure& state, const std::vector<std::int64_t>& numbers) {
  std::map<DocumentId, Document> opened;
  json units = json::array();
  for (const std::int64_t number : numbers) {
    const SampleUnit& unit = unit_of(state, number);
    if (!opened.contains(unit.document)) {
      ONGGI_TRY(opened[unit.document], call.rooms.ingest.shown(unit.document, call.cancel));
    }
    json& encoded = units.emplace_back(hidden_unit(number, unit));
    const auto& elements = opened[unit.document].elements;
    const auto found = std::ranges::find(elements, unit.element, &Element::id);
    encoded["state"] = found == elements.end() ? "changed" : "there";
    if (found != elements.end()) encoded["text"] = found->text;
  }
  return units;
}

/// Drawn rows of the file that was written, whose rows are visible. Reads the whole file: its hash says whether it is
/// still the one.
Result<json> texts_of_rows(const Call& call, const Procedure& state, const std::vector<std::int64_t>& numbers) {
  json units = json::array();
  if (numbers.empty()) return units;
  const ProcedureRows& rows = *state.applied->rows;
  std::set<std::int64_t> wanted;
  for (const std::int64_t number : numbers) wanted.insert(unit_of(state, number).row);
  auto read = read_pinned_rows(rows.file, wanted, call.cancel);
  if (!read && read.error().code != ErrorCode::not_found && read.error().code != ErrorCode::bad_input)
    return std::unexpected(std::move(read).error());
  for (const std::int64_t number : numbers) {
    const SampleUnit& unit = unit_of(state, number);
    json& encoded = units.emplace_back(hidden_unit(number, unit));
    const bool there = read && read->hash == rows.hash_out && read->texts.contains(unit.row);
    encoded["state"] = there ? "there" : "changed";
    if (there) encoded["text"] = read->texts.at(unit.row);
  }
  return units;
}

}  // namespace

Result<void> check_sees(const Call& call, const Procedure& state, const std::vector<DocumentId>& documents) {
  const auto hidden = fail(ErrorCode::not_allowed, "some of what was processed is not visible to you", "not_visible");
  if (state.applied && state.applied->rows) {
    ONGGI_TRY(const bool sees, call.rooms.permissions.is_visible(call.viewer, state.applied->rows->permission));
    if (!sees) return hidden;
  }
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const bool seen, sees(call, visible, id));
    if (!seen) return hidden;
  }
  return {};
}

Result<Response> draw_procedure_sample(const Call& call) {
  const ProcedureId id = procedure_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const double rate_max, fields.real("rate_max", {.min = 0.0001, .max = 0.5, .fallback = 0.01}));
  ONGGI_TRY(const auto seed, fields.text_if("seed"));
  ONGGI_TRY(const ProcedureActor actor, actor_of(call));
  ONGGI_TRY(const Procedure state, call.rooms.procedures.get(id));
  // Who draws sees what is drawn from: a person who does not could not inspect it either.
  if (state.applied) ONGGI_CHECK(check_sees(call, state, state.applied->documents));
  ONGGI_TRY(const auto drawn, call.rooms.procedure_runs.draw(id, rate_max, seed.value_or(""), actor, call.cancel));
  call.deed.detail = dump({{"drawn", drawn.units.size()}});
  return json_response(200, {{"population", drawn.population}, {"drawn", drawn.units.size()}, {"seed", drawn.seed}});
}

Result<Response> get_procedure_sample(const Call& call) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 200, .fallback = 20}));
  ONGGI_TRY(const Procedure state, call.rooms.procedures.get(procedure_of(call)));
  if (!state.sample) return fail(ErrorCode::conflict, "no sample is drawn yet", "no_sample");
  ONGGI_TRY(const OpenUnits open, open_units(call, state, limit));
  ONGGI_TRY(json units,
            state.applied->rows ? texts_of_rows(call, state, open.seen) : texts_of_documents(call, state, open.seen));
  for (const std::int64_t number : open.hidden) units.push_back(hidden_unit(number, unit_of(state, number)));
  return json_response(
      200, {{"drawn", state.sample->units.size()}, {"marked", state.marks.size()}, {"units", std::move(units)}});
}

}  // namespace onggi::serve_room
