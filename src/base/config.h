// onggi.toml: what a home is told. Unknown names are errors, so that a misspelt option is not silently without effect.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace onggi {

/// Every option with its default; docs/configuration.md explains them for people.
struct Config {
  struct Server {
    std::string listen = "127.0.0.1:8400";
    std::string tls_certificate, tls_key;  // PEM files; both or neither
    std::int32_t io_threads = 2;
    std::int32_t worker_threads = 8;  // requests worked on at once; more wait
    std::uint64_t upload_bytes_max = 200ULL << 20U;
    std::int32_t request_seconds_max = 300;
  } server;
  struct Store {
    std::string url = "sqlite:onggi.db";  // relative to the home; or postgresql://...
  } store;
  struct Ingest {
    std::int32_t threads = 2;
    std::string mask;    // "", "type", "partial"
    std::string recipe;  // of documents that come in without one: a preset or a file, relative to the home
    std::string chunk_strategy = "clause";  // chunk/chunk.h names them
    std::int32_t chunk_tokens_max = 384;
    std::int32_t chunk_tokens_overlap = 48;
    std::string user_dictionary;  // file of the company's own words; relative to the home
    std::int32_t parse_seconds_max = 120;
    std::uint64_t parse_memory_bytes_max = 2ULL << 30U;
    std::string label_from_markings = "propose";  // or "raise"
  } ingest;
  struct Search {
    bool lexical = true, dense = true;   // the legs: words and vectors; at least one
    bool variants = true;                // mistyped words, wrong keyboard, initials, synonyms
    bool rerank = true;                  // the first fifty are read and ordered anew
    std::optional<double> dense_weight;  // 0..1; none: what the embedder is worth
    bool learn_from_use = false;         // which documents people open for a question, and call right, is kept
  } search;
  struct Evaluate {
    std::string gate;  // question set by whose questions a change of the index is judged before it comes; empty: none
  } evaluate;
  struct History {
    bool conversations = true;     // what people ask and are answered in 대화 is kept, sealed
    std::int32_t keep_days = 365;  // conversations that nobody went on with for longer go; 0: they stay
  } history;
  struct Monitor {
    std::int32_t trace_days = 30;        // how an answer came about is kept for so long; 0: not at all
    std::string trace_text = "answers";  // whose text is kept with it: "answers" from documents, "all", "none"
    std::string otlp_url;                // where traces are sent, too; empty: nowhere
    bool otlp_text = false;              // question and answer go along, of what is open
  } monitor;
  struct Duplicates {
    std::vector<std::string> trusted;  // beginnings of sources, the most trusted first: "file:/규정"
  } duplicates;
  struct Answer {
    bool remove_unsupported = false;  // sentences of a model that its sources do not bear out; else they are marked
    bool rewrite_follow_ups = true;   // a model writes them out before they are looked for; else a rule alone
  } answer;
  struct Prompt {
    bool approval = false;  // production moves only to prompts that somebody but their author approved
  } prompt;
  struct Model {
    std::string default_id;  // empty: extractive answers
    std::string embedder;    // empty: the built-in one
    std::string reranker;    // empty: the built-in features alone
    std::int32_t context_tokens = 4096;
    std::int32_t sequences_max = 8;
    std::int32_t threads = 0;        // 0: all cores
    std::int64_t memory_mb_max = 0;  // of the open GGUF models, in millions of bytes; 0: as much as there is
    std::string currency = "KRW";    // of prices; three letters
  } model;
  struct Network {
    std::vector<std::string> allow;  // "host:port" that may be called; nothing else leaves
    std::string proxy, ca_file;
  } network;
  struct Sources {
    std::vector<std::string> folders;  // below which sources that are added over HTTP may read
  } sources;
  struct Procedure {
    bool two_people = true;  // who applied a procedure's methods or chose them does not check them
  } procedure;
  struct Limits {                                         // a minute; 0: none
    std::int64_t key_requests = 0, key_tokens = 0;        // of a key that says nothing else
    std::int64_t person_requests = 0, person_tokens = 0;  // of all that a person does
  } limits;
  struct Log {
    std::string level = "warning";
  } log;
};

/// Reads a file; a missing one gives the defaults. Errors: bad_input with line and name of what is wrong.
Result<Config> read_config(const std::filesystem::path& file);

/// The file that a new home gets: every option as a comment with its default.
std::string default_config_text();

}  // namespace onggi
