// Commands over what was found as personal data in documents.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::personal_verb(CLI::App& pii, const std::string& verb, const std::string& about) {
  return command(pii, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    personal_.verb = verb;
    return cli_room::personal(personal_, common_, host, io);
  });
}

void Words::add_personal(CLI::App& pii) {
  personal_verb(pii, "kinds", "What was found in documents and decided about it, by kind, and the thresholds");
  CLI::App* findings = personal_verb(pii, "findings", "What was found in documents, the least certain first");
  findings->add_option("--state", personal_.state, "open, personal, not_personal or decided (open)")
      ->check(CLI::IsMember({"open", "personal", "not_personal", "decided"}));
  findings->add_option("--kind", personal_.kind, "Of one kind, as PERSON");
  findings->add_option("--document", personal_.document, "Of one document, by id or file name");
  findings->add_option("--limit", personal_.limit, "At most so many, 1 to 200 (50)")->check(CLI::Range(1, 200));
  findings->add_option("--cursor", personal_.cursor, "Where the page before ended");
  findings->add_option("--reason", personal_.reason,
                       "Shows values and what stands around them; the audit log keeps it");
  for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
           {"confirm", "Findings are personal data: masked, however unsure"},
           {"dismiss", "Findings are no personal data: left as they are, for all who may see the document"}}) {
    CLI::App* decide = personal_verb(pii, verb, about);
    decide->add_option("FINDING", personal_.findings, "Ids as `findings` gives them")->required();
    decide->add_flag("--workspace", personal_.workspace, "The same value in all documents, not in this one alone");
  }
  CLI::App* undo = personal_verb(pii, "undo", "Take a decision back");
  undo->add_option("DECISION", personal_.decision)->required();
  CLI::App* threshold = personal_verb(pii, "threshold", "From which confidence on findings of a kind count");
  threshold->add_option("KIND", personal_.kind)->required();
  auto* value = threshold->add_option("VALUE", personal_.threshold, "0 to 1")->check(CLI::Range(0.0, 1.0));
  threshold->add_flag("--reset", personal_.reset, "As recipes say again")->excludes(value);
}

}  // namespace onggi::cli_room
