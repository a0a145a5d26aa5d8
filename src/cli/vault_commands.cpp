// onggi vault: which keys there are, and putting another master key in place.
#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/when.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

const char* source_word(const CliIo& io, Vault::Source source) {
  return source == Vault::Source::file ? say(io, "keys/master.key", "keys/master.key")
                                       : say(io, "환경 변수 (운영자가 보관)", "environment (kept by the operator)");
}

json to_json(const VaultStatus& status) {
  json generations = json::array();
  for (const VaultStatus::Generation& generation : status.generations)
    generations.push_back({{"generation", generation.number},
                           {"made_ms", generation.made_ms},
                           {"blobs", generation.blobs},
                           {"bytes", generation.bytes}});
  return {{"fingerprint", status.fingerprint},
          {"source", status.source == Vault::Source::file ? "file" : "environment"},
          {"made_ms", status.made_ms},
          {"sealed_keys", status.sealed_keys},
          {"blob_keys", std::move(generations)},
          {"damaged", status.damaged},
          {"rotating_since_ms", status.rotating_since_ms}};
}

/// 1 when something should be looked at.
Done show(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const VaultStatus status, rooms.vault.status());
  const int code = status.damaged > 0 || status.rotating_since_ms != 0 ? 1 : 0;
  if (common.json) {
    io.out << to_json(status).dump() << '\n';
    return code;
  }
  io.out << say(io, "마스터 키\t", "master key\t") << status.fingerprint << '\t' << source_word(io, status.source)
         << '\t' << when(status.made_ms) << '\t' << status.sealed_keys
         << say(io, "개 키를 봉인함", " keys sealed under it") << '\n';
  for (const VaultStatus::Generation& generation : status.generations)
    io.out << say(io, "원본 키 ", "blob key ") << generation.number << '\t' << when(generation.made_ms) << '\t'
           << grouped(generation.blobs) << say(io, "개 파일\t", " blobs\t")
           << grouped(static_cast<std::int64_t>(generation.bytes)) << say(io, "바이트\n", " bytes\n");
  if (status.damaged > 0)
    io.out << say(io, "열리지 않는 파일\t", "blobs that do not open\t") << grouped(status.damaged) << '\n';
  if (status.rotating_since_ms != 0)
    io.out << say(io, "키 교체 중\t", "rotation under way\t") << when(status.rotating_since_ms) << '\t'
           << say(io, "`onggi vault rotate`로 이어서 하십시오", "go on with `onggi vault rotate`") << '\n';
  return code;
}

Done rotate(CliRooms& rooms, const VaultCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(std::string key, new_master_key(command.new_key_file.empty() ? std::filesystem::path()
                                                                         : resolved(io, command.new_key_file)));
  const bool given = !key.empty();
  CountLine line(common, io);
  auto rotated = rooms.vault.rotate(key, std::ref(line), io.cancel);
  std::fill(key.begin(), key.end(), '\0');
  line.clear();
  if (!rotated) return std::unexpected(std::move(rotated).error());
  if (common.json) {
    io.out << json{{"fingerprint_before", rotated->fingerprint_before},
                   {"fingerprint", rotated->fingerprint},
                   {"resumed", rotated->resumed},
                   {"blobs", rotated->blobs},
                   {"damaged", rotated->damaged}}
                  .dump()
           << '\n';
  } else {
    io.out << rotated->fingerprint_before << " → " << rotated->fingerprint << '\t' << grouped(rotated->blobs)
           << say(io, "개 파일\n", " blobs\n");
  }
  if (given && !common.quiet)
    io.err << say(io, "이제 마스터 키는 홈에 없습니다. ONGGI_MASTER_KEY를 새 키로 두고 시작하십시오.\n",
                  "The home keeps no master key any more: set ONGGI_MASTER_KEY to the new one before each start.\n");
  return rotated->damaged > 0 ? 1 : 0;
}

}  // namespace

Done vault(const VaultCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  return command.verb == "rotate" ? rotate(*rooms, command, common, io) : show(*rooms, common, io);
}

}  // namespace onggi::cli_room
