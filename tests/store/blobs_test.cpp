// Blobs: what goes in comes out, and nothing else.
#include "store/blobs.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "base/file.h"
#include "store/any_database.h"
#include "store/blob_format.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

std::string random_text(std::mt19937_64& random, std::size_t length) {
  std::string text(length, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

class BlobsTest : public testing::Test {
 protected:
  BlobsTest() : vault_(*Vault::open(folder_.path() / "keys", Vault::Create::yes)), blobs_(open()) {}
  std::unique_ptr<BlobStore> open() { return *BlobStore::open(folder_.path() / "blobs", vault_); }
  fs::path place(const BlobId& id) const {
    return folder_.path() / "blobs" / id.str().substr(0, 2) / id.str().substr(2);
  }
  void expect_damaged(const BlobId& id, std::string_view how) const {
    const auto got = blobs_->get(id);
    ASSERT_FALSE(got.has_value()) << how;
    EXPECT_EQ(got.error().code, ErrorCode::bad_input) << how;
    EXPECT_EQ(got.error().reason, "blob_damaged") << how;
  }

  any::TemporaryFolder folder_;
  Vault vault_;
  std::unique_ptr<BlobStore> blobs_;
};

TEST_F(BlobsTest, EverySizeAroundAFrameComesBack) {
  std::mt19937_64 random(1);
  for (const std::size_t frames : {0U, 1U, 2U, 5U})
    for (const std::size_t off : {0U, 16U, 17U, 18U, 34U}) {  // around the 17 bytes that a frame grows by
      const std::size_t length = frames * store::kFrameBytes + off;
      if (length < 17) continue;
      const std::string bytes = random_text(random, length - 17);
      const auto id = blobs_->put(bytes);
      ONGGI_ASSERT_OK(id);
      const auto back = blobs_->get(*id);
      ONGGI_ASSERT_OK(back);
      EXPECT_TRUE(*back == bytes) << bytes.size();
      EXPECT_EQ(fs::file_size(place(*id)), store::sealed_length(bytes.size()));
      EXPECT_EQ(store::plain_length(fs::file_size(place(*id))), bytes.size());
    }
}

TEST_F(BlobsTest, EqualContentIsStoredOnceUnderANameThatNeedsTheKey) {
  const std::string bytes = "계약 기간은 2년이다.";
  const auto id = blobs_->put(bytes);
  ONGGI_ASSERT_OK(id);
  const auto written = fs::last_write_time(place(*id));
  EXPECT_EQ(*blobs_->put(bytes), *id);
  EXPECT_EQ(fs::last_write_time(place(*id)), written);
  const auto file = folder_.path() / "contract.txt";
  ONGGI_ASSERT_OK(write_file(file, bytes));
  EXPECT_EQ(*blobs_->put_file(file), *id);
  EXPECT_EQ(blobs_->list()->size(), 1U);
  EXPECT_THAT(*read_file(place(*id)), testing::Not(testing::HasSubstr("계약")));
  const auto other_vault = Vault::open(folder_.path() / "other", Vault::Create::yes);
  ONGGI_ASSERT_OK(other_vault);
  const auto other = BlobStore::open(folder_.path() / "blobs", *other_vault);
  ONGGI_ASSERT_OK(other);
  EXPECT_NE(*(*other)->put(bytes), *id);
  EXPECT_EQ((*other)->get(*id).error().reason, "blob_damaged");
}

TEST_F(BlobsTest, AFileIsTheSameAsItsBytes) {
  std::mt19937_64 random(2);
  for (const std::size_t length : {0U, 1U, 65'535U, 65'536U, 65'537U, 1'000'000U}) {
    const std::string bytes = random_text(random, length);
    const auto file = folder_.path() / "file";
    ONGGI_ASSERT_OK(write_file(file, bytes));
    const auto id = blobs_->put_file(file);
    ONGGI_ASSERT_OK(id);
    EXPECT_TRUE(*blobs_->get(*id) == bytes);
    EXPECT_EQ(*blobs_->put(bytes), *id);
  }
  EXPECT_EQ(blobs_->put_file(folder_.path() / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(blobs_->put_file(folder_.path()).error().code, ErrorCode::unavailable);
}

TEST_F(BlobsTest, ATemporaryFileHoldsNothingReadableAndBecomesTheSameBlob) {
  std::mt19937_64 random(5);
  const fs::path path = folder_.path() / "upload";
  for (const std::size_t length : {0U, 1U, 63U, 64U, 65'536U, 200'001U}) {
    const std::string bytes = random_text(random, length) + "계약 기간은 2년이다.";
    auto file = TemporaryFile::create(path);
    ONGGI_ASSERT_OK(file);
    for (std::size_t at = 0; at < bytes.size();) {  // in pieces that end anywhere
      const std::size_t count = std::min<std::size_t>(bytes.size() - at, 1 + random() % 5000);
      ONGGI_ASSERT_OK((*file)->append(std::string_view(bytes).substr(at, count)));
      at += count;
    }
    EXPECT_EQ((*file)->bytes(), bytes.size());
    EXPECT_THAT(*read_file(path), testing::Not(testing::HasSubstr("계약")));
    const std::size_t from = random() % bytes.size();
    EXPECT_TRUE(*(*file)->read(from, 100) == bytes.substr(from, 100));
    const auto id = blobs_->put_file(**file);
    ONGGI_ASSERT_OK(id);
    EXPECT_TRUE(*blobs_->get(*id) == bytes);
    EXPECT_EQ(*id, blobs_->name(bytes));
    EXPECT_EQ(TemporaryFile::create(path).error().code, ErrorCode::unavailable);
    file->reset();
    EXPECT_FALSE(fs::exists(path));
  }
}

TEST_F(BlobsTest, EveryFlippedBitAndEveryCutIsNoticed) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const auto id = blobs_->put(random_text(random, random() % 200'000));
    ONGGI_ASSERT_OK(id);
    const std::string whole = *read_file(place(*id));
    std::string changed = whole;
    const std::size_t at = random() % whole.size();
    changed[at] ^= static_cast<char>(1U << (random() % 8));
    ONGGI_ASSERT_OK(write_file(place(*id), changed));
    // A key that nobody has stands in the free place of the envelope: the other one opens.
    const bool in_free_slot = at >= store::slot_begin(1) && at < store::slot_begin(2);
    const auto got = blobs_->get(*id);
    EXPECT_EQ(got.has_value(), in_free_slot) << at;
    if (!got) {
      EXPECT_EQ(got.error().code, ErrorCode::bad_input);
    }
    ONGGI_ASSERT_OK(write_file(place(*id), whole.substr(0, random() % whole.size())));
    expect_damaged(*id, "cut");
    ONGGI_ASSERT_OK(write_file(place(*id), whole + random_text(random, 1 + random() % 100)));
    expect_damaged(*id, "longer");
    ONGGI_ASSERT_OK(write_file(place(*id), whole));
    ONGGI_EXPECT_OK(blobs_->get(*id));
  }
}

TEST_F(BlobsTest, SwappedFramesAndFilesAreNoticed) {
  std::mt19937_64 random(3);
  const auto id = blobs_->put(random_text(random, 3 * store::kFrameBytes));
  const auto other = blobs_->put(random_text(random, 3 * store::kFrameBytes));
  const std::string whole = *read_file(place(*id));
  const std::size_t sealed = store::kFrameBytes + 17;
  const std::size_t header = whole.size() - 3 * sealed;
  const auto frame = [&](std::size_t i) { return whole.substr(header + i * sealed, sealed); };
  const std::string front = whole.substr(0, header);
  for (const std::string& changed : {front + frame(1) + frame(0) + frame(2), front + frame(0) + frame(0) + frame(2),
                                     front + frame(0) + frame(2), front + frame(0) + frame(1)}) {
    ONGGI_ASSERT_OK(write_file(place(*id), changed));
    expect_damaged(*id, "frames");
  }
  ONGGI_ASSERT_OK(write_file(place(*id), *read_file(place(*other))));
  expect_damaged(*id, "another blob's file");
  ONGGI_ASSERT_OK(blobs_->get(*other));
}

TEST_F(BlobsTest, ACutBlobIsHealedByPuttingItAgain) {
  const auto id = blobs_->put("bytes");
  fs::resize_file(place(*id), 10);
  expect_damaged(*id, "cut");
  EXPECT_EQ(*blobs_->put("bytes"), *id);
  EXPECT_EQ(*blobs_->get(*id), "bytes");
}

TEST_F(BlobsTest, LimitsAbsenceAndRemoval) {
  const auto id = blobs_->put(std::string(1000, 'x'));
  EXPECT_EQ(blobs_->get(*id, 999).error().code, ErrorCode::limit_exceeded);
  ONGGI_EXPECT_OK(blobs_->get(*id, 1000));
  EXPECT_TRUE(blobs_->contains(*id));
  ONGGI_EXPECT_OK(blobs_->remove(*id));
  ONGGI_EXPECT_OK(blobs_->remove(*id));
  EXPECT_FALSE(blobs_->contains(*id));
  EXPECT_EQ(blobs_->get(*id).error().code, ErrorCode::not_found);
  for (const char* wrong : {"", "../../etc/passwd", "abc"}) {
    EXPECT_EQ(blobs_->get(BlobId(wrong)).error().code, ErrorCode::not_found);
    EXPECT_EQ(blobs_->remove(BlobId(wrong)).error().code, ErrorCode::not_found);
    EXPECT_FALSE(blobs_->contains(BlobId(wrong)));
  }
}

TEST_F(BlobsTest, WhatAKilledProcessLeftIsNotListed) {
  const auto id = blobs_->put("bytes");
  ONGGI_ASSERT_OK(write_file(place(*id).string() + ".new-abcdefgh", "half"));
  EXPECT_EQ(*blobs_->list(), std::vector{*id});
  EXPECT_EQ(*blobs_->remove_leftovers(), 1);
  EXPECT_EQ(*blobs_->remove_leftovers(), 0);
  EXPECT_EQ(*blobs_->get(*id), "bytes");
}

TEST_F(BlobsTest, ManyMayPutTheSameAtOnce) {
  const std::string bytes(300'000, 'x');
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto mine = open();
      const auto id = mine->put(bytes);
      ONGGI_EXPECT_OK(id);
      EXPECT_TRUE(id && mine->get(*id).value_or("") == bytes);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(blobs_->list()->size(), 1U);
}

}  // namespace
}  // namespace onggi
