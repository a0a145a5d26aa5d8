// Everyday words and the official ones that documents use for the same thing.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "retrieve/coverage.h"
#include "text/analyzer.h"

namespace onggi {

/// Groups of words that may stand for one another in a question and in the sentence that answers it; they need not mean
/// quite the same, because the rest of the question still has to be met. Thread safe.
class Thesaurus {
 public:
  /// `file`: UTF-8, one group a line, words separated by tabs, "#" begins a comment; a verb or adjective is its stem
  /// with a hyphen ("돌려받-"), a word may be several ("쉬는 시간"), and one with ">" in front is
  /// the class of the others, met for them but not the other way round ("고양이", ">반려동물"). data/thesaurus/ko.tsv
  /// is ours. `analyzer` must outlive it. Errors: not_found; bad_input with the line number (not UTF-8, fewer than two
  /// words).
  static Result<std::unique_ptr<Thesaurus>> open(const std::filesystem::path& file, const Analyzer& analyzer);
  virtual ~Thesaurus() = default;

  /// Another way to say one or more words of a question.
  struct Other {
    std::vector<std::size_t> replaces;                              // indexes of the question's words
    std::shared_ptr<const std::vector<retrieve::QueryWord>> words;  // all must be met; shared with the thesaurus
    double share = 1;   // how much of the replaced words it covers: 1, or less when it replaces a part of a compound
    bool same = false;  // the same thing by what the company says, not merely near it
  };

  /// Every other way for these words and for the parts of their compounds. Cost: a scan of the file in
  /// memory a word (0.1 ms a MB), and the analysis of each group that is met for the first time.
  virtual std::vector<Other> others(const std::vector<retrieve::QueryWord>& words) const = 0;
};

}  // namespace onggi
