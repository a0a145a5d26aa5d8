// See trial_indexes.h.
#include "app/trial_indexes.h"

#include <algorithm>
#include <span>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "store/database.h"

namespace onggi::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 100;  // documents that come into the index together

/// A catalog and an index of their own, in a folder that goes with them.
class Trial final : public TrialIndex {
 public:
  explicit Trial(fs::path folder) : folder_(std::move(folder)) {}
  ~Trial() override {
    retriever_.reset(), index_.reset(), catalog_.reset(), database_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Result<void> open(const WorkspaceTrials::Parts& parts, std::shared_ptr<Embedder> embedder, const Cancel& cancel) {
    ONGGI_CHECK(make_folder(folder_));
    ONGGI_TRY(database_, Database::open({.url = "sqlite:" + (folder_ / "catalog.db").string()}));
    ONGGI_CHECK(migrate(*database_, index_migrations()));
    catalog_ = std::make_unique<Catalog>(database_, system_clock());
    ONGGI_TRY(const std::int32_t dimensions, embedder->dimensions(cancel));
    ONGGI_TRY(OpenedIndex opened, open_embedded_index({.folder = folder_ / "index",
                                                       .dimensions = dimensions,
                                                       .vector_version = embedder->version(),
                                                       .token_version = parts.analyzer.version()}));
    index_ = std::move(opened.index);
    retriever_.emplace(parts.retriever.over(*index_, *catalog_, std::move(embedder)));
    return {};
  }

  Result<void> add(const DocumentRow& row, Ingest::IndexedOtherwise made) {
    waiting_.push_back({row.id, std::move(made.indexed), {}});
    rows_.push_back(row);
    chunks_.push_back(std::move(made.chunks));
    return waiting_.size() < kAtOnce ? Result<void>{} : bring();
  }

  Result<void> bring() {
    ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        ONGGI_CHECK(catalog_->put(session, rows_[i]));
        ONGGI_CHECK(catalog_->replace_chunks(session, rows_[i].id, chunks_[i]));
      }
      return true;
    }));
    ONGGI_CHECK(index_->replace_all(std::exchange(waiting_, {})));
    rows_.clear(), chunks_.clear();
    return {};
  }

  const Retriever& retriever() const override { return *retriever_; }

 private:
  fs::path folder_;
  std::shared_ptr<Database> database_;  // shared with the catalog
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Index> index_;
  std::optional<Retriever> retriever_;
  std::vector<DocumentRow> rows_;
  std::vector<std::vector<ChunkRow>> chunks_;
  std::vector<IndexedDocument> waiting_;
};

Result<void> check_chunk(const ChunkOptions& chunk, const Embedder& embedder) {
  constexpr std::int32_t kTokensLeast = 16;
  if (chunk.tokens_max < kTokensLeast || chunk.tokens_overlap < 0 || chunk.tokens_overlap >= chunk.tokens_max / 2)
    return fail(ErrorCode::invalid_argument,
                "a chunk has at least 16 tokens, and less than half of them stand in the chunk before as well",
                "chunk_length");
  const std::int32_t reads = embedder.info().context_tokens;
  if (reads > 0 && chunk.tokens_max > reads)
    return fail(ErrorCode::invalid_argument,
                "the embedder " + embedder.info().id + " reads at most " + std::to_string(reads) + " tokens",
                "chunk_length");
  return {};
}

}  // namespace

WorkspaceTrials::WorkspaceTrials(Parts parts) : parts_(std::move(parts)) {
  std::error_code ignored;
  fs::remove_all(parts_.folder, ignored);
}

Result<std::shared_ptr<Embedder>> WorkspaceTrials::embedder_of(const TrialSettings& settings) const {
  if (settings.embedder.empty()) return parts_.embedder;
  return parts_.models.embedder(settings.embedder);
}

// What decides about ranks beside the documents themselves: enough of each version to tell two of them apart.
Result<std::string> WorkspaceTrials::version(const TrialSettings& settings) const {
  constexpr std::size_t kTold = 8;
  const ChunkOptions chunk = settings.chunk.value_or(parts_.chunk);
  ONGGI_TRY(const auto embedder, embedder_of(settings));
  if (settings.chunk) ONGGI_CHECK(check_chunk(chunk, *embedder));
  const std::string reranker = parts_.retriever.reranker_id();
  const std::int64_t words = parts_.analyzer.words_state();
  return "tokens " + parts_.analyzer.version().substr(0, kTold) + ", chunks " + std::string(to_string(chunk.strategy)) +
         " " + std::to_string(chunk.tokens_max) + "/" + std::to_string(chunk.tokens_overlap) +
         (words > 1 ? ", words " + std::to_string(words) : "") + ", vectors " +
         sha256_hex(embedder->version()).substr(0, kTold) + (reranker.empty() ? "" : ", reranker " + reranker);
}

Result<std::unique_ptr<TrialIndex>> WorkspaceTrials::make(const TrialSettings& settings,
                                                          const std::function<void(std::int64_t, std::int64_t)>& report,
                                                          const Cancel& cancel) {
  ONGGI_TRY(auto embedder, embedder_of(settings));
  const ChunkOptions chunk = settings.chunk.value_or(parts_.chunk);
  ONGGI_TRY(const auto rows, parts_.catalog.all());
  auto trial = std::make_unique<Trial>(parts_.folder / new_id("trial"));
  ONGGI_CHECK(trial->open(parts_, embedder, cancel));
  std::int64_t seen = 0;
  report(seen, std::ssize(rows));
  for (const DocumentRow& row : rows) {
    ONGGI_CHECK(cancel.check());
    if (!row.stage_key.empty() && row.state != DocumentState::duplicate) {
      auto made = parts_.ingest.index_otherwise(row, chunk, *embedder, cancel);
      if (made) ONGGI_CHECK(trial->add(row, *std::move(made)));
      else if (made.error().code != ErrorCode::not_found) return std::unexpected(made.error());  // removed meanwhile
    }
    report(++seen, std::ssize(rows));
  }
  ONGGI_CHECK(trial->bring());
  return trial;
}

}  // namespace onggi::app
