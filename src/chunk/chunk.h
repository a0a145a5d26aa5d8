// chunk: clean text → chunks that keep headings, clauses and tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "document/document.h"
#include "model/model.h"
#include "text/analyzer.h"

namespace onggi {

/// Where a document is cut. All but `fixed` keep sentences, rows and clause numbers; docs/benchmarks.md compares them.
enum class ChunkStrategy : std::uint8_t {
  structure,     // at headings; short sections share a chunk, long ones are cut between elements, with overlap
  sentence,      // whole sentences up to the budget, across headings, with overlap
  clause,        // 조·항·호 of rules: an article is one chunk, or is cut at 항, then 호, then 목; a document in which
                 // nothing is numbered so is cut as by structure
  topic,         // at headings, and where neighbouring sentences differ most by their vectors
  parent_child,  // as structure with a third of the budget; the answerer reads the neighbours in the same section, up
                 // to the whole budget (read_tokens())
  fixed,  // what others do, to compare with: tokens_max tokens with overlap, cut between words wherever they fall; the
          // lead is the title alone
};
std::string_view to_string(ChunkStrategy strategy);  // as in onggi.toml: "parent-child"
/// Errors: invalid_argument, with the names that there are.
Result<ChunkStrategy> chunk_strategy_from(std::string_view name);

struct ChunkOptions {
  ChunkStrategy strategy = ChunkStrategy::clause;  // chosen by bench/chunking.py on half of its questions
  std::int32_t tokens_max = 384;                   // ceiling for one chunk, lead included
  std::int32_t tokens_min =
      96;  // a section shorter than this may share a chunk with its neighbour under the same heading
  std::int32_t tokens_overlap =
      48;  // whole sentences shared with the previous chunk of the same section; 0 switches overlap off
  std::int32_t lead_tokens_max = 96;  // heading path and table header; the path is cut from its top when longer
  bool operator==(const ChunkOptions&) const = default;
};

/// How many tokens an answerer should read around a chunk that was found, itself included; 0: the chunk alone.
std::int32_t read_tokens(const ChunkOptions& options);

/// What splitting needs beside the text.
struct ChunkParts {
  const TokenCounter& counter;
  Embedder* embedder = nullptr;  // of the topic strategy; the others leave it alone
  Cancel cancel;
};

/// Splits one document into chunks, in reading order.
///
/// In:      elements covering `text.utf8`, sorted by bytes.begin.   Out: chunks in the same order; none for an empty
/// text. Promise: every byte of every element lies in at least one chunk; tokens <= tokens_max. But for `fixed`: an
///          element is split (at table rows, sentences, words, in the end code points) only where its strategy says so
///          or when it alone is over the budget, a sentence only in the latter case; a table that fits stays whole, one
///          that does not repeats its header row in `lead`; the lead holds the document's title and the headings above
///          the chunk's first piece, joined by " > ", in a rule also the clause in which it begins (from 96 tokens_max
///          on; below, as room allows). Structure, topic and parent-child never cross a heading of level 1 or 2 unless
///          a side is under tokens_min.
/// Errors:  invalid_argument  tokens_max < 16, overlap outside [0, tokens_max / 2), topic without an embedder; what the
///          embedder gives
/// Cost:    O(n) calls of `counter` amortised; topic embeds every sentence once, the others do no I/O; safe from many
///          threads at once.
Result<std::vector<Chunk>> split(const CleanText& text, const ChunkParts& parts, const ChunkOptions& options);

/// Version of the rules: part of the stage key.
std::string_view chunk_version();

}  // namespace onggi
