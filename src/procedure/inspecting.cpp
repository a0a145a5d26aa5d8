// Drawing texts, marking them, and the verdict.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <queue>
#include <utility>

#include "base/hash.h"
#include "procedure/procedure.h"
#include "procedure/statistics.h"
#include "procedure/steps.h"

namespace onggi {

using namespace procedure_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

using nlohmann::json;

constexpr double kRateMost = 0.5;
constexpr std::size_t kSeedBytesMax = 64;

Result<void> check_draw(double rate_max, std::string& seed) {
  if (!(rate_max > 0 && rate_max <= kRateMost)) return wrong("the leak rate to be shown is above 0 and at most 0.5");
  if (seed.size() > kSeedBytesMax) return wrong("a seed has at most 64 bytes");
  if (seed.empty()) seed = random_token(16);
  return {};
}

/// The `count` members with the smallest hashes, by hash: each is as likely as every other, on every machine. Memory
/// goes with `count`, not with `all`.
template <typename HashOf>
std::vector<std::int64_t> drawn_by_hash(std::int64_t all, std::int64_t count, const HashOf& hash_of) {
  std::priority_queue<std::pair<std::string, std::int64_t>> smallest;  // the largest of them on top
  for (std::int64_t i = 0; i < all; ++i) {
    smallest.emplace(hash_of(i), i);
    if (std::cmp_greater(smallest.size(), count)) smallest.pop();
  }
  std::vector<std::int64_t> drawn(smallest.size());
  for (auto place = drawn.rbegin(); place != drawn.rend(); ++place, smallest.pop()) *place = smallest.top().second;
  return drawn;
}

std::unexpected<Error> not_applied() {
  return fail(ErrorCode::conflict, "the methods that stand now were not applied yet", "not_applied");
}

}  // namespace

Result<void> Procedures::another_person(const Procedure& state, const ProcedureActor& actor) const {
  if (!options_.two_people || !state.processed_by(actor.person)) return {};
  return fail(ErrorCode::not_allowed,
              "who chose the methods or applied them does not check them: another person with the right see_unmasked "
              "does, under a login of their own; where there is none, `two_people = false` under [procedure] in "
              "onggi.toml lets one person do both, and the report says so",
              "same_person");
}

Result<void> Procedures::note_sample(const ProcedureId& id, const Procedure::Sample& sample,
                                     const ProcedureActor& actor, const Check& check) {
  json units = json::array();
  for (const SampleUnit& unit : sample.units)
    units.push_back(unit.row > 0 ? json(unit.row) : json::array({unit.document.str(), unit.element.str()}));
  return append(id, "sample",
                {{"population", sample.population},
                 {"rate_max", sample.rate_max},
                 {"seed", sample.seed},
                 {"units", std::move(units)}},
                actor, check);
}

Result<Procedure::Sample> Procedures::draw(const ProcedureId& id, std::vector<SampleUnit> population, double rate_max,
                                           std::string seed, const ProcedureActor& actor) {
  ONGGI_CHECK(check_draw(rate_max, seed));
  if (population.empty()) return wrong("the documents have no text to draw from");
  const auto all = static_cast<std::int64_t>(population.size());
  Procedure::Sample sample{.population = all, .rate_max = rate_max, .seed = std::move(seed), .units = {}};
  const auto hash_of = [&](std::int64_t i) {
    const SampleUnit& unit = population[static_cast<std::size_t>(i)];
    const std::array<std::string_view, 3> parts{sample.seed, unit.document.str(), unit.element.str()};
    return sha256_hex_parts(parts);
  };
  for (const std::int64_t i : drawn_by_hash(all, sample_size(all, rate_max), hash_of))
    sample.units.push_back(std::move(population[static_cast<std::size_t>(i)]));
  ONGGI_CHECK(note_sample(id, sample, actor, [](const Procedure& state) -> Result<void> {
    if (!state.applied) return not_applied();
    if (!state.applied->rows) return {};
    return fail(ErrorCode::conflict, "a file of rows was taken through the methods, no documents", "rows_applied");
  }));
  return sample;
}

Result<Procedure::Sample> Procedures::draw_rows(const ProcedureId& id, double rate_max, std::string seed,
                                                const ProcedureActor& actor) {
  ONGGI_CHECK(check_draw(rate_max, seed));
  ONGGI_TRY(const Procedure before, get(id));
  if (!before.applied) return not_applied();
  if (!before.applied->rows)
    return fail(ErrorCode::conflict, "documents were taken through the methods, no file of rows", "documents_applied");
  const ProcedureRows& rows = *before.applied->rows;
  if (rows.rows_out == 0) return wrong("the file has no row to draw from");
  Procedure::Sample sample{.population = rows.rows_out, .rate_max = rate_max, .seed = std::move(seed), .units = {}};
  const auto hash_of = [&](std::int64_t i) {
    const std::string number = std::to_string(i + 1);
    const std::array<std::string_view, 3> parts{sample.seed, rows.hash_out, number};
    return sha256_hex_parts(parts);
  };
  for (const std::int64_t i : drawn_by_hash(rows.rows_out, sample_size(rows.rows_out, rate_max), hash_of))
    sample.units.push_back({.row = i + 1});
  ONGGI_CHECK(note_sample(id, sample, actor, [&](const Procedure& state) -> Result<void> {
    if (state.applied && state.applied->rows && state.applied->rows->hash_out == rows.hash_out) return {};
    return not_applied();
  }));
  return sample;
}

Result<void> Procedures::mark(const ProcedureId& id, const std::vector<std::int64_t>& units,
                              const std::map<std::string, std::int64_t>& left, const ProcedureActor& actor) {
  if (units.empty()) return wrong("name at least one drawn text by its number");
  for (const auto& [kind, count] : left) {
    if (kind != "OTHER") ONGGI_CHECK(known_kind(kind));
    if (count < 1) return wrong("how many were left is at least 1");
  }
  return append(id, "mark", {{"units", units}, {"left", left}}, actor, [&](const Procedure& state) -> Result<void> {
    if (!state.sample) return fail(ErrorCode::conflict, "no sample is drawn yet", "no_sample");
    ONGGI_CHECK(another_person(state, actor));
    const auto drawn = static_cast<std::int64_t>(state.sample->units.size());
    for (const std::int64_t unit : units)
      if (unit < 1 || unit > drawn)
        return wrong("the sample has the numbers 1 to " + std::to_string(drawn) + "; not " + std::to_string(unit));
    return {};
  });
}

Result<void> Procedures::decide(const ProcedureId& id, bool accepted, std::string_view ground,
                                const ProcedureActor& actor) {
  ONGGI_TRY(const std::string why, words("the ground", ground));
  return append(id, "verdict", {{"accepted", accepted}, {"ground", why}}, actor,
                [&](const Procedure& state) -> Result<void> {
                  if (!state.sample || state.marks.size() != state.sample->units.size())
                    return fail(ErrorCode::conflict, "not every drawn text was inspected yet", "inspection_open");
                  return another_person(state, actor);
                });
}

}  // namespace onggi
