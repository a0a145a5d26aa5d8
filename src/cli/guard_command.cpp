// onggi guard: what guards find in rows, and what the company has said about them.
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "clean/rows.h"
#include "cli/commands.h"
#include "prompt/guards.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPolicyBytesMax = std::size_t{4} << 20U;

Result<GuardPolicy> policy_in(const std::string& file, const CliIo& io) {
  ONGGI_TRY(const std::string text, read_file(resolved(io, file), kPolicyBytesMax));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::bad_input, file + " is not JSON");
  return guard_policy_from(json);
}

Json findings_json(const GuardRules& rules, const std::vector<GuardFinding>& findings, std::string_view text) {
  Json list = Json::array();
  for (const GuardFinding& finding : findings) {
    const GuardRule& rule = rules.rules()[finding.rule];
    Json one{{"rule", rule.id},
             {"deed", to_string(rule.deed)},
             {"start", count_code_points(text.substr(0, finding.bytes.begin))},
             {"end", count_code_points(text.substr(0, finding.bytes.end))}};
    if (!finding.hidden.empty()) one["hidden"] = finding.hidden;
    list.push_back(std::move(one));
  }
  return list;
}

Done scan(const GuardCommand& command, CliHost& host, CliIo& io) {
  ONGGI_TRY(const GuardRules* shipped, host.guard_rules());
  GuardPolicy policy;
  if (!command.policy.empty()) {
    ONGGI_TRY(policy, policy_in(command.policy, io));
  }
  ONGGI_TRY(const GuardRules rules, shipped->with(policy.own, policy.deeds));
  ONGGI_TRY(const GuardPlace place, guard_place_from(command.at));
  ONGGI_TRY(RowReader reader, RowReader::open(resolved(io, command.file)));
  std::uint64_t rows = 0, found = 0;
  for (;;) {
    ONGGI_CHECK(io.cancel.check());
    ONGGI_TRY(const auto batch, reader.next());
    if (!batch) break;
    ONGGI_CHECK(each_line(*batch, [&](std::string_view line, std::size_t number) -> Result<void> {
      ONGGI_TRY(const Json row, read_row(line, number));
      const auto& text = row["text"].get_ref<const std::string&>();
      const auto findings = rules.find(text, place);
      ++rows, found += findings.empty() ? 0U : 1U;
      io.out << Json{{"id", row["id"]}, {"findings", findings_json(rules, findings, text)}}.dump() << '\n';
      return {};
    }));
  }
  io.err << rows << say(io, "줄 가운데 ", " rows, ") << found << say(io, "줄이 규칙에 걸렸습니다\n", " met a rule\n");
  return 0;
}

Json kept_json(const KeptGuardPolicy& kept, CliRooms& rooms) {
  const auto person = rooms.people.get(kept.by);
  return {{"number", kept.number},
          {"by", person ? person->login : ""},
          {"time_ms", kept.time_ms},
          {"message", kept.message},
          {"policy", to_json(kept.policy)}};
}

Done show(const Common& common, CliRooms& rooms, CliIo& io) {
  ONGGI_TRY(const auto set, rooms.guards.in_use());
  if (common.json) {
    Json rules = Json::array();
    for (const GuardRule& rule : set->rules().rules()) rules.push_back(Json(to_json(rule)));
    io.out << Json{{"number", set->number()}, {"policy", to_json(set->policy())}, {"rules", rules}}.dump() << '\n';
    return 0;
  }
  for (const GuardRule& rule : set->rules().rules()) {
    io.out << rule.id << '\t' << to_string(rule.deed) << '\t';
    for (const GuardPlace place : rule.at) io.out << (place == rule.at.front() ? "" : ",") << to_string(place);
    io.out << '\t' << (io.korean || rule.name_en.empty() ? rule.name : rule.name_en) << '\n';
  }
  return 0;
}

Done versions(const Common& common, CliRooms& rooms, CliIo& io) {
  constexpr std::size_t kShown = 100;
  ONGGI_TRY(const auto all, rooms.guards.kept(kShown));
  Json list = Json::array();
  for (const KeptGuardPolicy& kept : all) {
    Json one = kept_json(kept, rooms);
    if (!common.json) io.out << kept.number << '\t' << one["by"].get<std::string>() << '\t' << kept.message << '\n';
    list.push_back(std::move(one));
  }
  if (common.json) io.out << Json{{"versions", std::move(list)}}.dump() << '\n';
  return 0;
}

Done set(const GuardCommand& command, CliRooms& rooms, CliIo& io) {
  ONGGI_TRY(const GuardPolicy policy, policy_in(command.policy, io));
  ONGGI_TRY(const auto now, rooms.guards.in_use());
  ONGGI_TRY(const std::int64_t number,
            rooms.guards.change(policy, command.message, rooms.owner, command.number.value_or(now->number())));
  ONGGI_CHECK(note_deed(rooms, "guard.change", "guards:" + std::to_string(number)));
  io.err << say(io, "이제 이 정책을 씁니다: ", "in use from now on: ") << number << '\n';
  return 0;
}

}  // namespace

Done guard(const GuardCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.verb == "scan") return scan(command, host, io);
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "show") return show(common, *rooms, io);
  if (command.verb == "versions") return versions(common, *rooms, io);
  return set(command, *rooms, io);
}

}  // namespace onggi::cli_room
