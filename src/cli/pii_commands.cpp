// onggi pii: personal data in rows of JSON Lines. Needs no workspace.
#include <ostream>

#include "base/file.h"
#include "clean/personal_rows.h"
#include "cli/commands.h"
#include "cli/progress.h"

namespace onggi::cli_room {
namespace {

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

}  // namespace onggi::cli_room
