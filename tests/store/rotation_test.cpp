// Rotation: everything opens afterwards with the new key, nothing with the old one, wherever it was stopped.
#include "store/rotation.h"

#include <sodium.h>
#include <stdlib.h>

#include <random>

#include "base/hash.h"
#include "store/any_database.h"
#include "store/blob_header.h"
#include "store/migrations.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

// A blob as homes from before envelopes hold it: frames sealed with the vault's key itself.
std::string first_form(std::string_view key, std::string_view id, std::string_view plain) {
  const auto* bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }(plain);
  crypto_secretstream_xchacha20poly1305_state state;
  std::string header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&state, reinterpret_cast<unsigned char*>(header.data()),
                                                  reinterpret_cast<const unsigned char*>(key.data()));
  std::string frame(plain.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
  crypto_secretstream_xchacha20poly1305_push(&state, reinterpret_cast<unsigned char*>(frame.data()), nullptr, bytes,
                                             plain.size(), reinterpret_cast<const unsigned char*>(id.data()), id.size(),
                                             crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  return "onggi1\n" + header + frame;
}

class RotationTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
    open();
  }
  void TearDown() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    blobs_.reset();
    vault_.reset();
    any::DatabaseTest::TearDown();
  }

  fs::path keys() const { return folder_.path() / "keys"; }
  fs::path blobs_folder() const { return folder_.path() / "blobs"; }
  std::string key_file() const { return *read_file(keys() / "master.key"); }

  // As another process would, from what lies there.
  void open() {
    blobs_.reset();
    vault_.reset();
    auto vault = open_vault(keys(), *database_);
    ONGGI_ASSERT_OK(vault);
    vault_ = std::make_unique<Vault>(*std::move(vault));
    auto blobs = BlobStore::open(blobs_folder(), *vault_);
    ONGGI_ASSERT_OK(blobs);
    blobs_ = *std::move(blobs);
    auto in_use = KeysInUse::open(blobs_folder());
    ONGGI_ASSERT_OK(in_use);
    in_use_ = *std::move(in_use);
  }

  Result<Rotated> rotate_it(const std::string& given = {}, std::int64_t stop_after = -1) {
    const Cancel cancel;
    const Rotation rotation{.vault = *vault_,
                            .database = *database_,
                            .blobs = *blobs_,
                            .in_use = in_use_,
                            .keys_folder = keys(),
                            .given_key = given,
                            .note =
                                [this](SqlSession&, std::string_view action, const std::string&) {
                                  noted_.emplace_back(action);
                                  return Result<void>{};
                                },
                            .progress =
                                [&](std::int64_t done, std::int64_t) {
                                  if (done == stop_after) cancel.request();
                                },
                            .batch = 1};
    return rotate(rotation, cancel);
  }

  void put_some(int count) {
    std::mt19937_64 random(7);
    for (int i = 0; i < count; ++i) {
      std::string bytes(random() % 150'000, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      const auto id = blobs_->put(bytes);
      ONGGI_ASSERT_OK(id);
      held_[*id] = bytes;
    }
  }
  void expect_all_open() const {
    for (const auto& [id, bytes] : held_) {
      const auto got = blobs_->get(id);
      ONGGI_ASSERT_OK(got);
      EXPECT_TRUE(*got == bytes);
    }
  }

  std::unique_ptr<Vault> vault_;
  std::unique_ptr<BlobStore> blobs_;
  KeysInUse in_use_;
  std::map<BlobId, std::string> held_;
  std::vector<std::string> noted_;
};
ONGGI_ON_ANY_DATABASE(RotationTest);

TEST_P(RotationTest, TheNewKeyOpensEverythingAndTheOldOneNothing) {
  put_some(12);
  const std::string old_key = key_file();
  const std::string names = vault_->subkey("names");
  const auto before = vault_status(*vault_, *database_, *blobs_);
  ONGGI_ASSERT_OK(before);
  EXPECT_EQ(before->generations.back().blobs, 12);
  const auto rotated = rotate_it();
  ONGGI_ASSERT_OK(rotated);
  EXPECT_EQ(rotated->blobs, 12);
  EXPECT_EQ(rotated->fingerprint_before, before->fingerprint);
  EXPECT_NE(rotated->fingerprint, before->fingerprint);
  EXPECT_EQ(noted_, (std::vector<std::string>{"vault.rotate", "vault.rotated"}));
  expect_all_open();
  EXPECT_NE(key_file(), old_key);
  EXPECT_FALSE(fs::exists(keys() / "master.key.next"));
  open();
  expect_all_open();
  EXPECT_EQ(vault_->subkey("names"), names);  // ids, key hashes and the audit chain hang on it
  const auto after = vault_status(*vault_, *database_, *blobs_);
  ONGGI_ASSERT_OK(after);
  ASSERT_EQ(after->generations.size(), 1U);
  EXPECT_EQ(after->generations.front().number, 2U);
  EXPECT_EQ(after->generations.front().blobs, 12);
  EXPECT_EQ(after->rotating_since_ms, 0);
  ONGGI_ASSERT_OK(write_file(keys() / "master.key", old_key, Durable::no, 0600));
  EXPECT_EQ(open_vault(keys(), *database_).error().reason, "wrong_master_key");
  // Nor does it open a blob with all that it ever gave.
  auto old_vault = Vault::open(keys(), Vault::Create::no);
  ONGGI_ASSERT_OK(old_vault);
  const auto old_blobs = BlobStore::open(blobs_folder(), *old_vault);
  for (const auto& [id, bytes] : held_) EXPECT_FALSE((*old_blobs)->get(id).has_value());
}

TEST_P(RotationTest, GoesOnWhereverItWasStopped) {
  put_some(6);
  for (std::int64_t stop_after = 1; stop_after < 6; ++stop_after) {
    SCOPED_TRACE(stop_after);
    const auto stopped = rotate_it({}, stop_after);
    ASSERT_FALSE(stopped.has_value());
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    open();
    expect_all_open();
    EXPECT_NE(vault_status(*vault_, *database_, *blobs_)->rotating_since_ms, 0);
    put_some(7);  // work goes on meanwhile
    const auto resumed = rotate_it();
    ONGGI_ASSERT_OK(resumed);
    EXPECT_TRUE(resumed->resumed);
    open();
    expect_all_open();
    EXPECT_EQ(vault_status(*vault_, *database_, *blobs_)->generations.size(), 1U);
  }
}

// Step 3 of rotation.h did not happen: the database asks for the key that still lies beside.
TEST_P(RotationTest, AKillBeforeTheFileTookItsPlaceIsSettledAtTheNextOpening) {
  put_some(3);
  const std::string old_key = key_file();
  ASSERT_FALSE(rotate_it({}, 1).has_value());
  fs::rename(keys() / "master.key", keys() / "master.key.next");
  ONGGI_ASSERT_OK(write_file(keys() / "master.key", old_key, Durable::no, 0600));
  open();
  expect_all_open();
  EXPECT_NE(key_file(), old_key);
  EXPECT_FALSE(fs::exists(keys() / "master.key.next"));
  ONGGI_ASSERT_OK(rotate_it());
}

// Step 2 did not happen: what lies beside is nobody's key.
TEST_P(RotationTest, AKillBeforeTheDatabaseChangedLeavesTheOldKey) {
  put_some(3);
  ONGGI_ASSERT_OK(write_file(keys() / "master.key.next", std::string(32, 'n'), Durable::no, 0600));
  open();
  expect_all_open();
  ONGGI_ASSERT_OK(rotate_it());
  open();
  expect_all_open();
  EXPECT_FALSE(fs::exists(keys() / "master.key.next"));
}

TEST_P(RotationTest, AHalfWrittenEnvelopeOpensByTheOther) {
  put_some(1);
  const auto& [id, bytes] = *held_.begin();
  const fs::path place = blobs_folder() / id.str().substr(0, 2) / id.str().substr(2);
  std::string file = *read_file(place);
  file.replace(store::slot_begin(1), 40, std::string(40, '\7'));  // as a kill inside of the writing leaves it
  file[store::slot_begin(1)] = '\2';
  file.replace(store::slot_begin(1) + 1, 7, std::string(7, '\0'));
  ONGGI_ASSERT_OK(write_file(place, file));
  EXPECT_EQ(*blobs_->get(id), bytes);
  ONGGI_ASSERT_OK(rotate_it());
  EXPECT_EQ(*blobs_->get(id), bytes);
  EXPECT_EQ(blobs_->sealed(id)->generation, 2U);
}

TEST_P(RotationTest, AnOperatorsKeyStaysOutside) {
  put_some(3);
  const std::string key(32, '\x5a');
  ONGGI_ASSERT_OK(rotate_it(key));
  EXPECT_FALSE(fs::exists(keys() / "master.key"));
  EXPECT_EQ(open_vault(keys(), *database_).error().code, ErrorCode::not_found);
  ::setenv("ONGGI_MASTER_KEY", to_hex(key).c_str(), 1);
  open();
  expect_all_open();
  EXPECT_EQ(rotate_it().error().reason, "new_key_missing");
  EXPECT_EQ(rotate_it(key).error().code, ErrorCode::invalid_argument);
  const std::string next(32, '\x5b');
  ASSERT_FALSE(rotate_it(next, 1).has_value());
  EXPECT_EQ(rotate_it(std::string(32, 'q')).error().reason, "rotation_under_way");
  const auto old = open_vault(keys(), *database_);
  EXPECT_EQ(old.error().reason, "wrong_master_key");
  ::setenv("ONGGI_MASTER_KEY", to_hex(next).c_str(), 1);
  open();
  ONGGI_ASSERT_OK(rotate_it());
  expect_all_open();
}

TEST_P(RotationTest, AHomeFromBeforeEnvelopesOpensAndRotates) {
  const std::string master = key_file();
  run("DELETE FROM vault_keys");
  run("UPDATE home_key SET made_ms = 0");
  const auto old = Vault::open(keys(), Vault::Create::no);
  ONGGI_ASSERT_OK(old);
  for (const char* text : {"계약 기간은 2년이다.", "연차는 15일이다.", ""}) {
    const BlobId id(keyed_hash_hex(old->subkey("names"), text));
    fs::create_directories(blobs_folder() / id.str().substr(0, 2));
    ONGGI_ASSERT_OK(write_file(blobs_folder() / id.str().substr(0, 2) / id.str().substr(2),
                               first_form(old->subkey("blobs"), id.str(), text)));
    held_[id] = text;
  }
  open();
  expect_all_open();
  EXPECT_EQ(vault_->subkey("audit"), old->subkey("audit"));
  EXPECT_EQ(vault_status(*vault_, *database_, *blobs_)->generations.front().blobs, 3);
  EXPECT_TRUE(held_.contains(*blobs_->put("연차는 15일이다.")));  // not stored a second time
  ONGGI_ASSERT_OK(rotate_it());
  open();
  expect_all_open();
  EXPECT_EQ(vault_->subkey("audit"), old->subkey("audit"));
  for (const auto& [id, bytes] : held_) EXPECT_EQ(blobs_->sealed(id)->generation, 2U);
  EXPECT_NE(key_file(), master);
}

TEST_P(RotationTest, KeysThatAreGoneAreNotMadeAnew) {
  run("DELETE FROM vault_keys");
  EXPECT_EQ(open_vault(keys(), *database_).error().reason, "vault_damaged");
}

TEST_P(RotationTest, WaitsForNobodyElseToUseTheKeys) {
  const auto other = KeysInUse::open(blobs_folder());
  ONGGI_ASSERT_OK(other);
  EXPECT_EQ(rotate_it().error().reason, "keys_in_use");
  EXPECT_EQ(vault_status(*vault_, *database_, *blobs_)->rotating_since_ms, 0);
}

TEST_P(RotationTest, ADamagedBlobIsCountedAndDoesNotStopIt) {
  put_some(3);
  const BlobId id = held_.begin()->first;
  ONGGI_ASSERT_OK(
      write_file(blobs_folder() / id.str().substr(0, 2) / id.str().substr(2), "onggi2\n" + std::string(400, 'x')));
  const auto rotated = rotate_it();
  ONGGI_ASSERT_OK(rotated);
  EXPECT_EQ(rotated->damaged, 1);
  EXPECT_EQ(vault_status(*vault_, *database_, *blobs_)->damaged, 1);
}

// What compact() is for: the sealed rows of the old key are not in the file or its journal any more.
TEST_P(RotationTest, NoSealedKeyOfBeforeIsLeftInTheFiles) {
  if (is_postgresql()) GTEST_SKIP() << "the server's files are its own";
  const auto rows = database_->query("SELECT wrapped FROM vault_keys");
  ONGGI_ASSERT_OK(rows);
  ONGGI_ASSERT_OK(rotate_it());
  for (const char* name : {"onggi.db", "onggi.db-wal"}) {
    const auto bytes = read_file(folder_.path() / name);
    if (!bytes) continue;
    for (const SqlRow& row : *rows) EXPECT_EQ(bytes->find(row.text("wrapped")), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace onggi
