// onggi dedup --workspace: documents that say nearly the same, and what is decided about them.
#include <cmath>
#include <functional>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/waiting.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int32_t kPage = 500;  // clusters that are read at once

Result<std::vector<PermissionId>> visible_to_owner(CliRooms& rooms) {
  ONGGI_TRY(const Viewer viewer, viewer_for(rooms, {}));
  return rooms.permissions.visible_to(viewer);
}

/// The command line acts for the workspace's owner, who may change every document.
bool everything(const DocumentRow& /*row*/) { return true; }

double threshold_of(const DedupCommand& command) {
  return command.threshold > 0 ? command.threshold : NearDuplicates::Listing{}.threshold;
}

Json document_json(const NearDocument& document) {
  Json json{{"document_id", document.row.id.str()},
            {"name", document.row.name},
            {"title", document.row.title},
            {"source", document.row.source},
            {"state", to_string(document.row.state)},
            {"characters", document.characters},
            {"date", document.date}};
  if (document.similarity) json["similarity"] = std::round(*document.similarity * 1000) / 1000;
  return json;
}

Json cluster_json(const NearCluster& cluster) {
  Json documents = Json::array();
  for (const NearDocument& document : cluster.documents) documents.push_back(document_json(document));
  return {{"id", cluster.id.str()},
          {"representative", cluster.documents.front().row.id.str()},
          {"rule", to_string(cluster.rule)},
          {"documents", std::move(documents)}};
}

const char* why(RepresentativeRule rule, const CliIo& io) {
  switch (rule) {
    case RepresentativeRule::date:
      return say(io, "시행·개정일이 가장 늦음", "newest date");
    case RepresentativeRule::trusted:
      return say(io, "믿는 출처", "trusted source");
    case RepresentativeRule::length:
      return say(io, "가장 긺", "longest");
    case RepresentativeRule::first:
      break;
  }
  return say(io, "먼저 들어옴", "came first");
}

void tell(const NearCluster& cluster, CliIo& io) {
  io.out << cluster.id.str() << '\t' << cluster.documents.size() << say(io, "건\t대표: ", "\trepresentative: ")
         << why(cluster.rule, io) << '\n';
  for (const NearDocument& document : cluster.documents) {
    const bool first = &document == &cluster.documents.front();
    io.out << (first ? "* " : "  ") << document.row.id.str() << '\t';
    if (document.similarity) io.out << std::fixed << std::setprecision(3) << *document.similarity << std::defaultfloat;
    else io.out << "-";
    io.out << '\t' << document.date << '\t' << document.row.name
           << (document.row.state == DocumentState::duplicate ? say(io, "\t숨김", "\thidden") : "") << '\n';
  }
}

// A command that ended before the job did left documents uncompared.
Result<void> catch_up(CliRooms& rooms, const Common& common, CliIo& io) {
  CountLine line(common, io);
  return rooms.near_duplicates.catch_up(std::ref(line), io.cancel);
}

Done list(CliRooms& rooms, const DedupCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto visible, visible_to_owner(rooms));
  NearDuplicates::Listing listing{.threshold = threshold_of(command), .limit = kPage, .offset = 0};
  Json clusters = Json::array();
  std::int64_t total = 0;
  do {
    ONGGI_TRY(const auto listed, rooms.near_duplicates.list(visible, listing));
    total = listed.total;
    for (const NearCluster& cluster : listed.clusters) {
      if (common.json) clusters.push_back(cluster_json(cluster));
      else tell(cluster, io);
    }
    listing.offset += kPage;
  } while (listing.offset < total);
  if (common.json)
    io.out << Json{{"threshold", listing.threshold}, {"total", total}, {"clusters", std::move(clusters)}}.dump()
           << '\n';
  else if (!common.quiet)
    io.err << say(io, "중복 묶음 ", "clusters of duplicates ") << grouped(total)
           << say(io, "개. 남길 문서를 정하려면: onggi dedup keep 문서\n", ". To decide: onggi dedup keep DOCUMENT\n");
  return 0;
}

const char* why_left(const std::string& reason, const CliIo& io) {
  if (reason == "fewer_may_see")
    return say(io, "남길 문서를 볼 수 없는 사람이 이 문서를 봅니다", "some who see it may not see the one to keep");
  if (reason == "not_near") return say(io, "남길 문서와 비슷하지 않습니다", "not near to the one to keep");
  if (reason == "right_missing") return say(io, "바꿀 권한이 없습니다", "no right to change it");
  return say(io, "그 사이에 바뀌었거나 이미 숨겨졌습니다", "changed meanwhile, or hidden already");
}

Done keep(CliRooms& rooms, const DedupCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto visible, visible_to_owner(rooms));
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  ONGGI_TRY(const DocumentRow kept, find_document(rows, command.document));
  std::vector<DocumentId> others;
  for (const std::string& name : command.hidden) {
    ONGGI_TRY(const DocumentRow row, find_document(rows, name));
    others.push_back(row.id);
  }
  if (others.empty()) {
    ONGGI_TRY(const NearCluster cluster, rooms.near_duplicates.cluster_of(visible, kept.id, threshold_of(command)));
    for (const NearDocument& document : cluster.documents)
      if (document.row.state == DocumentState::ready) others.push_back(document.row.id);
  }
  ONGGI_TRY(const auto done, rooms.near_duplicates.keep(visible, kept.id, others, everything, rooms.owner));
  ONGGI_CHECK(note_deed(rooms, "duplicates.decide", "document:" + kept.id.str()));
  Json json{{"decision", done.decision}, {"kept", kept.id.str()}, {"hidden", Json::array()}, {"left", Json::array()}};
  for (const DocumentId& id : done.hidden) json["hidden"].push_back(id.str());
  for (const auto& left : done.left)
    json["left"].push_back({{"document_id", left.document.str()}, {"reason", left.reason}});
  if (common.json) {
    io.out << json.dump() << '\n';
  } else {
    io.out << done.decision << '\t' << say(io, "숨긴 문서 ", "hidden ") << done.hidden.size() << '\n';
    for (const auto& left : done.left) io.out << left.document.str() << '\t' << why_left(left.reason, io) << '\n';
  }
  return done.left.empty() ? 0 : 1;
}

Done dismiss(CliRooms& rooms, const DedupCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto visible, visible_to_owner(rooms));
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  ONGGI_TRY(const DocumentRow row, find_document(rows, command.document));
  ONGGI_TRY(const NearCluster cluster, rooms.near_duplicates.cluster_of(visible, row.id, threshold_of(command)));
  std::vector<DocumentId> documents;
  documents.reserve(cluster.documents.size());
  for (const NearDocument& document : cluster.documents) documents.push_back(document.row.id);
  ONGGI_TRY(const std::string decision, rooms.near_duplicates.dismiss(visible, documents, everything, rooms.owner));
  ONGGI_CHECK(note_deed(rooms, "duplicates.decide", "document:" + row.id.str()));
  if (common.json) io.out << Json{{"decision", decision}}.dump() << '\n';
  else io.out << decision << '\n';
  return 0;
}

Done undo(CliRooms& rooms, const DedupCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto visible, visible_to_owner(rooms));
  ONGGI_TRY(const auto taken, rooms.near_duplicates.withdraw(visible, command.document, everything, rooms.owner));
  ONGGI_CHECK(note_deed(rooms, "duplicates.undo", "decision:" + taken.id));
  ONGGI_CHECK(wait_for_documents(rooms, taken.documents, io.cancel));
  if (common.json) io.out << Json{{"decision", taken.id}, {"documents", taken.documents.size()}}.dump() << '\n';
  else if (taken.what == "hide")
    io.out << say(io, "다시 검색에 넣는 문서 ", "back in searches ") << taken.documents.size() << '\n';
  return 0;
}

Done decisions(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto visible, visible_to_owner(rooms));
  ONGGI_TRY(const auto list, rooms.near_duplicates.decisions(visible));
  Json rows = Json::array();
  for (const DuplicateDecision& one : list) {
    const auto person = rooms.people.get(one.by);
    Json row{{"decision", one.id},
             {"what", one.what},
             {"kept", one.kept.str()},
             {"documents", Json::array()},
             {"by", person ? person->login : one.by.str()},
             {"time_ms", one.time_ms}};
    for (const DocumentId& id : one.documents) row["documents"].push_back(id.str());
    if (common.json) rows.push_back(std::move(row));
    else
      io.out << one.id << '\t'
             << (one.what == "hide" ? say(io, "숨김", "hidden") : say(io, "중복 아님", "no duplicates")) << '\t'
             << one.documents.size() << '\t' << row["by"].get<std::string>() << '\n';
  }
  if (common.json) io.out << Json{{"decisions", std::move(rows)}}.dump() << '\n';
  return 0;
}

}  // namespace

Done dedup_workspace(const DedupCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_CHECK(catch_up(*rooms, common, io));
  if (command.verb == "keep") return keep(*rooms, command, common, io);
  if (command.verb == "dismiss") return dismiss(*rooms, command, common, io);
  if (command.verb == "undo") return undo(*rooms, command, common, io);
  if (command.verb == "decisions") return decisions(*rooms, common, io);
  return list(*rooms, command, common, io);
}

}  // namespace onggi::cli_room
