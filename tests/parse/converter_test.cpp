// Old office formats: the walls around the program that converts them, held against a script that tries to get out, and
// LibreOffice itself where it is installed.
#include "parse/converter.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "parse/parse.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

const fs::path kHelper = fs::path(ONGGI_BINARY_DIR) / "onggi-convert";
constexpr std::string_view kRtf =
    R"({\rtf1\ansi\ansicpg949\uc1 {\b \u50668?\u48708? \u44508?\u51221?}\par 숙박비는 110,000원입니다.\par})";

class ConverterTest : public testing::Test {
 protected:
  void SetUp() override {
    // Not in /tmp: behind the walls that is another folder.
    std::string name = (fs::path(ONGGI_BINARY_DIR) / "converter-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directories(folder_ / "office/bin");
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A program in LibreOffice's place: `lines` see $OUT, the file that a conversion would leave.
  fs::path office(const std::string& lines) const {
    const fs::path program = folder_ / "office/bin/soffice";
    const std::string script = "#!/bin/sh\nmkdir -p \"$HOME/out\"\nOUT=\"$HOME/out/in.docx\"\n" + lines + "\n";
    EXPECT_TRUE(write_file(program, script, Durable::no, 0700).has_value());
    return program;
  }

  Result<std::string> convert(const std::string& lines, std::int32_t seconds = 30) const {
    ParseLimits limits;
    limits.seconds_max = seconds;
    return Converter(kHelper, office(lines)).convert(kRtf, "application/rtf", limits, {});
  }

  fs::path folder_;
};

TEST_F(ConverterTest, HandsTheFileOverAndTakesTheResult) {
  const auto result = convert(R"(cat "$HOME/in.rtf" > "$OUT")");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, kRtf);
}

TEST_F(ConverterTest, NothingOutsideOfItsFolderCanBeReadOrWritten) {
  ASSERT_TRUE(write_file(folder_ / "secret", "비밀", Durable::no, 0644).has_value());
  const std::string secret = (folder_ / "secret").string(), mark = (folder_ / "mark").string();
  const auto result = convert("{ cat " + secret + " || echo unreadable; echo x > " + mark +
                              " || echo unwritable; } > \"$OUT\" 2>/dev/null");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, "unreadable\nunwritable\n");
  EXPECT_FALSE(fs::exists(mark));
}

TEST_F(ConverterTest, ThereIsNoNetwork) {
  const auto result = convert(
      "/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_INET)' 2>/dev/null && echo open > \"$OUT\" || echo "
      "closed > "
      "\"$OUT\"");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, "closed\n");
}

TEST_F(ConverterTest, AProgramThatGivesNothingOrHangsIsAnError) {
  const auto nothing = convert("exit 0");
  ASSERT_FALSE(nothing.has_value());
  EXPECT_EQ(nothing.error().reason, "broken");
  const auto hangs = convert("sleep 60", 1);
  ASSERT_FALSE(hangs.has_value());
  EXPECT_EQ(hangs.error().code, ErrorCode::timeout);
}

TEST_F(ConverterTest, NothingIsLeftBehind) {
  const auto left = [] {
    std::size_t folders = 0;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
      if (entry.path().filename().string().starts_with("onggi-convert-")) ++folders;
    return folders;
  };
  const std::size_t before = left();
  static_cast<void>(convert(R"(cp "$HOME/in.rtf" "$OUT")"));
  EXPECT_LE(left(), before);
}

TEST_F(ConverterTest, WithoutLibreOfficeTheErrorNamesIt) {
  const auto parser =
      Parser::open({.program = fs::path(ONGGI_BINARY_DIR) / "onggi-parse", .libreoffice = folder_ / "nowhere"});
  ASSERT_TRUE(parser.has_value());
  const auto document = (*parser)->parse(kRtf, "규정.rtf", {}, {});
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::unsupported);
  EXPECT_NE(document.error().message.find("LibreOffice"), std::string::npos);
}

TEST_F(ConverterTest, LibreOfficeReadsRichText) {
  if (!Converter(kHelper, {}).available()) GTEST_SKIP() << "LibreOffice is not installed";
  const auto parser = Parser::open({.program = fs::path(ONGGI_BINARY_DIR) / "onggi-parse"});
  ASSERT_TRUE(parser.has_value());
  const auto document = (*parser)->parse(kRtf, "규정.rtf", {}, {});
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  EXPECT_EQ(document->media_type, "application/rtf");
  ASSERT_EQ(document->elements.size(), 2U);
  EXPECT_EQ(document->elements[0].text, "여비 규정");
}

}  // namespace
}  // namespace onggi::parse
