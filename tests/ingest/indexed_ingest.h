// Rooms of an Ingest with an index behind them and an embedder that counts.
#pragma once

#include <memory>
#include <string>

#include "index/index.h"
#include "ingest/any_ingest.h"
#include "ingest/counting_embedder.h"

namespace onggi::any {

class IndexedIngestTest : public IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    if (!database_) return;
    index_ = must(open_embedded_index({folder_.path() / "index", 3, "one", shared_analyzer().version()})).index;
  }

  /// Vectors of `embedder` have 3 dimensions and the version "one", as those of the index.
  void open_indexed(std::shared_ptr<Embedder> embedder, const ChunkOptions& chunk = {}) {
    auto all = parts(parser_);
    all.index = index_.get(), all.embedder = std::move(embedder), all.chunk = chunk;
    open_ingest(all);
    runner_->add("ingest.near_duplicates",
                 [this](const JobContext& context) { return jobs_->complete(context.job.id, context.worker); });
  }

  LinesParser parser_;
  std::unique_ptr<Index> index_;
};

}  // namespace onggi::any
