// onggi model, doctor.
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

/// What a server calls a model that nobody named: as it is called here; CLOVA Studio's embedder has one name.
std::string name_there(const ModelCommand& command) {
  if (!command.remote_id.empty()) return command.remote_id;
  return command.api == "clova" && command.embed ? "v2" : command.id;
}

Result<void> add_model(CliRooms& rooms, const ModelCommand& command, const CliIo& io) {
  if (command.path.empty() == command.url.empty())
    return fail(ErrorCode::invalid_argument, "name either --gguf FILE or --url URL");
  if (command.embed && command.rerank)
    return fail(ErrorCode::invalid_argument, "--embed and --rerank: register the model twice, under two ids");
  ModelEntry entry{.id = command.id,
                   .kind = command.path.empty() ? "remote" : "gguf",
                   .url = command.url,
                   .dialect = command.api == "clova" ? "clova" : "",
                   .key_env = command.key_env,
                   .chat = !command.embed && !command.rerank,
                   .embed = command.embed,
                   .rerank = command.rerank,
                   .api = command.tei ? "tei" : "",
                   .label_max = command.label_max};
  if (!command.path.empty()) entry.path = resolved(io, command.path).string();
  else entry.remote_id = name_there(command);
  ONGGI_CHECK(rooms.models.add(entry));
  return note_deed(rooms, "model.add", "model:" + command.id);
}

Result<void> list_models(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto infos, rooms.models.infos());
  json list = json::array();
  for (const ModelInfo& info : infos) {
    if (common.json)
      list.push_back({{"id", info.id},
                      {"kind", info.kind},
                      {"chat", info.can_chat},
                      {"embed", info.can_embed},
                      {"rerank", info.can_rerank},
                      {"label_max", info.label_max},
                      {"source", info.source}});
    else
      io.out << info.id << '\t' << info.kind << '\t' << (info.can_chat ? "chat " : "")
             << (info.can_embed ? "embed" : "") << (info.can_rerank ? "rerank" : "") << '\t' << info.label_max << '\t'
             << info.source << '\n';
  }
  if (common.json) io.out << json{{"models", std::move(list)}}.dump() << '\n';
  return {};
}

}  // namespace

Done model(const ModelCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") ONGGI_CHECK(list_models(*rooms, common, io));
  else if (command.verb == "add") ONGGI_CHECK(add_model(*rooms, command, io));
  else {
    ONGGI_CHECK(rooms->models.remove(command.id));
    ONGGI_CHECK(note_deed(*rooms, "model.remove", "model:" + command.id));
  }
  return 0;
}

Done doctor(bool repair, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto problems, rooms->doctor(repair));
  if (common.json) io.out << json{{"problems", problems}}.dump() << '\n';
  else
    for (const std::string& problem : problems) io.out << problem << '\n';
  if (problems.empty() && !common.quiet && !common.json) io.err << say(io, "문제가 없습니다.\n", "Nothing is wrong.\n");
  return problems.empty() ? 0 : 1;
}

}  // namespace onggi::cli_room
