// Commands of pseudonymisation as a procedure.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::procedure_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  CLI::App* made = command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    procedure_.verb = verb;
    return cli_room::procedure(procedure_, common_, host, io);
  });
  if (verb != "start" && verb != "list") made->add_option("ID", procedure_.id, "Of the procedure")->required();
  return made;
}

void Words::add_procedure() {
  CLI::App* family_of = family("procedure", "Pseudonymisation as a procedure, from purpose to report");
  CLI::App* start = procedure_verb(*family_of, "start", "Say for which purpose, and who gets the data");
  start->add_option("--purpose", procedure_.purpose, "statistics, research, archive, ai_development, other")
      ->required();
  start->add_option("--about", procedure_.about, "What the data are for, in words")->required();
  start->add_option("--recipient", procedure_.recipients, "Who gets the data; repeatable")->allow_extra_args(false);
  procedure_verb(*family_of, "checklist", "The questions on risks, and what was answered");
  CLI::App* answer = procedure_verb(*family_of, "answer", "Answer a question: yes means that there is a risk");
  answer->add_option("QUESTION", procedure_.question, "As `checklist` names it")->required();
  answer->add_option("ANSWER", procedure_.choice)->required()->check(CLI::IsMember({"yes", "no"}));
  answer->add_option("--note", procedure_.note, "What is done about a risk; required with yes");
  CLI::App* method = procedure_verb(*family_of, "method", "What becomes of a kind of personal data, and why so");
  method->add_option("KIND", procedure_.kind, "PERSON, PHONE ...; others: all that are not named")->required();
  method->add_option("ACTION", procedure_.choice, "type, partial, pseudonym, remove, keep")->required();
  method->add_option("--ground", procedure_.ground, "Why so")->required();
  CLI::App* apply = procedure_verb(*family_of, "apply", "Take documents, or rows, through what the methods say");
  apply->add_option("DOCUMENT", procedure_.documents, "By id, or by file name");
  apply->add_option("--rows", procedure_.rows, "Rows of JSON Lines instead of documents");
  apply->add_option("--out", procedure_.out, "Where the processed rows go");
  apply->add_option("--allow", procedure_.allow, "Who may look at drawn rows, beside you; repeatable")
      ->allow_extra_args(false);
  CLI::App* sample = procedure_verb(*family_of, "sample", "Draw texts for people to look at once more");
  sample->add_option("--rate", procedure_.rate_max, "Leak rate that is to be excluded with 95 % confidence (0.01)");
  sample->add_option("--seed", procedure_.seed, "Draws the same texts again; one is made without it");
  procedure_verb(*family_of, "inspect", "Drawn texts that nobody marked yet, as they are after processing")
      ->add_option("--limit", procedure_.limit, "How many at once (20)")
      ->check(CLI::Range(1, 1000));
  CLI::App* mark = procedure_verb(*family_of, "mark", "Say what was left in drawn texts; without --left: nothing");
  mark->add_option("UNIT", procedure_.units, "Numbers as `inspect` shows them")->required();
  mark->add_option("--left", procedure_.left, "KIND or KIND=COUNT; OTHER for what is no kind of ours; repeatable")
      ->allow_extra_args(false);
  CLI::App* verdict = procedure_verb(*family_of, "verdict", "Close the procedure");
  verdict->add_option("VERDICT", procedure_.choice)->required()->check(CLI::IsMember({"accept", "reject"}));
  verdict->add_option("--ground", procedure_.ground, "Why so")->required();
  procedure_verb(*family_of, "report", "What the log says: JSON, and a page to print")
      ->add_option("--out", procedure_.out, "FILE.pdf writes a PDF, any other FILE.json and FILE.html");
  procedure_verb(*family_of, "list", "All procedures, newest first, and what is to be done next");
}

}  // namespace onggi::cli_room
