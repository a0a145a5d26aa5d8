// chunk: clean text → chunks that keep headings, clauses and tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "document/document.h"
#include "text/analyzer.h"

namespace onggi {

struct ChunkOptions {
  std::int32_t tokens_max = 384;  // ceiling for one chunk, lead included
  std::int32_t tokens_min =
      96;  // a section shorter than this may share a chunk with its neighbour under the same heading
  std::int32_t tokens_overlap =
      48;  // whole sentences shared with the previous chunk of the same section; 0 switches overlap off
  std::int32_t lead_tokens_max = 96;  // heading path and table header; the path is cut from its top when longer
};

/// Splits one document into chunks, in reading order.
///
/// In:      elements covering `text.utf8`, sorted by bytes.begin.   Out: chunks in the same order; none for an empty
/// text. Promise: every byte of every element lies in at least one chunk; tokens <= tokens_max; an element is
///          split (at table rows, sentences, words, in the end code points) only when it alone is over the budget; a
///          table that fits stays whole, one that does not repeats its header row in `lead`; a chunk never crosses a
///          heading of level 1 or 2 unless a side is under tokens_min; the lead holds the document's title and the
///          headings above the chunk's first piece, joined by " > ", in a rule also the clause in which it begins.
/// Errors:  invalid_argument  tokens_max < 16, overlap outside [0, tokens_max / 2)
/// Cost:    O(n) calls of `counter` amortised; no I/O; safe from many threads at once.
Result<std::vector<Chunk>> split(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options);

/// Version of the rules: part of the stage key.
std::string_view chunk_version();

}  // namespace onggi
