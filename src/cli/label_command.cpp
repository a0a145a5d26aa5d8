// onggi label: labels, readers and metadata of documents.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

/// Everything that a verb works with.
struct Bench {
  CliRooms& rooms;
  const LabelCommand& command;
  const Common& common;
  CliIo& io;
  Viewer viewer;
};

Result<std::vector<DocumentRow>> seen_documents(const Bench& bench) {
  ONGGI_TRY(auto all, bench.rooms.catalog.all());
  ONGGI_TRY(const auto conditions, read_conditions(bench.command.where));
  if (conditions.empty()) return all;
  ONGGI_TRY(const auto visible, bench.rooms.permissions.visible_to(bench.viewer));
  ONGGI_TRY(const auto met, bench.rooms.labelling.search().matching(visible, conditions));
  std::vector<DocumentRow> rows;
  for (const DocumentRow& row : all)
    if (std::ranges::binary_search(met, row.id)) rows.push_back(row);
  return rows;
}

/// Those that are named, or all that meet --where.
Result<std::vector<DocumentId>> chosen_documents(const Bench& bench) {
  if (bench.command.documents.empty() == bench.command.where.empty())
    return fail(ErrorCode::invalid_argument, "name documents, or conditions with --where");
  std::vector<DocumentId> ids;
  if (!bench.command.where.empty()) {
    ONGGI_TRY(const auto rows, seen_documents(bench));
    for (const DocumentRow& row : rows) ids.push_back(row.id);
    return ids;
  }
  ONGGI_TRY(const auto all, bench.rooms.catalog.all());
  for (const std::string& name : bench.command.documents) {
    ONGGI_TRY(const DocumentRow row, find_document(all, name));
    ids.push_back(row.id);
  }
  return ids;
}

void tell_count(const Bench& bench, std::int64_t count) {
  if (bench.common.json) bench.io.out << json{{"changed", count}}.dump() << '\n';
  else if (!bench.common.quiet)
    bench.io.err << say(bench.io, "문서 ", "documents ") << grouped(count)
                 << say(bench.io, "건을 바꾸었습니다.\n", " changed.\n");
}

json metadata_json(const Bench& bench, const std::vector<MetadataValue>& values) {
  json list = json::array();
  for (const MetadataValue& one : values)
    list.push_back({{"field", one.field},
                    {"value", one.value},
                    {"origin", to_string(one.origin)},
                    {"by", login_of(bench.rooms, one.by)},
                    {"time_ms", one.time_ms}});
  return list;
}

json proposal_json(const Bench& bench, const LabelProposal& one) {
  return {{"document_id", one.document.str()},   {"document", one.name},         {"label", to_string(one.label)},
          {"present", to_string(one.present)},   {"above", one.above()},         {"reason", one.reason},
          {"element", one.element.str()},        {"page_index", one.page_index}, {"state", to_string(one.state)},
          {"by", login_of(bench.rooms, one.by)}, {"found_ms", one.found_ms},     {"decided_ms", one.decided_ms}};
}

const char* origin_text(const CliIo& io, MetadataOrigin origin) {
  switch (origin) {
    case MetadataOrigin::found:
      return say(io, "문서에서", "found in it");
    case MetadataOrigin::source:
      return say(io, "출처에서", "from its source");
    case MetadataOrigin::person:
      break;
  }
  return say(io, "직접 입력", "written");
}

const char* reason_text(const CliIo& io, std::string_view reason) {
  if (reason == "page_header") return say(io, "머리글의 표시", "marked in the page header");
  if (reason == "page_footer") return say(io, "바닥글의 표시", "marked in the page footer");
  if (reason == "first_page") return say(io, "첫 쪽의 표시", "marked on the first page");
  if (reason == "title") return say(io, "제목의 표시", "marked at the title");
  if (reason == "disclosure_field") return say(io, "공개 구분 항목", "field of disclosure");
  if (reason == "letter_disclosure") return say(io, "공문의 공개 구분", "disclosure of an official letter");
  if (reason == "stale") return say(io, "오래됨", "stale");
  if (reason == "ownerless") return say(io, "소유자 없음", "ownerless");
  if (reason == "never_labelled") return say(io, "등급 미확인", "never labelled");
  return say(io, "표시보다 낮은 등급", "marked above its label");
}

Result<void> show(const Bench& bench) {
  ONGGI_TRY(const auto all, bench.rooms.catalog.all());
  ONGGI_TRY(const DocumentRow row, find_document(all, bench.command.documents.front()));
  ONGGI_TRY(const Permission permission, bench.rooms.permissions.get(row.permission));
  ONGGI_TRY(const auto values, bench.rooms.labelling.metadata().of(row.id));
  ONGGI_TRY(const auto proposal, bench.rooms.labelling.proposal(row));
  ONGGI_TRY(const auto allow, bench.rooms.permissions.names_of(row.permission));
  if (bench.common.json) {
    bench.io.out << json{{"document_id", row.id.str()},
                         {"document", row.name},
                         {"label", to_string(permission.label)},
                         {"allow", allow},
                         {"metadata", metadata_json(bench, values)},
                         {"proposal", proposal ? proposal_json(bench, *proposal) : json()}}
                        .dump()
                 << '\n';
    return {};
  }
  bench.io.out << row.id.str() << '\t' << to_string(permission.label) << '\t' << row.name << '\n';
  for (const MetadataValue& one : values)
    bench.io.out << one.field << '\t' << one.value << '\t' << origin_text(bench.io, one.origin) << '\n';
  if (proposal)
    bench.io.out << say(bench.io, "등급 제안", "proposed label") << '\t' << to_string(proposal->label) << '\t'
                 << reason_text(bench.io, proposal->reason) << '\t' << to_string(proposal->state) << '\n';
  return {};
}

Result<void> list(const Bench& bench) {
  ONGGI_TRY(const auto rows, seen_documents(bench));
  std::vector<DocumentId> ids;
  ids.reserve(rows.size());
  for (const DocumentRow& row : rows) ids.push_back(row.id);
  ONGGI_TRY(const auto metadata, bench.rooms.labelling.metadata().of(ids));
  json documents = json::array();
  for (const DocumentRow& row : rows) {
    ONGGI_TRY(const Permission permission, bench.rooms.permissions.get(row.permission));
    const std::string label(to_string(permission.label));
    if (!bench.command.label.empty() && label != bench.command.label) continue;
    ONGGI_TRY(const auto names, bench.rooms.permissions.names_of(row.permission));
    json said = json::object();
    if (const auto at = metadata.find(row.id); at != metadata.end())
      for (const MetadataValue& one : at->second) said[one.field] = one.value;
    if (bench.common.json) {
      documents.push_back({{"document_id", row.id.str()},
                           {"document", row.name},
                           {"label", label},
                           {"allow", names},
                           {"metadata", std::move(said)}});
      continue;
    }
    bench.io.out << row.id.str() << '\t' << label << '\t' << row.name << '\t';
    for (const std::string& name : names) bench.io.out << name << ' ';
    for (const auto& [field, value] : said.items()) bench.io.out << '\t' << field << '=' << value.get<std::string>();
    bench.io.out << '\n';
  }
  if (bench.common.json) bench.io.out << json{{"documents", std::move(documents)}}.dump() << '\n';
  return {};
}

Result<void> set(const Bench& bench) {
  DocumentChange change;
  if (!bench.command.label.empty()) {
    ONGGI_TRY(change.label, read_label(bench.command.label));
  }
  if (!bench.command.allow.empty()) {
    ONGGI_TRY(change.principals, principals_for(bench.rooms, bench.command.allow));
  }
  ONGGI_TRY(const auto documents, chosen_documents(bench));
  ONGGI_TRY(const std::int64_t count, bench.rooms.labelling.change(bench.viewer, documents, change));
  tell_count(bench, count);
  return {};
}

Result<void> edit(const Bench& bench) {
  DocumentChange change;
  for (const std::string& text : bench.command.set) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos) return fail(ErrorCode::invalid_argument, "--set takes FIELD=VALUE");
    change.values[text.substr(0, at)] = text.substr(at + 1);
  }
  ONGGI_TRY(const auto documents, chosen_documents(bench));
  ONGGI_TRY(const std::int64_t count, bench.rooms.labelling.change(bench.viewer, documents, change));
  tell_count(bench, count);
  return {};
}

Result<void> list_proposals(const Bench& bench) {
  const auto state = proposal_state_from(bench.command.state).value_or(ProposalState::open);
  ONGGI_TRY(const auto proposals, bench.rooms.labelling.proposals(bench.viewer, state));
  json list = json::array();
  for (const LabelProposal& one : proposals) {
    if (bench.common.json) {
      list.push_back(proposal_json(bench, one));
      continue;
    }
    bench.io.out << one.document.str() << '\t' << to_string(one.present) << " → " << to_string(one.label) << '\t'
                 << reason_text(bench.io, one.reason) << '\t' << one.name << '\n';
  }
  if (bench.common.json) bench.io.out << json{{"proposals", std::move(list)}}.dump() << '\n';
  return {};
}

Result<void> decide(const Bench& bench) {
  std::vector<DocumentId> documents;
  if (bench.command.all == !bench.command.documents.empty())
    return fail(ErrorCode::invalid_argument, "name documents, or --all");
  if (bench.command.all) {
    ONGGI_TRY(const auto open, bench.rooms.labelling.proposals(bench.viewer, ProposalState::open));
    for (const LabelProposal& one : open) documents.push_back(one.document);
  } else {
    ONGGI_TRY(documents, chosen_documents(bench));
  }
  const auto state = bench.command.verb == "accept" ? ProposalState::accepted : ProposalState::dismissed;
  ONGGI_TRY(const std::int64_t count, bench.rooms.labelling.decide(bench.viewer, documents, state));
  tell_count(bench, count);
  return {};
}

Result<void> list_fields(const Bench& bench) {
  ONGGI_TRY(const auto fields, bench.rooms.labelling.fields());
  json list = json::array();
  for (const MetadataField& field : fields) {
    list.push_back({{"name", field.name},
                    {"type", to_string(field.type)},
                    {"korean", field.korean},
                    {"english", field.english},
                    {"choices", field.choices},
                    {"built_in", field.built_in}});
    if (bench.common.json) continue;
    bench.io.out << field.name << '\t' << to_string(field.type) << '\t'
                 << (bench.io.korean ? field.korean : field.english);
    for (const std::string& choice : field.choices) bench.io.out << '\t' << choice;
    bench.io.out << '\n';
  }
  if (bench.common.json) bench.io.out << json{{"fields", std::move(list)}}.dump() << '\n';
  return {};
}

Result<void> change_fields(const Bench& bench) {
  const LabelCommand& command = bench.command;
  if (command.verb == "remove-field") return bench.rooms.labelling.remove_field(bench.viewer, command.field);
  return bench.rooms.labelling.add_field(bench.viewer, {.name = command.field,
                                                        .type = field_type_from(command.type).value_or(FieldType::text),
                                                        .korean = command.korean,
                                                        .english = command.english,
                                                        .choices = command.choices});
}

Result<void> report(const Bench& bench) {
  ONGGI_TRY(const CareReport report, bench.rooms.labelling.report(bench.viewer, bench.command.stale_days));
  json list = json::array();
  for (const CareEntry& entry : report.entries) {
    list.push_back({{"document_id", entry.document.str()},
                    {"document", entry.name},
                    {"owner", login_of(bench.rooms, entry.owner)},
                    {"label", to_string(entry.label)},
                    {"reasons", entry.reasons},
                    {"newest_day", entry.newest_day},
                    {"newest_of", entry.newest_of}});
    if (bench.common.json) continue;
    bench.io.out << entry.document.str() << '\t' << to_string(entry.label) << '\t' << entry.newest_day << '\t';
    for (const std::string& reason : entry.reasons)
      bench.io.out << (&reason == &entry.reasons.front() ? "" : ", ") << reason_text(bench.io, reason);
    bench.io.out << '\t' << entry.name << '\n';
  }
  if (bench.common.json) {
    bench.io.out
        << json{{"documents", report.documents}, {"counts", report.counts}, {"entries", std::move(list)}}.dump()
        << '\n';
    return {};
  }
  bench.io.err << say(bench.io, "문서 ", "documents ") << grouped(report.documents);
  for (const auto& [reason, count] : report.counts)
    bench.io.err << ", " << reason_text(bench.io, reason) << ' ' << grouped(count);
  bench.io.err << '\n';
  return {};
}

Result<void> run(const Bench& bench) {
  const std::string& verb = bench.command.verb;
  if (verb == "show") return show(bench);
  if (verb == "list") return list(bench);
  if (verb == "set") return set(bench);
  if (verb == "edit") return edit(bench);
  if (verb == "proposals") return list_proposals(bench);
  if (verb == "accept" || verb == "dismiss") return decide(bench);
  if (verb == "fields") return list_fields(bench);
  if (verb == "report") return report(bench);
  return change_fields(bench);
}

}  // namespace

Done label(const LabelCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, ""));
  ONGGI_CHECK(run({*rooms, command, common, io, viewer}));
  return 0;
}

}  // namespace onggi::cli_room
