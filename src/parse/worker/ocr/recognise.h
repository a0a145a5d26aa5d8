// One line's picture → symbols, by the language that fits each word. Inside of OCR.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "parse/worker/ocr/reading.h"

namespace onggi::parse::ocr {

/// Reads lines of one page. Which language is asked first follows from the lines before.
class LineReader {
 public:
  /// `grey` and `ink` must outlive it.
  LineReader(Pix* grey, Pix* ink, double letter) : grey_(grey), ink_(ink), letter_(letter) {}

  /// The better of both languages, a language's doubtful words read again by the other. A line that was read before
  /// costs nothing. Cost: 40 to 100 ms.
  Reading read(const Area& line);

 private:
  Reading read_new(const Area& line);
  void reread_doubtful(const Area& line, Language first, Reading& reading);
  Reading read_again(const Area& line, const std::vector<Area>& cells, Language language,
                     const std::vector<Symbol>& symbols, Run run, double cut);
  Reading read_foreign(const Area& line, const std::vector<Area>& cells, const std::vector<Symbol>& symbols, Run& run);
  Area padded(const Area& area) const;

  Pix* grey_;
  Pix* ink_;
  double letter_;
  Language first_ = Language::korean;
  int others_ = 0;  // lines in a row that the other language read better
  bool korean_seen_ = false;
  std::vector<std::pair<Area, Reading>> known_;
};

}  // namespace onggi::parse::ocr
