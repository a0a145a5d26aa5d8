// Applications as they are kept: each change is a version with who made it, and any can come back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "application/application.h"
#include "model/registry.h"
#include "prompt/guards.h"
#include "store/database.h"
#include "store/migrations.h"

namespace onggi {

/// The tables of this room.
std::vector<Migration> application_migrations();

/// Settings as they were kept.
struct ApplicationVersion {
  std::int64_t number = 0;
  ApplicationSettings settings;
  std::string message;
  PersonId by;
  UnixMs time_ms = 0;
};

/// One's own, or the right manage_system.
bool may_edit(const Viewer& viewer, const Application& application);
/// It is active, and one's own or shared with the viewer.
bool may_use(const Viewer& viewer, const Application& application);

/// Thread and process safe over its database. Errors of all that name an application: not_found, also for one that is
/// there but neither the viewer's nor shared with them nor (where they manage the system) anybody's; not_allowed
/// ("not_own_application") where they may use it and would change it.
class Applications {
 public:
  static constexpr std::int64_t kApplicationsMax = 1'000;  // of the workspace
  static constexpr std::size_t kMessageMax = 1'000;        // code points
  static constexpr std::size_t kVersionsMax = 200;         // that versions() gives

  /// `models`, `guards` and `clock` outlive it.
  Applications(std::shared_ptr<Database> database, const ModelRegistry& models, const Guards& guards,
               const Clock& clock);

  /// Owned by the viewer. It asks for no right. Errors: conflict ("name_taken": by an application, a model or one of
  /// ours); those of check_settings() and check_application_name(); not_found ("model_not_found"); limit_exceeded.
  Result<Application> add(const Viewer& viewer, const std::string& name, const ApplicationSettings& settings,
                          const std::string& message);

  /// What they may use or edit, by title. One that is not active is there only for those who may edit it.
  Result<std::vector<Application>> list(const Viewer& viewer) const;
  Result<Application> get(const Viewer& viewer, const ApplicationId& id) const;

  /// Of those that the viewer may use now: their own and those shared with them, active ones. None: no application has
  /// this name. Errors: not_found ("model_not_found") for one that there is and that they may not use, so that a model
  /// of that name never answers in its place.
  Result<std::optional<Application>> named(const Viewer& viewer, std::string_view name) const;
  /// Names of all, whoever may use them.
  Result<std::set<std::string>> names() const;

  struct Change {
    ApplicationSettings settings;
    std::int64_t before = 0;  // the version that it was made from; another one meanwhile: conflict "changed_meanwhile"
    std::string message;
  };
  /// Errors: those of add(); conflict ("nothing_changed").
  Result<Application> change(const Viewer& viewer, const ApplicationId& id, const Change& change);
  /// With its versions. Keys that were made for it answer nothing any more.
  Result<void> remove(const Viewer& viewer, const ApplicationId& id);

  /// Newest first, for those who may edit it.
  Result<std::vector<ApplicationVersion>> versions(const Viewer& viewer, const ApplicationId& id) const;
  /// What it answered with then is a new version. Who may use it, and whether it is active, stay as they are: what was
  /// closed does not open by the way. Errors: not_found ("no_such_version"); conflict ("nothing_changed").
  Result<Application> restore(const Viewer& viewer, const ApplicationId& id, std::int64_t number);

  /// What can be said of settings before they are kept: check_settings(), words that a guard can read, a model that
  /// there is.
  Result<void> check(const ApplicationSettings& settings) const;

 private:
  Result<void> check_name(const std::string& name) const;
  Result<Application> own(const Viewer& viewer, const ApplicationId& id) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const ModelRegistry& models_;
  const Guards& guards_;
  const Clock& clock_;
};

}  // namespace onggi
