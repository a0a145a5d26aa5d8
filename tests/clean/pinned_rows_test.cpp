// A file of rows held to its hash: the hash is that of all bytes, rows are counted as they are written, blank lines are
// none.
#include "clean/pinned_rows.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"

namespace onggi {
namespace {

class PinnedRowsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "onggi-rows-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path file(std::string_view bytes) {
    const auto path = folder_ / "rows.jsonl";
    EXPECT_TRUE(write_file(path, bytes).has_value());
    return path;
  }
  std::filesystem::path folder_;
};

TEST_F(PinnedRowsTest, HashesAllBytesAndKeepsTheWantedRows) {
  std::string bytes = "{\"text\": \"하나\"}\n\n{\"text\": \"둘\"}\r\n";
  for (int i = 3; i <= 50'000; ++i)
    bytes += "{\"id\": " + std::to_string(i) + ", \"text\": \"글 " + std::to_string(i) + "\"}\n";
  bytes += "{\"text\": \"끝\"}";  // without a line feed
  const auto read = read_pinned_rows(file(bytes), {1, 2, 40'000, 50'001}, Cancel());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->hash, sha256_hex(bytes));
  EXPECT_EQ(read->rows, 50'001);
  EXPECT_EQ(read->texts,
            (std::map<std::int64_t, std::string>{{1, "하나"}, {2, "둘"}, {40'000, "글 40000"}, {50'001, "끝"}}));
}

TEST_F(PinnedRowsTest, SaysWhatIsWrong) {
  EXPECT_EQ(read_pinned_rows(folder_ / "none.jsonl", {}, Cancel()).error().code, ErrorCode::not_found);
  const auto path = file("{\"text\": \"하나\"}\nno row\n");
  EXPECT_EQ(read_pinned_rows(path, {2}, Cancel()).error().code, ErrorCode::bad_input);
  EXPECT_TRUE(read_pinned_rows(path, {1}, Cancel()).has_value());
  Cancel cancelled;
  cancelled.request();
  EXPECT_EQ(read_pinned_rows(path, {}, cancelled).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace onggi
