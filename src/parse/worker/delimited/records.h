// Delimited text (RFC 4180 and what people write instead) → records of fields, one record at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::parse {

/// What was read over while taking the text apart; the account needs it.
struct RecordMarks {
  std::int64_t separators = 0;
  std::int64_t quotes = 0;           // that enclose a field or double one inside
  std::int64_t unclosed_quotes = 0;  // kept as text
};

/// Reads records one after another. A quote opens a field only at its start and closes it only before a separator or a
/// line end; any other quote is text. A quote that nothing closes is text too. Blank lines are no records.
/// Cost: O(n) over all records together.
class RecordReader {
 public:
  RecordReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  /// False at the end. `fields` is reused.
  bool next(std::vector<std::string>& fields);
  const RecordMarks& marks() const { return marks_; }
  /// Bytes that were read; nothing looks at them again.
  std::size_t at() const { return at_; }

 private:
  std::string quoted_field();
  std::string plain_field();
  std::size_t closing_quote(std::size_t from) const;
  bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t nothing_closes_from_ = std::string_view::npos;  // a quote behind this place is never closed
  RecordMarks marks_;
};

/// The separator that cuts the beginning of the text into the most even records: comma, tab, semicolon or pipe.
/// `preferred` (or 0) wins where it works at all; 0 where nothing does (one column: no byte of text is 0).
char guess_separator(std::string_view text, char preferred);

}  // namespace onggi::parse
