// Golden cases as data: a header of options and input lines, "----", and what must come out. One file a case, found by
// folder.
//
//   # why: what the case shows
//   options tokens_max=7
//   element heading 1: 제1장
//   ----
//   expected lines
#pragma once

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
  std::string name;                            // "chunk/tables_whole"
  std::map<std::string, std::string> options;  // of the "options" line
  std::vector<std::string> input;              // the other lines above "----", comments left out
  std::string expected;                        // below it
};

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

inline void read_options(const std::string& line, Case& made) {
  std::istringstream words(line.substr(std::string("options").size()));
  for (std::string word; words >> word;) made.options[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
}

inline Case read_case(const std::filesystem::path& file, const std::string& room) {
  Case made{.file = file, .name = room + "/" + file.stem().string()};
  std::istringstream lines(read_text(file));
  bool below = false;
  for (std::string line; std::getline(lines, line);) {
    if (below) made.expected += line + "\n";
    else if (line == "----") below = true;
    else if (line.starts_with("options")) read_options(line, made);
    else if (!line.starts_with("#") && !line.empty()) made.input.push_back(line);
  }
  return made;
}

/// All cases of tests/golden/<room>, in order of name.
inline std::vector<Case> cases_of(const std::string& room) {
  std::vector<Case> cases;
  const std::filesystem::path folder = std::filesystem::path(ONGGI_SOURCE_DIR) / "tests/golden" / room;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".case") cases.push_back(read_case(entry.path(), room));
  std::sort(cases.begin(), cases.end(), [](const Case& left, const Case& right) { return left.name < right.name; });
  return cases;
}

/// ONGGI_GOLDEN_ACCEPT=<room>/<name>: writes what came out into that one case. True when it did; the test then still
/// fails, so that accepting is never a pass.
inline bool accept(const Case& one, const std::string& actual) {
  const char* wanted = std::getenv("ONGGI_GOLDEN_ACCEPT");
  if (wanted == nullptr || one.name != wanted) return false;
  const std::string text = read_text(one.file);
  std::ofstream(one.file, std::ios::binary) << text.substr(0, text.find("----\n")) << "----\n" << actual;
  return true;
}

inline std::string test_name(const Case& one) {
  std::string name = one.file.stem().string();
  for (char& byte : name)
    if (std::isalnum(static_cast<unsigned char>(byte)) == 0) byte = '_';
  return name;
}

}  // namespace onggi::golden
