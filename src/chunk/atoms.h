// The smallest pieces that chunks are packed from; inside of room chunk.
#pragma once

#include <cstdint>
#include <vector>

#include "document/document.h"
#include "text/analyzer.h"

namespace onggi::chunk {

/// An element, or a part of one that is over the budget. Counted once.
struct Atom {
  std::size_t element = 0;  // index into CleanText::elements
  ByteRange bytes;
  std::int32_t tokens = 0;
};

/// Cuts one element so that every atom counts at most `budget` tokens: whole where it fits, else at table rows, else at
/// sentences, else at words, else (a "word" of a thousand characters) at code points.
std::vector<Atom> atoms_of(const CleanText& text, std::size_t element, const TokenCounter& counter,
                           std::int32_t budget);

}  // namespace onggi::chunk
