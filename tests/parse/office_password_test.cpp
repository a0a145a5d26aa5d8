// Encrypted office files: the right password opens them, others say so.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "parse/worker/crypto/crypto.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

Result<Document> read_with(const std::string& password) {
  const auto bytes =
      read_file(std::filesystem::path(ONGGI_SOURCE_DIR) / "tests/golden/parse/xlsx/password_required.xlsx");
  if (!bytes) return std::unexpected(bytes.error());
  ParseOptions options;
  options.password = password;
  return read_document(*bytes, "a.xlsx", options, {});
}

TEST(OfficePassword, OpensWithTheRightOne) {
  const auto document = read_with("열쇠 1234");
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  EXPECT_EQ(document->media_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  ASSERT_EQ(document->elements.size(), 2U);
  EXPECT_EQ(document->elements[1].text, "암호로 지킨 글");
}

TEST(OfficePassword, TellsWrongFromMissing) {
  const auto missing = read_with("");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().reason, "password_required");
  const auto wrong = read_with("열쇠 1235");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ErrorCode::bad_input);
  EXPECT_EQ(wrong.error().reason, "password_wrong");
}

// FIPS 197 appendix C.1 and FIPS 180-2 appendix B: known answers.
TEST(OfficePassword, UsesTheCiphersItNames) {
  std::string key, plain;
  for (int i = 0; i < 16; ++i) key.push_back(static_cast<char>(i)), plain.push_back(static_cast<char>(i * 0x11));
  const std::string encrypted = "\x69\xc4\xe0\xd8\x6a\x7b\x04\x30\xd8\xcd\xb7\x80\x70\xb4\xc5\x5a";
  EXPECT_EQ(aes_decrypt(key, {}, encrypted), plain);
  EXPECT_EQ(aes_decrypt("short", {}, encrypted), std::nullopt);
  EXPECT_EQ(hash_of("SHA1", "a", "bc")->substr(0, 4), "\xa9\x99\x3e\x36");
  EXPECT_EQ(hash_of("MD2", "abc"), std::nullopt);
}

}  // namespace
}  // namespace onggi::parse
