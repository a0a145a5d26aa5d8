// The master key: made once, private, from a file or the environment.
#include "store/vault.h"

#include <stdlib.h>

#include <set>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "store/any_database.h"
#include "store/migrations.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

class VaultTest : public testing::Test {
 protected:
  void SetUp() override { ::unsetenv("ONGGI_MASTER_KEY"); }
  void TearDown() override { ::unsetenv("ONGGI_MASTER_KEY"); }
  fs::path file() const { return folder_.path() / "keys" / "master.key"; }
  Result<Vault> open(Vault::Create create) const { return Vault::open(folder_.path() / "keys", create); }
  any::TemporaryFolder folder_;
};

TEST_F(VaultTest, IsMadeOncePrivate) {
  EXPECT_EQ(open(Vault::Create::no).error().code, ErrorCode::not_found);
  const auto first = open(Vault::Create::yes);
  ONGGI_ASSERT_OK(first);
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::file_size(file()), 32U);
  const auto second = open(Vault::Create::no);
  ONGGI_ASSERT_OK(second);
  EXPECT_EQ(first->subkey("blobs"), second->subkey("blobs"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path() / "keys"), fs::directory_iterator()), 1);
}

TEST_F(VaultTest, SubkeysDifferByPurposeAndKey) {
  const auto vault = open(Vault::Create::yes);
  ONGGI_ASSERT_OK(vault);
  const any::TemporaryFolder other_folder;
  const auto other = Vault::open(other_folder.path(), Vault::Create::yes);
  ONGGI_ASSERT_OK(other);
  std::set<std::string> keys = {*read_file(file())};
  for (const Vault* each : {&*vault, &*other})
    for (const char* purpose : {"blobs", "names", "keys", "audit", ""}) keys.insert(each->subkey(purpose));
  EXPECT_EQ(keys.size(), 11U);
  for (const std::string& key : keys) EXPECT_EQ(key.size(), 32U);
}

TEST_F(VaultTest, SaysWhatIsWrongWithTheFile) {
  ONGGI_ASSERT_OK(open(Vault::Create::yes));
  fs::permissions(file(), fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(open(Vault::Create::yes).error().code, ErrorCode::not_allowed);
  fs::remove(file());
  ONGGI_ASSERT_OK(write_file(file(), "short", Durable::no, 0600));
  EXPECT_EQ(open(Vault::Create::yes).error().code, ErrorCode::bad_input);
  EXPECT_EQ(Vault::open("/proc/onggi", Vault::Create::yes).error().code, ErrorCode::unavailable);
}

TEST_F(VaultTest, TheEnvironmentGoesFirst) {
  ::setenv("ONGGI_MASTER_KEY", std::string(64, 'a').c_str(), 1);
  const auto vault = open(Vault::Create::yes);
  ONGGI_ASSERT_OK(vault);
  EXPECT_FALSE(fs::exists(file()));
  for (const char* wrong : {"aa", "no hex at all, but with sixty-four characters, which is as it goes"}) {
    ::setenv("ONGGI_MASTER_KEY", wrong, 1);
    const auto refused = open(Vault::Create::yes);
    EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
    EXPECT_EQ(refused.error().message.find(wrong), std::string::npos);
  }
}

TEST_F(VaultTest, TwoThatBeginAtOnceGetTheSameKey) {
  std::vector<std::string> keys(4);
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (std::string& key : keys)
    threads.emplace_back([&] {
      const auto vault = open(Vault::Create::yes);
      ONGGI_EXPECT_OK(vault);
      if (vault) key = vault->subkey("blobs");
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 1U);
}

class HomeKeyTest : public any::DatabaseTest {
 protected:
  void SetUp() override {
    ::unsetenv("ONGGI_MASTER_KEY");
    any::DatabaseTest::SetUp();
    if (!database_) return;
    ONGGI_ASSERT_OK(migrate(*database_, store_migrations()));
  }
  fs::path keys() const { return folder_.path() / "keys"; }
};

TEST_P(HomeKeyTest, AKnownHomeOpensWithItsKey) {
  const auto first = open_vault(keys(), *database_);
  ONGGI_ASSERT_OK(first);
  const auto second = open_vault(keys(), *database_);
  ONGGI_ASSERT_OK(second);
  EXPECT_EQ(first->subkey("blobs"), second->subkey("blobs"));
}

TEST_P(HomeKeyTest, ALostKeyIsNotMadeAnew) {
  ONGGI_ASSERT_OK(open_vault(keys(), *database_));
  fs::remove(keys() / "master.key");
  const auto lost = open_vault(keys(), *database_);
  EXPECT_EQ(lost.error().code, ErrorCode::not_found);
  EXPECT_FALSE(fs::exists(keys() / "master.key"));
}

TEST_P(HomeKeyTest, AnotherKeyIsRefused) {
  ONGGI_ASSERT_OK(open_vault(keys(), *database_));
  ONGGI_ASSERT_OK(write_file(keys() / "master.key", std::string(32, 'x'), Durable::no, 0600));
  const auto other = open_vault(keys(), *database_);
  EXPECT_EQ(other.error().code, ErrorCode::not_allowed);
  EXPECT_EQ(other.error().reason, "wrong_master_key");
}

ONGGI_ON_ANY_DATABASE(HomeKeyTest);

}  // namespace
}  // namespace onggi
