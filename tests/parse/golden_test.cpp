// Every file under tests/golden/parse/<reader>/ read by its reader and held against NAME.expected.md: its Markdown,
// then the title, the account and the warnings. ONGGI_GOLDEN_ACCEPT=parse/<reader>/<NAME> rewrites that one
// expectation, and fails to say so.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "document/render.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExpectation = ".expected.md";

std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(ONGGI_SOURCE_DIR) / "tests/golden/parse")) {
    if (entry.is_regular_file() && !entry.path().filename().string().ends_with(kExpectation))
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string case_name(const fs::path& file) {
  return file.parent_path().filename().string() + "/" + file.stem().string();
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name = case_name(info.param);
  std::ranges::replace_if(name, [](char byte) { return std::isalnum(static_cast<unsigned char>(byte)) == 0; }, '_');
  return name;
}

std::string shown(const Result<Document>& document) {
  if (!document) return "error " + std::string(to_string(document.error().code)) + " " + document.error().reason + "\n";
  std::string text = to_markdown(*document) + "----\ntitle: " + document->title +
                     "\naccount: in=" + std::to_string(document->account.characters_in) +
                     " out=" + std::to_string(document->account.characters_out);
  for (const auto& dropped : document->account.dropped)
    text += " " + dropped.reason + "=" + std::to_string(dropped.characters);
  text += "\n";
  if (!document->author.empty()) text += "author: " + document->author + "\n";
  if (!document->pages.empty()) text += "pages: " + std::to_string(document->pages.size()) + "\n";
  for (const Warning& warning : document->warnings)
    text += "warning: " + warning.code + " " + std::to_string(warning.page_index) + "\n";
  return text;
}

class ParseGolden : public testing::TestWithParam<fs::path> {};

TEST_P(ParseGolden, ReadsAsExpected) {
  const auto bytes = read_file(GetParam());
  ASSERT_TRUE(bytes.has_value()) << describe(bytes.error());
  const auto document = read_document(*bytes, GetParam().filename().string(), {}, {});
  const fs::path expectation = GetParam().parent_path() / (GetParam().stem().string() + std::string(kExpectation));
  const char* accept = std::getenv("ONGGI_GOLDEN_ACCEPT");
  if (accept != nullptr && "parse/" + case_name(GetParam()) == accept) {
    ASSERT_TRUE(write_file(expectation, shown(document)).has_value());
    FAIL() << "accepted " << expectation << ": look at the difference, then run again without ONGGI_GOLDEN_ACCEPT";
  }
  const auto expected = read_file(expectation);
  ASSERT_TRUE(expected.has_value()) << "no expectation for " << case_name(GetParam()) << "; it reads as\n"
                                    << shown(document);
  EXPECT_EQ(shown(document), *expected);
}

TEST_P(ParseGolden, AccountsForEveryCharacter) {
  const auto bytes = read_file(GetParam());
  ASSERT_TRUE(bytes.has_value());
  const auto document = read_document(*bytes, GetParam().filename().string(), {}, {});
  if (!document) return;  // an expected error has no account
  std::int64_t explained = document->account.characters_out;
  for (const auto& dropped : document->account.dropped) {
    EXPECT_NE(dropped.reason, "unaccounted") << dropped.characters;
    explained += dropped.characters;
  }
  EXPECT_EQ(document->account.characters_in, explained);
}

INSTANTIATE_TEST_SUITE_P(Files, ParseGolden, testing::ValuesIn(golden_files()), test_name);

}  // namespace
}  // namespace onggi::parse
