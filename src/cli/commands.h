// The commands as values: what CLI11 read, and the function that does each. Inside of room cli.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/cli.h"

namespace onggi::cli_room {

struct Common {
  bool json = false;
  bool quiet = false;
};

struct ParseCommand {
  std::string file, to = "markdown", pages, ocr = "auto", content = "main";
  bool password_from_input = false;
};
struct IngestCommand {
  std::vector<std::string> paths, allow;
  std::string label = "O", recipe;
  bool again = false, force = false;
};
struct SearchCommand {
  std::string query, as, as_of, why;
  std::vector<std::string> where;
  int limit = 10;
  bool explain = false;
};
struct AskCommand {
  std::string question, as, model, as_of;
  std::vector<std::string> where;
};
struct ApplyCommand {
  std::string function, file = "-", model, options_file;
  std::vector<std::string> options;
  bool list = false, rows = false;
};
struct EvaluateParseCommand {
  std::string folder, expected, ocr = "auto", content = "main";
  bool as_is = false;
};
struct PiiCommand {
  std::string verb, file, out, patterns, key_file, action = "type";
  std::vector<std::string> actions_of_kinds;
  double confidence_min = 0.5;
  bool everything = false;
};
struct RevealCommand {
  std::string pseudonym, reason;
};
struct PersonalCommand {
  std::string verb, kind, document, state = "open", reason, decision, cursor;
  std::vector<std::string> findings;
  double threshold = -1;  // not given
  int limit = 50;
  bool workspace = false, reset = false;
};
struct ProcedureCommand {
  std::string verb, id, purpose, about, question, choice, note, kind, ground, seed, rows, out;
  std::vector<std::string> recipients, documents, left, allow;
  std::vector<std::int64_t> units;
  double rate_max = 0.01;
  int limit = 20;
};
struct CleanCommand {
  std::string file, out, recipe = "rag", report, work;
  bool print = false, operations = false;
};
struct SpellCommand {
  std::string file = "-", out, words, mode = "report", quoted = "keep";
  double confidence_min = -1;  // as the mode asks
  bool rows = false, unknown = false;
};
struct DedupCommand {
  std::string file, out, method = "minhash";
  double threshold = 0;  // 0: the method's own
  int ngram = 0;
  bool pairs = false, workspace = false;
  std::string verb, document;  // over the workspace: keep, dismiss, undo, decisions
  std::vector<std::string> hidden;
};
struct ModelCommand {
  std::string verb, id, path, adapter, url, remote_id, key_env, label_max, api = "openai";
  double adapter_scale = 1.0;
  std::string price_in, price_out, price_cached, price_hour;  // empty: not said
  bool embed = false, rerank = false, tei = false;
};
struct UsageCommand {
  std::string month, by = "model";
};
struct UserCommand {
  std::string verb, login, display_name, role, clearance;
  bool password_from_input = false;
};
struct GroupCommand {
  std::string verb, name, member;
};
struct KeyCommand {
  std::string verb, login, name, id, expires;
  std::vector<std::string> scopes, models;
  std::int64_t requests_per_minute = 0, tokens_per_minute = 0, tokens_per_month = 0;
};
struct LabelCommand {
  std::string verb, label, state = "open";
  std::vector<std::string> documents, allow, where, set;
  std::string field, type = "text", korean, english;  // of a field of the workspace
  std::vector<std::string> choices;
  int stale_days = 365;
  bool all = false;
};
struct CompanyWordsCommand {
  std::string verb, parts, file = "-", as;
  std::vector<std::string> words;  // or ids of proposals
  int limit = 50;
  bool no_wait = false;
};
struct GuardCommand {
  std::string verb, file, at = "document", policy, message;
  std::optional<std::int64_t> number;
};
struct PromptCommand {
  std::string verb, id, file, message, label, remove_label, versions, set, model;
  std::optional<std::int64_t> number, other;
};
struct ApplicationCommand {
  std::string verb, name, file, message;
  std::int64_t number = 0;
};
struct TraceCommand {
  std::string verb, id, as, person, model, application, request_id, cursor;
  std::int64_t slow_ms = 0, limit = 50;
  bool abstained = false, failed = false;
};
struct SourceCommand {
  std::string verb, name, kind, location, every, daily, label, recipe;
  std::vector<std::string> options, fields, allow;
  bool secrets_from_input = false, no_schedule = false, all_items = false, allow_empty = false, no_wait = false,
       keep_documents = false;
};
struct CorrectionCommand {
  std::string verb;
  std::vector<std::string> documents;
};
struct VaultCommand {
  std::string verb, new_key_file;
};
struct EraseCommand {
  std::vector<std::string> subjects;
  std::string subject_file, kind, certificate, verify;
  bool dry_run = false, yes = false, remove_documents = false;
};
struct EvaluateRetrievalCommand {
  std::string corpus, queries, qrels, run, legs = "lexical,dense";
  bool no_rerank = false, as_typed = false;
  std::string chunk_strategy = "clause";
  std::int32_t chunk_tokens = 384, chunk_overlap = 48;
  std::vector<std::string> compare;
};
struct OptimizeRetrievalCommand {
  std::string corpus, queries, qrels;  // all three, or
  std::string set, as;                 // a question set of the workspace
  std::string state;
  bool cutting = false;       // of a question set: ways to cut instead of settings of a search
  double budget_minutes = 0;  // 0: as long as it takes
  std::string chunk_strategy = "clause";
  std::int32_t chunk_tokens = 384, chunk_overlap = 48;  // what the others are compared with
};
struct EvaluateAnswersCommand {
  std::string file, as, model;
};

struct EvaluateQuestionsCommand {
  std::string verb, set, file;
  std::int64_t limit = 100;
};
struct EvaluateRunCommand {
  std::string set, name, as, against, legs = "lexical,dense";
  bool no_rerank = false, as_typed = false;
  // Of an index that is made for the run; empty and 0: as the workspace's own.
  std::string chunk_strategy, embedder;
  std::int32_t chunk_tokens = 0, chunk_overlap = -1;
};

/// 0, or 1: done with warnings that a script should look at.
using Done = Result<int>;

Done parse(const ParseCommand& command, const Common& common, CliHost& host, CliIo& io);
Done ingest(const IngestCommand& command, const Common& common, CliHost& host, CliIo& io);
Done search(const SearchCommand& command, const Common& common, CliHost& host, CliIo& io);
Done ask(const AskCommand& command, const Common& common, CliHost& host, CliIo& io);
Done apply(const ApplyCommand& command, const Common& common, CliHost& host, CliIo& io);
Done model(const ModelCommand& command, const Common& common, CliHost& host, CliIo& io);
Done usage(const UsageCommand& command, const Common& common, CliHost& host, CliIo& io);
Done user(const UserCommand& command, const Common& common, CliHost& host, CliIo& io);
Done group(const GroupCommand& command, const Common& common, CliHost& host, CliIo& io);
Done key(const KeyCommand& command, const Common& common, CliHost& host, CliIo& io);
Done label(const LabelCommand& command, const Common& common, CliHost& host, CliIo& io);
Done guard(const GuardCommand& command, const Common& common, CliHost& host, CliIo& io);
Done prompt(const PromptCommand& command, const Common& common, CliHost& host, CliIo& io);
Done application(const ApplicationCommand& command, const Common& common, CliHost& host, CliIo& io);
Done trace(const TraceCommand& command, const Common& common, CliHost& host, CliIo& io);
Done company_words(const CompanyWordsCommand& command, const Common& common, CliHost& host, CliIo& io);
Done source(const SourceCommand& command, const Common& common, CliHost& host, CliIo& io);
Done correction(const CorrectionCommand& command, const Common& common, CliHost& host, CliIo& io);
Done clean(const CleanCommand& command, const Common& common, CliHost& host, CliIo& io);
Done pii(const PiiCommand& command, const Common& common, CliHost& host, CliIo& io);
Done reveal(const RevealCommand& command, const Common& common, CliHost& host, CliIo& io);
Done personal(const PersonalCommand& command, const Common& common, CliHost& host, CliIo& io);
Done procedure(const ProcedureCommand& command, const Common& common, CliHost& host, CliIo& io);
Done spell(const SpellCommand& command, const Common& common, CliHost& host, CliIo& io);
Done dedup(const DedupCommand& command, const Common& common, CliHost& host, CliIo& io);
Done dedup_workspace(const DedupCommand& command, const Common& common, CliHost& host, CliIo& io);
Done vault(const VaultCommand& command, const Common& common, CliHost& host, CliIo& io);
Done erase(const EraseCommand& command, const Common& common, CliHost& host, CliIo& io);
Done lineage(const std::string& name, const Common& common, CliHost& host, CliIo& io);
Done tokenize(const std::string& file, const Common& common, CliHost& host, CliIo& io);
Done doctor(bool repair, const Common& common, CliHost& host, CliIo& io);
Done evaluate_answers_command(const EvaluateAnswersCommand& command, const Common& common, CliHost& host, CliIo& io);
Done evaluate_retrieval_command(const EvaluateRetrievalCommand& command, const Common& common, CliHost& host,
                                CliIo& io);
Done evaluate_questions(const EvaluateQuestionsCommand& command, const Common& common, CliHost& host, CliIo& io);
Done evaluate_run(const EvaluateRunCommand& command, const Common& common, CliHost& host, CliIo& io);
Done evaluate_runs(const EvaluateRunCommand& command, const Common& common, CliHost& host, CliIo& io);
Done optimize_retrieval_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host,
                                CliIo& io);
Done optimize_cutting_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host, CliIo& io);
Done optimize_search_command(const OptimizeRetrievalCommand& command, const Common& common, CliHost& host, CliIo& io);
Done evaluate_parse_command(const EvaluateParseCommand& command, const Common& common, CliHost& host, CliIo& io);

// ---- shared by several commands ----

/// The workspace's owner, or `--as LOGIN`.
Result<Viewer> viewer_for(CliRooms& rooms, const std::string& as);

/// Of `--budget`; 0: as long as it takes. Errors: invalid_argument.
Result<std::chrono::milliseconds> budget_of(const OptimizeRetrievalCommand& command);

/// Relative to the folder from which the command was called.
std::filesystem::path resolved(const CliIo& io, const std::string& path);
/// A preset by name, else a file.
Result<Recipe> recipe_of(const std::string& name, const RecipeParts& parts, const CliIo& io);
/// The same for documents: kept in the workspace, and it is said which steps documents do without. "own": an empty id;
/// no name: none.
Result<std::optional<RecipeId>> kept_recipe(const std::string& name, CliRooms& rooms, const Common& common, CliIo& io);

/// "O", "S", "C" or an invalid_argument that lists them.
Result<Label> read_label(const std::string& text);

/// Principals for `--allow` names; the owner is always among them.
Result<std::vector<std::string>> principals_for(CliRooms& rooms, const std::vector<std::string>& allow);

/// By id, or by a file name that only one document has.
Result<DocumentRow> find_document(const std::vector<DocumentRow>& rows, const std::string& name);

/// "" for one who is not there any more.
std::string login_of(const CliRooms& rooms, const PersonId& id);

/// Writes an entry for a deed of the command line.
Result<void> note_deed(CliRooms& rooms, std::string action, std::string object, std::string detail = {});

/// The Korean or the English text.
inline const char* say(const CliIo& io, const char* korean, const char* english) {
  return io.korean ? korean : english;
}

/// "123,456".
std::string grouped(std::int64_t number);

}  // namespace onggi::cli_room
