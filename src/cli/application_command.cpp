// onggi application: documents, instructions and a model under one name.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "access/principals.h"
#include "application/applications.h"
#include "base/file.h"
#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20U;

/// Everything that a verb works with.
struct Bench {
  CliRooms& rooms;
  const ApplicationCommand& command;
  const Common& common;
  CliIo& io;
  Viewer viewer;  // whom the command line acts for

  Result<void> note(std::string action, const Application& application) const {
    return note_deed(rooms, std::move(action), "application:" + application.id.str());
  }
  void print(const json& value) const { io.out << value.dump(-1, ' ', false, json::error_handler_t::replace) << '\n'; }
};

Result<json> encode(const Bench& bench, const ApplicationSettings& settings) {
  json object = to_json(settings);
  ONGGI_TRY(object["shared_with"],
            names_of_principals(settings.principals, bench.rooms.people,
                                [&bench](const PersonId& id) { return login_of(bench.rooms, id); }));
  return object;
}

Result<json> encode(const Bench& bench, const Application& application) {
  ONGGI_TRY(json settings, encode(bench, application.settings));
  return json{{"id", application.id.str()},     {"name", application.name},
              {"model", application.model()},   {"owner", login_of(bench.rooms, application.owner)},
              {"version", application.version}, {"changed_ms", application.changed_ms},
              {"settings", std::move(settings)}};
}

Result<std::optional<Application>> find(const Bench& bench, const std::string& name) {
  ONGGI_TRY(const auto all, bench.rooms.applications.list(bench.viewer));
  const auto found = std::ranges::find(all, name, &Application::name);
  return found == all.end() ? std::optional<Application>() : *found;
}

Result<Application> named(const Bench& bench) {
  ONGGI_TRY(auto found, find(bench, bench.command.name));
  if (found) return *std::move(found);
  return fail(ErrorCode::not_found, "there is no such application; `onggi application list` shows all");
}

Done list(const Bench& bench) {
  ONGGI_TRY(const auto applications, bench.rooms.applications.list(bench.viewer));
  json all = json::array();
  for (const Application& one : applications) {
    if (bench.common.json) {
      ONGGI_TRY(json object, encode(bench, one));
      all.push_back(std::move(object));
      continue;
    }
    bench.io.out << one.model() << '\t' << one.settings.title << '\t' << login_of(bench.rooms, one.owner)
                 << (one.settings.active ? "" : say(bench.io, "\t꺼짐", "\toff")) << '\n';
  }
  if (bench.common.json) bench.print({{"applications", std::move(all)}});
  return 0;
}

// JSON in any case: it is what `save` takes.
Done show(const Bench& bench) {
  ONGGI_TRY(const Application application, named(bench));
  ONGGI_TRY(const json object, encode(bench, application));
  bench.print(object);
  return 0;
}

Done versions(const Bench& bench) {
  ONGGI_TRY(const Application application, named(bench));
  ONGGI_TRY(const auto kept, bench.rooms.applications.versions(bench.viewer, application.id));
  json all = json::array();
  for (const ApplicationVersion& one : kept) {
    ONGGI_TRY(json settings, encode(bench, one.settings));
    if (!bench.common.json)
      bench.io.out << one.number << '\t' << login_of(bench.rooms, one.by) << '\t' << one.message << '\n';
    all.push_back({{"number", one.number},
                   {"by", login_of(bench.rooms, one.by)},
                   {"time_ms", one.time_ms},
                   {"message", one.message},
                   {"settings", std::move(settings)}});
  }
  if (bench.common.json) bench.print({{"versions", std::move(all)}});
  return 0;
}

Done saved(const Bench& bench, const Application& application) {
  bench.io.err << say(bench.io, "이제 이 이름으로 부릅니다: ", "called from now on as: ") << application.model() << " ("
               << application.version << ")\n";
  return 0;
}

Done save(const Bench& bench) {
  ONGGI_TRY(const std::string text, read_file(resolved(bench.io, bench.command.file), kFileBytesMax));
  const json object = json::parse(text, nullptr, false);
  const bool whole = object.is_object() && object.contains("name") && object["name"].is_string() &&
                     object.contains("settings") && object["settings"].is_object();
  if (!whole)
    return fail(ErrorCode::bad_input, "an application is JSON of {\"name\", \"settings\"}, as `show` gives it",
                "bad_application");
  ONGGI_TRY(ApplicationSettings settings, application_settings_from(object["settings"]));
  const json names = object["settings"].value("shared_with", json::array());
  const bool are_names = names.is_array() && std::ranges::all_of(names, &json::is_string);
  if (!are_names) return fail(ErrorCode::invalid_argument, "shared_with is a list of names", "bad_application");
  ONGGI_TRY(settings.principals, bench.rooms.permissions.resolve(names.get<std::vector<std::string>>()));
  const auto name = object["name"].get<std::string>();
  ONGGI_TRY(const auto before, find(bench, name));
  if (before) {
    ONGGI_TRY(const Application made,
              bench.rooms.applications.change(
                  bench.viewer, before->id,
                  {.settings = settings, .before = before->version, .message = bench.command.message}));
    ONGGI_CHECK(bench.note("application.change", made));
    return saved(bench, made);
  }
  ONGGI_TRY(const Application made, bench.rooms.applications.add(bench.viewer, name, settings, bench.command.message));
  ONGGI_CHECK(bench.note("application.add", made));
  return saved(bench, made);
}

Done restore(const Bench& bench) {
  ONGGI_TRY(const Application application, named(bench));
  ONGGI_TRY(const Application made,
            bench.rooms.applications.restore(bench.viewer, application.id, bench.command.number));
  ONGGI_CHECK(bench.note("application.restore", made));
  return saved(bench, made);
}

Done remove(const Bench& bench) {
  ONGGI_TRY(const Application application, named(bench));
  ONGGI_CHECK(bench.rooms.applications.remove(bench.viewer, application.id));
  ONGGI_CHECK(bench.note("application.remove", application));
  bench.io.err << say(bench.io, "삭제했습니다: ", "removed: ") << application.model() << '\n';
  return 0;
}

}  // namespace

Done application(const ApplicationCommand& command, const Common& common, CliHost& host, CliIo& io) {
  using Verb = Done (*)(const Bench&);
  constexpr std::pair<std::string_view, Verb> kVerbs[] = {{"list", list}, {"show", show},       {"versions", versions},
                                                          {"save", save}, {"restore", restore}, {"remove", remove}};
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(Viewer viewer, viewer_for(*rooms, {}));
  const auto* const verb = std::ranges::find(kVerbs, command.verb, &std::pair<std::string_view, Verb>::first);
  return verb->second({*rooms, command, common, io, std::move(viewer)});
}

}  // namespace onggi::cli_room
