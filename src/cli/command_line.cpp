// CLI11: the words of the command line, once; everything else works on the commands of commands.h.
#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>
#include <ostream>

#include "cli/cli.h"
#include "cli/commands.h"

namespace onggi {
namespace {

using namespace cli_room;  // NOLINT(google-build-using-namespace): the inside of this very room

constexpr const char* kVersion = ONGGI_VERSION;

std::string default_home() {
  if (const char* home = std::getenv("ONGGI_HOME"); home != nullptr && *home != '\0') return home;
  const char* user = std::getenv("HOME");
  return std::string(user == nullptr ? "." : user) + "/.local/share/onggi";
}

using Run = std::function<Done(CliHost&, CliIo&)>;

// Builds the tree of commands; `run` becomes what was asked for.
class Words {
 public:
  Words() : app_("onggi: raw documents in, cited answers out", "onggi") {
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
    add_measuring();
    add_serving();
    add_models();
    add_people();
    add_keys_and_labels();
    add_corrections();
    add_keys_of_home();
    add_lineage_and_erasure();
    add_care();
  }

  // Throws CLI::Error.
  void read(const std::vector<std::string>& arguments) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app_.parse(reversed);
  }

  int explain(const CLI::Error& error, std::ostream& out, std::ostream& err) { return app_.exit(error, out, err); }

  CommandLine summary() const {
    return {.home = home_.empty() ? default_home() : home_,
            .log_level = log_level_,
            .needs_workspace = needs_workspace_,
            .reads_input = reads_input()};
  }

  Run run;

 private:
  // A command whose work is `call`; `local` ones never need a workspace.
  enum class Needs { nothing, workspace };
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& about, Needs needs, Run call) {
    CLI::App* made = parent.add_subcommand(name, about);
    made->callback([this, needs, call = std::move(call)] {
      needs_workspace_ = needs == Needs::workspace;
      run = call;
    });
    return made;
  }

  CLI::App* family(const std::string& name, const std::string& about) {
    CLI::App* made = app_.add_subcommand(name, about);
    made->require_subcommand(1);
    return made;
  }

  bool reads_input() const {
    return parse_.password_from_input || user_.password_from_input ||
           (app_.got_subcommand("tokenize") && tokenize_file_ == "-") ||
           (app_.got_subcommand("spell") && spell_.file == "-") || erase_.subject_file == "-";
  }

  static void add_reading_choices(CLI::App& parse, std::string& ocr, std::string& content) {
    parse.add_option("--ocr", ocr, "Recognise text in pictures: where a page needs it, never, or always")
        ->check(CLI::IsMember({"auto", "off", "force"}));
    parse.add_option("--content", content, "Of a web page: its main content, or all of it, navigation too")
        ->check(CLI::IsMember({"main", "all"}));
  }

  void add_reading() {
    CLI::App* parse =
        command(app_, "parse", "Read one file: elements, tables, pages, and what was lost", Needs::nothing,
                [this](CliHost& host, CliIo& io) { return cli_room::parse(parse_, common_, host, io); });
    parse->add_option("FILE", parse_.file)->required();
    parse->add_option("--to", parse_.to, "markdown, json, text, html")
        ->check(CLI::IsMember({"markdown", "json", "text", "html"}));
    parse->add_option("--pages", parse_.pages, "A-B, counted from 1");
    add_reading_choices(*parse, parse_.ocr, parse_.content);
    parse->add_flag("--password-stdin", parse_.password_from_input, "Read the file's password from standard input");
    CLI::App* ingest =
        command(app_, "ingest", "Bring files and folders into the workspace", Needs::workspace,
                [this](CliHost& host, CliIo& io) { return cli_room::ingest(ingest_, common_, host, io); });
    ingest->add_option("PATH", ingest_.paths)->required();
    ingest->add_option("--label", ingest_.label, "O, S or C (공개, 민감, 기밀)")->check(CLI::IsMember({"O", "S", "C"}));
    ingest->add_option("--allow", ingest_.allow, "everyone, person:<login> or group:<name>; none: the owner alone")
        ->allow_extra_args(false);
    CLI::App* tokenize =
        command(app_, "tokenize", "Show the terms that are indexed", Needs::nothing,
                [this](CliHost& host, CliIo& io) { return cli_room::tokenize(tokenize_file_, common_, host, io); });
    tokenize->add_option("FILE", tokenize_file_, "A file, or - for standard input");
  }

  void add_data() {
    CLI::App* pii = family("pii", "Personal data in rows of JSON Lines");
    for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
             {"scan", "Where personal data stands, and why"}, {"mask", "The rows without it"}}) {
      CLI::App* made = command(*pii, verb, about, Needs::nothing, [this, chosen = verb](CliHost& host, CliIo& io) {
        pii_.verb = chosen;
        return cli_room::pii(pii_, common_, host, io);
      });
      made->add_option("FILE", pii_.file, "JSON Lines of {id, text, ...}")->required();
      made->add_option("--out", pii_.out, "File to write; standard output without it");
      made->add_option("--patterns", pii_.patterns, "TOML file of the company's own kinds");
      made->add_option("--confidence", pii_.confidence_min, "Findings less sure than this are left (0.5)")
          ->check(CLI::Range(0.0, 1.0));
      made->add_flag("--everything", pii_.everything, "Also what is seldom a person's: web addresses");
      if (verb != "mask") continue;
      made->add_option("--action", pii_.action,
                       "type: [이름]; partial: 홍●●; pseudonym: [이름-K7Q2MX4D]; remove: the whole row; keep");
      made->add_option("--kind", pii_.actions_of_kinds, "KIND=ACTION for one kind, as PHONE=keep")
          ->allow_extra_args(false);
      made->add_option("--key-file", pii_.key_file, "Key of the pseudonyms, 16 to 64 bytes");
    }
  }

  void add_clean() {
    CLI::App* made = command(app_, "clean", "Rows of JSON Lines through a recipe", Needs::nothing,
                             [this](CliHost& host, CliIo& io) { return cli_room::clean(clean_, common_, host, io); });
    made->add_option("FILE", clean_.file, "JSON Lines of {id, text, metadata?}");
    made->add_option("--out", clean_.out, "Rows that stay; OUT.removed.jsonl and OUT.changes.jsonl stand beside it");
    made->add_option("--recipe", clean_.recipe,
                     "Preset (rag, pretrain, instruction, public-release) or YAML file (rag)");
    made->add_option("--report", clean_.report, "JSON report; a page beside it with the ending .html");
    made->add_option("--work", clean_.work,
                     "Folder that keeps what was done, for a changed recipe; else beside OUT until the end");
    made->add_flag("--operations", clean_.operations, "What recipes may name: operations, options and their presets");
    made->add_flag("--print-recipe", clean_.print, "The YAML of a preset, to begin with");
  }

  void add_dedup() {
    CLI::App* dedup = command(app_, "dedup", "Rows of JSON Lines that say the same", Needs::nothing,
                              [this](CliHost& host, CliIo& io) { return cli_room::dedup(dedup_, common_, host, io); });
    dedup->add_option("FILE", dedup_.file, "JSON Lines of {id, text, metadata?}")->required();
    dedup->add_option("--method", dedup_.method, "exact, minhash (n-grams in common) or levenshtein (edits of jamo)")
        ->check(CLI::IsMember({"exact", "minhash", "levenshtein"}));
    dedup->add_option("--threshold", dedup_.threshold, "Similarity from which two rows are duplicates (0.7)")
        ->check(CLI::Range(0.1, 1.0));
    dedup->add_option("--ngram", dedup_.ngram, "Characters that are compared together (5; 4 jamo for levenshtein)")
        ->check(CLI::Range(1, 64));
    dedup->add_option("--out", dedup_.out, "Rows that stay; the others go to FILE.removed.jsonl beside it");
    dedup->add_flag("--pairs", dedup_.pairs, "With --json, every pair and its similarity");
  }

  void add_spell() {
    CLI::App* spell = command(app_, "spell", "Spelling and spacing of Korean", Needs::nothing,
                              [this](CliHost& host, CliIo& io) { return cli_room::spell(spell_, common_, host, io); });
    spell->add_option("FILE", spell_.file,
                      "A text, or - for standard input; JSON Lines of {id, text, ...} with --rows");
    spell->add_flag("--rows", spell_.rows, "FILE holds JSON Lines");
    spell
        ->add_option(
            "--mode", spell_.mode,
            "report: what is wrong; suggest: the corrected text beside it, for review; apply: the corrected text")
        ->check(CLI::IsMember({"report", "suggest", "apply"}));
    spell
        ->add_option("--confidence", spell_.confidence_min,
                     "Corrections less sure than this are left (0.5; 0.8 to apply)")
        ->check(CLI::Range(0.0, 1.0));
    spell->add_option("--words", spell_.words, "The company's words, one a line: never touched");
    spell->add_option("--quoted", spell_.quoted, "Text in quotation marks: keep, or check it too")
        ->check(CLI::IsMember({"keep", "check"}));
    spell->add_flag("--unknown", spell_.unknown, "Also words that no dictionary knows");
    spell->add_option("--out", spell_.out, "File to write; standard output without it");
  }

  void add_asking() {
    CLI::App* search = command(app_, "search", "Find passages", Needs::workspace, [this](CliHost& host, CliIo& io) {
      return cli_room::search(search_, common_, host, io);
    });
    search->add_option("QUERY", search_.query)->required();
    search->add_option("--as", search_.as, "Search as this person");
    search->add_option("--limit", search_.limit)->check(CLI::Range(1, 100));
    search->add_flag("--explain", search_.explain, "What each leg said of a hit");
    CLI::App* ask = command(app_, "ask", "Ask a question; the answer names its sources", Needs::workspace,
                            [this](CliHost& host, CliIo& io) { return cli_room::ask(ask_, common_, host, io); });
    ask->add_option("QUESTION", ask_.question)->required();
    ask->add_option("--as", ask_.as, "Ask as this person");
    ask->add_option("--model", ask_.model, "Id of `onggi model list`");
  }

  void add_measuring() {
    CLI::App* evaluate = family("evaluate", "Measure quality");
    CLI::App* answers = command(
        *evaluate, "answers", "Score a file of questions with known answers", Needs::workspace,
        [this](CliHost& host, CliIo& io) { return cli_room::evaluate_answers_command(evaluate_, common_, host, io); });
    answers
        ->add_option("FILE", evaluate_.file,
                     "JSONL of {id, question, answer, document, page_label, answerable, forbidden_to?}")
        ->required();
    answers->add_option("--as", evaluate_.as, "Ask as this person");
    answers->add_option("--model", evaluate_.model);
    CLI::App* parse = command(*evaluate, "parse", "Score how files are read against the texts that they should give",
                              Needs::nothing, [this](CliHost& host, CliIo& io) {
                                return cli_room::evaluate_parse_command(evaluate_parse_, common_, host, io);
                              });
    parse->add_option("FOLDER", evaluate_parse_.folder, "Files, each with a NAME.md, NAME.html or NAME.txt beside it")
        ->required();
    parse->add_option("--expected", evaluate_parse_.expected, "Folder of the expected texts");
    add_reading_choices(*parse, evaluate_parse_.ocr, evaluate_parse_.content);
    parse->add_flag("--as-is", evaluate_parse_.as_is, "The files are Markdown that another program made: read nothing");
  }

  void add_serving() {
    CLI::App* serve =
        command(app_, "serve", "Serve the page and the API", Needs::nothing, [this](CliHost& host, CliIo& io) -> Done {
          ONGGI_CHECK(host.serve(listen_, io));
          return 0;
        });
    serve->add_option("--listen", listen_, "ADDRESS:PORT (127.0.0.1:8400)");
    command(app_, "worker", "Work on jobs of a shared PostgreSQL store", Needs::nothing,
            [](CliHost& host, CliIo& io) -> Done {
              ONGGI_CHECK(host.work(io));
              return 0;
            });
  }

  CLI::App* model_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
    return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
      model_.verb = verb;
      return cli_room::model(model_, common_, host, io);
    });
  }

  void add_models() {
    CLI::App* family_of = family("model", "Language models and embedders");
    CLI::App* add = model_verb(*family_of, "add", "Register a GGUF file or an OpenAI-compatible server");
    add->add_option("ID", model_.id)->required();
    add->add_option("--gguf", model_.path, "File");
    add->add_option("--url", model_.url, "Base URL, .../v1");
    add->add_option("--name", model_.remote_id, "Its name on that server (the id)");
    add->add_option("--key-env", model_.key_env, "Environment variable that holds the key");
    add->add_flag("--embed", model_.embed, "An embedding model");
    model_verb(*family_of, "list", "All models");
    model_verb(*family_of, "remove", "Forget a model; its file stays")->add_option("ID", model_.id)->required();
  }

  CLI::App* user_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
    return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
      user_.verb = verb;
      return cli_room::user(user_, common_, host, io);
    });
  }

  void add_user_options(CLI::App* verb) {
    verb->add_option("LOGIN", user_.login)->required();
    verb->add_option("--name", user_.display_name, "Name that others see");
    verb->add_option("--role", user_.role, "reader, corrector, editor, manager, auditor, admin, owner");
    verb->add_option("--clearance", user_.clearance, "Highest label this person may see: O, S, C");
    verb->add_flag("--password-stdin", user_.password_from_input, "Read the password from standard input");
  }

  void add_people() {
    CLI::App* users = family("user", "People");
    add_user_options(user_verb(*users, "add", "Add a person"));
    add_user_options(user_verb(*users, "set", "Change role, clearance, name or password"));
    user_verb(*users, "list", "All people");
    user_verb(*users, "disable", "Shut a person out; what they own stays")
        ->add_option("LOGIN", user_.login)
        ->required();
    CLI::App* groups = family("group", "Groups of people and groups");
    for (const auto& [verb, about] :
         std::vector<std::pair<std::string, std::string>>{{"add", "Add a group"},
                                                          {"remove", "Remove a group"},
                                                          {"join", "Put person:<login> or group:<name> into it"},
                                                          {"leave", "Take a member out"},
                                                          {"list", "All groups"}}) {
      CLI::App* made = command(*groups, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
        group_.verb = chosen;
        return cli_room::group(group_, common_, host, io);
      });
      if (verb != "list") made->add_option("NAME", group_.name)->required();
      if (verb == "join" || verb == "leave") made->add_option("MEMBER", group_.member)->required();
    }
  }

  void add_keys_and_labels() {
    CLI::App* keys = family("key", "API keys");
    for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
             {"add", "Make a key; its secret is shown once"}, {"list", "All keys"}, {"revoke", "Make a key useless"}}) {
      CLI::App* made = command(*keys, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
        key_.verb = chosen;
        return cli_room::key(key_, common_, host, io);
      });
      if (verb == "add") {
        made->add_option("LOGIN", key_.login, "Whose key")->required();
        made->add_option("--name", key_.name, "What it is for");
      }
      if (verb == "revoke") made->add_option("ID", key_.id)->required();
    }
    CLI::App* labels = family("label", "Labels and permissions of documents");
    CLI::App* set =
        command(*labels, "set", "Change label and readers", Needs::workspace, [this](CliHost& host, CliIo& io) {
          label_.verb = "set";
          return cli_room::label(label_, common_, host, io);
        });
    set->add_option("DOCUMENT", label_.documents, "Id or file name")->required();
    set->add_option("--label", label_.label, "O, S, C")->check(CLI::IsMember({"O", "S", "C"}));
    set->add_option("--allow", label_.allow, "everyone, person:<login>, group:<name>")->allow_extra_args(false);
    command(*labels, "list", "Documents with label and readers", Needs::workspace, [this](CliHost& host, CliIo& io) {
      label_.verb = "list";
      return cli_room::label(label_, common_, host, io);
    });
  }

  void add_corrections() {
    CLI::App* corrections = family("correction", "What people mended in documents");
    for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
             {"list", "Corrections of a document, with conflicts"},
             {"export", "Training and test data for readers, a JSON object a line"}})
      command(*corrections, verb, about, Needs::workspace,
              [this, chosen = verb](CliHost& host, CliIo& io) {
                correction_.verb = chosen;
                return cli_room::correction(correction_, common_, host, io);
              })
          ->add_option("DOCUMENT", correction_.documents, "Id or file name")
          ->required();
  }

  void add_keys_of_home() {
    CLI::App* vault = family("vault", "The keys that originals are encrypted with");
    for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
             {"status", "Which key there is, and what stands under it"},
             {"rotate", "Put another master key in the place of the present one"}}) {
      CLI::App* made = command(*vault, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
        vault_.verb = chosen;
        return cli_room::vault(vault_, common_, host, io);
      });
      if (verb == "rotate")
        made->add_option("--new-key-file", vault_.new_key_file,
                         "A key that you keep yourself, 32 bytes or 64 hex digits; without it one is made and kept "
                         "(where the present key is kept outside: $ONGGI_NEW_MASTER_KEY)");
    }
  }

  void add_lineage_and_erasure() {
    command(app_, "lineage", "From a chunk or document back to the bytes, with all stages between", Needs::workspace,
            [this](CliHost& host, CliIo& io) { return cli_room::lineage(lineage_of_, common_, host, io); })
        ->add_option("CHUNK|DOCUMENT", lineage_of_, "Id of a chunk or document, or file name")
        ->required();
    CLI::App* erase = command(app_, "erase", "Take a person out of the whole workspace", Needs::workspace,
                              [this](CliHost& host, CliIo& io) { return cli_room::erase(erase_, common_, host, io); });
    erase->add_option("--subject", erase_.subjects, "A value of the person: name, number, e-mail address; repeatable")
        ->allow_extra_args(false);
    erase->add_option("--subject-file", erase_.subject_file, "File of values, one a line; - for standard input");
    erase->add_option("--kind", erase_.kind, "PERSON, PHONE, RRN ...: of values whose form does not tell");
    erase->add_flag("--dry-run", erase_.dry_run, "Say where the person stands; change nothing");
    erase->add_flag("--yes", erase_.yes, "Also where nothing but a name says that it is this person");
    erase->add_flag("--remove-documents", erase_.remove_documents, "Remove whole documents instead of masking them");
    erase->add_option("--certificate", erase_.certificate, "Write the certificate: FILE.json, and FILE.html to print");
    erase->add_option("--verify", erase_.verify, "Say whether this workspace wrote a certificate, unchanged");
  }

  void add_care() {
    CLI::App* doctor =
        command(app_, "doctor", "Look for anything wrong in the workspace", Needs::workspace,
                [this](CliHost& host, CliIo& io) { return cli_room::doctor(repair_, common_, host, io); });
    doctor->add_flag("--repair", repair_, "Mend what can be mended and remove what nothing refers to");
  }

  CLI::App app_;
  std::string home_, log_level_, listen_, tokenize_file_ = "-", lineage_of_;
  bool needs_workspace_ = false, repair_ = false;
  Common common_;
  ParseCommand parse_;
  IngestCommand ingest_;
  SearchCommand search_;
  AskCommand ask_;
  PiiCommand pii_;
  DedupCommand dedup_;
  CleanCommand clean_;
  SpellCommand spell_;
  ModelCommand model_;
  UserCommand user_;
  GroupCommand group_;
  KeyCommand key_;
  LabelCommand label_;
  CorrectionCommand correction_;
  VaultCommand vault_;
  EraseCommand erase_;
  EvaluateAnswersCommand evaluate_;
  EvaluateParseCommand evaluate_parse_;
};

int report(const Error& error, CliIo& io) {
  io.err << say(io, "onggi: ", "onggi: ") << describe(error) << '\n';
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
