// The rooms of an Ingest over both databases: documents come in, and their jobs are done when the test says so.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "ingest/doubles.h"
#include "store/any_database.h"
#include "store/migrations.h"
#include "text/shared_analyzer.h"

namespace onggi::any {

/// `class MyTest : public any::IngestTest` opens what it is about over parts() and registers its handlers at runner_.
class IngestTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations : {store_migrations(), access_migrations(), index_migrations(), ingest_migrations()})
      must(migrate(*database_, migrations));
    vault_.emplace(must(Vault::open(folder_.path() / "keys", Vault::Create::yes)));
    blobs_ = must(BlobStore::open(folder_.path() / "blobs", *vault_));
    jobs_ = std::make_unique<JobQueue>(database_, clock_);
    catalog_ = std::make_unique<Catalog>(database_, clock_);
    permissions_ = std::make_unique<Permissions>(database_);
    everyone_ = must(permissions_->intern(Label::open, {"everyone"}));
  }

  Ingest::Parts parts(Parser& parser) {
    return {.database = database_,
            .blobs = *blobs_,
            .jobs = *jobs_,
            .catalog = *catalog_,
            .parser = parser,
            .index = nullptr,
            .analyzer = shared_analyzer(),
            .counter = estimating_counter(),
            .embedder = std::make_shared<NoEmbedder>(),
            .clock = clock_,
            .trace = null_trace(),
            .clean = {},
            .chunk = {}};
  }
  /// Ingest and its runner; a second call is a program that starts again.
  void open_ingest(const Ingest::Parts& parts) {
    ingest_ = std::make_unique<Ingest>(parts);
    runner_ = std::make_unique<JobRunner>(*jobs_, JobRunner::Options{});
    ingest_->register_handlers(*runner_);
  }

  /// Takes a text in, and does what there is to do.
  DocumentId add(const std::string& source, const std::string& text, const PermissionId& permission) {
    clock_.forward(10);
    const NewSource given{.source = source, .name = source, .owner = owner_, .permission = permission};
    const DocumentId id = must(ingest_->add(given, text)).document;
    work();
    return id;
  }
  DocumentId add(const std::string& source, const std::string& text) { return add(source, text, everyone_); }
  void work() { must(runner_->drain()); }

  PersonId owner_{"person_1"};
  PermissionId everyone_;
  std::optional<Vault> vault_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<JobQueue> jobs_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Permissions> permissions_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<JobRunner> runner_;
};

}  // namespace onggi::any
