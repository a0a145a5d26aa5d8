// onggi pii: personal data in rows of JSON Lines, which needs no workspace; and what a workspace's pseudonyms stand
// for.
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "clean/personal_rows.h"
#include "cli/commands.h"
#include "cli/progress.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kReasonBytesMax = 300;

void tell(const PersonalRows& total, CliIo& io) {
  io.err << grouped(total.rows) << say(io, "줄 가운데 ", " rows, ") << grouped(total.touched)
         << say(io, "줄에 개인정보", " with personal data");
  for (const auto& [type, count] : total.by_type) io.err << ", " << type << ' ' << grouped(count);
  io.err << '\n';
}

// `--action partial --kind PHONE=keep`: one for all kinds, others for some.
Result<PersonalDataPolicy> policy_of(const PiiCommand& command, const CliIo& io) {
  PersonalDataWords words{.action = command.action,
                          .of_type = {},
                          .confidence_min = command.confidence_min,
                          .everything = command.everything,
                          .key = {},
                          .company = {}};
  for (const std::string& own : command.actions_of_kinds) {
    const std::size_t mark = own.find('=');
    if (mark == std::string::npos) return fail(ErrorCode::invalid_argument, "--kind is KIND=ACTION, as PHONE=keep");
    words.of_type[own.substr(0, mark)] = own.substr(mark + 1);
  }
  if (!command.key_file.empty()) {
    ONGGI_TRY(words.key, read_file(resolved(io, command.key_file), 4096));
  }
  if (!command.patterns.empty()) {
    ONGGI_TRY(words.company, CompanyPatterns::read_file(resolved(io, command.patterns)));
  }
  return PersonalDataPolicy::read(std::move(words));
}

}  // namespace

Done pii(const PiiCommand& command, const Common& common, CliHost&, CliIo& io) {
  ONGGI_TRY(const PersonalDataPolicy policy, policy_of(command, io));
  const PersonalRowsTask task{.file = resolved(io, command.file),
                              .out = command.out.empty() ? std::filesystem::path() : resolved(io, command.out),
                              .scan = command.verb == "scan"};
  ProgressLine progress(common, io);
  ONGGI_TRY(const PersonalRows total, treat_personal_rows(
                                          task, policy, [&](std::string_view lines) { io.out << lines; },
                                          [&](auto done, auto all) { progress(done, all); }, io.cancel));
  if (!common.quiet) tell(total, io);
  return 0;
}

// The deed is in the log before anybody sees a value.
Done reveal(const RevealCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.reason.empty() || command.reason.size() > kReasonBytesMax)
    return fail(ErrorCode::invalid_argument, "--reason has 1 to 300 bytes: the audit log keeps it");
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto values, rooms->pseudonyms.reveal(command.pseudonym));
  ONGGI_CHECK(note_deed(*rooms, "pseudonym.reveal", "pseudonym:" + pseudonym_letters(command.pseudonym),
                        json{{"reason", command.reason}, {"values", values.size()}}.dump()));
  json list = json::array();
  for (const RevealedValue& one : values) {
    if (common.json) list.push_back({{"type", one.type}, {"value", one.value}, {"first_ms", one.first_ms}});
    else io.out << one.type << '\t' << one.value << '\n';
  }
  if (common.json) io.out << json{{"values", std::move(list)}}.dump() << '\n';
  else if (values.size() > 1 && !common.quiet)
    io.err << say(io, "여러 값이 같은 가명을 씁니다: 문맥으로 가려 보십시오\n",
                  "several values share this pseudonym: the context tells which is meant\n");
  return 0;
}

}  // namespace onggi::cli_room
