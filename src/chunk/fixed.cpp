// A window that moves over the text; what of it lies in an element becomes a piece.
#include "chunk/fixed.h"

#include <algorithm>

#include "chunk/atoms.h"

namespace onggi::chunk {
namespace {

// Where the last words of a window begin that count at most `tokens`; its end where not even one does.
std::size_t begin_of_tail(std::string_view text, ByteRange window, const TokenCounter& counter, std::int32_t tokens) {
  std::vector<std::size_t> words;
  for (std::size_t at = window.begin + 1; at < window.end; ++at)
    if (text[at - 1] == ' ' || text[at - 1] == '\n') words.push_back(at);
  const auto found = std::ranges::lower_bound(
      words, true, {}, [&](std::size_t begin) { return counter.count(slice(text, {begin, window.end})) <= tokens; });
  return found == words.end() ? window.end : *found;
}

void add_pieces(const CleanText& text, ByteRange window, Chunk& made) {
  const auto first = std::ranges::upper_bound(text.elements, window.begin, {},
                                              [](const CleanElement& element) { return element.bytes.end; });
  for (auto element = first; element != text.elements.end() && element->bytes.begin < window.end; ++element) {
    const ByteRange bytes{std::max(element->bytes.begin, window.begin), std::min(element->bytes.end, window.end)};
    if (bytes.begin < bytes.end) made.pieces.push_back({element->id, bytes});
  }
}

}  // namespace

std::vector<Chunk> split_fixed(const CleanText& text, const TokenCounter& counter, const ChunkOptions& options) {
  std::string lead = text.title;
  if (counter.count(lead) > std::min(options.lead_tokens_max, options.tokens_max / 4)) lead.clear();
  const std::int32_t budget = options.tokens_max - counter.count(lead) - 1;
  std::vector<Chunk> chunks;
  for (ByteRange rest{0, text.utf8.size()}; rest.begin < rest.end;) {
    const ByteRange window{rest.begin, longest_fitting(text.utf8, rest, counter, budget)};
    Chunk made{.pieces = {}, .lead = lead};
    add_pieces(text, window, made);
    if (!made.pieces.empty()) {
      made.tokens = counter.count(lead + "\n" + chunk_text(text, made));
      chunks.push_back(std::move(made));
    }
    const bool done = window.end >= rest.end;
    rest.begin = done ? rest.end : begin_of_tail(text.utf8, window, counter, options.tokens_overlap);
  }
  return chunks;
}

}  // namespace onggi::chunk
