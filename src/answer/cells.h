// Which cells of a cited table row answer: for the eye that looks for the number, not for the row. Inside of room
// answer.
#pragma once

#include <string_view>

#include "answer/answer.h"
#include "answer/expectation.h"
#include "answer/match.h"
#include "answer/passages.h"

namespace onggi::answer_room {

/// Of one question. Everything given must outlive this.
class CellFinder {
 public:
  CellFinder(const SearchResult& found, std::string_view question, const Thesaurus& thesaurus,
             const Analyzer& analyzer);

  /// Sets `row` and `columns` of a citation of this passage. That cell answers whose column's names hold most words of
  /// the question, less those that it holds itself; first among cells of the form that was asked for. Where no name
  /// tells, the one of that form which holds no word of the question. More than one equally good: none, the row stands
  /// for itself.
  void mark(const Passage& passage, const ChunkPiece& piece, Citation& citation) const;

 private:
  struct Cell {
    ColumnRange columns;
    double named = 0;    // share of the question in the names of its columns
    double asked = 0;    // the same in its own text
    bool forms = false;  // has the form that was asked for
  };
  std::vector<Cell> cells_of(const Passage& passage, const ChunkPiece& piece) const;

  QuestionWords words_;
  Expected expected_;
  const Analyzer& analyzer_;
};

}  // namespace onggi::answer_room
