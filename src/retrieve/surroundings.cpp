// See surroundings.h.
#include "retrieve/surroundings.h"

#include <algorithm>
#include <set>

#include "document/clause.h"

namespace onggi::retrieve {
namespace {

constexpr std::int32_t kReach = 12;  // chunks on each side: beyond that a section is a chapter

// The headings above a chunk: its lead without the clause in which it begins and without a table's header.
std::string_view section_of(const ChunkRow& chunk) {
  constexpr std::string_view kBetween = " > ";
  const std::string_view path = std::string_view(chunk.lead).substr(0, chunk.lead.find('\n'));
  const std::size_t last = path.rfind(kBetween);
  const std::string_view inner = last == std::string_view::npos ? path : path.substr(last + kBetween.size());
  if (inner.empty() || to_string(clause_from(inner)) != inner) return path;
  return last == std::string_view::npos ? std::string_view() : path.substr(0, last);
}

// Bytes at the beginning of `next` that end `before` already: sentences that two chunks share.
std::size_t repeated_bytes(std::string_view before, std::string_view next) {
  constexpr std::size_t kLeast = 12;  // "다. " alone ends one and begins none
  for (std::size_t bytes = std::min(before.size(), next.size()); bytes >= kLeast; --bytes)
    if (before.ends_with(next.substr(0, bytes))) return bytes;
  return 0;
}

void append(Hit& hit, ChunkRow&& row) {
  for (ChunkPiece& piece : row.pieces) {
    if (!hit.chunk.pieces.empty() && hit.chunk.pieces.back().element == piece.element) {
      const std::size_t bytes = repeated_bytes(hit.chunk.pieces.back().text, piece.text);
      if (bytes == piece.text.size()) continue;
      // A table's lines stand for rows of its grid, and tables are not repeated.
      if (piece.kind != ElementKind::table) piece.text.erase(0, bytes);
    }
    hit.chunk.text.append(hit.chunk.text.empty() ? "" : "\n").append(piece.text);
    hit.chunk.pieces.push_back(std::move(piece));
    hit.piece_chunks.push_back(row.id);
  }
}

using Read = std::set<std::pair<DocumentId, std::int32_t>>;

/// One hit among the chunks near it.
class Surroundings {
 public:
  Surroundings(std::vector<ChunkRow> rows, std::size_t found, std::int32_t tokens_max, const Read& read)
      : rows_(std::move(rows)), read_(read), begin_(found), end_(found + 1), room_(tokens_max - tokens_of(found)) {}

  // What follows first: text goes on more often than it refers back.
  void grow() {
    const std::string_view section = section_of(rows_[begin_]);
    bool forward = true, backward = true;
    while (forward || backward) {
      forward = forward && end_ < rows_.size() && take(end_, section);
      if (forward) ++end_;
      backward = backward && begin_ > 0 && take(begin_ - 1, section);
      if (backward) --begin_;
    }
  }

  void put_into(Hit& hit, Read& read) {
    hit.chunk.pieces.clear();
    hit.chunk.text.clear();
    for (std::size_t i = begin_; i < end_; ++i) {
      read.emplace(rows_[i].document, rows_[i].number);
      append(hit, std::move(rows_[i]));
    }
  }

 private:
  std::int32_t tokens_of(std::size_t row) const { return estimating_counter().count(rows_[row].text); }

  bool take(std::size_t row, std::string_view section) {
    if (section_of(rows_[row]) != section || read_.contains({rows_[row].document, rows_[row].number})) return false;
    room_ -= tokens_of(row);
    return room_ >= 0;
  }

  std::vector<ChunkRow> rows_;
  const Read& read_;
  std::size_t begin_, end_;
  std::int32_t room_;
};

}  // namespace

Result<void> read_around(std::vector<Hit>& hits, const Catalog& catalog, const std::vector<PermissionId>& permissions,
                         std::int32_t tokens_max) {
  Read read;
  for (Hit& hit : hits) {
    if (read.contains({hit.document, hit.chunk.number})) continue;
    ONGGI_TRY(std::vector<ChunkRow> rows,
              catalog.chunks_between(permissions, hit.document, hit.chunk.number - kReach, hit.chunk.number + kReach));
    const auto found = std::ranges::find(rows, hit.chunk.id, &ChunkRow::id);
    if (found == rows.end()) continue;  // cut anew meanwhile: it is read as it was found
    const auto at = static_cast<std::size_t>(found - rows.begin());
    Surroundings around(std::move(rows), at, tokens_max, read);
    around.grow();
    around.put_into(hit, read);
  }
  std::erase_if(hits, [&](const Hit& hit) {
    return hit.piece_chunks.empty() && read.contains({hit.document, hit.chunk.number});
  });
  return {};
}

}  // namespace onggi::retrieve
