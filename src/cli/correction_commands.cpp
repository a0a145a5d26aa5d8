// onggi correction: what people mended in documents, to be looked through and to be taken out as training data.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/hash.h"
#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

std::string conflict_of(const CorrectedDocument& document, const CorrectionId& id) {
  const auto found = std::ranges::find(document.conflicts, id, &CorrectionConflict::correction);
  return found == document.conflicts.end() ? "" : found->reason;
}

void tell(const CliRooms& rooms, const CorrectedDocument& document, const KeptCorrection& kept, CliIo& io) {
  const Correction& one = kept.correction;
  const std::string conflict = conflict_of(document, one.id);
  std::string state = kept.withdrawn_ms != 0 ? "withdrawn" : "in force";
  if (!conflict.empty()) state = "conflict: " + conflict;
  io.out << one.id.str() << '\t' << to_string(one.operation) << '\t' << one.element.str() << '\t'
         << login_of(rooms, one.author) << '\t' << one.time_ms << '\t' << state << '\n';
}

json to_row(const CliRooms& rooms, const CorrectedDocument& document, const KeptCorrection& kept) {
  json row = to_json(kept.correction);
  row["author"] = login_of(rooms, kept.correction.author);
  row["withdrawn_ms"] = kept.withdrawn_ms;
  row["conflict"] = conflict_of(document, kept.correction.id);
  return row;
}

/// 1 when there are conflicts, which a script should look at.
Done list(CliRooms& rooms, const DocumentRow& row, const Common& common, CliIo& io) {
  ONGGI_TRY(const CorrectedDocument document, rooms.ingest.corrected(row.id));
  json rows = json::array();
  for (const KeptCorrection& kept : document.corrections) {
    if (common.json) rows.push_back(to_row(rooms, document, kept));
    else tell(rooms, document, kept, io);
  }
  if (common.json) io.out << json{{"corrections", std::move(rows)}}.dump() << '\n';
  return document.conflicts.empty() ? 0 : 1;
}

Result<void> export_to(CliRooms& rooms, const DocumentRow& row, CliIo& io) {
  ONGGI_TRY(const CorrectedDocument document, rooms.ingest.corrected(row.id));
  ONGGI_TRY(const std::string original, rooms.ingest.original(row.id));
  const std::string hash = sha256_hex(original);
  for (const KeptCorrection& kept : document.corrections)
    if (kept.withdrawn_ms == 0) io.out << training_record(kept.correction, hash, document.document).dump() << '\n';
  return note_deed(rooms, "correction.export", "document:" + row.id.str());
}

}  // namespace

Done correction(const CorrectionCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto rows, rooms->catalog.all());
  int code = 0;
  for (const std::string& name : command.documents) {
    ONGGI_TRY(const DocumentRow row, find_document(rows, name));
    if (command.verb == "export") {
      ONGGI_CHECK(export_to(*rooms, row, io));
    } else {
      ONGGI_TRY(const int listed, list(*rooms, row, common, io));
      code = std::max(code, listed);
    }
  }
  return code;
}

}  // namespace onggi::cli_room
