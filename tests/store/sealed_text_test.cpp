// Sealed text: it opens in its own row and nowhere else, after rotations and in other processes too.
#include "store/sealed_text.h"

#include <stdlib.h>

#include "base/hash.h"
#include "store/any_database.h"
#include "store/blobs.h"
#include "store/migrations.h"
#include "store/rotation.h"

namespace onggi {
namespace {

class SealedTextTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
    vault_ = open_it(folder_.path() / "keys");
  }

  std::unique_ptr<Vault> open_it(const std::filesystem::path& keys) const {
    auto vault = open_vault(keys, *database_);
    return vault ? std::make_unique<Vault>(*std::move(vault)) : nullptr;
  }
  Result<SealedText> texts(const std::string& purpose = "test") const {
    return SealedText::open(database_, *vault_, clock_, purpose);
  }
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
                   .progress = {}},
                  Cancel());
  }

  std::unique_ptr<Vault> vault_;
};
ONGGI_ON_ANY_DATABASE(SealedTextTest);

TEST_P(SealedTextTest, OpensAsItWasSealed) {
  const auto sealer = texts();
  ONGGI_ASSERT_OK(sealer);
  for (const std::string& text : {std::string(), std::string("계약 기간은 얼마인가요?"), std::string("zero \0 \xff", 7),
                                  std::string(3U << 20U, 'x')}) {
    const std::string sealed = sealer->seal("row/1", text);
    EXPECT_EQ(sealer->open("row/1", sealed).value_or("-"), text);
    EXPECT_NE(sealed, sealer->seal("row/1", text));
  }
}

TEST_P(SealedTextTest, TellsNothingOfTheText) {
  const auto sealer = texts();
  ONGGI_ASSERT_OK(sealer);
  const std::string text = "홍길동의 계약 기간";
  const std::string sealed = sealer->seal("row/1", text);
  std::string bytes;
  ASSERT_TRUE(from_base64(sealed, bytes));
  EXPECT_EQ(bytes.find("홍길동"), std::string::npos);
  EXPECT_EQ(bytes.size(), text.size() + 40);
}

TEST_P(SealedTextTest, OpensOnlyInItsRowAndForItsPurpose) {
  const auto sealer = texts();
  const auto another = texts("another");
  ONGGI_ASSERT_OK(sealer);
  ONGGI_ASSERT_OK(another);
  const std::string sealed = sealer->seal("row/1", "first");
  EXPECT_EQ(sealer->open("row/2", sealed).error().reason, "sealed_damaged");
  EXPECT_EQ(another->open("row/1", sealed).error().reason, "sealed_damaged");
  std::string changed;
  ASSERT_TRUE(from_base64(sealed, changed));
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(sealer->open("row/1", to_base64(changed)).error().reason, "sealed_damaged");
  for (const char* not_sealed : {"", "AAAA", "no base64"})
    EXPECT_EQ(sealer->open("row/1", not_sealed).error().reason, "sealed_damaged");
}

TEST_P(SealedTextTest, OpensAfterRotationsAndInAnotherProcess) {
  const auto sealer = texts();
  ONGGI_ASSERT_OK(sealer);
  const std::string sealed = sealer->seal("row/1", "first");
  for (int turn = 0; turn < 2; ++turn) ONGGI_ASSERT_OK(rotate_it());
  EXPECT_EQ(sealer->open("row/1", sealed).value_or("-"), "first");
  vault_ = open_it(folder_.path() / "keys");
  ASSERT_NE(vault_, nullptr);
  const auto later = texts();
  ONGGI_ASSERT_OK(later);
  EXPECT_EQ(later->open("row/1", sealed).value_or("-"), "first");
  EXPECT_EQ(sealer->open("row/2", later->seal("row/2", "second")).value_or("-"), "second");
  // The generation under which it was sealed is gone: nothing stands under it any more.
  const auto rows = database_->query("SELECT MIN(generation) AS generation FROM sealed_values");
  ONGGI_ASSERT_OK(rows);
  EXPECT_EQ(rows->front().integer("generation"), 3);
}

TEST_P(SealedTextTest, AChangedKeyIsAnErrorAndNeverANewKey) {
  ONGGI_ASSERT_OK(texts());
  run("UPDATE sealed_values SET sealed = 'AAAA'");
  EXPECT_EQ(texts().error().reason, "sealed_damaged");
}

}  // namespace
}  // namespace onggi
