// serve: people and programs → the rooms, over HTTP. The contract is docs/api/openapi.yaml for /api and OpenAI's own
// API for /v1; the page, /metrics, /health and /ready beside them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "access/audit.h"
#include "access/meters.h"
#include "access/people.h"
#include "access/permissions.h"
#include "answer/answer.h"
#include "answer/functions.h"
#include "application/applications.h"
#include "base/config.h"
#include "base/result.h"
#include "base/turns.h"
#include "clean/recipe.h"
#include "collection/files.h"
#include "collection/vector_stores.h"
#include "evaluate/question_runs.h"
#include "evaluate/question_sets.h"
#include "history/conversations.h"
#include "history/responses.h"
#include "index/catalog.h"
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
#include "procedure/procedure.h"
#include "procedure/runs.h"
#include "prompt/prompt_sets.h"
#include "prompt/prompts.h"
#include "retrieve/retrieve.h"
#include "store/jobs.h"

namespace onggi {

/// Whether the rooms can answer, for /ready and the page.
struct Readiness {
  bool ready = true;        // index open, database there
  bool rebuilding = false;  // answers come, but documents are still being brought into the index
  // Vectors that are made for another embedder while those before serve; empty: none are.
  std::string next_embedder;
  std::int64_t next_done = 0, next_documents = 0;
  bool next_refused = false;  // less is found with them (evaluate.gate): those in use stay
};

/// Sizes for /metrics and the page.
struct ServeSizes {
  std::int64_t documents = 0, chunks = 0;
};

/// The rooms that requests are handed to. All of them outlive the server and are called from many threads at once.
struct ServeRooms {
  People& people;
  Meters& meters;  // the server writes what it counted every few seconds, and once more when it ends
  Permissions& permissions;
  AuditLog& audit;
  Catalog& catalog;
  Ingest& ingest;
  Labelling& labelling;
  NearDuplicates& near_duplicates;
  PersonalReview& personal_review;
  Sources& sources;
  JobQueue& jobs;
  Turns& turns;  // of all that keeps a core busy for a person who waits
  Retriever& retriever;
  Answerer& answerer;
  const Functions& functions;
  ModelRegistry& models;
  Spending& spending;  // written as `meters`
  const Pseudonyms& pseudonyms;
  Procedures& procedures;
  ProcedureRuns& procedure_runs;
  SearchUses* search_uses;       // null: what people do with hits is not kept
  Conversations* conversations;  // null: none are kept
  Responses* responses;          // null: none are kept
  Traces* traces;                // null: they are neither kept nor sent
  std::string trace_text;        // monitor.trace_text: whose text is kept
  QuestionSets& question_sets;
  QuestionRuns& question_runs;
  Vocabulary& vocabulary;
  Guards& guards;
  Prompts& prompts;
  PromptSets& prompt_sets;
  Applications& applications;
  Files& files;
  VectorStores& vector_stores;
  ReportFonts report_fonts;              // of reports as PDF
  const Config::Server& config;          // threads, upload_bytes_max, request_seconds_max
  std::string default_model;             // what "the default model" of answers is; empty: the extractive one
  RecipeParts recipe_parts;              // what recipes that are tried may ask for
  std::function<void()> work;            // wakes the job runner after something was queued
  std::function<Readiness()> readiness;  // cheap; asked by each /ready
  std::function<ServeSizes()> sizes;     // cheap; asked by each /metrics and /api/status
};

/// What one client may take. Each limit is named in the answer that it causes.
struct ServeLimits {
  std::int32_t connections_max = 10'000;
  std::int32_t requests_waiting_max = 256;              // for a worker thread; beyond it 503 with Retry-After
  std::int32_t calls_max = 4'000;                       // to models at once; beyond it and requests_waiting_max 503
  std::uint32_t header_bytes_max = 32U << 10U;          // 431
  std::uint64_t json_bytes_max = 1ULL << 20U;           // 413
  std::chrono::milliseconds idle_time{75'000};          // between two requests of a kept connection
  std::chrono::milliseconds header_time{15'000};        // for a whole header: a slow sender gets 408
  std::chrono::milliseconds body_time{30'000};          // for each piece of a body, and for a whole one at ...
  std::uint64_t body_bytes_per_second_min = 8U << 10U;  // ... this rate at least
  std::chrono::milliseconds write_time{30'000};         // for a client to take the next piece of an answer
  std::chrono::milliseconds stop_time{10'000};          // for requests to finish after stop(); then they are cancelled
};

/// The listening server. stop() may be called from any thread and from a signal handler's thread; the rest from one.
class Server {
 public:
  struct Options {
    std::string listen = "127.0.0.1:8400";  // "address:port", "[::1]:8400"; port 0: a free one
    std::string tls_certificate, tls_key;   // PEM files; both or neither. TLS 1.2 and newer
    std::filesystem::path upload_folder;    // for uploads on their way; emptied of leftovers at open
    ServeLimits limits;
  };

  /// Binds the port; answers nothing until run().
  /// Errors: unavailable naming the port (in use, not allowed) or the folder; invalid_argument for `listen`; bad_input
  /// for certificate or key.
  static Result<std::unique_ptr<Server>> open(ServeRooms rooms, Options options);
  ~Server();

  std::uint16_t port() const;

  /// Serves until stop() and everything in progress has ended. Uses the calling thread as one of config.io_threads.
  void run();

  /// Graceful: no new connections, open streams are cancelled, other requests may finish within limits.stop_time.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace onggi
