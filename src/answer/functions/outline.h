// A text as people lay it out: headings, paragraphs, list items, rows of tables; and its sentences. Inside of room
// answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onggi::answer_room {

enum class BlockKind : std::uint8_t { heading, paragraph, item, row };

struct Block {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;     // of a heading: 1 and deeper
  std::string text;  // without marks
};

/// Markdown where there is any ("#", "-", "|"); else a short line without an end of a sentence that stands above text
/// is a heading ("1. 신청 방법", "제3조(정의) …"). Lines of a paragraph are joined. Cost: O(n).
std::vector<Block> outline_of(std::string_view text);

struct Sentence {
  std::string text;
  std::size_t block = 0;  // index into the outline
};

/// Of paragraphs and list items, in order.
std::vector<Sentence> sentences_of(const std::vector<Block>& outline);

}  // namespace onggi::answer_room
