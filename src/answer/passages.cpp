// Cutting hits into passages.
#include "answer/passages.h"

#include <algorithm>

namespace onggi::answer_room {
namespace {

constexpr std::string_view kCellBorder = " | ";

using Terms = std::unordered_set<std::string>;

Terms terms_of(std::string_view text, const Analyzer& analyzer) {
  Terms terms;
  for (Token& token : analyzer.tokens(text)) terms.insert(std::move(token.term));
  return terms;
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view border) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(border);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + border.size());
  }
}

// The row with each cell under its column's name. A row with fewer cells than the header (spans) is aligned at its end,
// where the values stand.
std::string with_header(std::string_view row, std::string_view header) {
  const auto cells = split_at(row, kCellBorder);
  const auto names =
      split_at(header.substr(header.rfind('\n') == std::string_view::npos ? 0 : header.rfind('\n') + 1), kCellBorder);
  if (header.empty() || cells.size() < 2 || cells.size() > names.size()) return std::string(row);
  std::string shown;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    if (!shown.empty()) shown += ", ";
    const std::string_view name = names[names.size() - cells.size() + i];
    shown +=
        name.empty() || name == cells[i] ? std::string(cells[i]) : std::string(name) + ": " + std::string(cells[i]);
  }
  return shown;
}

class Cutter {
 public:
  Cutter(const std::vector<Hit>& hits, const Analyzer& analyzer) : hits_(hits), analyzer_(analyzer) {}

  std::vector<Passage> cut() {
    for (hit_ = 0; hit_ < hits_.size(); ++hit_) {
      const ChunkRow& chunk = hits_[hit_].chunk;
      above_ = terms_of(hits_[hit_].title + "\n" + chunk.lead, analyzer_);
      before_.clear();
      for (piece_ = 0; piece_ < chunk.pieces.size(); ++piece_) cut_piece(chunk.pieces[piece_]);
    }
    return std::move(passages_);
  }

 private:
  void cut_piece(const ChunkPiece& piece) {
    switch (piece.kind) {
      case ElementKind::title:
      case ElementKind::heading:
        before_ = terms_of(piece.text, analyzer_), heading_ = before_;
        return;
      case ElementKind::table:
        return cut_table(piece);
      case ElementKind::code:
        return add(piece.text, piece.text, {});
      default:
        return cut_sentences(piece);
    }
  }

  void cut_table(const ChunkPiece& piece) {
    const Terms header = terms_of(piece.header, analyzer_);
    for (const std::string_view row : split_at(piece.text, "\n")) {
      if (row.empty() || piece.header.find(row) != std::string::npos) continue;
      add(std::string(row), with_header(row, piece.header), header);
    }
  }

  void cut_sentences(const ChunkPiece& piece) {
    for (const ByteRange range : split_sentences(piece.text)) {
      const std::string sentence = squeeze_spaces(slice(piece.text, range));
      if (count_visible(sentence) < 2) continue;
      add(sentence, sentence, {});
      before_ = passages_.back().terms;
    }
  }

  void add(std::string quote, std::string shown, const Terms& header) {
    Passage passage{.hit = hit_, .piece = piece_, .quote = std::move(quote), .shown = std::move(shown)};
    passage.terms = terms_of(passage.quote, analyzer_);
    passage.context = above_;
    passage.context.insert(header.begin(), header.end());
    passage.context.insert(before_.begin(), before_.end());
    passage.context.insert(heading_.begin(), heading_.end());
    passages_.push_back(std::move(passage));
  }

  const std::vector<Hit>& hits_;
  const Analyzer& analyzer_;
  std::vector<Passage> passages_;
  std::size_t hit_ = 0, piece_ = 0;
  Terms above_, before_, heading_;
};

}  // namespace

std::vector<Passage> passages_of(const std::vector<Hit>& hits, const Analyzer& analyzer) {
  return Cutter(hits, analyzer).cut();
}

}  // namespace onggi::answer_room
