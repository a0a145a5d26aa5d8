// The catalog's statements on a real database: what is stored comes back, and what is not visible does not.
#include "index/catalog.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "index/any_catalog.h"
#include "index/metadata.h"

namespace onggi {
namespace {

DocumentRow document(const std::string& id, const std::string& permission, UnixMs created_ms = 1000) {
  DocumentRow row;
  row.id = DocumentId(id);
  row.source = "file:/자료/" + id + ".hwpx";
  row.name = id + ".hwpx";
  row.title = "제목 " + id;
  row.media_type = "application/hwp+zip";
  row.blob = BlobId("blob_" + id);
  row.content_hash = "hash";
  row.bytes = 5'000'000'000;
  row.owner = PersonId("person_1");
  row.permission = PermissionId(permission);
  row.state = DocumentState::ready;
  row.stage_key = "key";
  row.pages = 3;
  row.elements = 40;
  row.chunks = 2;
  row.warnings = 1;
  row.characters_in = 100;
  row.characters_out = 99;
  row.created_ms = created_ms;
  row.updated_ms = created_ms + 1;
  return row;
}

ChunkRow chunk(const std::string& id, const std::string& of, std::int32_t number) {
  ChunkRow row;
  row.id = ChunkId(id);
  row.document = DocumentId(of);
  row.number = number;
  row.lead = "제3장 휴가";
  row.pieces = {{ElementId("e1"), "연차휴가는 15일로 한다.", {{2, "3", Box{10, 20.5, 300, 40}}}},
                {ElementId("e2"), "둘째 줄\n셋째 줄", {{2, "3", {}}, {3, "4", {}}}},
                {ElementId("e3"), "", {}}};
  row.pieces[1].grid = PieceGrid{.row = 4, .header = {{{0, 1}, {1, 3}}}, .lines = {{}, {{1, 2}}}};
  row.text = "연차휴가는 15일로 한다.\n둘째 줄\n셋째 줄\n";
  return row;
}

const std::vector<PermissionId> kAll{PermissionId("p1"), PermissionId("p2")};

class CatalogTest : public any::CatalogFixture {
 protected:
  void put(const DocumentRow& row) {
    const auto done = database().write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog().put(session, row));
      return true;
    });
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  Result<bool> replace_chunks(const std::string& id, const std::vector<ChunkRow>& rows) {
    return database().write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(catalog().replace_chunks(session, DocumentId(id), rows));
      return true;
    });
  }
  std::vector<std::string> listed(const std::vector<PermissionId>& permissions, const Catalog::Listing& listing) {
    std::vector<std::string> ids;
    const auto found = catalog().list(permissions, listing);
    EXPECT_TRUE(found.has_value());
    for (const DocumentRow& row : found->documents) ids.push_back(row.id.str());
    return ids;
  }
};

using Ids = std::vector<std::string>;

// Three versions: since when the first holds is said, of the second not (it counts from when it came in), and of the
// third somebody wrote another day than the source did.
TEST_P(CatalogTest, OfEachDocumentOneVersionHoldsOnADay) {
  const UnixMs june = *end_of_day("2024-05-31");
  DocumentRow first = document("d1", "p1"), second = document("d2", "p1", june), third = document("d3", "p1", june);
  first.series = second.series = third.series = "d1";
  second.version = 2, third.version = 3;
  first.superseded_by = DocumentId("d2"), second.superseded_by = DocumentId("d3");
  first.superseded_on = second.superseded_on = "2024-06-01";
  const DocumentRow alone = document("d4", "p2", june);
  for (const DocumentRow& row : {first, second, third, alone}) put(row);
  const auto said = database().write<bool>([&](SqlSession& session) -> Result<bool> {
    Metadata metadata(database_, clock_);
    ONGGI_CHECK(metadata.replace(session, first.id, MetadataOrigin::found, {{"effective_date", "2024-01-01"}}));
    ONGGI_CHECK(metadata.replace(session, third.id, MetadataOrigin::source, {{"effective_date", "2020-01-01"}}));
    ONGGI_CHECK(metadata.write(session, third.id, "effective_date", "2024-09-01", PersonId("x")));
    return true;
  });
  ASSERT_TRUE(said.has_value());
  const auto out = [&](const std::string& day) {
    std::vector<std::string> ids;
    const auto found = catalog().not_in_force(day);
    for (const DocumentId& id : found.value()) ids.push_back(id.str());
    std::ranges::sort(ids);
    return ids;
  };
  EXPECT_EQ(out("2023-12-31"), (Ids{"d1", "d2", "d3", "d4"}));
  EXPECT_EQ(out("2024-05-31"), (Ids{"d2", "d3", "d4"}));
  EXPECT_EQ(out("2024-06-01"), (Ids{"d1", "d3"}));
  EXPECT_EQ(out("2024-09-01"), (Ids{"d1", "d2"}));
  EXPECT_EQ(catalog().not_in_force("2024-02-30").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(catalog().versions_of({PermissionId("p1")}, second)->size(), 3U);
  EXPECT_EQ(catalog().versions_of({PermissionId("p2")}, second)->size(), 0U);
  EXPECT_EQ(catalog().versions_of(kAll, alone)->size(), 1U);
}

TEST_P(CatalogTest, ADocumentComesBackAsItWasAndPutReplacesIt) {
  DocumentRow row = document("a", "p1");
  row.error_message = "따옴표 ' 와 \" 와 :1";
  put(row);
  auto back = catalog().row(DocumentId("a"));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->bytes, 5'000'000'000);
  EXPECT_EQ(back->title, "제목 a");
  EXPECT_EQ(back->error_message, row.error_message);
  EXPECT_EQ(back->state, DocumentState::ready);
  EXPECT_EQ(back->characters_out, 99);
  row.state = DocumentState::failed;
  row.error_code = "bad_input";
  put(row);
  back = catalog().row(DocumentId("a"));
  EXPECT_EQ(back->state, DocumentState::failed);
  EXPECT_EQ(back->error_code, "bad_input");
  EXPECT_EQ(catalog().all()->size(), 1U);
}

TEST_P(CatalogTest, WhatIsNotVisibleIsNotFound) {
  put(document("a", "p1"));
  EXPECT_EQ(catalog().get({PermissionId("p1")}, DocumentId("a"))->name, "a.hwpx");
  for (const auto& permissions : {std::vector<PermissionId>{}, {PermissionId("p2")}, {PermissionId("")}}) {
    EXPECT_EQ(catalog().get(permissions, DocumentId("a")).error().code, ErrorCode::not_found);
    EXPECT_EQ(listed(permissions, {}), Ids{});
  }
  const std::string invisible = catalog().get({PermissionId("p2")}, DocumentId("a")).error().message;
  EXPECT_EQ(invisible, "no document a");
  EXPECT_EQ(catalog().get({PermissionId("p2")}, DocumentId("z")).error().message, "no document z");
}

TEST_P(CatalogTest, ListsNewestFirstWithFiltersAndPages) {
  put(document("a_1", "p1", 10));
  put(document("b%2", "p2", 20));
  put(document("C3", "p1", 30));
  DocumentRow queued = document("d", "p1", 40);
  queued.state = DocumentState::queued;
  put(queued);
  EXPECT_EQ(listed(kAll, {}), (Ids{"d", "C3", "b%2", "a_1"}));
  EXPECT_EQ(listed({PermissionId("p2")}, {}), Ids{"b%2"});
  EXPECT_EQ(listed(kAll, {.name_contains = "_"}), Ids{"a_1"});
  EXPECT_EQ(listed(kAll, {.name_contains = "%2"}), Ids{"b%2"});
  EXPECT_EQ(listed(kAll, {.name_contains = "c3.HWPX"}), Ids{"C3"});
  EXPECT_EQ(listed(kAll, {.state = DocumentState::queued}), Ids{"d"});
  EXPECT_EQ(listed(kAll, {.limit = 2, .offset = 1}), (Ids{"C3", "b%2"}));
  EXPECT_EQ(catalog().list(kAll, {.limit = 2, .offset = 1})->total, 4);
  EXPECT_EQ(catalog().list(kAll, {.limit = 0}).error().code, ErrorCode::invalid_argument);
}

TEST_P(CatalogTest, TenThousandPermissionsAreOneParameter) {
  put(document("a", "p1"));
  ASSERT_TRUE(replace_chunks("a", {chunk("c1", "a", 0)}).has_value());
  std::vector<PermissionId> many;
  for (int i = 0; i < 10'000; ++i) many.emplace_back("permission_" + std::to_string(i));
  EXPECT_EQ(listed(many, {}), Ids{});
  many.emplace_back("p1");
  EXPECT_EQ(listed(many, {}), Ids{"a"});
  EXPECT_EQ(catalog().chunks(many, {ChunkId("c1")})->size(), 1U);
}

TEST_P(CatalogTest, ChunksComeBackWithTheirPiecesInTheOrderAskedFor) {
  put(document("a", "p1"));
  put(document("b", "p2"));
  ASSERT_TRUE(replace_chunks("a", {chunk("c1", "a", 0), chunk("c2", "a", 1)}).has_value());
  ASSERT_TRUE(replace_chunks("b", {chunk("c3", "b", 0)}).has_value());
  const auto rows = catalog().chunks(kAll, {ChunkId("c3"), ChunkId("없음"), ChunkId("c1")});
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].id.str(), "c3");
  EXPECT_EQ((*rows)[1].id.str(), "c1");
  const ChunkRow expected = chunk("c1", "a", 0);
  ASSERT_EQ((*rows)[1].pieces.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*rows)[1].pieces[i].element, expected.pieces[i].element);
    EXPECT_EQ((*rows)[1].pieces[i].text, expected.pieces[i].text);
    EXPECT_EQ((*rows)[1].pieces[i].places, expected.pieces[i].places);
    EXPECT_EQ((*rows)[1].pieces[i].grid, expected.pieces[i].grid);
  }
  EXPECT_EQ((*rows)[1].text, expected.text);
  EXPECT_EQ(catalog().chunks({PermissionId("p1")}, {ChunkId("c3"), ChunkId("c1")})->size(), 1U);
  EXPECT_TRUE(catalog().chunks({}, {ChunkId("c1")})->empty());
}

TEST_P(CatalogTest, ChunksAreReplacedAndRemovedAsAWhole) {
  put(document("a", "p1"));
  ASSERT_TRUE(replace_chunks("a", {chunk("c1", "a", 0), chunk("c2", "a", 1)}).has_value());
  ASSERT_TRUE(replace_chunks("a", {chunk("c2", "a", 0), chunk("c9", "a", 1)}).has_value());
  const auto rows = catalog().chunks_of(DocumentId("a"));
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).id.str(), "c2");
  EXPECT_EQ(rows->at(1).id.str(), "c9");
  ChunkRow broken = chunk("c4", "a", 0);
  broken.text += "!";
  EXPECT_EQ(replace_chunks("a", {broken}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(replace_chunks("a", {chunk("c4", "b", 0)}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(catalog().chunks_of(DocumentId("a"))->size(), 2U);
  ASSERT_TRUE(database()
                  .write<bool>([&](SqlSession& session) -> Result<bool> {
                    ONGGI_CHECK(catalog().remove(session, DocumentId("a")));
                    return true;
                  })
                  .has_value());
  EXPECT_TRUE(catalog().chunks_of(DocumentId("a"))->empty());
  EXPECT_EQ(catalog().row(DocumentId("a")).error().code, ErrorCode::not_found);
}

TEST_P(CatalogTest, OneSourceIsOneDocumentOfItsOwner) {
  DocumentRow first = document("a", "p1"), second = document("b", "p1");
  second.source = first.source;
  put(first);
  EXPECT_EQ((*catalog().by_source(first.owner, first.source))->id, first.id);
  EXPECT_FALSE(catalog().by_source(PersonId("person_2"), first.source)->has_value());
  const auto done = database().write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(catalog().put(session, second));
    return true;
  });
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  second.owner = PersonId("person_2");
  put(second);
}

TEST_P(CatalogTest, EqualTextsAreFoundInsideOnePermission) {
  put(document("a", "p1", 10));
  put(document("b", "p1", 20));
  put(document("c", "p2", 5));
  DocumentRow copy = document("d", "p1", 30);
  copy.state = DocumentState::duplicate;
  copy.duplicate_of = DocumentId("a");
  copy.blob = BlobId("blob_a");
  put(copy);
  const auto find = [&](const std::string& permission, const std::string& other_than) {
    return *database().write<std::optional<DocumentId>>([&](SqlSession& session) -> Result<std::optional<DocumentId>> {
      for (const char* id : {"a", "b", "c", "d"}) ONGGI_CHECK(catalog().note_text(session, DocumentId(id), "text"));
      return catalog().find_text(session, PermissionId(permission), "text", DocumentId(other_than));
    });
  };
  EXPECT_EQ(find("p1", "x"), DocumentId("a"));
  EXPECT_EQ(find("p1", "a"), DocumentId("b"));
  EXPECT_EQ(find("p2", "c"), std::nullopt);
  put(document("a", "p1", 10));  // keeps its hash
  EXPECT_EQ(catalog().duplicates_of(DocumentId("a"))->front().id.str(), "d");
  EXPECT_EQ(*catalog().count_blob_uses(BlobId("blob_a")), 2);
}

ONGGI_ON_ANY_DATABASE(CatalogTest);

}  // namespace
}  // namespace onggi
