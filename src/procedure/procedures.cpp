// Steps of a procedure: each is checked against what the log says so far, then added to it.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.h"
#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "procedure/steps.h"

namespace onggi {

using namespace procedure_room;  // NOLINT(google-build-using-namespace): the inside of this very room

namespace {

using nlohmann::json;

constexpr std::size_t kRecipientsMax = 50, kNoteBytesMax = 2000;
constexpr std::string_view kOthers = "others";
constexpr std::array<std::string_view, 5> kActions = {"type", "partial", "pseudonym", "remove", "keep"};

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

// ready_to_apply() was asked before.
std::string recipe_of(const Procedure& state) {
  std::string yaml = "name: " + state.id.str() +
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

json detail_of(const Procedure::Applied& applied) {
  json detail{{"recipe", applied.recipe.str()}, {"masked", applied.masked}, {"held_back", applied.held_back}};
  if (applied.rows) {
    detail["rows"] = {{"file", applied.rows->file},           {"sha256_in", applied.rows->hash_in},
                      {"sha256_out", applied.rows->hash_out}, {"rows_in", applied.rows->rows_in},
                      {"rows_out", applied.rows->rows_out},   {"permission", applied.rows->permission.str()}};
    return detail;
  }
  json& documents = detail["documents"] = json::array();
  for (const DocumentId& document : applied.documents) documents.push_back(document.str());
  return detail;
}

}  // namespace

Procedures::Procedures(std::shared_ptr<Database> database, AuditLog& audit, const Vault& vault, const Clock& clock,
                       Options options)
    : database_(std::move(database)),
      audit_(audit),
      chain_key_(vault.subkey("procedure log")),
      clock_(clock),
      options_(options) {}

Result<void> Procedures::append(const ProcedureId& id, std::string_view step, const json& detail,
                                const ProcedureActor& actor, const Check& check, const Also& also) {
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
    if (also) ONGGI_CHECK(also(session));
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
  if (note.size() > kNoteBytesMax) return wrong("a note has at most 2000 bytes");
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
  return recipe_of(state);
}

Result<void> Procedures::applied(const ProcedureId& id, const Procedure::Applied& applied, std::string_view recipe,
                                 const ProcedureActor& actor, const Also& also) {
  if (applied.documents.empty() == !applied.rows) return wrong("name at least one document, or a file of rows");
  return append(
      id, "apply", detail_of(applied), actor,
      [&](const Procedure& state) -> Result<void> {
        ONGGI_CHECK(ready_to_apply(state));
        if (recipe_of(state) == recipe) return {};
        return fail(ErrorCode::conflict, "the methods were changed meanwhile: apply them again", "method_changed");
      },
      also);
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
    const ProcedureId id(row.text("id"));
    ONGGI_TRY(const auto entries, database_->query(kSelectLog, {id.str()}));
    procedures.push_back(procedure_of(id, entries_of(entries)));
    procedures.back().log_changed = entries.empty() || break_in(chain_key_, id, entries).has_value();
  }
  return procedures;
}

}  // namespace onggi
