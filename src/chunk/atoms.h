// The smallest pieces that chunks are packed from; inside of room chunk.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "document/document.h"
#include "text/analyzer.h"

namespace onggi::chunk {

/// Numbers of the groups in which something stands, from the outside in: neighbours with equal numbers belong together
/// (the 항, 호 and 목 of a rule; a topic).
inline constexpr std::size_t kGroupDepths = 3;
using Groups = std::array<std::int32_t, kGroupDepths>;

/// A stretch of an element that its strategy wants apart.
struct Part {
  ByteRange bytes;
  Groups groups{};
};

/// A part, or a part of one that is over the budget. Counted once.
struct Atom {
  std::size_t element = 0;  // index into CleanText::elements
  ByteRange bytes;
  std::int32_t tokens = 0;
  Groups groups{};
};

/// Cuts a part of an element so that every atom counts at most `budget` tokens: whole where it fits, else at table
/// rows, else at sentences, else at words, else (a "word" of a thousand characters) at code points.
std::vector<Atom> atoms_of(const CleanText& text, std::size_t element, const Part& part, const TokenCounter& counter,
                           std::int32_t budget);

/// The sentences of a stretch, touching each other so that no byte is lost.
std::vector<ByteRange> touching_sentences(std::string_view text, ByteRange whole);

/// The end of the longest run from `begin` that counts at most `budget` tokens, at a word's end where one fits, else at
/// a code point; always moves on. Cost: O(log n) counts of at most twice that run.
std::size_t longest_fitting(std::string_view text, ByteRange whole, const TokenCounter& counter, std::int32_t budget);

}  // namespace onggi::chunk
