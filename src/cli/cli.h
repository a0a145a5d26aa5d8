// cli: the command line. Decodes words, calls one room, encodes what came back. The contract of names and exit codes is
// in docs/cli.md.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "access/audit.h"
#include "access/people.h"
#include "access/permissions.h"
#include "answer/answer.h"
#include "answer/functions.h"
#include "application/applications.h"
#include "base/cancel.h"
#include "base/result.h"
#include "clean/recipe.h"
#include "evaluate/question_runs.h"
#include "evaluate/question_sets.h"
#include "index/catalog.h"
#include "ingest/erasure.h"
#include "ingest/ingest.h"
#include "ingest/labelling.h"
#include "ingest/near_duplicates.h"
#include "ingest/personal_review.h"
#include "ingest/pseudonyms.h"
#include "ingest/sources.h"
#include "ingest/vocabulary.h"
#include "model/registry.h"
#include "monitor/spending.h"
#include "monitor/traces.h"
#include "parse/parse.h"
#include "procedure/procedure.h"
#include "procedure/runs.h"
#include "prompt/guards.h"
#include "prompt/prompt_sets.h"
#include "prompt/prompts.h"
#include "retrieve/retrieve.h"
#include "retrieve/thesaurus.h"
#include "store/jobs.h"
#include "store/rotation.h"

namespace onggi {

/// Where a command reads and writes. A server runs commands for others, so nothing here is the process's own.
struct CliIo {
  std::ostream& out;             // results
  std::ostream& err;             // talk
  std::string input;             // what stands on standard input, for options that read it
  std::filesystem::path folder;  // relative paths start here
  bool terminal = false;         // err is a terminal: progress is drawn
  bool korean = true;            // language of talk
  Cancel cancel;
};

/// What commands do with a workspace's keys.
struct VaultDoor {
  std::function<Result<VaultStatus>()> status;
  /// `given_key`: as Rotation's.
  std::function<Result<Rotated>(const std::string& given_key, const std::function<void(std::int64_t, std::int64_t)>&,
                                const Cancel&)>
      rotate;
};

/// The rooms of an open workspace, as far as commands call them.
struct CliRooms {
  People& people;
  Permissions& permissions;
  AuditLog& audit;
  Catalog& catalog;
  Ingest& ingest;
  Labelling& labelling;
  Sources& sources;
  JobQueue& jobs;
  Retriever& retriever;
  Answerer& answerer;
  const Functions& functions;
  ModelRegistry& models;
  Spending& spending;
  Erasure& erasure;
  NearDuplicates& near_duplicates;
  PersonalReview& personal_review;
  const Pseudonyms& pseudonyms;
  Procedures& procedures;
  ProcedureRuns& procedure_runs;
  QuestionSets& question_sets;
  QuestionRuns& question_runs;
  Vocabulary& vocabulary;
  Guards& guards;
  Prompts& prompts;
  PromptSets& prompt_sets;
  Applications& applications;
  Traces* traces;                   // null: none are kept
  std::string trace_text;           // monitor.trace_text: whose text is kept
  ReportFonts report_fonts;         // of reports as PDF
  const RecipeParts& recipe_parts;  // what recipes over this workspace's documents may ask for
  VaultDoor vault;
  std::string gate;                                                     // evaluate.gate of onggi.toml
  PersonId owner;                                                       // whom the command line acts for
  std::function<void()> work;                                           // wakes or runs the workspace's job runner
  std::function<Result<std::vector<std::string>>(bool repair)> doctor;  // problems, one line each
};

/// What app gives to commands; parts are opened when a command first asks for them.
class CliHost {
 public:
  virtual ~CliHost() = default;
  virtual Result<Parser*> parser() = 0;                                  // without a workspace
  virtual Result<const Analyzer*> analyzer() = 0;                        // without a workspace
  virtual Result<const Thesaurus*> thesaurus() = 0;                      // without a workspace
  virtual Result<const GuardRules*> guard_rules() = 0;                   // without a workspace: as shipped
  virtual const RecipeParts& recipe_parts() = 0;                         // without a workspace; what was opened is kept
  virtual Result<CliRooms*> rooms() = 0;                                 // opens the home, making it when it is new
  virtual Result<void> serve(const std::string& listen, CliIo& io) = 0;  // returns after a graceful stop
  virtual Result<void> work(CliIo& io) = 0;                              // `onggi worker`
};

/// What main needs to know before a command runs.
struct CommandLine {
  std::filesystem::path home;    // --home, $ONGGI_HOME or the default
  std::string log_level;         // empty: as configured
  bool needs_workspace = false;  // may be sent to a server that holds the home
  bool reads_input = false;      // standard input belongs to the request
};
CommandLine look_at(const std::vector<std::string>& arguments);

/// Runs one command: `arguments` without the program's name. Gives the exit code of docs/cli.md; errors were written to
/// io.err.
int run_command(const std::vector<std::string>& arguments, CliHost& host, CliIo& io);

/// The exit code for an error.
int exit_code(ErrorCode code);

}  // namespace onggi
