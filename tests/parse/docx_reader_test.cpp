// Office packages (DOCX, HWPX): limits, hostile XML, damaged bytes. What they mean is shown by golden files.
#include <gtest/gtest.h>
#include <zip.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "document/json.h"
#include "nlohmann/json.hpp"
#include "parse/worker/reader.h"
#include "parse/worker/zip/package.h"

namespace onggi::parse {
namespace {

constexpr std::string_view kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// A package of the given members, packed by libzip in memory.
std::string packed(const std::vector<std::pair<std::string, std::string>>& members) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  zip_source_keep(target);
  for (const auto& [name, text] : members) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
  }
  zip_close(archive);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

std::string docx(const std::string& body, const std::string& prologue = "") {
  return packed(
      {{"word/document.xml", prologue + "<w:document xmlns:w=\"w\"><w:body>" + body + "</w:body></w:document>"}});
}

Result<Document> read(const std::string& bytes, const ParseLimits& limits = {}) {
  return read_docx({bytes, "a.docx", kDocx, {}, limits});
}

std::string paragraph(const std::string& text) { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"; }

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST(DocxReader, NeitherExpandsNorFollowsEntities) {
  const auto document =
      read(docx(paragraph("앞 &inner;&outer; 뒤"),
                "<!DOCTYPE d [<!ENTITY inner \"펼친 글\"><!ENTITY outer SYSTEM \"file:///etc/hostname\">]>"));
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  ASSERT_EQ(document->elements.size(), 1U);
  EXPECT_EQ(document->elements[0].text, "앞 &inner;&outer; 뒤");
}

TEST(DocxReader, TitleAndAuthorOfItsProperties) {
  const auto document = read(packed(
      {{"word/document.xml", "<w:document xmlns:w=\"w\"><w:body>" + paragraph("본문") + "</w:body></w:document>"},
       {"docProps/core.xml",
        "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>출장 규정</dc:title><dc:creator> 홍길동 "
        "</dc:creator><cp:lastModifiedBy>김영희</cp:lastModifiedBy></cp:coreProperties>"}}));
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  EXPECT_EQ(document->title, "출장 규정");
  EXPECT_EQ(document->author, "홍길동");
}

TEST(DocxReader, StopsAtDepthMax) {
  const auto document = read(docx(repeated("<w:tbl><w:tr><w:tc>", 5000) + paragraph("깊다")));
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "depth_max");
}

TEST(DocxReader, StopsAtInflatedBytesMax) {
  ParseLimits limits;
  limits.inflated_bytes_max = 1000;
  const auto document = read(docx(paragraph(repeated("가나다라", 500))), limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "inflated_bytes_max");
}

TEST(DocxReader, RefusesBombs) {
  const auto document = read(docx(paragraph(std::string(64U << 20U, 'a'))));
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(document.error().reason, "inflation_ratio_max");
}

TEST(Package, FindsNamesAsWritersMeantThem) {
  const std::string bytes = packed({{"Contents\\Section0.xml", "<a/>"}, {"b.xml", "<b/>"}});
  auto package = Package::open(bytes, {});
  ASSERT_TRUE(package.has_value());
  EXPECT_TRUE(package->has("Contents/section0.xml"));
  EXPECT_TRUE(package->has("/b.xml"));
  EXPECT_FALSE(package->has("c.xml"));
  EXPECT_EQ(package->read("c.xml").error().code, ErrorCode::not_found);
}

TEST(Package, NamesEncryptedMembers) {
  std::string bytes = packed({{"a.xml", "<a/>"}});
  // General purpose bit 0 of the local header and of the directory's entry (APPNOTE.TXT 4.4.4).
  bytes[6] = static_cast<char>(bytes[6] | 1);
  const std::size_t entry = bytes.find("PK\x01\x02");
  ASSERT_NE(entry, std::string::npos);
  bytes[entry + 8] = static_cast<char>(bytes[entry + 8] | 1);
  auto package = Package::open(bytes, {});
  ASSERT_TRUE(package.has_value());
  EXPECT_EQ(package->read("a.xml").error().reason, "password_required");
}

class PackageProperty : public testing::TestWithParam<unsigned> {};

TEST_P(PackageProperty, DamagedBytesGiveTheSameAnswerTwice) {
  std::mt19937 random(GetParam());
  const bool hangul = GetParam() % 2 == 0;
  const std::string folder = std::string(ONGGI_SOURCE_DIR) + "/tests/golden/parse/";
  std::string bytes = read_file(folder + (hangul ? "hwpx/merged_cells.hwpx" : "docx/page_breaks.docx")).value_or("");
  ASSERT_GT(bytes.size(), 500U);
  for (int i = 0; i < 6; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
  if (GetParam() % 5 == 0) bytes.resize(random() % bytes.size());
  const auto answer = [&] {
    const ReadContext context{bytes, "a", hangul ? "application/hwp+zip" : kDocx, {}, {}};
    const auto document = hangul ? read_hwpx(context) : read_docx(context);
    return document ? to_json(*document).dump() : describe(document.error());
  };
  EXPECT_EQ(answer(), answer()) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, PackageProperty, testing::Range(1U, 61U));

}  // namespace
}  // namespace onggi::parse
