// Golden cases as data: "# why: ...", input, "----", what must come out. Every *.case below a folder of tests/golden is
// one test.
//
//   # why: what the case shows
//   options tokens_max=7          (where a room's cases have options)
//   input lines
//   ----
//   expected lines
//
// ONGGI_GOLDEN_ACCEPT=<path below tests/golden, without .case> writes what came out into that one case; its test still
// fails, so that accepting is never a pass (./dev golden accept).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace onggi::golden {

struct Case {
  std::filesystem::path file;
  std::string name;                            // "text/tokens/compound"
  std::string why;                             // of the "# why:" line; must be there
  std::map<std::string, std::string> options;  // of an "options" line
  std::string input;                           // the other lines above "----", joined by line feeds
  std::string expected;                        // lines below it
};

inline void read_options(const std::string& line, Case& made) {
  std::istringstream words(line.substr(std::string("options").size()));
  for (std::string word; words >> word;) made.options[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
}

inline Case read_case(const std::filesystem::path& file, const std::string& folder) {
  Case made{
      .file = file, .name = folder + "/" + file.stem().string(), .why = {}, .options = {}, .input = {}, .expected = {}};
  std::ifstream lines(file);
  bool below = false, head = true;
  for (std::string line; std::getline(lines, line);) {
    if (below) made.expected += line + "\n";
    else if (line == "----") below = true;
    else if (head && line.starts_with("# why: ")) made.why = line.substr(7);
    else if (head && line.starts_with("options ")) read_options(line, made);
    else head = false, made.input += line + "\n";
  }
  if (!made.input.empty()) made.input.pop_back();  // the last line feed is the file's, not the input's
  return made;
}

/// All cases of tests/golden/<folder>, in order of name.
inline std::vector<Case> read_cases(const std::string& folder) {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator(ONGGI_SOURCE_DIR "/tests/golden/" + folder))
    if (entry.path().extension() == ".case") cases.push_back(read_case(entry.path(), folder));
  std::sort(cases.begin(), cases.end(), [](const Case& left, const Case& right) { return left.name < right.name; });
  return cases;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

inline std::string case_name(const testing::TestParamInfo<Case>& one) { return one.param.file.stem().string(); }
inline void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

inline bool accepted(const Case& one, const std::string& actual) {
  const char* wanted = std::getenv("ONGGI_GOLDEN_ACCEPT");
  if (wanted == nullptr || one.name != wanted) return false;
  std::ostringstream text;
  text << std::ifstream(one.file, std::ios::binary).rdbuf();
  const std::string whole = text.str();
  std::ofstream(one.file, std::ios::binary) << whole.substr(0, whole.find("----\n")) << "----\n" << actual;
  return true;
}

/// A missing reason or expectation fails: nothing is written by an ordinary run.
inline void expect_case(const Case& one, const std::string& actual) {
  if (accepted(one, actual)) FAIL() << "accepted " << one.name << ": look at the difference, then run again";
  EXPECT_FALSE(one.why.empty()) << one.name << " says no why";
  EXPECT_FALSE(one.expected.empty()) << one.name << " expects nothing; the output is:\n" << actual;
  EXPECT_EQ(actual, one.expected) << "why: " << one.why;
}

}  // namespace onggi::golden
