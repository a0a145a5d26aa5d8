// Words that are written wrongly, from a file: data/spelling/rules-ko.txt tells its form. Inside of room clean.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "clean/spelling/line.h"

namespace onggi::clean_room {

class WordRules {
 public:
  static constexpr std::size_t kFileBytesMax = std::size_t{4} << 20;

  /// not_found; bad_input naming the line.
  static Result<WordRules> open(const std::filesystem::path& file);
  static Result<WordRules> read(std::string_view text);

  /// The longest rule at each place. Cost: a look-up a letter.
  void find(const Line& line, std::vector<Edit>& edits) const;

 private:
  enum class Where { start, word, any, tail, whole };
  struct Rule {
    std::u32string wrong, right;
    std::vector<std::u32string> near;  // one of them must stand nearby; none: anywhere
    int behind = -1;                   // final consonant of the syllable before, or -1
    std::string_view id;
    Where where = Where::start;
    double confidence = 0;
  };
  struct Section;
  static Result<Section> read_section(std::string_view line);
  Result<void> add(std::string_view line, const Section& section);
  static bool is_near(const Rule& rule, const Line& line, std::size_t at);
  static bool fits(const Rule& rule, const Line& line, std::size_t at);

  std::vector<Rule> rules_;
  std::unordered_map<char32_t, std::vector<std::size_t>> by_first_;  // longest first
};

/// Particles and forms of 이다 and 하다 that may stand behind a noun; the empty tail too.
bool is_tail(std::u32string_view behind);

}  // namespace onggi::clean_room
