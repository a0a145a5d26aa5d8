// Sealed values: they come back with the vault, after rotations too; nothing of them stands in the database.
#include "store/sealed_values.h"

#include <stdlib.h>

#include "base/hash.h"
#include "store/any_database.h"
#include "store/blobs.h"
#include "store/migrations.h"
#include "store/rotation.h"

namespace onggi {
namespace {

class SealedValuesTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
    open();
  }

  void open() {
    auto vault = open_vault(folder_.path() / "keys", *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
  }
  SealedValues values(const std::string& purpose = "test") const { return {database_, *vault_, clock_, purpose}; }

  Result<Rotated> rotate_it() {
    auto blobs = BlobStore::open(folder_.path() / "blobs", *vault_);
    auto in_use = KeysInUse::open(folder_.path() / "blobs");
    return rotate({.vault = *vault_,
                   .database = *database_,
                   .blobs = **blobs,
                   .in_use = *in_use,
                   .keys_folder = folder_.path() / "keys",
                   .given_key = {},
                   .note = [](SqlSession&, std::string_view, const std::string&) { return Result<void>{}; },
                   .progress = {},
                   .batch = 3},
                  Cancel());
  }

  // All that a thief of the database reads.
  std::string dump() const {
    std::string text;
    const auto rows = database_->query("SELECT purpose, name, value_hash, envelope, sealed FROM sealed_values");
    for (const SqlRow& row : *rows)
      for (const char* column : {"purpose", "name", "value_hash", "envelope", "sealed"})
        text += row.text(column) + "\n";
    return text;
  }

  std::unique_ptr<Vault> vault_;
};
ONGGI_ON_ANY_DATABASE(SealedValuesTest);

TEST_P(SealedValuesTest, ComeBackAsTheyWereFirstKept) {
  const std::string odd("zero \0 and \xff", 11);
  ONGGI_ASSERT_OK(values().keep({{{"a", "1", "010-1234-5678"}, {"b", "1", odd}}}));
  clock_.forward(1000);
  ONGGI_ASSERT_OK(values().keep({{{"a", "1", "01012345678"}, {"a", "2", "홍길동"}}}));
  const auto got = values().get("a");
  ONGGI_ASSERT_OK(got);
  ASSERT_EQ(got->size(), 2U);
  EXPECT_EQ((*got)[0].value, "010-1234-5678");
  EXPECT_EQ((*got)[1].value, "홍길동");
  EXPECT_LT((*got)[0].made_ms, (*got)[1].made_ms);
  EXPECT_EQ(values().get("b")->front().value, odd);
  EXPECT_TRUE(values().get("c")->empty());
  EXPECT_TRUE(values("another").get("a")->empty());
  EXPECT_EQ(*values().count(), 3);
  const std::string too_long(SealedValues::kValueBytesMax + 1, 'x');
  EXPECT_EQ(values().keep({{{"d", "1", too_long}}}).error().code, ErrorCode::limit_exceeded);
}

TEST_P(SealedValuesTest, NothingOfThemStandsInTheDatabase) {
  ONGGI_ASSERT_OK(values().keep({{{"a", "1", "010-1234-5678"}, {"b", "2", "홍길동"}}}));
  const std::string text = dump();
  for (const char* value : {"010-1234-5678", "홍길동"})
    for (const std::string& form : {std::string(value), to_hex(value), to_base64(value).substr(0, 8)})
      EXPECT_EQ(text.find(form), std::string::npos) << form;
}

TEST_P(SealedValuesTest, ARowOpensOnlyWhereItBelongs) {
  ONGGI_ASSERT_OK(values().keep({{{"a", "1", "first"}, {"b", "1", "second"}}}));
  run("UPDATE sealed_values SET sealed = (SELECT sealed FROM sealed_values WHERE name = 'b'), envelope = (SELECT "
      "envelope FROM sealed_values WHERE name = 'b') WHERE name = 'a'");
  EXPECT_EQ(values().get("a").error().reason, "sealed_damaged");
  EXPECT_EQ(values().get("b")->front().value, "second");
  run("UPDATE sealed_values SET sealed = 'AAAA' WHERE name = 'b'");
  EXPECT_EQ(values().get("b").error().reason, "sealed_damaged");
}

TEST_P(SealedValuesTest, RotationKeepsThemReadableAndTheOldKeysOpenNothing) {
  for (int i = 0; i < 10; ++i)
    ONGGI_ASSERT_OK(values().keep({{{"n" + std::to_string(i), "h", "value " + std::to_string(i)}}}));
  run("UPDATE sealed_values SET envelope = 'AAAA' WHERE name = 'n4'");
  const auto rotated = rotate_it();
  ONGGI_ASSERT_OK(rotated);
  EXPECT_EQ(rotated->damaged, 1);
  for (const bool again : {false, true}) {
    if (again) open();
    for (int i = 0; i < 10; ++i) {
      const auto got = values().get("n" + std::to_string(i));
      if (i == 4) EXPECT_EQ(got.error().reason, "sealed_damaged");
      else EXPECT_EQ(got->front().value, "value " + std::to_string(i));
    }
  }
  const auto rows = database_->query("SELECT name FROM sealed_values WHERE generation = 2");
  EXPECT_EQ(rows->size(), 9U);
}

TEST_P(SealedValuesTest, AreRemovedByWhatTheyHold) {
  std::vector<SealedValue> many;
  for (int i = 0; i < 1203; ++i) many.push_back({"n" + std::to_string(i % 700), std::to_string(i), std::to_string(i)});
  ONGGI_ASSERT_OK(values().keep(many));
  ONGGI_ASSERT_OK(values("another").keep({{{"n1", "1", "7"}}}));
  const auto removed = values().remove_if([](const SealedValue& value) { return value.value.ends_with('7'); });
  ONGGI_ASSERT_OK(removed);
  EXPECT_EQ(*removed, 120);
  EXPECT_EQ(*values().count(), 1083);
  EXPECT_EQ(*values("another").count(), 1);
}

}  // namespace
}  // namespace onggi
