// See applications.h.
#include "application/applications.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/text_list.h"
#include "text/text.h"

namespace onggi {
namespace {

using nlohmann::json;

constexpr std::string_view kSelect =
    "SELECT a.id, a.name, a.owner, a.version, a.created_ms, v.settings, v.made_ms FROM applications a JOIN "
    "application_versions v ON v.application_id = a.id AND v.number = a.version WHERE ";
constexpr std::string_view kRule = "applications";

// In rows principals stand with the settings: who could use a version is part of what was said.
std::string settings_text(const ApplicationSettings& settings) {
  json object = to_json(settings);
  object["principals"] = settings.principals;
  return object.dump();
}

Result<ApplicationSettings> settings_in(const SqlRow& row) {
  const json object = json::parse(row.text("settings"), nullptr, false);
  ONGGI_TRY(ApplicationSettings settings, application_settings_from(object));
  settings.principals = object.value("principals", std::vector<std::string>());
  return settings;
}

Result<Application> application_of(const SqlRow& row) {
  Application application{.id = ApplicationId(row.text("id")),
                          .name = row.text("name"),
                          .owner = PersonId(row.text("owner")),
                          .version = row.integer("version"),
                          .settings = {},
                          .created_ms = row.integer("created_ms"),
                          .changed_ms = row.integer("made_ms")};
  ONGGI_TRY(application.settings, settings_in(row));
  return application;
}

bool manages(const Viewer& viewer) { return allows(viewer.role, Right::manage_system); }

/// SQL for "the viewer may use it now"; takes usable_values() from parameter `first` on.
std::string usable_sql(SqlSession::Dialect dialect, int first) {
  return "a.active = 1 AND (a.owner = :" + std::to_string(first) +
         " OR a.id IN (SELECT application_id FROM application_principals WHERE principal IN " +
         text_list_sql(dialect, first + 1) + "))";
}
std::vector<SqlValue> usable_values(const Viewer& viewer) {
  return {viewer.person.str(), text_list(viewer.principals)};
}

/// SQL for "the viewer may use or edit it".
std::string reachable_sql(SqlSession::Dialect dialect, int first) {
  return "((" + usable_sql(dialect, first) + ") OR a.owner = :" + std::to_string(first + 2) +
         " OR 1 = :" + std::to_string(first + 3) + ")";
}
std::vector<SqlValue> reachable_values(const Viewer& viewer) {
  std::vector<SqlValue> values = usable_values(viewer);
  values.emplace_back(viewer.person.str());
  values.emplace_back(std::int64_t{manages(viewer) ? 1 : 0});
  return values;
}

std::unexpected<Error> no_application() { return fail(ErrorCode::not_found, "there is no such application"); }

Result<void> check_message(const std::string& message) {
  if (!is_valid_utf8(message)) return fail(ErrorCode::invalid_argument, "the message is not valid UTF-8");
  if (count_code_points(message) <= Applications::kMessageMax) return {};
  return fail(ErrorCode::limit_exceeded, "a message has at most 1000 characters");
}

// Beside the version: what one query asks for.
Result<void> put_principals(SqlSession& session, const ApplicationId& id, const std::vector<std::string>& principals) {
  ONGGI_CHECK(session.execute("DELETE FROM application_principals WHERE application_id = :1", {id.str()}));
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(principals.size());
  for (const std::string& principal : principals) rows.push_back({id.str(), principal});
  if (rows.empty()) return {};
  ONGGI_CHECK(session.execute_many(
      "INSERT INTO application_principals (application_id, principal) VALUES (:1, :2) ON CONFLICT DO NOTHING", rows));
  return {};
}

Result<void> put_version(SqlSession& session, const ApplicationId& id, const ApplicationVersion& version) {
  ONGGI_CHECK(session.execute(
      "INSERT INTO application_versions (application_id, number, settings, message, made_by, made_ms) VALUES (:1, :2, "
      ":3, :4, :5, :6)",
      {id.str(), version.number, settings_text(version.settings), version.message, version.by.str(), version.time_ms}));
  return put_principals(session, id, version.settings.principals);
}

// What is only tried needs no title.
Result<void> check_title(const ApplicationSettings& settings) {
  if (!squeeze_spaces(settings.title).empty()) return {};
  return fail(ErrorCode::invalid_argument, "title is missing", "bad_application");
}

ApplicationSettings in_order(ApplicationSettings settings) {
  std::ranges::sort(settings.principals);
  settings.principals.erase(std::ranges::unique(settings.principals).begin(), settings.principals.end());
  return settings;
}

std::unexpected<Error> name_taken() {
  return fail(ErrorCode::conflict, "this name is taken by an application or a model", "name_taken");
}

}  // namespace

bool may_edit(const Viewer& viewer, const Application& application) {
  return application.owner == viewer.person || manages(viewer);
}

bool may_use(const Viewer& viewer, const Application& application) {
  const auto& shared = application.settings.principals;
  return application.settings.active &&
         (application.owner == viewer.person || std::ranges::any_of(viewer.principals, [&](const std::string& one) {
            return std::ranges::find(shared, one) != shared.end();
          }));
}

Applications::Applications(std::shared_ptr<Database> database, const ModelRegistry& models, const Guards& guards,
                           const Clock& clock)
    : database_(std::move(database)), models_(models), guards_(guards), clock_(clock) {}

Result<void> Applications::check(const ApplicationSettings& settings) const {
  ONGGI_CHECK(check_settings(settings));
  if (!settings.forbidden.empty()) ONGGI_CHECK(guards_.shipped().with({rule_against(settings.forbidden)}, {}));
  if (settings.model.empty() || settings.model == kExtractiveModel) return {};
  ONGGI_TRY(const auto infos, models_.infos());
  const auto found = std::ranges::find(infos, settings.model, &ModelInfo::id);
  if (found != infos.end() && found->can_chat) return {};
  return fail(ErrorCode::not_found, "there is no model that writes under this name", "model_not_found");
}

// "onggi/<name>" means one thing.
Result<void> Applications::check_name(const std::string& name) const {
  ONGGI_CHECK(check_application_name(name));
  const std::string asked = std::string(kApplicationPrefix) + name;
  if (asked == kExtractiveModel) return name_taken();
  ONGGI_TRY(const auto infos, models_.infos());
  const bool taken =
      std::ranges::any_of(infos, [&](const ModelInfo& info) { return info.id == name || info.id == asked; });
  return taken ? name_taken() : Result<void>();
}

Result<Application> Applications::add(const Viewer& viewer, const std::string& name,
                                      const ApplicationSettings& settings, const std::string& message) {
  ONGGI_CHECK(check_name(name));
  ONGGI_CHECK(check_title(settings));
  ONGGI_CHECK(check(settings));
  ONGGI_CHECK(check_message(message));
  const Application made{.id = ApplicationId(new_id("app")),
                         .name = name,
                         .owner = viewer.person,
                         .version = 1,
                         .settings = in_order(settings),
                         .created_ms = clock_.now_ms(),
                         .changed_ms = clock_.now_ms()};
  return database_->write<Application>([&](SqlSession& session) -> Result<Application> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_TRY(const auto taken, session.query("SELECT id FROM applications WHERE name = :1", {name}));
    if (!taken.empty()) return name_taken();
    ONGGI_TRY(const auto count, session.query("SELECT COUNT(*) AS n FROM applications"));
    if (count.front().integer("n") >= kApplicationsMax)
      return fail(ErrorCode::limit_exceeded, "a workspace has at most 1000 applications: remove some");
    ONGGI_CHECK(session.execute(
        "INSERT INTO applications (id, name, owner, version, active, created_ms) VALUES (:1, :2, :3, 1, :4, :5)",
        {made.id.str(), name, viewer.person.str(), std::int64_t{settings.active ? 1 : 0}, made.created_ms}));
    ONGGI_CHECK(put_version(
        session, made.id,
        {.number = 1, .settings = made.settings, .message = message, .by = viewer.person, .time_ms = made.created_ms}));
    return made;
  });
}

Result<std::vector<Application>> Applications::list(const Viewer& viewer) const {
  ONGGI_TRY(const auto rows,
            database_->query(std::string(kSelect) + reachable_sql(database_->dialect(), 1), reachable_values(viewer)));
  std::vector<Application> all;
  all.reserve(rows.size());
  for (const SqlRow& row : rows) {
    ONGGI_TRY(Application one, application_of(row));
    all.push_back(std::move(one));
  }
  // By bytes, which for Hangul is the order of the alphabet, whatever language the server sorts in.
  std::ranges::sort(all, {}, [](const Application& one) { return std::pair(one.settings.title, one.name); });
  return all;
}

Result<Application> Applications::get(const Viewer& viewer, const ApplicationId& id) const {
  std::vector<SqlValue> values = {id.str()};
  for (SqlValue& value : reachable_values(viewer)) values.push_back(std::move(value));
  ONGGI_TRY(const auto rows,
            database_->query(std::string(kSelect) + "a.id = :1 AND " + reachable_sql(database_->dialect(), 2), values));
  if (rows.empty()) return no_application();
  return application_of(rows.front());
}

Result<std::optional<Application>> Applications::named(const Viewer& viewer, std::string_view name) const {
  std::vector<SqlValue> values = {std::string(name)};
  for (SqlValue& value : usable_values(viewer)) values.push_back(std::move(value));
  ONGGI_TRY(const auto rows,
            database_->query(std::string(kSelect) + "a.name = :1 AND " + usable_sql(database_->dialect(), 2), values));
  if (!rows.empty()) {
    ONGGI_TRY(Application found, application_of(rows.front()));
    return std::optional(std::move(found));
  }
  ONGGI_TRY(const auto there, database_->query("SELECT id FROM applications WHERE name = :1", {std::string(name)}));
  if (there.empty()) return std::optional<Application>();
  return fail(ErrorCode::not_found, "there is no such model", "model_not_found");
}

Result<std::set<std::string>> Applications::names() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT name FROM applications"));
  std::set<std::string> names;
  for (const SqlRow& row : rows) names.insert(row.text("name"));
  return names;
}

Result<Application> Applications::own(const Viewer& viewer, const ApplicationId& id) const {
  ONGGI_TRY(Application application, get(viewer, id));
  if (may_edit(viewer, application)) return application;
  return fail(ErrorCode::not_allowed, "its owner changes an application, and who may manage the system",
              "not_own_application");
}

Result<Application> Applications::change(const Viewer& viewer, const ApplicationId& id, const Change& change) {
  ONGGI_TRY(Application made, own(viewer, id));
  ONGGI_CHECK(check_title(change.settings));
  ONGGI_CHECK(check(change.settings));
  ONGGI_CHECK(check_message(change.message));
  made.settings = in_order(change.settings);
  made.version = change.before + 1;
  made.changed_ms = clock_.now_ms();
  return database_->write<Application>([&](SqlSession& session) -> Result<Application> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_TRY(const auto rows, session.query(std::string(kSelect) + "a.id = :1", {id.str()}));
    if (rows.empty()) return no_application();
    ONGGI_TRY(const Application now, application_of(rows.front()));
    if (now.version != change.before)
      return fail(ErrorCode::conflict, "the application was changed meanwhile: look at it again", "changed_meanwhile");
    if (now.settings == made.settings)
      return fail(ErrorCode::conflict, "the newest version says the same", "nothing_changed");
    ONGGI_CHECK(session.execute("UPDATE applications SET version = :1, active = :2 WHERE id = :3",
                                {made.version, std::int64_t{made.settings.active ? 1 : 0}, id.str()}));
    ONGGI_CHECK(put_version(session, id,
                            {.number = made.version,
                             .settings = made.settings,
                             .message = change.message,
                             .by = viewer.person,
                             .time_ms = made.changed_ms}));
    return made;
  });
}

Result<void> Applications::remove(const Viewer& viewer, const ApplicationId& id) {
  ONGGI_TRY([[maybe_unused]] const Application application, own(viewer, id));
  ONGGI_TRY(const std::int64_t removed, database_->execute("DELETE FROM applications WHERE id = :1", {id.str()}));
  return removed == 0 ? no_application() : Result<void>();
}

Result<std::vector<ApplicationVersion>> Applications::versions(const Viewer& viewer, const ApplicationId& id) const {
  ONGGI_TRY([[maybe_unused]] const Application application, own(viewer, id));
  ONGGI_TRY(const auto rows,
            database_->query("SELECT number, settings, message, made_by, made_ms FROM application_versions WHERE "
                             "application_id = :1 ORDER BY number DESC LIMIT :2",
                             {id.str(), static_cast<std::int64_t>(kVersionsMax)}));
  std::vector<ApplicationVersion> all;
  for (const SqlRow& row : rows) {
    ApplicationVersion one{.number = row.integer("number"),
                           .settings = {},
                           .message = row.text("message"),
                           .by = PersonId(row.text("made_by")),
                           .time_ms = row.integer("made_ms")};
    ONGGI_TRY(one.settings, settings_in(row));
    all.push_back(std::move(one));
  }
  return all;
}

Result<Application> Applications::restore(const Viewer& viewer, const ApplicationId& id, std::int64_t number) {
  ONGGI_TRY(const Application now, own(viewer, id));
  ONGGI_TRY(const auto rows, database_->query("SELECT settings FROM application_versions WHERE application_id = :1 AND "
                                              "number = :2",
                                              {id.str(), number}));
  if (rows.empty()) return fail(ErrorCode::not_found, "the application has no such version", "no_such_version");
  ONGGI_TRY(ApplicationSettings settings, settings_in(rows.front()));
  settings.principals = now.settings.principals;
  settings.active = now.settings.active;
  return change(viewer, id,
                {.settings = std::move(settings), .before = now.version, .message = "← " + std::to_string(number)});
}

}  // namespace onggi
