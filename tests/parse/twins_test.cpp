// HWP 5 and HWPX of the same document say the same: files NAME.hwp and NAME.hwpx beside each other below
// $ONGGI_DATA/documents/hwp. Two readers without a common line of parsing agree only where both are right.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "document/render.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

constexpr double kSimilarityMin = 0.995;

std::vector<fs::path> twins() {
  std::vector<fs::path> files;
  const char* data = std::getenv("ONGGI_DATA");
  if (data == nullptr || !fs::is_directory(fs::path(data) / "documents/hwp")) return files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(data) / "documents/hwp")) {
    fs::path other = entry.path();
    if (other.extension() == ".hwp" && fs::exists(other.replace_extension(".hwpx"))) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Result<Document> read(const fs::path& file) {
  auto bytes = read_file(file);
  if (!bytes) return std::unexpected(bytes.error());
  return read_document(*bytes, file.filename().string(), {}, {});
}

std::u32string visible(const Document& document) {
  std::u32string letters;
  const std::string text = to_text(document);
  for (std::size_t i = 0; i < text.size();) {
    const char32_t letter = next_code_point(text, i);
    if (!is_white_space(letter)) letters.push_back(letter);
  }
  return letters;
}

// 1 - edits / length, by Levenshtein distance in a band: texts that differ more are unlike anyway.
double similarity(const std::u32string& left, const std::u32string& right) {
  const std::size_t longest = std::max(left.size(), right.size());
  if (longest == 0) return 1;
  const std::size_t band = longest / 20 + 8;
  if (std::max(left.size(), right.size()) - std::min(left.size(), right.size()) > band) return 0;
  std::vector<std::size_t> before(right.size() + 1, longest), row(right.size() + 1, longest);
  for (std::size_t j = 0; j <= std::min(band, right.size()); ++j) before[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    const std::size_t begin = i > band ? i - band : 1;
    std::ranges::fill(row, longest);
    if (i <= band) row[0] = i;
    for (std::size_t j = begin; j <= std::min(i + band, right.size()); ++j) {
      const std::size_t same = before[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({same, before[j] + 1, row[j - 1] + 1});
    }
    std::swap(before, row);
  }
  return 1 - static_cast<double>(before[right.size()]) / static_cast<double>(longest);
}

std::vector<Table> tables(const Document& document) {
  std::vector<Table> found;
  for (const Element& element : document.elements) {
    if (element.table) found.push_back(*element.table);
  }
  return found;
}

class Twins : public testing::TestWithParam<fs::path> {};

TEST_P(Twins, SayTheSame) {
  fs::path other = GetParam();
  const auto hwp = read(GetParam());
  const auto hwpx = read(other.replace_extension(".hwpx"));
  ASSERT_TRUE(hwp.has_value()) << describe(hwp.error());
  ASSERT_TRUE(hwpx.has_value()) << describe(hwpx.error());
  EXPECT_GE(similarity(visible(*hwp), visible(*hwpx)), kSimilarityMin);
  EXPECT_EQ(tables(*hwp), tables(*hwpx));
  EXPECT_EQ(hwp->pages.size(), hwpx->pages.size());
  EXPECT_EQ(hwp->title, hwpx->title);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Twins);
INSTANTIATE_TEST_SUITE_P(Files, Twins, testing::ValuesIn(twins()), [](const auto& one) {
  std::string name = one.param.stem().string();
  std::ranges::replace_if(name, [](char byte) { return std::isalnum(static_cast<unsigned char>(byte)) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace onggi::parse
