// From words to a command, and from its error to an exit code.
#include <cstdlib>
#include <ostream>

#include "cli/words.h"

namespace onggi {
namespace {

using namespace cli_room;  // NOLINT(google-build-using-namespace): the inside of this very room

constexpr const char* kVersion = ONGGI_VERSION;

std::string default_home() {
  if (const char* home = std::getenv("ONGGI_HOME"); home != nullptr && *home != '\0') return home;
  const char* user = std::getenv("HOME");
  return std::string(user == nullptr ? "." : user) + "/.local/share/onggi";
}

}  // namespace

namespace cli_room {

Words::Words() : app_("onggi: raw documents in, cited answers out", "onggi") {
  app_.option_defaults()->always_capture_default(false);
  app_.require_subcommand(1);
  app_.set_version_flag("--version", kVersion);
  app_.fallthrough();
  app_.add_option("--home", home_, "Folder of the workspace ($ONGGI_HOME, else ~/.local/share/onggi)");
  app_.add_flag("--json", common_.json, "Results as JSON");
  app_.add_flag("--quiet", common_.quiet, "No progress, no talk");
  app_.add_option("--log-level", log_level_, "debug, info, warning, error, off");
  add_reading();
  add_data();
  add_clean();
  add_dedup();
  add_spell();
  add_asking();
  add_apply();
  add_measuring();
  add_optimizing();
  add_serving();
  add_models();
  add_usage();
  add_people();
  add_keys();
  add_labels();
  add_company_words();
  add_guards();
  add_prompts();
  add_applications();
  add_traces();
  add_corrections();
  add_keys_of_home();
  add_lineage_and_erasure();
  add_sources();
  add_procedure();
  add_care();
}

void Words::read(const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  app_.parse(reversed);
}

CommandLine Words::summary() const {
  return {.home = home_.empty() ? default_home() : home_,
          .log_level = log_level_,
          .needs_workspace = needs_workspace_,
          .reads_input = reads_input()};
}

CLI::App* Words::command(CLI::App& parent, const std::string& name, const std::string& about, Needs needs, Run call) {
  CLI::App* made = parent.add_subcommand(name, about);
  made->callback([this, made, needs, call = std::move(call)] {
    if (!made->get_subcommands().empty()) return;  // its own verb was given, and was here first
    needs_workspace_ = needs == Needs::workspace;
    run = call;
  });
  return made;
}

CLI::App* Words::family(const std::string& name, const std::string& about) {
  CLI::App* made = app_.add_subcommand(name, about);
  made->require_subcommand(1);
  return made;
}

bool Words::reads_input() const {
  return parse_.password_from_input || user_.password_from_input ||
         (app_.got_subcommand("tokenize") && tokenize_file_ == "-") ||
         (app_.got_subcommand("spell") && spell_.file == "-") ||
         (app_.got_subcommand("apply") && apply_.file == "-" && !apply_.list) || erase_.subject_file == "-" ||
         source_.secrets_from_input;
}

}  // namespace cli_room

namespace {

int report(const Error& error, CliIo& io) {
  io.err << "onggi: " << describe(error) << '\n';
  return exit_code(error.code);
}

}  // namespace

CommandLine look_at(const std::vector<std::string>& arguments) {
  Words words;
  try {
    words.read(arguments);
  } catch (const CLI::Error&) {
    return {};  // run_command() will say what is wrong
  }
  return words.summary();
}

int run_command(const std::vector<std::string>& arguments, CliHost& host, CliIo& io) {
  Words words;
  try {
    words.read(arguments);
  } catch (const CLI::Error& error) {
    return words.explain(error, io.out, io.err) == 0 ? 0 : exit_code(ErrorCode::invalid_argument);
  }
  const Done done = words.run(host, io);
  return done ? *done : report(done.error(), io);
}

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::conflict:
      return 2;
    case ErrorCode::bad_input:
      return 3;
    case ErrorCode::unauthenticated:
    case ErrorCode::not_allowed:
      return 4;
    case ErrorCode::not_found:
      return 5;
    case ErrorCode::limit_exceeded:
      return 6;
    case ErrorCode::internal:
      return 7;
    case ErrorCode::unsupported:
      return 8;
    case ErrorCode::unavailable:
    case ErrorCode::timeout:
      return 9;
    case ErrorCode::cancelled:
      return 130;
  }
  return 7;
}

}  // namespace onggi
