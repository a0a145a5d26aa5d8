// Where a document turns to something else, told by vectors of its sentences; inside of room chunk.
#pragma once

#include <vector>

#include "chunk/atoms.h"
#include "chunk/chunk.h"

namespace onggi::chunk {

/// The parts of every element: sentences (tables, headings and code whole), numbered by topic in groups[0].
/// Errors: what the embedder gives; cancelled.
Result<std::vector<std::vector<Part>>> topics_of(const CleanText& text, Embedder& embedder, const Cancel& cancel);

}  // namespace onggi::chunk
