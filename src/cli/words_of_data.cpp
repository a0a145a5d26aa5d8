// Commands over documents, rows and questions.
#include "cli/words.h"

namespace onggi::cli_room {
namespace {

constexpr const char* kWhere = "Only documents with FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE; repeatable";

void add_reading_choices(CLI::App& parse, std::string& ocr, std::string& content) {
  parse.add_option("--ocr", ocr, "Recognise text in pictures: where a page needs it, never, or always")
      ->check(CLI::IsMember({"auto", "off", "force"}));
  parse.add_option("--content", content, "Of a web page: its main content, or all of it, navigation too")
      ->check(CLI::IsMember({"main", "all"}));
}

}  // namespace

void Words::add_reading() {
  CLI::App* parse = command(app_, "parse", "Read one file: elements, tables, pages, and what was lost", Needs::nothing,
                            [this](CliHost& host, CliIo& io) { return cli_room::parse(parse_, common_, host, io); });
  parse->add_option("FILE", parse_.file)->required();
  parse->add_option("--to", parse_.to, "markdown, json, text, html")
      ->check(CLI::IsMember({"markdown", "json", "text", "html"}));
  parse->add_option("--pages", parse_.pages, "A-B, counted from 1");
  add_reading_choices(*parse, parse_.ocr, parse_.content);
  parse->add_flag("--password-stdin", parse_.password_from_input, "Read the file's password from standard input");
  CLI::App* ingest = command(app_, "ingest", "Bring files and folders into the workspace", Needs::workspace,
                             [this](CliHost& host, CliIo& io) { return cli_room::ingest(ingest_, common_, host, io); });
  CLI::Option* paths = ingest->add_option("PATH", ingest_.paths);
  CLI::Option* again =
      ingest
          ->add_flag("--again", ingest_.again,
                     "Documents that this version reads or cuts otherwise, or that failed, are worked on again")
          ->excludes(paths);
  ingest->add_flag("--force", ingest_.force, "Also where the questions of evaluate.gate are answered worse then")
      ->needs(again);
  ingest->add_option("--label", ingest_.label, "O, S or C (공개, 민감, 기밀)")->check(CLI::IsMember({"O", "S", "C"}));
  ingest->add_option("--recipe", ingest_.recipe,
                     "What they go through: a preset (rag, ...), a YAML file, or own (the workspace's)");
  ingest->add_option("--allow", ingest_.allow, "everyone, person:<login> or group:<name>; none: the owner alone")
      ->allow_extra_args(false);
  CLI::App* tokenize =
      command(app_, "tokenize", "Show the terms that are indexed", Needs::nothing,
              [this](CliHost& host, CliIo& io) { return cli_room::tokenize(tokenize_file_, common_, host, io); });
  tokenize->add_option("FILE", tokenize_file_, "A file, or - for standard input");
}

void Words::add_data() {
  CLI::App* pii = family("pii", "Personal data in rows of JSON Lines, and in documents of the workspace");
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
  CLI::App* reveal = command(
      *pii, "reveal", "What a pseudonym of the workspace stands for; the audit log keeps the reason", Needs::workspace,
      [this](CliHost& host, CliIo& io) { return cli_room::reveal(reveal_, common_, host, io); });
  reveal->add_option("PSEUDONYM", reveal_.pseudonym, "As it stands in the text: [이름-K7Q2MX4D], or K7Q2MX4D")
      ->required();
  reveal->add_option("--reason", reveal_.reason, "Why, 1 to 300 bytes")->required();
  add_personal(*pii);
}

void Words::add_clean() {
  CLI::App* made = command(app_, "clean", "Rows of JSON Lines through a recipe", Needs::nothing,
                           [this](CliHost& host, CliIo& io) { return cli_room::clean(clean_, common_, host, io); });
  made->add_option("FILE", clean_.file, "JSON Lines of {id, text, metadata?}");
  made->add_option("--out", clean_.out, "Rows that stay; OUT.removed.jsonl and OUT.changes.jsonl stand beside it");
  made->add_option("--recipe", clean_.recipe, "Preset (rag, pretrain, instruction, public-release) or YAML file (rag)");
  made->add_option("--report", clean_.report, "JSON report; a page beside it with the ending .html");
  made->add_option("--work", clean_.work,
                   "Folder that keeps what was done, for a changed recipe; else beside OUT until the end");
  made->add_flag("--operations", clean_.operations, "What recipes may name: operations, options and their presets");
  made->add_flag("--print-recipe", clean_.print, "The YAML of a preset, to begin with");
}

void Words::add_dedup() {
  CLI::App* dedup =
      app_.add_subcommand("dedup", "Rows of JSON Lines, or documents of the workspace, that say the same");
  dedup->add_option("FILE", dedup_.file, "JSON Lines of {id, text, metadata?}");
  dedup
      ->add_option("--method", dedup_.method,
                   "exact, minhash (n-grams in common), levenshtein (edits of jamo) or semantic (meaning)")
      ->check(CLI::IsMember({"exact", "minhash", "levenshtein", "semantic"}));
  dedup
      ->add_option("--threshold", dedup_.threshold,
                   "Similarity from which two rows or documents are duplicates (0.7; semantic: docs/cleaning.md)")
      ->check(CLI::Range(0.1, 1.0));
  dedup->add_option("--ngram", dedup_.ngram, "Characters that are compared together (5; 4 jamo for levenshtein)")
      ->check(CLI::Range(1, 64));
  dedup->add_option("--out", dedup_.out, "Rows that stay; the others go to FILE.removed.jsonl beside it");
  dedup->add_flag("--pairs", dedup_.pairs, "With --json, every pair and its similarity");
  dedup->add_flag("--workspace", dedup_.workspace, "Documents of the workspace instead of rows");
  add_dedup_of_workspace(*dedup);
  dedup->callback([this] {
    const bool of_workspace = dedup_.workspace || !dedup_.verb.empty();
    if (of_workspace == !dedup_.file.empty()) throw CLI::ValidationError("dedup", "needs a FILE or --workspace");
    needs_workspace_ = of_workspace;
    run = [this, of_workspace](CliHost& host, CliIo& io) {
      return of_workspace ? cli_room::dedup_workspace(dedup_, common_, host, io)
                          : cli_room::dedup(dedup_, common_, host, io);
    };
  });
}

void Words::add_dedup_of_workspace(CLI::App& dedup) {
  const auto verb = [&](const std::string& name, const std::string& about) {
    CLI::App* made = dedup.add_subcommand(name, about);
    made->callback([this, name] { dedup_.verb = name; });
    return made;
  };
  CLI::App* keep = verb("keep", "Keep this document; its near duplicates are hidden from searches");
  keep->add_option("DOCUMENT", dedup_.document, "Id, or a file name that only one document has")->required();
  keep->add_option("--hide", dedup_.hidden, "Hide this one only; may be given again")->allow_extra_args(false);
  CLI::App* dismiss = verb("dismiss", "The documents of this one's cluster are no duplicates");
  dismiss->add_option("DOCUMENT", dedup_.document, "Id or file name of any of them")->required();
  CLI::App* undo = verb("undo", "Take a decision back");
  undo->add_option("DECISION", dedup_.document, "Id of `onggi dedup decisions`")->required();
  verb("decisions", "What was decided and is in force");
}

void Words::add_spell() {
  CLI::App* spell = command(app_, "spell", "Spelling and spacing of Korean", Needs::nothing,
                            [this](CliHost& host, CliIo& io) { return cli_room::spell(spell_, common_, host, io); });
  spell->add_option("FILE", spell_.file, "A text, or - for standard input; JSON Lines of {id, text, ...} with --rows");
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

void Words::add_asking() {
  CLI::App* search = command(app_, "search", "Find passages", Needs::workspace,
                             [this](CliHost& host, CliIo& io) { return cli_room::search(search_, common_, host, io); });
  search->add_option("QUERY", search_.query)->required();
  search->add_option("--as", search_.as, "Search as this person");
  search->add_option("--as-of", search_.as_of, "What held on this day: 2024-03-01");
  search->add_option("--limit", search_.limit)->check(CLI::Range(1, 100));
  search->add_option("--where", search_.where, kWhere)->allow_extra_args(false);
  search->add_flag("--explain", search_.explain, "What each leg said of a hit");
  search->add_option("--why", search_.why, "Why this document is not found; by id or file name");
  CLI::App* ask = command(app_, "ask", "Ask a question; the answer names its sources", Needs::workspace,
                          [this](CliHost& host, CliIo& io) { return cli_room::ask(ask_, common_, host, io); });
  ask->add_option("QUESTION", ask_.question)->required();
  ask->add_option("--as", ask_.as, "Ask as this person");
  ask->add_option("--where", ask_.where, kWhere)->allow_extra_args(false);
  ask->add_option("--as-of", ask_.as_of, "What held on this day: 2024-03-01");
  ask->add_option("--model", ask_.model, "Id of `onggi model list`");
}

void Words::add_apply() {
  CLI::App* apply = app_.add_subcommand("apply", "Classify, summarise, draft, translate ...: ready functions");
  apply->add_option("FUNCTION", apply_.function, "Id of `onggi apply --list`");
  apply->add_option("FILE", apply_.file, "Any file that `onggi parse` reads, or - for standard input");
  apply->add_flag("--list", apply_.list, "The functions, what they need and their options");
  apply->add_flag("--rows", apply_.rows, "FILE holds JSON Lines of {id, text, ...}: a result for each");
  apply->add_option("--model", apply_.model,
                    "Id of `onggi model list`; onggi/extractive: without weights and workspace");
  apply->add_option("--option", apply_.options, "NAME=VALUE; repeatable")->allow_extra_args(false);
  apply->add_option("--options", apply_.options_file, "JSON file of options; --option lies over it");
  apply->callback([this] {
    if (apply_.list == !apply_.function.empty()) throw CLI::ValidationError("apply", "needs a FUNCTION or --list");
    needs_workspace_ = !apply_.list && apply_.model != kExtractiveModel;
    run = [this](CliHost& host, CliIo& io) { return cli_room::apply(apply_, common_, host, io); };
  });
}

void Words::add_measuring() {
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
  CLI::App* retrieval = command(*evaluate, "retrieval", "Score what a search finds in a corpus with judged questions",
                                Needs::nothing, [this](CliHost& host, CliIo& io) {
                                  return cli_room::evaluate_retrieval_command(evaluate_retrieval_, common_, host, io);
                                });
  retrieval->add_option("--corpus", evaluate_retrieval_.corpus, "JSONL of {_id, title, text}")->required();
  retrieval->add_option("--queries", evaluate_retrieval_.queries, "JSONL of {_id, text}")->required();
  retrieval->add_option("--qrels", evaluate_retrieval_.qrels, "TSV of query-id, corpus-id, score")->required();
  retrieval->add_option("--legs", evaluate_retrieval_.legs, "lexical, dense or lexical,dense");
  retrieval->add_flag("--as-typed", evaluate_retrieval_.as_typed, "No synonyms, nothing mended");
  retrieval->add_flag("--no-rerank", evaluate_retrieval_.no_rerank, "the legs' order as it is");
  retrieval->add_option("--chunk-strategy", evaluate_retrieval_.chunk_strategy,
                        "How the corpus is cut: structure, sentence, clause, topic, parent-child or fixed");
  retrieval->add_option("--chunk-tokens", evaluate_retrieval_.chunk_tokens, "Ceiling of a chunk");
  retrieval->add_option("--chunk-overlap", evaluate_retrieval_.chunk_overlap, "Shared with the chunk before");
  retrieval->add_option("--run", evaluate_retrieval_.run, "Where to write what was ranked, as trec_eval takes it");
  retrieval
      ->add_option("--compare", evaluate_retrieval_.compare,
                   "Such a file, to be compared question by question; repeatable")
      ->allow_extra_args(false);
  CLI::App* parse = command(*evaluate, "parse", "Score how files are read against the texts that they should give",
                            Needs::nothing, [this](CliHost& host, CliIo& io) {
                              return cli_room::evaluate_parse_command(evaluate_parse_, common_, host, io);
                            });
  parse->add_option("FOLDER", evaluate_parse_.folder, "Files, each with a NAME.md, NAME.html or NAME.txt beside it")
      ->required();
  parse->add_option("--expected", evaluate_parse_.expected, "Folder of the expected texts");
  add_reading_choices(*parse, evaluate_parse_.ocr, evaluate_parse_.content);
  parse->add_flag("--as-is", evaluate_parse_.as_is, "The files are Markdown that another program made: read nothing");
  add_measuring_of_workspace(*evaluate);
}

void Words::add_measuring_of_workspace(CLI::App& evaluate) {
  CLI::App* questions = evaluate.add_subcommand("questions", "Sets of questions about the workspace's documents");
  questions->require_subcommand(1);
  const auto verb = [&](const std::string& name, const std::string& about) {
    CLI::App* made = command(*questions, name, about, Needs::workspace, [this, name](CliHost& host, CliIo& io) {
      evaluate_questions_.verb = name;
      return cli_room::evaluate_questions(evaluate_questions_, common_, host, io);
    });
    if (name != "sets") made->add_option("SET", evaluate_questions_.set, "By name, or by id")->required();
    return made;
  };
  verb("sets", "All sets");
  verb("list", "The questions of a set");
  verb("add", "Take questions from a file; a new set is made")
      ->add_option("FILE", evaluate_questions_.file, "JSONL of {id, question, answer, document}")
      ->required();
  verb("propose", "Make questions out of the documents by rule, for a person to accept; a new set is made")
      ->add_option("--limit", evaluate_questions_.limit, "At most so many (100)")
      ->check(CLI::Range(1, 10'000));
  verb("accept", "Accept all that are proposed");
  verb("remove", "Remove a set with its questions and runs");
  CLI::App* ask =
      command(evaluate, "run", "Ask a set's questions and see what is found", Needs::workspace,
              [this](CliHost& host, CliIo& io) { return cli_room::evaluate_run(evaluate_run_, common_, host, io); });
  CLI::App* earlier =
      command(evaluate, "runs", "All runs of a set", Needs::workspace,
              [this](CliHost& host, CliIo& io) { return cli_room::evaluate_runs(evaluate_run_, common_, host, io); });
  for (CLI::App* one : {ask, earlier}) {
    one->add_option("SET", evaluate_run_.set, "By name, or by id")->required();
    one->add_option("--as", evaluate_run_.as, "As this person");
  }
  ask->add_option("--name", evaluate_run_.name, "What the run is called");
  ask->add_option("--legs", evaluate_run_.legs, "lexical, dense or lexical,dense");
  ask->add_flag("--as-typed", evaluate_run_.as_typed, "No synonyms, nothing mended");
  ask->add_flag("--no-rerank", evaluate_run_.no_rerank, "the legs' order as it is");
  ask->add_option("--against", evaluate_run_.against,
                  "A run to compare with, by id or name, or last; exit 1 where this one is significantly worse");
  ask->add_option("--chunk-strategy", evaluate_run_.chunk_strategy,
                  "Over an index made for this run: clause, structure, sentence, topic, parent-child, fixed");
  ask->add_option("--chunk-tokens", evaluate_run_.chunk_tokens, "The same: ceiling of a chunk");
  ask->add_option("--chunk-overlap", evaluate_run_.chunk_overlap, "The same: tokens shared with the chunk before");
  ask->add_option("--embedder", evaluate_run_.embedder, "The same: vectors of this model of `onggi model list`");
}

void Words::add_optimizing() {
  CLI::App* optimize = family("optimize", "Find settings by measuring");
  CLI::App* retrieval = optimize->add_subcommand(
      "retrieval", "Which way of cutting documents, or of searching in the workspace, finds most of judged questions");
  const auto files = {retrieval->add_option("--corpus", optimize_retrieval_.corpus, "JSONL of {_id, title, text}"),
                      retrieval->add_option("--queries", optimize_retrieval_.queries, "JSONL of {_id, text}"),
                      retrieval->add_option("--qrels", optimize_retrieval_.qrels, "TSV of query-id, corpus-id, score")};
  CLI::Option* set = retrieval->add_option("--set", optimize_retrieval_.set,
                                           "Question set of the workspace: settings of the search are tried");
  for (CLI::Option* file : files) file->excludes(set);
  retrieval->add_option("--as", optimize_retrieval_.as, "Search as this person")->needs(set);
  CLI::Option* cutting =
      retrieval->add_flag("--cutting", optimize_retrieval_.cutting,
                          "Lengths and strategies of chunks instead, each over an index made for it; runs are kept");
  cutting->needs(set);
  retrieval
      ->add_option("--budget", optimize_retrieval_.budget_minutes,
                   "Minutes after which no new measurement begins (0: as long as it takes)")
      ->excludes(cutting);
  retrieval->add_option("--state", optimize_retrieval_.state, "File that keeps what was measured, to go on later")
      ->excludes(cutting);
  const char* const now = "What is used now";
  retrieval->add_option("--chunk-strategy", optimize_retrieval_.chunk_strategy, now)->excludes(set);
  retrieval->add_option("--chunk-tokens", optimize_retrieval_.chunk_tokens, now)->excludes(set);
  retrieval->add_option("--chunk-overlap", optimize_retrieval_.chunk_overlap, now)->excludes(set);
  retrieval->callback([this] {
    const OptimizeRetrievalCommand& given = optimize_retrieval_;
    const bool of_workspace = !given.set.empty();
    if (!of_workspace && (given.corpus.empty() || given.queries.empty() || given.qrels.empty()))
      throw CLI::ValidationError("retrieval", "needs --set, or --corpus, --queries and --qrels");
    needs_workspace_ = of_workspace;
    run = [this, of_workspace](CliHost& host, CliIo& io) {
      if (!of_workspace) return cli_room::optimize_retrieval_command(optimize_retrieval_, common_, host, io);
      return optimize_retrieval_.cutting ? cli_room::optimize_cutting_command(optimize_retrieval_, common_, host, io)
                                         : cli_room::optimize_search_command(optimize_retrieval_, common_, host, io);
    };
  });
}

void Words::add_corrections() {
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

}  // namespace onggi::cli_room
