// What is indexed of numbers beside their digits: with their units, and in the form that all spellings share. Inside of
// text/.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi {

/// Whether the morpheme that holds this byte is a numeral. Cost: O(log morphemes), which ascend.
bool is_numeral_at(const std::vector<Morpheme>& morphemes, std::size_t at);

/// Goes through one text from its beginning to its end.
class NumberTokens {
 public:
  using Add = std::function<void(std::string term, TokenKind kind, ByteRange bytes)>;

  /// `text` and `morphemes` must outlive this.
  NumberTokens(std::string_view text, const std::vector<Morpheme>& morphemes, Add add);

  /// A run of letters and digits, and its first term: does nothing unless it begins or ends with a digit.
  void add_run(ByteRange run, const std::string& folded);

  /// Numbers in words ("일억", "삼천만") among the morphemes [first, last).
  void add_numerals(std::size_t first, std::size_t last);

 private:
  void number_forms(ByteRange run);
  bool is_bare_article(ByteRange run) const;
  bool law(ByteRange run);
  void number_in_words(std::size_t begin);
  void number_with_unit(ByteRange number, const std::string& digits, TokenKind kind);
  void sub_number(const std::string& joined, ByteRange range);
  std::size_t unit_end(ByteRange number, std::size_t begin, bool spaced) const;
  bool follows_ordinal(ByteRange number) const;
  bool follows_digit(std::size_t at) const;
  const Morpheme* morpheme_at(std::size_t begin) const;

  std::string_view text_;
  const std::vector<Morpheme>& morphemes_;
  Add add_;
  std::size_t number_end_ = 0;  // of the last number in words
};

}  // namespace onggi
