// Replays fuzz/corpus/parse_<reader>/* through the readers: whatever fuzzing once found stays found, without a fuzzing
// compiler. What a file gives does not matter, only that it gives a document or an error, twice the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "document/render.h"
#include "parse/worker/reader.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

struct Target {
  std::string media_type;
  ReadFunction read;
};

const std::map<std::string, Target>& targets() {
  static const std::map<std::string, Target> kTargets = [] {
    std::map<std::string, Target> all;
    for (const Reader& reader : readers()) {
      const std::string name(reader.version.substr(0, reader.version.find(' ')));
      all["parse_" + name] = {std::string(reader.media_type), reader.read};
    }
    return all;
  }();
  return kTargets;
}

std::vector<fs::path> corpus_folders() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(fs::path(ONGGI_SOURCE_DIR) / "fuzz/corpus")) {
    if (entry.path().filename().string().starts_with("parse_")) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

std::string result_of(const Target& target, std::string_view bytes) {
  const ParseOptions options;
  ParseLimits limits;
  limits.inflated_bytes_max = 16U << 20U;
  limits.output_bytes_max = 4U << 20U;
  const auto document = target.read({bytes, "", target.media_type, options, limits});
  return document ? to_markdown(*document) : describe(document.error());
}

class ParseCorpus : public testing::TestWithParam<fs::path> {};

TEST_P(ParseCorpus, EveryFileGivesADocumentOrAnError) {
  const auto target = targets().find(GetParam().filename().string());
  ASSERT_NE(target, targets().end()) << "a corpus without a reader: " << GetParam();
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(GetParam())) {
    SCOPED_TRACE(entry.path().filename().string());
    const auto bytes = read_file(entry.path());
    ASSERT_TRUE(bytes.has_value());
    if (bytes->empty()) continue;  // refused before any reader
    EXPECT_EQ(result_of(target->second, *bytes), result_of(target->second, *bytes));
    ++files;
  }
  EXPECT_GT(files, 0U) << "an empty corpus tests nothing";
}

INSTANTIATE_TEST_SUITE_P(Readers, ParseCorpus, testing::ValuesIn(corpus_folders()),
                         [](const auto& one) { return one.param.filename().string(); });

}  // namespace
}  // namespace onggi::parse
