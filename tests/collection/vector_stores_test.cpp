// Vector stores and files: one person's own, of documents that this person may see now.
#include "collection/vector_stores.h"

#include <stdlib.h>

#include "access/people.h"
#include "collection/files.h"
#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

class CollectionTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    for (const auto& migrations :
         {store_migrations(), access_migrations(), index_migrations(), collection_migrations()})
      ONGGI_ASSERT_OK(migrate(*database_, migrations));
    auto vault = open_vault(folder_.path() / "keys", *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
    people_ = std::make_unique<People>(database_, *vault_, clock_);
    permissions_ = std::make_unique<Permissions>(database_);
    catalog_ = std::make_unique<Catalog>(database_, clock_);
    stores_ = std::make_unique<VectorStores>(VectorStores::Parts{
        .database = database_, .catalog = *catalog_, .permissions = *permissions_, .clock = clock_});
    files_ = std::make_unique<Files>(
        Files::Parts{.database = database_, .catalog = *catalog_, .permissions = *permissions_});
    for (const char* login : {"kim", "lee"}) people_ids_[login] = must(people_->add({.login = login})).id;
  }
  void TearDown() override {
    files_.reset(), stores_.reset(), catalog_.reset(), permissions_.reset(), people_.reset(), vault_.reset();
    any::DatabaseTest::TearDown();
  }

  Viewer as(const std::string& login) const { return must(people_->viewer_of(people_ids_.at(login), "test")); }
  void put(const DocumentRow& row) {
    const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog_->put(session, row));
      return true;
    });
    ONGGI_ASSERT_OK(done);
  }
  /// Of kim; readable by these.
  DocumentId document(const std::string& id, DocumentState state = DocumentState::ready,
                      const std::vector<std::string>& readers = {"kim"}, const std::string& way = "upload:") {
    put({.id = DocumentId(id),
         .source = way + id,
         .name = id + ".txt",
         .bytes = 10,
         .owner = people_ids_.at("kim"),
         .permission = must(permissions_->intern(Label::open, must(permissions_->resolve(readers)))),
         .state = state});
    return DocumentId(id);
  }
  void set_state(const DocumentId& id, DocumentState state, const std::string& duplicate_of = "") {
    DocumentRow row = must(catalog_->row(id));
    row.state = state;
    row.duplicate_of = DocumentId(duplicate_of);
    put(row);
  }
  void set_readers(const DocumentId& id, const std::vector<std::string>& readers) {
    DocumentRow row = must(catalog_->row(id));
    row.permission = must(permissions_->intern(Label::open, must(permissions_->resolve(readers))));
    put(row);
  }
  void remove_document(const DocumentId& id) {
    must(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog_->remove(session, id));
      return true;
    }));
  }
  VectorStoreId store(const std::vector<DocumentId>& documents = {}, const std::string& name = "규정") {
    VectorStores::NewStore wanted{.name = name, .description = {}, .metadata = {{"팀", "인사"}}, .files = {}};
    for (const DocumentId& id : documents) wanted.files.push_back({.document = id, .attributes = {}});
    return must(stores_->add(as("kim"), wanted)).id;
  }
  std::vector<std::string> searched(const VectorStoreId& id, const std::optional<AttributeFilter>& filter = {}) {
    std::vector<std::string> texts;
    for (const auto& one : must(stores_->to_search(as("kim"), id, filter)))
      texts.push_back(one.document == one.indexed_as ? one.document.str()
                                                     : one.document.str() + "=" + one.indexed_as.str());
    return texts;
  }
  static std::vector<std::string> ids_of(const Paged<StoreFile>& page) {
    std::vector<std::string> ids;
    for (const StoreFile& file : page.items) ids.push_back(file.document.id.str());
    return ids;
  }
  std::int64_t rows(const std::string& table) const {
    return must(database_->query("SELECT COUNT(*) AS n FROM " + table)).front().integer("n");
  }
  /// Rows out of a statement that counts `i` from 1 to `count`.
  void run_counting(const std::string& head, const std::string& values, std::int64_t count) {
    run(head + " WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < " +
        std::to_string(count) + ") SELECT " + values + " FROM numbers");
  }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Permissions> permissions_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<VectorStores> stores_;
  std::unique_ptr<Files> files_;
  std::map<std::string, PersonId> people_ids_;
};
ONGGI_ON_ANY_DATABASE(CollectionTest);

TEST_P(CollectionTest, AStoreIsKeptAndChanged) {
  const VectorStore made = must(stores_->add(
      as("kim"),
      {.name = "규정", .description = "사규", .metadata = {{"팀", "인사"}}, .expires_days = 7, .files = {}}));
  EXPECT_EQ(made.name, "규정");
  EXPECT_EQ(made.description, "사규");
  EXPECT_EQ(made.expires_ms(), made.created_ms + 7 * kDayMs);
  EXPECT_EQ(made.files.total(), 0);
  clock_.forward(1000);
  const VectorStore renamed =
      must(stores_->change(as("kim"), made.id, {.name = "사규", .metadata = {}, .expires_days = 0}));
  EXPECT_EQ(renamed.name, "사규");
  EXPECT_EQ(renamed.metadata, made.metadata);
  EXPECT_EQ(renamed.expires_ms(), 0);
  EXPECT_EQ(renamed.active_ms, made.active_ms + 1000);
  const std::map<std::string, std::string> none;
  EXPECT_TRUE(
      must(stores_->change(as("kim"), made.id, {.name = {}, .metadata = none, .expires_days = {}})).metadata.empty());
  must(stores_->remove(as("kim"), made.id));
  EXPECT_EQ(stores_->get(as("kim"), made.id).error().code, ErrorCode::not_found);
}

TEST_P(CollectionTest, AStoreIsNotThereForOthers) {
  const DocumentId open = document("doc_1", DocumentState::ready, {"everyone"});
  const VectorStoreId id = store({open});
  const FileBatchId batch = must(stores_->add_batch(as("kim"), id, {{.document = open, .attributes = {}}})).id;
  const VectorStoreId own = must(stores_->add(as("lee"), {.name = "남의 것"})).id;
  const Viewer lee = as("lee");
  const auto code = [](const auto& result) { return result ? ErrorCode::internal : result.error().code; };
  EXPECT_EQ(code(stores_->get(lee, id)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->change(lee, id, {})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->remove(lee, id)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->add_files(lee, id, {{.document = open, .attributes = {}}})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->file(lee, id, open)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->files(lee, id, {}, {})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->set_attributes(lee, id, open, {})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->remove_file(lee, id, open)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->add_batch(lee, id, {{.document = open, .attributes = {}}})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->batch(lee, id, batch)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->cancel_batch(lee, id, batch)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->batch_files(lee, id, batch, {}, {})), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->to_search(lee, id, {})), ErrorCode::not_found);
  // Nor does a store of one's own lead to somebody else's batch.
  EXPECT_EQ(code(stores_->batch(lee, own, batch)), ErrorCode::not_found);
  EXPECT_EQ(code(stores_->batch_files(lee, own, batch, {}, {})), ErrorCode::not_found);
  const auto listed = must(stores_->list(lee, {}));
  ASSERT_EQ(listed.items.size(), 1U);
  EXPECT_EQ(listed.items.front().id, own);
  EXPECT_EQ(must(stores_->get(as("kim"), id)).files.completed, 1);
}

TEST_P(CollectionTest, FilesAreAsTheirDocumentsAre) {
  const VectorStoreId id =
      store({document("doc_1", DocumentState::queued), document("doc_2"), document("doc_3", DocumentState::failed),
             document("doc_4", DocumentState::duplicate)});
  const VectorStore found = must(stores_->get(as("kim"), id));
  EXPECT_EQ(found.files.in_progress, 1);
  EXPECT_EQ(found.files.completed, 2);
  EXPECT_EQ(found.files.failed, 1);
  EXPECT_EQ(found.bytes, 20);
  EXPECT_EQ(must(stores_->file(as("kim"), id, DocumentId("doc_3"))).state, StoreFileState::failed);
  const Cursor all{.limit = 10};
  EXPECT_EQ(ids_of(must(stores_->files(as("kim"), id, StoreFileState::completed, all))),
            (std::vector<std::string>{"doc_4", "doc_2"}));
  EXPECT_EQ(searched(id), std::vector<std::string>{"doc_2"});
  set_state(DocumentId("doc_1"), DocumentState::ready);
  EXPECT_EQ(must(stores_->get(as("kim"), id)).files.completed, 3);
}

TEST_P(CollectionTest, OnlyWhatTheOwnerMaySeeIsInAStore) {
  const DocumentId hidden = document("doc_1", DocumentState::ready, {"lee"});
  const DocumentId shared = document("doc_2", DocumentState::ready, {"kim", "lee"});
  const Error refused =
      stores_
          ->add(as("kim"),
                {.name = {}, .description = {}, .metadata = {}, .files = {{.document = hidden, .attributes = {}}}})
          .error();
  EXPECT_EQ(refused.code, ErrorCode::not_found);
  EXPECT_EQ(refused.reason, "no_such_file");
  EXPECT_EQ(rows("vector_stores"), 0);
  const VectorStoreId id = store({shared});
  EXPECT_EQ(stores_->add_files(as("kim"), id, {{.document = hidden, .attributes = {}}}).error().reason, "no_such_file");
  EXPECT_EQ(stores_->add_batch(as("kim"), id, {{.document = hidden, .attributes = {}}}).error().reason, "no_such_file");

  set_readers(shared, {"lee"});
  EXPECT_EQ(must(stores_->get(as("kim"), id)).files.total(), 0);
  EXPECT_EQ(must(stores_->list(as("kim"), {})).items.front().files.total(), 0);
  EXPECT_TRUE(must(stores_->files(as("kim"), id, {}, {})).items.empty());
  EXPECT_EQ(stores_->file(as("kim"), id, shared).error().code, ErrorCode::not_found);
  EXPECT_EQ(stores_->set_attributes(as("kim"), id, shared, {}).error().code, ErrorCode::not_found);
  EXPECT_TRUE(searched(id).empty());
  set_readers(shared, {"kim"});
  EXPECT_EQ(searched(id), std::vector<std::string>{"doc_2"});
}

TEST_P(CollectionTest, ARemovedDocumentLeavesAllStores) {
  const DocumentId gone = document("doc_1"), stays = document("doc_2");
  const VectorStoreId first = store({gone, stays}), second = store({gone});
  const FileBatchId batch = must(stores_->add_batch(as("kim"), first, {{.document = gone, .attributes = {}}})).id;
  must(files_->note(gone, FilePurpose::assistants));
  remove_document(gone);
  EXPECT_EQ(must(stores_->get(as("kim"), first)).files.total(), 1);
  EXPECT_EQ(must(stores_->get(as("kim"), second)).files.total(), 0);
  EXPECT_EQ(must(stores_->batch(as("kim"), first, batch)).files.total(), 0);
  EXPECT_EQ(rows("vector_store_files"), 1);
  EXPECT_EQ(rows("vector_store_batch_files"), 0);
  EXPECT_EQ(rows("file_purposes"), 0);
  must(stores_->remove(as("kim"), first));
  EXPECT_EQ(rows("vector_store_files"), 0);
  EXPECT_EQ(rows("vector_store_batches"), 0);
  EXPECT_EQ(must(catalog_->row(stays)).id, stays);
}

TEST_P(CollectionTest, ListsGoOnFromAnId) {
  std::vector<DocumentId> documents;
  for (int i = 1; i <= 5; ++i) documents.push_back(document("doc_" + std::to_string(i)));
  const VectorStoreId id = store(documents);
  const auto page = [&](const Cursor& cursor) {
    const auto found = must(stores_->files(as("kim"), id, {}, cursor));
    std::string text;
    for (const std::string& one : ids_of(found)) text += one.back();
    return text + (found.has_more ? "+" : "");
  };
  using enum Cursor::Order;
  EXPECT_EQ(page({.limit = 2}), "54+");
  EXPECT_EQ(page({.limit = 2, .order = newest_first, .after = "doc_4", .before = {}}), "32+");
  EXPECT_EQ(page({.limit = 2, .order = newest_first, .after = "doc_2", .before = {}}), "1");
  EXPECT_EQ(page({.limit = 2, .order = newest_first, .after = {}, .before = "doc_2"}), "43+");
  EXPECT_EQ(page({.limit = 2, .order = newest_first, .after = {}, .before = "doc_4"}), "5");
  EXPECT_EQ(page({.limit = 2, .order = oldest_first, .after = {}, .before = {}}), "12+");
  EXPECT_EQ(page({.limit = 3, .order = oldest_first, .after = "doc_2", .before = {}}), "345");
  EXPECT_EQ(page({.limit = 2, .order = oldest_first, .after = {}, .before = "doc_4"}), "23+");
  EXPECT_EQ(page({.limit = 9, .order = oldest_first, .after = "doc_1", .before = "doc_5"}), "234");
  // What was seen last may be gone: who removes what they list goes on all the same.
  must(stores_->remove_file(as("kim"), id, DocumentId("doc_4")));
  EXPECT_EQ(page({.limit = 2, .order = newest_first, .after = "doc_4", .before = {}}), "32+");
}

TEST_P(CollectionTest, AttributesNarrowWhatIsSearched) {
  const DocumentId first = document("doc_1"), second = document("doc_2");
  const VectorStoreId id = store({first});
  must(stores_->add_files(as("kim"), id, {{.document = second, .attributes = {{"year", 2025.0}}}}));
  must(stores_->set_attributes(as("kim"), id, first, {{"year", 2026.0}, {"team", "인사"}}));
  EXPECT_EQ(must(stores_->file(as("kim"), id, first)).attributes, (Attributes{{"year", 2026.0}, {"team", "인사"}}));
  const AttributeFilter since{.kind = AttributeFilter::Kind::gte, .key = "year", .values = {2026.0}, .filters = {}};
  EXPECT_EQ(searched(id, since), std::vector<std::string>{"doc_1"});
  // Added again it gets what is said then.
  must(stores_->add_files(as("kim"), id, {{.document = first, .attributes = {}}}));
  EXPECT_TRUE(searched(id, since).empty());
  EXPECT_EQ(must(stores_->get(as("kim"), id)).files.total(), 2);
  EXPECT_EQ(stores_->set_attributes(as("kim"), id, DocumentId("doc_9"), {}).error().code, ErrorCode::not_found);
}

TEST_P(CollectionTest, EqualTextsAreFoundUnderTheirOwnFile) {
  const DocumentId original = document("doc_1"), copy = document("doc_2"), alike = document("doc_3");
  run("UPDATE documents SET text_hash = 'a' WHERE id IN ('doc_1', 'doc_2')");
  run("UPDATE documents SET text_hash = 'b' WHERE id = 'doc_3'");
  set_state(copy, DocumentState::duplicate, original.str());
  set_state(alike, DocumentState::duplicate, original.str());  // hidden by people, its text is another one
  EXPECT_EQ(searched(store({copy, alike})), std::vector<std::string>{"doc_2=doc_1"});
}

TEST_P(CollectionTest, ABatchIsCancelledWhereItIsNotDone) {
  const DocumentId ready = document("doc_1"), waiting = document("doc_2", DocumentState::queued);
  const VectorStoreId id = store();
  const std::vector<VectorStores::NewFile> both = {{.document = ready, .attributes = {}},
                                                   {.document = waiting, .attributes = {{"a", true}}}};
  const FileBatch made = must(stores_->add_batch(as("kim"), id, both));
  EXPECT_EQ(made.files.in_progress, 1);
  EXPECT_EQ(made.files.completed, 1);
  const FileBatch cancelled = must(stores_->cancel_batch(as("kim"), id, made.id));
  EXPECT_TRUE(cancelled.cancelled);
  EXPECT_EQ(cancelled.files.cancelled, 1);
  EXPECT_EQ(cancelled.files.completed, 1);
  set_state(waiting, DocumentState::ready);
  EXPECT_EQ(searched(id), std::vector<std::string>{"doc_1"});
  EXPECT_EQ(ids_of(must(stores_->batch_files(as("kim"), id, made.id, StoreFileState::cancelled, {}))),
            std::vector<std::string>{"doc_2"});

  const FileBatch again = must(stores_->add_batch(as("kim"), id, {both.back()}));
  EXPECT_EQ(again.files.completed, 1);
  EXPECT_FALSE(must(stores_->cancel_batch(as("kim"), id, again.id)).cancelled);
  EXPECT_EQ(searched(id).size(), 2U);
  EXPECT_EQ(stores_->batch(as("kim"), store(), made.id).error().code, ErrorCode::not_found);
}

TEST_P(CollectionTest, AStoreExpiresUnlessItIsUsed) {
  const DocumentId file = document("doc_1");
  const VectorStoreId id = store({file});
  must(stores_->change(as("kim"), id, {.name = {}, .metadata = {}, .expires_days = 2}));
  clock_.forward(kDayMs);
  EXPECT_EQ(searched(id).size(), 1U);
  clock_.forward(kDayMs);
  EXPECT_EQ(searched(id).size(), 1U);  // it was used yesterday
  const UnixMs used = must(stores_->get(as("kim"), id)).active_ms;
  clock_.forward(30'000);
  EXPECT_EQ(searched(id).size(), 1U);
  EXPECT_EQ(must(stores_->get(as("kim"), id)).active_ms, used);  // to the minute
  clock_.forward(2 * kDayMs);
  EXPECT_EQ(stores_->to_search(as("kim"), id, {}).error().reason, "vector_store_expired");
  EXPECT_EQ(stores_->add_files(as("kim"), id, {{.document = file, .attributes = {}}}).error().reason,
            "vector_store_expired");
  EXPECT_EQ(must(stores_->get(as("kim"), id)).files.total(), 1);
  must(stores_->change(as("kim"), id, {.name = "다시", .metadata = {}, .expires_days = {}}));
  EXPECT_EQ(searched(id).size(), 1U);
}

TEST_P(CollectionTest, ThereAreLimits) {
  const VectorStoreId id = store();
  const DocumentId file = document("doc_x");
  const std::string person = people_ids_.at("kim").str();
  run_counting(
      "INSERT INTO documents (id, source, name, title, media_type, blob, content_hash, bytes, owner, permission, "
      "state, duplicate_of, error_code, error_message, stage_key, pages, elements, chunks, warnings, "
      "characters_in, characters_out, created_ms, updated_ms)",
      "'doc_' || i, 's' || i, '', '', '', '', '', 0, '" + person +
          "', '', 'ready', '', '', '', '', 0, 0, 0, 0, 0, 0, 0, 0",
      VectorStores::kFilesMax);
  run("INSERT INTO vector_store_files (store_id, document_id, attributes, cancelled, added_ms) SELECT '" + id.str() +
      "', id, '{}', 0, 0 FROM documents WHERE id <> 'doc_x'");
  EXPECT_EQ(stores_->add_files(as("kim"), id, {{.document = file, .attributes = {}}}).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(rows("vector_store_files"), VectorStores::kFilesMax);
  const std::vector<VectorStores::NewFile> many(VectorStores::kAddedMax + 1, {.document = file, .attributes = {}});
  EXPECT_EQ(stores_->add_batch(as("kim"), store(), many).error().code, ErrorCode::limit_exceeded);
  run_counting(
      "INSERT INTO vector_stores (id, person, name, description, metadata, expires_days, created_ms, active_ms)",
      "'vs_' || i, '" + person + "', '', '', '{}', 0, 0, 0", VectorStores::kStoresMax);
  EXPECT_EQ(stores_->add(as("kim"), {.name = "하나 더"}).error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(stores_->add(as("lee"), {.name = "남"}).has_value());
}

TEST_P(CollectionTest, FilesAreWhatOneUploaded) {
  const DocumentId one = document("doc_1"), two = document("doc_2");
  document("doc_3", DocumentState::ready, {"kim"}, "file:/data/");
  const DocumentId closed = document("doc_4", DocumentState::ready, {"lee"});
  must(files_->note(one, FilePurpose::assistants));
  const auto listed = [&](const std::string& login, std::optional<FilePurpose> purpose, const Cursor& cursor = {}) {
    std::string text;
    for (const KeptFile& file : must(files_->list(as(login), purpose, cursor)).items)
      text += file.document.id.str().back() + std::string(to_string(file.purpose)).substr(0, 1);
    return text;
  };
  EXPECT_EQ(listed("kim", {}), "2u1a");
  EXPECT_EQ(listed("kim", FilePurpose::assistants), "1a");
  EXPECT_EQ(listed("kim", FilePurpose::user_data), "2u");
  EXPECT_EQ(listed("kim", {}, {.limit = 1, .order = Cursor::Order::oldest_first, .after = "doc_1", .before = {}}),
            "2u");
  EXPECT_EQ(listed("lee", {}), "");
  EXPECT_EQ(must(files_->get(as("lee"), closed)).purpose, FilePurpose::user_data);
  EXPECT_EQ(files_->get(as("lee"), one).error().code, ErrorCode::not_found);
  EXPECT_EQ(files_->get(as("kim"), closed).error().code, ErrorCode::not_found);
  must(files_->note(one, FilePurpose::user_data));
  EXPECT_EQ(must(files_->get(as("kim"), one)).purpose, FilePurpose::user_data);
  EXPECT_EQ(must(files_->get(as("kim"), two)).document.name, "doc_2.txt");
}

}  // namespace
}  // namespace onggi
