// evaluate parse: files with expected texts → how much of each came out, in which order, with which structure.
//
// The measures are those of the public benchmarks. Both sides are brought into one form first: marks of emphasis,
// targets of links, escapes and comments go, headings keep "#", list items "-" or their number, tables become HTML;
// evaluate/one_form.h lists the rest. Where all expected tables are written with pipes, which know no spans, a found
// cell that covers several places counts once at each of them.
//
//   character_recall, character_precision   characters (code points, NFC, no white space) as a multiset: what the
//       expected and the found text share, over the expected and over the found. Blind to order.
//   nid, nid_s    normalised indel similarity 1 - d / (|expected| + |found|) over the whole text, and without tables;
//       d: insertions and deletions of code points (DP-Bench, opendataloader-bench).
//   teds, teds_s  tree edit distance similarity 1 - d / max(nodes) over tables → rows → cells; all tables of a
//       document, in their order, hang on one root, which is not counted; th is td, row groups are dropped, differing
//       spans cost 1, cells' texts their normalised Levenshtein distance (PubTabNet; opendataloader-bench); teds_s
//       without texts. Only for documents that should have a table; 0 when none was found.
//   mhs, mhs_s    the same over a root → headings → the text below each heading, whatever the headings' levels; text
//       before the first heading hangs on the root (opendataloader-bench). Only for documents that should have a
//       heading; 0 when none was found.
//   overall       mean of nid, teds and mhs, as far as there are.
//
// An expected plain text knows no structure: characters and nid alone, over text without marks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "evaluate/statistics.h"

namespace onggi {

struct ParseScores {
  std::optional<double> character_recall, character_precision;
  std::optional<double> nid, nid_s, teds, teds_s, mhs, mhs_s, overall;
  std::int64_t characters_expected = 0, characters_found = 0;
  std::int64_t tables_expected = 0, tables_found = 0;
  std::int64_t headings_expected = 0, headings_found = 0;
  bool exact = true;  // false: texts so long and so different that nid is a lower bound
};

enum class ExpectedForm : std::uint8_t { markdown, html, text };

/// Compares what was found, as Markdown, with what was expected. UTF-8 of any normal form.
/// Cost: a book of 500 pages takes seconds; tables of more than some 3,000 nodes are compared row by row.
ParseScores score_parse(std::string_view found_markdown, std::string_view expected, ExpectedForm form);

/// A file and the text it should give.
struct ParseCase {
  std::filesystem::path file, expected;
  std::string name;  // below the folder
  ExpectedForm form = ExpectedForm::markdown;
};
struct ParseCases {
  std::vector<ParseCase> cases;               // by name
  std::vector<std::string> without_expected;  // names of files that have no expected text
};

/// Pairs the files below `folder` with NAME.md, NAME.html or NAME.txt (the first of them that is there; NAME with or
/// without the file's own ending) beside them or, at the same place or at the top, in `expected`.
/// Errors: not_found when a folder is not there or no file has an expected text.
Result<ParseCases> find_parse_cases(const std::filesystem::path& folder,
                                    const std::optional<std::filesystem::path>& expected);

struct ParseOutcome {
  std::string name, expected;
  std::string error;  // code of a file that could not be read: it scores as an empty document
  ParseScores scores;
};

struct ParseReport {
  std::vector<ParseOutcome> files;  // the worst first
  std::int64_t failed = 0;
  Mean character_recall, character_precision, nid, nid_s, teds, teds_s, mhs, mhs_s, overall;
};

/// Scores each case; `read` gives a file's Markdown. Errors: of the expected files, cancelled.
Result<ParseReport> evaluate_parse(const std::vector<ParseCase>& cases,
                                   const std::function<Result<std::string>(const std::filesystem::path&)>& read,
                                   const Cancel& cancel);

}  // namespace onggi
