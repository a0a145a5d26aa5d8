// The words of the command line as a tree of CLI11: what each may be, and which command it makes. Inside of room cli.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "cli/commands.h"

namespace onggi::cli_room {

using Run = std::function<Done(CliHost&, CliIo&)>;

/// Builds the tree of commands; `run` becomes what was asked for.
class Words {
 public:
  Words();

  /// Reads the words; throws CLI::Error.
  void read(const std::vector<std::string>& arguments);
  int explain(const CLI::Error& error, std::ostream& out, std::ostream& err) { return app_.exit(error, out, err); }
  CommandLine summary() const;

  Run run;

 private:
  /// Some commands never need a workspace.
  enum class Needs { nothing, workspace };
  /// A command whose work is `call`.
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& about, Needs needs, Run call);
  CLI::App* family(const std::string& name, const std::string& about);
  CLI::App* model_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  CLI::App* user_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_user_options(CLI::App* verb);
  void add_source_options(CLI::App* verb);
  bool reads_input() const;

  // words_of_data.cpp
  void add_reading();
  void add_data();
  void add_clean();
  void add_dedup();
  void add_dedup_of_workspace(CLI::App& dedup);
  void add_spell();
  void add_asking();
  void add_apply();
  void add_measuring();
  void add_measuring_of_workspace(CLI::App& evaluate);
  void add_optimizing();
  void add_corrections();
  // words_of_home.cpp
  void add_serving();
  void add_models();
  void add_usage();
  void add_people();
  void add_keys();
  void add_labels();
  CLI::App* label_verb(CLI::App& parent, const std::string& name, const std::string& about, const std::string& verb);
  void add_keys_of_home();
  void add_lineage_and_erasure();
  void add_care();
  // words_of_company.cpp
  CLI::App* company_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_company_words();
  // words_of_guards.cpp
  CLI::App* guard_verb(CLI::App& parent, const std::string& verb, const std::string& about, Needs needs);
  void add_guards();
  // words_of_prompts.cpp
  CLI::App* prompt_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_prompts();
  // words_of_applications.cpp
  CLI::App* application_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_applications();
  // words_of_traces.cpp
  CLI::App* trace_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_traces();
  // words_of_sources.cpp
  void add_sources();
  // words_of_procedure.cpp
  CLI::App* procedure_verb(CLI::App& parent, const std::string& verb, const std::string& about);
  void add_procedure();
  // words_of_personal.cpp
  CLI::App* personal_verb(CLI::App& pii, const std::string& verb, const std::string& about);
  void add_personal(CLI::App& pii);

  CLI::App app_;
  std::string home_, log_level_, listen_, tokenize_file_ = "-", lineage_of_;
  bool needs_workspace_ = false, repair_ = false;
  Common common_;
  ParseCommand parse_;
  IngestCommand ingest_;
  SearchCommand search_;
  AskCommand ask_;
  ApplyCommand apply_;
  PiiCommand pii_;
  RevealCommand reveal_;
  PersonalCommand personal_;
  ProcedureCommand procedure_;
  DedupCommand dedup_;
  CleanCommand clean_;
  SpellCommand spell_;
  ModelCommand model_;
  UsageCommand usage_;
  UserCommand user_;
  GroupCommand group_;
  KeyCommand key_;
  LabelCommand label_;
  CompanyWordsCommand company_words_;
  GuardCommand guard_;
  PromptCommand prompt_;
  ApplicationCommand application_;
  TraceCommand trace_;
  CorrectionCommand correction_;
  SourceCommand source_;
  VaultCommand vault_;
  EraseCommand erase_;
  EvaluateAnswersCommand evaluate_;
  EvaluateParseCommand evaluate_parse_;
  EvaluateRetrievalCommand evaluate_retrieval_;
  EvaluateQuestionsCommand evaluate_questions_;
  EvaluateRunCommand evaluate_run_;
  OptimizeRetrievalCommand optimize_retrieval_;
};

}  // namespace onggi::cli_room
