// The door: which strategy cuts how.
#include "chunk/chunk.h"

#include <algorithm>
#include <array>
#include <string>

#include "chunk/clauses.h"
#include "chunk/fixed.h"
#include "chunk/packer.h"
#include "chunk/topics.h"

namespace onggi {
namespace {

using namespace chunk;  // NOLINT(google-build-using-namespace): the room's own inside

constexpr std::int32_t kChildShare = 3;  // of parent-child: what is read over what is found
constexpr std::int32_t kTokensLeast = 16;

constexpr auto kNames = std::to_array<std::pair<ChunkStrategy, std::string_view>>({
    {ChunkStrategy::structure, "structure"},
    {ChunkStrategy::sentence, "sentence"},
    {ChunkStrategy::clause, "clause"},
    {ChunkStrategy::topic, "topic"},
    {ChunkStrategy::parent_child, "parent-child"},
    {ChunkStrategy::fixed, "fixed"},
});

std::vector<Part> whole(const CleanText& text, std::size_t element) {
  return {{.bytes = text.elements[element].bytes}};
}

std::vector<Part> sentences(const CleanText& text, std::size_t element) {
  const CleanElement& one = text.elements[element];
  if (!one.rows.empty() || one.kind == ElementKind::code) return whole(text, element);
  std::vector<Part> parts;
  for (const ByteRange& bytes : touching_sentences(text.utf8, one.bytes)) parts.push_back({.bytes = bytes});
  return parts;
}

ChunkOptions children_of(ChunkOptions options) {
  options.tokens_max = std::max(options.tokens_max / kChildShare, kTokensLeast);
  options.tokens_min /= kChildShare;
  options.tokens_overlap = 0;  // the neighbours are read anyway
  return options;
}

Result<std::vector<Chunk>> split_topics(const CleanText& text, const ChunkParts& parts, const ChunkOptions& options) {
  if (parts.embedder == nullptr)
    return fail(ErrorCode::invalid_argument, "the chunk strategy 'topic' needs an embedder");
  ONGGI_TRY(const auto topics, topics_of(text, *parts.embedder, parts.cancel));
  return Packer(text, parts.counter, options,
                {.parts = [&topics](std::size_t element) { return topics[element]; }, .groups = Way::Groups::apart})
      .pack();
}

std::vector<Chunk> split_clauses(const CleanText& text, const ChunkParts& parts, ChunkOptions options) {
  // Where nothing is numbered there is nothing to keep together; in a rule what is repeated would be cited twice.
  const bool ruled = std::ranges::any_of(text.elements, [](const CleanElement& one) { return !one.clause.empty(); });
  if (!ruled)
    return Packer(text, parts.counter, options, {.parts = [&](std::size_t element) { return whole(text, element); }})
        .pack();
  options.tokens_overlap = 0;
  const ClauseParts clauses(text);
  return Packer(text, parts.counter, options,
                {.parts = [&clauses](std::size_t element) { return clauses.of(element); },
                 .articles = Articles::apart,
                 .groups = Way::Groups::kept})
      .pack();
}

}  // namespace

std::string_view to_string(ChunkStrategy strategy) {
  const auto* found = std::ranges::find(kNames, strategy, [](const auto& one) { return one.first; });
  return found == kNames.end() ? std::string_view() : found->second;
}

Result<ChunkStrategy> chunk_strategy_from(std::string_view name) {
  std::string known;
  for (const auto& [strategy, called] : kNames) {
    if (called == name) return strategy;
    known.append(known.empty() ? "" : ", ").append(called);
  }
  return fail(ErrorCode::invalid_argument, "there is no such chunk strategy; there are " + known);
}

std::int32_t read_tokens(const ChunkOptions& options) {
  return options.strategy == ChunkStrategy::parent_child ? options.tokens_max : 0;
}

Result<std::vector<Chunk>> split(const CleanText& text, const ChunkParts& parts, const ChunkOptions& options) {
  if (options.tokens_max < kTokensLeast) return fail(ErrorCode::invalid_argument, "tokens_max must be at least 16");
  if (options.tokens_overlap < 0 || options.tokens_overlap >= options.tokens_max / 2)
    return fail(ErrorCode::invalid_argument, "tokens_overlap must be from 0 to less than half of tokens_max");
  const auto each_whole = [&](std::size_t element) { return whole(text, element); };
  switch (options.strategy) {
    case ChunkStrategy::fixed:
      return split_fixed(text, parts.counter, options);
    case ChunkStrategy::topic:
      return split_topics(text, parts, options);
    case ChunkStrategy::clause:
      return split_clauses(text, parts, options);
    case ChunkStrategy::sentence:
      return Packer(text, parts.counter, options,
                    {.parts = [&](std::size_t element) { return sentences(text, element); }, .across_headings = true})
          .pack();
    case ChunkStrategy::parent_child: {
      const ChunkOptions children = children_of(options);
      return Packer(text, parts.counter, children, {.parts = each_whole}).pack();
    }
    case ChunkStrategy::structure:
      break;
  }
  return Packer(text, parts.counter, options, {.parts = each_whole}).pack();
}

std::string_view chunk_version() { return "3"; }

}  // namespace onggi
