// onggi source: places from which documents come by themselves.
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "cli/commands.h"
#include "cli/waiting.h"
#include "cli/when.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::int32_t kItemsShown = 1'000;

/// "name=value" → a pair. Errors: invalid_argument that says what it belongs to, never the value.
Result<std::pair<std::string, std::string>> pair_of(const std::string& text, const char* what) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) return std::pair(text.substr(0, equals), text.substr(equals + 1));
  return fail(ErrorCode::invalid_argument, std::string(what) + " is written NAME=VALUE");
}

/// The value as the option's kind wants it: numbers, true and false by their form; a name given twice is a list.
Result<std::string> options_json(const std::vector<std::string>& texts, const std::string& before) {
  json options = before.empty() ? json::object() : json::parse(before);
  json given = json::object();
  for (const std::string& text : texts) {
    ONGGI_TRY(const auto pair, pair_of(text, "--option"));
    const auto& [name, value] = pair;
    given[name].push_back(value);
  }
  const auto is_list = [](const std::string& name) {
    return name == "include" || name == "exclude" || name == "text" || name == "fields" || name == "starts" ||
           name == "sitemaps";
  };
  for (const auto& [name, values] : given.items()) {
    const std::string last = values.back().get<std::string>();
    const json form = json::parse(last, nullptr, false);
    if (is_list(name)) options[name] = values;
    else if (form.is_boolean() || form.is_number_integer()) options[name] = form;
    else options[name] = last;
  }
  return options.dump();
}

Result<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& texts, const char* what) {
  std::map<std::string, std::string> pairs;
  for (const std::string& text : texts) {
    ONGGI_TRY(auto pair, pair_of(text, what));
    pairs.insert_or_assign(std::move(pair.first), std::move(pair.second));
  }
  return pairs;
}

// Never words of the command, which others on the machine can see.
Result<std::map<std::string, std::string>> secrets_of(const CliIo& io) {
  std::vector<std::string> lines;
  std::istringstream text(io.input);
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return pairs_of(lines, "a line of --secrets-stdin");
}

Result<SourceWish> wish_of(CliRooms& rooms, const SourceCommand& command, const CliIo& io, const Source* before) {
  SourceWish wish{.owner = rooms.owner, .folders = SourceWish::Folders::any};
  if (!command.every.empty()) wish.schedule = "every " + command.every;
  if (!command.daily.empty()) wish.schedule = "daily " + command.daily;
  if (command.no_schedule) wish.schedule = "";
  if (!command.location.empty()) {
    const bool local = command.kind == "folder" || command.kind == "mail" ||
                       (before != nullptr && (before->kind == "folder" || before->kind == "mail"));
    wish.location = local ? resolved(io, command.location).string() : command.location;
  }
  if (!command.options.empty() || before == nullptr) {
    ONGGI_TRY(wish.options, options_json(command.options, before == nullptr ? "" : before->options));
  }
  if (!command.fields.empty()) {
    ONGGI_TRY(wish.fields, pairs_of(command.fields, "--field"));
  }
  if (command.secrets_from_input) {
    ONGGI_TRY(wish.secrets, secrets_of(io));
  }
  if (before == nullptr || !command.label.empty() || !command.allow.empty()) {
    Permission permission;
    if (before != nullptr) {
      ONGGI_TRY(permission, rooms.permissions.get(before->permission));
    }
    if (!command.label.empty()) {
      ONGGI_TRY(permission.label, read_label(command.label));
    }
    if (before == nullptr || !command.allow.empty()) {
      ONGGI_TRY(permission.principals, principals_for(rooms, command.allow));
    }
    ONGGI_TRY(wish.permission, rooms.permissions.intern(permission.label, permission.principals));
  }
  return wish;
}

json run_json(const SourceRun& run) {
  return {{"number", run.number},           {"state", run.state},           {"started_ms", run.started_ms},
          {"finished_ms", run.finished_ms}, {"error_code", run.error_code}, {"error_message", run.error_message},
          {"created", run.created},         {"changed", run.changed},       {"unchanged", run.unchanged},
          {"removed", run.removed},         {"failed", run.failed}};
}

Result<json> source_json(const CliRooms& rooms, const Source& source) {
  ONGGI_TRY(const Permission permission, rooms.permissions.get(source.permission));
  ONGGI_TRY(const auto allow, rooms.permissions.names_of(source.permission));
  return json{{"source_id", source.id.str()},
              {"name", source.name},
              {"kind", source.kind},
              {"location", source.location},
              {"options", json::parse(source.options)},
              {"schedule", source.schedule},
              {"state", source.state},
              {"label", to_string(permission.label)},
              {"allow", allow},
              {"fields", source.fields},
              {"secrets", source.secrets},
              {"documents", source.documents},
              {"next_ms", source.next_ms},
              {"running", !source.job.empty()},
              {"last_run", source.last ? run_json(*source.last) : json()}};
}

const char* state_word(const Source& source, const CliIo& io) {
  if (source.state == "removing") return say(io, "없애는 중", "removing");
  if (!source.job.empty()) return say(io, "가져오는 중", "running");
  if (source.last && source.last->state == "failed") return say(io, "실패", "failed");
  if (source.state == "paused") return say(io, "멈춤", "paused");
  return source.last ? say(io, "정상", "well") : say(io, "아직 안 함", "never ran");
}

void show_counts(const SourceRun& run, CliIo& io) {
  io.out << say(io, "새로 ", "new ") << grouped(run.created) << say(io, ", 바뀜 ", ", changed ") << grouped(run.changed)
         << say(io, ", 그대로 ", ", unchanged ") << grouped(run.unchanged) << say(io, ", 없어짐 ", ", removed ")
         << grouped(run.removed) << say(io, ", 실패 ", ", failed ") << grouped(run.failed);
}

void show_line(const Source& source, CliIo& io) {
  io.out << source.name << '\t' << source.kind << '\t' << state_word(source, io) << '\t'
         << say(io, "문서 ", "documents ") << grouped(source.documents) << '\t'
         << (source.schedule.empty() ? "-" : source.schedule) << '\t' << say(io, "다음 ", "next ")
         << when(source.next_ms);
  if (source.last) {
    io.out << '\t';
    show_counts(*source.last, io);
  }
  io.out << '\n';
}

Done list(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto sources, rooms.sources.list());
  json encoded = json::array();
  for (const Source& source : sources) {
    if (!common.json) {
      show_line(source, io);
      continue;
    }
    ONGGI_TRY(json one, source_json(rooms, source));
    encoded.push_back(std::move(one));
  }
  if (common.json) io.out << json{{"sources", std::move(encoded)}}.dump() << '\n';
  return 0;
}

Done show(CliRooms& rooms, const Source& source, const SourceCommand& command, const Common& common, CliIo& io) {
  const auto which = command.all_items ? Sources::Which::all : Sources::Which::failed;
  ONGGI_TRY(const auto items, rooms.sources.items(source.id, which, kItemsShown, 0));
  ONGGI_TRY(const auto runs, rooms.sources.runs(source.id, 10));
  if (common.json) {
    ONGGI_TRY(json encoded, source_json(rooms, source));
    encoded["runs"] = json::array(), encoded["items"] = json::array();
    for (const SourceRun& run : runs) encoded["runs"].push_back(run_json(run));
    for (const SourceItem& item : items)
      encoded["items"].push_back({{"item", item.item},
                                  {"document_id", item.document.str()},
                                  {"what", item.what},
                                  {"error_code", item.error_code},
                                  {"error_message", item.error_message}});
    io.out << encoded.dump() << '\n';
    return 0;
  }
  show_line(source, io);
  io.out << source.location << '\n' << source.options << '\n';
  for (const std::string& secret : source.secrets) io.out << secret << "=●●●\n";
  for (const SourceRun& run : runs) {
    io.out << when(run.started_ms) << '\t' << run.state << '\t';
    show_counts(run, io);
    io.out << (run.error_message.empty() ? "" : "\t" + run.error_message) << '\n';
  }
  for (const SourceItem& item : items)
    io.out << item.item << '\t' << item.what << '\t' << item.document.str() << '\t' << item.error_message << '\n';
  return 0;
}

// The run itself, then the documents that it queued.
Result<void> wait_for_run(CliRooms& rooms, const SourceId& source, const JobId& job, CliIo& io) {
  ONGGI_CHECK(wait_for_job(rooms, job, io.cancel));  // what failed is told of the run
  return wait_until(rooms, io.cancel, [&]() -> Result<bool> {
    ONGGI_TRY(const std::int64_t waiting, rooms.sources.waiting(source));
    return waiting == 0;
  });
}

Done run(CliRooms& rooms, const Source& source, const SourceCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const JobId job,
            rooms.sources.run(source.id, command.allow_empty ? Sources::AllowEmpty::yes : Sources::AllowEmpty::no));
  ONGGI_CHECK(note_deed(rooms, "source.run", "source:" + source.id.str()));
  if (!command.no_wait) ONGGI_CHECK(wait_for_run(rooms, source.id, job, io));
  ONGGI_TRY(const Source now, rooms.sources.get(source.id.str()));
  if (common.json) {
    ONGGI_TRY(const json encoded, source_json(rooms, now));
    io.out << encoded.dump() << '\n';
  } else {
    show_line(now, io);
  }
  if (command.no_wait || !now.last) return 0;
  if (now.last->state == "failed")
    return fail(ErrorCode::unavailable, "the run failed: " + now.last->error_message, now.last->error_code);
  return now.last->failed > 0 ? 1 : 0;
}

Done remove(CliRooms& rooms, const Source& source, const SourceCommand& command, CliIo& io) {
  ONGGI_TRY(const JobId job, rooms.sources.remove(source.id, command.keep_documents ? Sources::Documents::keep
                                                                                    : Sources::Documents::remove));
  ONGGI_CHECK(note_deed(rooms, "source.remove", "source:" + source.id.str()));
  ONGGI_CHECK(wait_for_run(rooms, source.id, job, io));
  return 0;
}

Done keep(CliRooms& rooms, const SourceCommand& command, const Common& common, CliIo& io) {
  const bool adds = command.verb == "add";
  Source before;
  if (!adds) {
    ONGGI_TRY(before, rooms.sources.get(command.name));
  }
  SourceCommand told = command;
  ONGGI_TRY(const auto recipe, kept_recipe(command.recipe, rooms, common, io));
  if (recipe) told.options.push_back("recipe=" + (recipe->empty() ? "own" : recipe->str()));
  ONGGI_TRY(SourceWish wish, wish_of(rooms, told, io, adds ? nullptr : &before));
  if (adds) wish.name = command.name, wish.kind = command.kind;
  ONGGI_TRY(const Source source, adds ? rooms.sources.add(wish) : rooms.sources.change(before.id, wish));
  ONGGI_CHECK(note_deed(rooms, adds ? "source.add" : "source.change", "source:" + source.id.str()));
  if (common.json) {
    ONGGI_TRY(const json encoded, source_json(rooms, source));
    io.out << encoded.dump() << '\n';
  } else {
    show_line(source, io);
  }
  return 0;
}

}  // namespace

Done source(const SourceCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") return list(*rooms, common, io);
  if (command.verb == "add" || command.verb == "set") return keep(*rooms, command, common, io);
  ONGGI_TRY(const Source source, rooms->sources.get(command.name));
  if (command.verb == "show") return show(*rooms, source, command, common, io);
  if (command.verb == "run") return run(*rooms, source, command, common, io);
  if (command.verb == "remove") return remove(*rooms, source, command, io);
  const bool pauses = command.verb == "pause";
  ONGGI_CHECK(pauses ? rooms->sources.pause(source.id) : rooms->sources.resume(source.id));
  ONGGI_CHECK(note_deed(*rooms, pauses ? "source.pause" : "source.resume", "source:" + source.id.str()));
  return 0;
}

}  // namespace onggi::cli_room
