// Documents brought in as the program does, in process, and an answerer over them.
#pragma once

#include <memory>
#include <string>

#include "answer/answer.h"
#include "ingest/indexing.h"
#include "parse/worker/reader.h"
#include "store/any_database.h"

namespace onggi::any {

/// The real analyser, built-in embedder, readers, index and catalog over a fresh SQLite file; everyone may see all.
class Corpus {
 public:
  Corpus() {
    auto migrated = migrate(*database_, access_migrations());
    if (migrated) migrated = migrate(*database_, index_migrations());
    if (migrated) migrated = migrate(*database_, model_migrations());
    EXPECT_TRUE(migrated.has_value());
    everyone_ = must(permissions_.intern(Label::open, {"everyone"}));
  }

  void add(const std::string& name, const std::string& bytes) {
    DocumentRow row;
    row.id = DocumentId("doc_" + std::to_string(++count_));
    row.source = "upload:" + name;
    row.name = row.title = name;
    row.permission = everyone_;
    row.state = DocumentState::ready;
    ingest_room::Processed processed;
    processed.document = must(parse::read_document(bytes, name, {}, {}));
    processed.text = clean(processed.document, {}).text;
    processed.chunks = must(split(processed.text, {estimating_counter()}, {}));
    const std::vector<ChunkRow> chunks = ingest_room::chunk_rows(row.id, processed);
    std::vector<std::string> texts;
    texts.reserve(chunks.size());
    for (const ChunkRow& chunk : chunks) texts.push_back(chunk.lead + "\n" + chunk.text);
    const Embeddings vectors = must(embedder_->embed({texts.begin(), texts.end()}, EmbedAs::passage, Cancel()));
    const auto stored = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog_.put(session, row));
      ONGGI_CHECK(catalog_.replace_chunks(session, row.id, chunks));
      return true;
    });
    EXPECT_TRUE(stored.has_value());
    EXPECT_TRUE(index_->replace(row.id, ingest_room::indexed_chunks(*analyzer_, row, chunks, vectors)).has_value());
  }

  Answer ask(const std::string& question) const {
    return must(answerer_.ask({.question = question}, viewer(), nullptr, Cancel()));
  }
  const Answerer& answerer() const { return answerer_; }
  static Viewer viewer() {
    return {PersonId("person_1"), "reader", Role::reader, Label::open, {"everyone", "person:person_1"}, "test"};
  }

 private:
  template <class T>
  static T must(Result<T> result) {
    EXPECT_TRUE(result.has_value()) << describe(result.error());
    return std::move(*result);
  }

  TemporaryFolder folder_;
  HandClock clock_;
  int count_ = 0;
  std::unique_ptr<Analyzer> analyzer_ = must(Analyzer::open({ONGGI_DICTIONARY_DIR, {}}));
  std::shared_ptr<Database> database_ =
      must(Database::open({.url = "sqlite:" + (folder_.path() / "onggi.db").string()}));
  std::shared_ptr<HttpClient> http_ = must(HttpClient::open(allow_hosts({}), {}));
  ModelRegistry models_{
      database_, http_, must(open_static_embedder(ONGGI_SOURCE_DIR "/data/embedder/static-ko.bin", *analyzer_)), {}};
  std::shared_ptr<Embedder> embedder_ = must(models_.embedder(""));
  std::unique_ptr<Index> index_ =
      std::move(must(open_embedded_index({folder_.path() / "index", embedder_->info().dimensions, embedder_->version(),
                                          analyzer_->version()}))
                    .index);
  Catalog catalog_{database_, clock_};
  Permissions permissions_{database_};
  PermissionId everyone_;
  Retriever retriever_{{*analyzer_, *index_, catalog_, permissions_, embedder_, null_trace()}};
  std::unique_ptr<Thesaurus> thesaurus_ = must(Thesaurus::open(ONGGI_SOURCE_DIR "/data/thesaurus/ko.tsv", *analyzer_));
  Answerer answerer_{{retriever_, *analyzer_, *thesaurus_, models_, null_trace(), ""}};
};

}  // namespace onggi::any
