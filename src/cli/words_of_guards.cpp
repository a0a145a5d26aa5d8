// Commands over guards.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::guard_verb(CLI::App& parent, const std::string& verb, const std::string& about, Needs needs) {
  return command(parent, verb, about, needs, [this, verb](CliHost& host, CliIo& io) {
    guard_.verb = verb;
    return cli_room::guard(guard_, common_, host, io);
  });
}

void Words::add_guards() {
  CLI::App* guard = family("guard", "Rules over questions, documents and answers");
  CLI::App* scan = guard_verb(*guard, "scan", "What the rules find in rows of JSON Lines", Needs::nothing);
  scan->add_option("FILE", guard_.file, "JSON Lines of {id, text, ...}")->required();
  scan->add_option("--at", guard_.at, "Taken for a question, a document or an answer (document)")
      ->check(CLI::IsMember({"question", "document", "answer"}));
  scan->add_option("--policy", guard_.policy, "JSON of a policy; without it the rules as shipped");
  guard_verb(*guard, "show", "Rules in use, and what follows from them", Needs::workspace);
  guard_verb(*guard, "versions", "Policies that were in use, the last first", Needs::workspace);
  CLI::App* set = guard_verb(*guard, "set", "Use another policy from now on", Needs::workspace);
  set->add_option("FILE", guard_.policy, "JSON of a policy, as `guard show --json` gives it")->required();
  set->add_option("-m,--message", guard_.message, "Why");
  set->add_option("--number", guard_.number, "Only where this version is the one in use");
}

}  // namespace onggi::cli_room
