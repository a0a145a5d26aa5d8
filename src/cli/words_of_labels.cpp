// Commands over what is said about documents and how they are labelled.
#include "cli/words.h"

namespace onggi::cli_room {
namespace {

constexpr const char* kDocuments = "Ids or file names";
constexpr const char* kWhere = "All documents with FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE; repeatable";

}  // namespace

CLI::App* Words::label_verb(CLI::App& parent, const std::string& name, const std::string& about,
                            const std::string& verb) {
  return command(parent, name, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    label_.verb = verb;
    return cli_room::label(label_, common_, host, io);
  });
}

void Words::add_labels() {
  CLI::App* labels = family("label", "Labels, readers and metadata of documents");
  label_verb(*labels, "show", "What is said about a document, and by whom", "show")
      ->add_option("DOCUMENT", label_.documents, "Id or file name")
      ->required()
      ->expected(1);
  CLI::App* list = label_verb(*labels, "list", "Documents with label, readers and metadata", "list");
  list->add_option("--where", label_.where, kWhere)->allow_extra_args(false);
  list->add_option("--label", label_.label, "O, S, C")->check(CLI::IsMember({"O", "S", "C"}));
  CLI::App* set = label_verb(*labels, "set", "Change label and readers", "set");
  set->add_option("DOCUMENT", label_.documents, kDocuments);
  set->add_option("--where", label_.where, kWhere)->allow_extra_args(false);
  set->add_option("--label", label_.label, "O, S, C")->check(CLI::IsMember({"O", "S", "C"}));
  set->add_option("--allow", label_.allow, "everyone, person:<login>, group:<name>")->allow_extra_args(false);
  CLI::App* edit = label_verb(*labels, "edit", "Change metadata", "edit");
  edit->add_option("DOCUMENT", label_.documents, kDocuments);
  edit->add_option("--where", label_.where, kWhere)->allow_extra_args(false);
  edit->add_option("--set", label_.set, "FIELD=VALUE; without a value what was found counts again; repeatable")
      ->allow_extra_args(false)
      ->required();
  CLI::App* proposals = label_verb(*labels, "proposals", "Labels that documents' own markings ask for", "proposals");
  proposals->add_option("--state", label_.state, "open, accepted, dismissed")
      ->check(CLI::IsMember({"open", "accepted", "dismissed"}));
  for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
           {"accept", "Give the proposed labels"}, {"dismiss", "Keep the present labels and ask no more"}}) {
    CLI::App* decide = label_verb(*proposals, verb, about, verb);
    decide->add_option("DOCUMENT", label_.documents, kDocuments);
    decide->add_flag("--all", label_.all, "All open proposals");
  }
  CLI::App* fields = label_verb(*labels, "fields", "Fields of metadata", "fields");
  CLI::App* add = label_verb(*fields, "add", "Add a field of the workspace's own", "add-field");
  add->add_option("NAME", label_.field, "a-z, 0-9, _")->required();
  add->add_option("--type", label_.type, "text, date, number, choice")
      ->check(CLI::IsMember({"text", "date", "number", "choice"}));
  add->add_option("--korean", label_.korean, "Its Korean name")->required();
  add->add_option("--english", label_.english, "Its English name")->required();
  add->add_option("--choice", label_.choices, "Of a choice; repeatable")->allow_extra_args(false);
  label_verb(*fields, "remove", "Remove a field of the workspace's own, with all its values", "remove-field")
      ->add_option("NAME", label_.field)
      ->required();
  label_verb(*labels, "report", "Stale, ownerless, label-less documents", "report")
      ->add_option("--stale-days", label_.stale_days, "Older than this is stale (365)")
      ->check(CLI::Range(1, 36'500));
}

}  // namespace onggi::cli_room
