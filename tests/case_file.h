// Golden cases as data: "# why: …", option lines, input, "----", expectation. Every *.case below a folder is one test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace onggi::golden {

struct Case {
  std::string name;      // file name without ".case", fit for a test's name
  std::string why;       // of the "# why:" line; must be there
  std::string input;     // lines between the comments and "----", joined by line feeds
  std::string expected;  // lines behind "----"
};

inline Case read_case(const std::filesystem::path& file) {
  std::ifstream in(file);
  Case found{.name = file.stem().string(), .why = {}, .input = {}, .expected = {}};
  bool behind = false;
  bool comments = true;
  for (std::string line; std::getline(in, line);) {
    if (comments && line.starts_with("# why: ")) {
      found.why = line.substr(7);
      continue;
    }
    comments = false;
    if (line == "----" && !behind) behind = true;
    else (behind ? found.expected : found.input) += line + "\n";
  }
  if (!found.input.empty()) found.input.pop_back();  // the last line feed is the file's, not the input's
  return found;
}

inline std::vector<Case> read_cases(const std::string& folder) {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator(ONGGI_SOURCE_DIR "/tests/golden/" + folder))
    if (entry.path().extension() == ".case") cases.push_back(read_case(entry.path()));
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return cases;
}

inline std::string case_name(const testing::TestParamInfo<Case>& info) { return info.param.name; }
inline void PrintTo(const Case& found, std::ostream* out) { *out << found.name; }

/// A missing expectation or reason fails: nothing is written by the run.
inline void expect_case(const Case& found, const std::string& actual) {
  EXPECT_FALSE(found.why.empty()) << found.name << " says no why";
  EXPECT_FALSE(found.expected.empty()) << found.name << " expects nothing; the output is:\n" << actual;
  EXPECT_EQ(actual, found.expected) << "why: " << found.why;
}

}  // namespace onggi::golden
