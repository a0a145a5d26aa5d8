// Steps of a procedure: each is checked against what the log says so far, then added to it.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.h"
#include "privacy/privacy.h"
#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "procedure/statistics.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::size_t kTextBytesMax = 2000;
constexpr std::size_t kRecipientsMax = 50;
constexpr std::string_view kOthers = "others";
constexpr std::array<std::string_view, 5> kActions = {"type", "partial", "pseudonym", "remove", "keep"};

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::invalid_argument, std::move(message)); }

Result<std::string> words(std::string_view what, std::string_view text) {
  if (text.empty() || text.size() > kTextBytesMax)
    return wrong(std::string(what) + " must have 1 to " + std::to_string(kTextBytesMax) + " bytes");
  return std::string(text);
}

std::string hash_of(std::string_view key, const ProcedureId& id, const ProcedureEntry& entry, std::string_view before) {
  const std::string number = std::to_string(entry.number), time = std::to_string(entry.time_ms);
  const std::array<std::string_view, 8> parts = {before,      id.str(),   number,      time, entry.person.str(),
                                                 entry.login, entry.step, entry.detail};
  std::string text;
  for (const std::string_view part : parts) text.append(std::to_string(part.size())).append(":").append(part);
  return keyed_hash_hex(key, text);
}

constexpr std::string_view kSelectLog =
    "SELECT number, time_ms, person, login, step, detail, hash FROM procedure_log WHERE procedure_id = :1 ORDER BY "
    "number";

ProcedureEntry entry_of(const SqlRow& row) {
  return {.number = row.integer("number"),
          .time_ms = row.integer("time_ms"),
          .person = PersonId(row.text("person")),
          .login = row.text("login"),
          .step = row.text("step"),
          .detail = row.text("detail"),
          .hash = row.text("hash")};
}

/// The number of the first row that is not as it was written; none: all are.
std::optional<std::int64_t> break_in(std::string_view key, const ProcedureId& id, const std::vector<SqlRow>& rows) {
  std::string before;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ProcedureEntry entry = entry_of(rows[i]);
    const auto number = static_cast<std::int64_t>(i) + 1;
    if (entry.number != number || !equal_secrets(entry.hash, hash_of(key, id, entry, before))) return number;
    before = entry.hash;
  }
  return std::nullopt;
}

std::vector<ProcedureEntry> entries_of(const std::vector<SqlRow>& rows) {
  std::vector<ProcedureEntry> entries;
  entries.reserve(rows.size());
  for (const SqlRow& row : rows) entries.push_back(entry_of(row));
  return entries;
}

std::unexpected<Error> no_procedure(const ProcedureId& id) {
  return fail(ErrorCode::not_found, "no procedure " + id.str() + "; `onggi procedure list` names them");
}

Result<void> known_kind(const std::string& kind) {
  const std::vector<std::string> kinds = personal_data_types();
  if (std::ranges::find(kinds, kind) != kinds.end()) return {};
  std::string list;
  for (const std::string& one : kinds) list += (list.empty() ? "" : ", ") + one;
  return wrong("no kind of personal data is called " + kind + "; there are " + list);
}

Result<void> ready_to_apply(const Procedure& state) {
  if (state.answers.size() < risk_questions().size())
    return fail(
        ErrorCode::conflict,
        "questions of the risk checklist are open: " + std::to_string(risk_questions().size() - state.answers.size()),
        "checklist_open");
  if (state.methods.contains(std::string(kOthers))) return {};
  return fail(ErrorCode::conflict, "say what becomes of the kinds that are not named: the method for `others`",
              "method_missing");
}

}  // namespace

Procedures::Procedures(std::shared_ptr<Database> database, AuditLog& audit, const Vault& vault, const Clock& clock)
    : database_(std::move(database)), audit_(audit), chain_key_(vault.subkey("procedure log")), clock_(clock) {}

Result<void> Procedures::append(const ProcedureId& id, std::string_view step, const json& detail,
                                const ProcedureActor& actor, const Check& check) {
  const std::string text = detail.dump();
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.exclusive("procedures"));
    if (step == "start")
      ONGGI_CHECK(session.execute("INSERT INTO procedures (id, made_ms) VALUES (:1, :2)", {id.str(), clock_.now_ms()}));
    ONGGI_TRY(const auto rows, session.query(kSelectLog, {id.str()}));
    if (rows.empty() && step != "start") return no_procedure(id);
    if (break_in(chain_key_, id, rows))
      return fail(ErrorCode::conflict, "the log of procedure " + id.str() + " was changed; start another one",
                  "procedure_changed");
    const Procedure state = procedure_of(id, entries_of(rows));
    if (state.verdict)
      return fail(ErrorCode::conflict, "procedure " + id.str() + " is closed; start another one", "procedure_closed");
    ONGGI_CHECK(check(state));
    ProcedureEntry entry{.number = static_cast<std::int64_t>(rows.size()) + 1,
                         .time_ms = clock_.now_ms(),
                         .person = actor.person,
                         .login = actor.login,
                         .step = std::string(step),
                         .detail = text,
                         .hash = {}};
    entry.hash = hash_of(chain_key_, id, entry, rows.empty() ? std::string() : rows.back().text("hash"));
    ONGGI_CHECK(session.execute(
        "INSERT INTO procedure_log (procedure_id, number, time_ms, person, login, step, detail, hash) VALUES (:1, :2, "
        ":3, :4, :5, :6, :7, :8)",
        {id.str(), entry.number, entry.time_ms, entry.person.str(), entry.login, entry.step, entry.detail,
         entry.hash}));
    AuditEntry noted;
    noted.actor = actor.person.str();
    noted.through = actor.through;
    noted.action = "procedure." + std::string(step);
    noted.object = "procedure:" + id.str();
    noted.outcome = "ok";
    noted.detail = json{{"entry", entry.number}}.dump();
    ONGGI_CHECK(audit_.append(session, std::move(noted)));
    return true;
  }));
  return {};
}

Result<ProcedureId> Procedures::start(const Start& start, const ProcedureActor& actor) {
  if (std::ranges::find(purposes(), start.purpose, &Purpose::id) == purposes().end()) {
    std::string list;
    for (const Purpose& one : purposes()) list += (list.empty() ? "" : ", ") + std::string(one.id);
    return wrong("a purpose is one of " + list + "; not " + start.purpose);
  }
  ONGGI_TRY(const std::string about, words("what the data are for", start.about));
  if (start.recipients.size() > kRecipientsMax) return wrong("at most 50 recipients");
  for (const std::string& recipient : start.recipients) ONGGI_CHECK(words("a recipient", recipient));
  ProcedureId id(new_id("prc"));
  ONGGI_CHECK(append(id, "start", {{"purpose", start.purpose}, {"about", about}, {"recipients", start.recipients}},
                     actor, [](const Procedure&) { return Result<void>{}; }));
  return id;
}

Result<void> Procedures::answer(const ProcedureId& id, std::string_view question, bool risk, std::string_view note,
                                const ProcedureActor& actor) {
  if (risk_question(question) == nullptr)
    return wrong("the checklist has no question " + std::string(question) + "; `onggi procedure checklist` lists them");
  if (risk && note.empty()) return wrong("where there is a risk, note what is done about it");
  if (note.size() > kTextBytesMax) return wrong("a note has at most 2000 bytes");
  return append(id, "answer", {{"question", question}, {"risk", risk}, {"note", note}}, actor,
                [](const Procedure&) { return Result<void>{}; });
}

Result<void> Procedures::method(const ProcedureId& id, const std::string& kind, const std::string& action,
                                std::string_view ground, const ProcedureActor& actor) {
  if (kind != kOthers) ONGGI_CHECK(known_kind(kind));
  if (std::ranges::find(kActions, action) == kActions.end())
    return wrong("an action is type, partial, pseudonym, remove or keep; not " + action);
  ONGGI_TRY(const std::string why, words("the ground", ground));
  return append(id, "method", {{"kind", kind}, {"action", action}, {"ground", why}}, actor,
                [](const Procedure&) { return Result<void>{}; });
}

Result<std::string> Procedures::recipe(const ProcedureId& id) const {
  ONGGI_TRY(const Procedure state, get(id));
  ONGGI_CHECK(ready_to_apply(state));
  std::string yaml = "name: " + id.str() +
                     "\noperations:\n  - pii:\n      action: " + state.methods.at(std::string(kOthers)).action +
                     "\n      kinds: {";
  bool first = true;
  for (const auto& [kind, method] : state.methods) {
    if (kind == kOthers) continue;
    yaml += (first ? "" : ", ") + kind + ": " + method.action;
    first = false;
  }
  return yaml + "}\n";
}

Result<void> Procedures::applied(const ProcedureId& id, const Procedure::Applied& applied,
                                 const ProcedureActor& actor) {
  if (applied.documents.empty()) return wrong("name at least one document");
  json documents = json::array();
  for (const DocumentId& document : applied.documents) documents.push_back(document.str());
  return append(id, "apply",
                {{"recipe", applied.recipe.str()},
                 {"documents", std::move(documents)},
                 {"masked", applied.masked},
                 {"held_back", applied.held_back}},
                actor, ready_to_apply);
}

Result<Procedure::Sample> Procedures::draw(const ProcedureId& id, std::vector<SampleUnit> population, double rate_max,
                                           std::string seed, const ProcedureActor& actor) {
  if (!(rate_max > 0 && rate_max <= 0.5)) return wrong("the leak rate to be shown is above 0 and at most 0.5");
  if (population.empty()) return wrong("the documents have no text to draw from");
  if (seed.size() > 64) return wrong("a seed has at most 64 bytes");
  if (seed.empty()) seed = random_token(16);
  const auto all = static_cast<std::int64_t>(population.size());
  // In the order of a hash over seed and text: each text is as likely as every other, on every machine.
  std::vector<std::pair<std::string, SampleUnit>> order;
  order.reserve(population.size());
  for (SampleUnit& unit : population) {
    const std::array<std::string_view, 3> parts{seed, unit.document.str(), unit.element.str()};
    std::string place = sha256_hex_parts(parts);
    order.emplace_back(std::move(place), std::move(unit));
  }
  std::ranges::sort(order, {}, [](const auto& one) -> const std::string& { return one.first; });
  order.resize(static_cast<std::size_t>(sample_size(all, rate_max)));
  Procedure::Sample sample{.population = all, .rate_max = rate_max, .seed = std::move(seed), .units = {}};
  json units = json::array();
  for (auto& [place, unit] : order) {
    units.push_back(json::array({unit.document.str(), unit.element.str()}));
    sample.units.push_back(std::move(unit));
  }
  ONGGI_CHECK(append(
      id, "sample", {{"population", all}, {"rate_max", rate_max}, {"seed", sample.seed}, {"units", std::move(units)}},
      actor, [](const Procedure& state) -> Result<void> {
        if (state.applied) return {};
        return fail(ErrorCode::conflict, "the methods that stand now were not applied to documents yet", "not_applied");
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
                [](const Procedure& state) -> Result<void> {
                  if (state.sample && state.marks.size() == state.sample->units.size()) return {};
                  return fail(ErrorCode::conflict, "not every drawn text was inspected yet", "inspection_open");
                });
}

Result<std::vector<ProcedureEntry>> Procedures::log(const ProcedureId& id) const {
  ONGGI_TRY(const auto rows, database_->query(kSelectLog, {id.str()}));
  if (rows.empty()) return no_procedure(id);
  return entries_of(rows);
}

Result<std::optional<std::int64_t>> Procedures::first_break(const ProcedureId& id) const {
  ONGGI_TRY(const auto rows, database_->query(kSelectLog, {id.str()}));
  if (rows.empty()) return no_procedure(id);
  return break_in(chain_key_, id, rows);
}

Result<Procedure> Procedures::get(const ProcedureId& id) const {
  ONGGI_TRY(const auto rows, database_->query(kSelectLog, {id.str()}));
  if (rows.empty()) return no_procedure(id);
  if (break_in(chain_key_, id, rows))
    return fail(ErrorCode::conflict, "the log of procedure " + id.str() + " was changed; its report says where",
                "procedure_changed");
  return procedure_of(id, entries_of(rows));
}

Result<std::vector<Procedure>> Procedures::list() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT id FROM procedures ORDER BY made_ms DESC, id DESC"));
  std::vector<Procedure> procedures;
  for (const SqlRow& row : rows) {
    auto state = get(ProcedureId(row.text("id")));
    // One whose log was changed is listed by its id alone: the others must not vanish with it.
    procedures.push_back(state ? *std::move(state) : Procedure{.id = ProcedureId(row.text("id"))});
  }
  return procedures;
}

}  // namespace onggi
