// A whole server in the test's process: real rooms over a fresh home, doubles only for the reader of files and the
// model server.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>

#include "serve/client.h"
#include "serve/serve.h"
#include "store/any_database.h"
#include "support/lines_parser.h"

namespace onggi {

/// A model server that says what the test wants it to say.
class ScriptedModel final : public HttpClient {
 public:
  Result<IncomingAnswer> send(const OutgoingRequest& request, const Cancel& cancel) override;
  Result<IncomingAnswer> stream(const OutgoingRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                                const Cancel& cancel) override;

  std::vector<std::string> pieces{"안녕", "하세요", "."};
  bool endless = false;              // repeats the last piece until somebody stops it
  std::atomic<bool> silent = false;  // says nothing at all until somebody stops it
  bool breaks = false;               // an error in the middle
  std::int32_t status = 200;
  std::string error_body;
  nlohmann::json tool_calls;            // instead of pieces, as a whole answer has them; a stream cuts their arguments
  bool speaks_before_calls = false;     // the pieces first, then tool_calls
  std::size_t messages_max = SIZE_MAX;  // a longer chat is refused as over the context

  /// The messages that it was sent last.
  nlohmann::json last_messages();

  /// Waits until a call that was stopped has ended; false after 20 s.
  bool wait_for_stopped();
  /// Waits until a call came in.
  bool wait_for_call();

 private:
  Result<std::optional<IncomingAnswer>> take(const OutgoingRequest& request, const Cancel& cancel);
  void note_call(const OutgoingRequest& request);
  void note_stopped();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int32_t calls_ = 0, stopped_ = 0;
  nlohmann::json last_messages_;
};

/// The built-in embedder, with a count of the passages that it was given.
class CountingEmbedder final : public Embedder {
 public:
  explicit CountingEmbedder(std::shared_ptr<Embedder> inner) : inner_(std::move(inner)) {}
  const ModelInfo& info() const override { return inner_->info(); }
  Result<Embeddings> embed(const std::vector<std::string_view>& texts, EmbedAs as, const Cancel& cancel) override {
    if (as == EmbedAs::passage) passages += static_cast<int>(texts.size());
    return inner_->embed(texts, as, cancel);
  }
  const std::string& version() const override { return inner_->version(); }
  double fusion_weight() const override { return inner_->fusion_weight(); }
  std::atomic<int> passages = 0;

 private:
  std::shared_ptr<Embedder> inner_;  // shared with the registry that opened it
};

class House {
 public:
  explicit House(ServeLimits limits = {}, const std::optional<Config::Server>& config = std::nullopt,
                 Meters::Defaults meters = {});
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  std::uint16_t port() const { return server_->port(); }
  Server& server() { return *server_; }
  void stop_and_join();
  bool has_ended() const { return ended_.load(); }
  People& people() { return *people_; }
  ModelRegistry& models() { return *models_; }
  /// What comes of a second server over the same rooms.
  Error open_second(const std::string& listen);

  /// A person with a role, and an API key of theirs as a whole header line.
  struct Guest {
    PersonId id;
    std::string login;
    std::string key_line;  // "Authorization: Bearer onggi-...\r\n"
  };
  Guest guest(Role role, Label clearance = Label::open);
  std::string session_line(const Guest& guest);  // "Cookie: onggi_session=...\r\n"; sets a password

  Reply get(const std::string& target, const Guest& guest) { return call(port(), "GET", target, guest.key_line); }
  Reply post(const std::string& target, const Guest& guest, const nlohmann::json& body) {
    return call(port(), "POST", target, guest.key_line, body.dump());
  }
  Reply send(const std::string& method, const std::string& target, const Guest& guest, const nlohmann::json& body) {
    return call(port(), method, target, guest.key_line, body.dump());
  }
  /// Uploads and works until the document is ready; gives its id.
  std::string upload(const std::string& query, const Guest& guest, const std::string& text);
  void run_jobs() { ASSERT_TRUE(runner_->drain().has_value()); }
  std::vector<AuditEntry> audited(const std::string& action);
  std::filesystem::path uploads() const { return folder_.path() / "uploads"; }

  std::shared_ptr<ScriptedModel> model = std::make_shared<ScriptedModel>();  // shared with the registry
  LinesParser& parser() { return parser_; }
  CountingEmbedder& embedder() { return *embedder_; }
  std::atomic<int> work_calls = 0;
  Readiness readiness;

 private:
  void open_rooms();
  ServeRooms rooms();
  any::TemporaryFolder folder_;
  Config::Server config_;
  Meters::Defaults meter_defaults_;
  LinesParser parser_;
  std::optional<Vault> vault_;
  std::shared_ptr<Database> database_;  // shared with the rooms, as everywhere
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Meters> meters_;
  std::unique_ptr<Spending> spending_;
  std::unique_ptr<Permissions> permissions_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<JobQueue> jobs_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Pseudonyms> pseudonyms_;
  std::unique_ptr<Procedures> procedures_;
  std::unique_ptr<ProcedureRuns> procedure_runs_;
  std::unique_ptr<SearchUses> search_uses_;
  std::unique_ptr<Conversations> conversations_;
  std::unique_ptr<Responses> responses_;
  std::unique_ptr<Traces> traces_;
  std::unique_ptr<QuestionSets> question_sets_;
  std::unique_ptr<TrialIndexes> trials_;
  std::unique_ptr<QuestionRuns> question_runs_;
  std::unique_ptr<ModelRegistry> models_;
  std::shared_ptr<CountingEmbedder> embedder_;  // shared with retrieve and ingest
  std::unique_ptr<Index> index_;
  std::unique_ptr<Metadata> metadata_;
  std::unique_ptr<CompanyWords> company_words_;
  std::unique_ptr<Analyzer> words_analyzer_;  // of the vocabulary alone; documents are analysed by the shared one
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<Guards> guards_;
  std::unique_ptr<Prompts> prompts_;
  std::unique_ptr<PromptSets> prompt_sets_;
  std::unique_ptr<Applications> applications_;
  std::unique_ptr<Files> files_;
  std::unique_ptr<VectorStores> vector_stores_;
  std::unique_ptr<Functions> functions_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<Labelling> labelling_;
  std::unique_ptr<NearDuplicates> near_duplicates_;
  std::unique_ptr<PersonalReview> personal_review_;
  std::unique_ptr<Sources> sources_;
  std::unique_ptr<JobRunner> runner_;
  Turns turns_{4};
  std::unique_ptr<Retriever> retriever_;
  std::unique_ptr<Thesaurus> thesaurus_;
  std::unique_ptr<Answerer> answerer_;
  std::unique_ptr<Server> server_;
  std::atomic<bool> ended_ = false;
  int guests_ = 0;
  std::jthread thread_;
};

nlohmann::json json_of(const Reply& reply);
inline std::string code_of(const Reply& reply) { return json_of(reply)["error"].value("code", ""); }
inline std::string reason_of(const Reply& reply) { return json_of(reply)["error"].value("reason", ""); }

}  // namespace onggi
