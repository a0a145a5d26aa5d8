// Cutting hits into passages.
#include "answer/passages.h"

#include <algorithm>
#include <array>

namespace onggi::answer_room {
namespace {

constexpr std::string_view kCellBorder = " | ";

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

std::size_t number_at(std::string_view text, std::size_t& at) {
  std::size_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && value < 10000; ++at)
    value = 10 * value + static_cast<std::size_t>(text[at] - '0');
  return value;
}

std::size_t dash_bytes(std::string_view text) {
  constexpr std::string_view kEnDash = "–";
  if (text.starts_with(kEnDash)) return kEnDash.size();
  return text.starts_with('~') || text.starts_with('-') ? 1 : 0;
}

// "6–15층" speaks of each floor between: the terms 6층, 7층 ... 15층.
void add_ranges(std::string_view text, Terms& terms) {
  constexpr std::size_t kWidthMax = 100;
  constexpr std::size_t kSyllableBytes = 3;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] < '0' || text[at] > '9') {
      ++at;
      continue;
    }
    const std::size_t low = number_at(text, at);
    const std::size_t dash = dash_bytes(text.substr(at));
    if (dash == 0) continue;
    std::size_t end = at + dash;
    const std::size_t high = number_at(text, end);
    if (end == at + dash || high <= low || high - low > kWidthMax || end + kSyllableBytes > text.size()) continue;
    for (std::size_t number = low; number <= high; ++number)
      terms.insert(std::to_string(number) + std::string(text.substr(end, kSyllableBytes)));
    at = end;
  }
}

// A sentence that begins so cannot be read without the one before: both are quoted together.
bool goes_on(std::string_view sentence) {
  constexpr auto kConnectives =
      std::to_array<std::string_view>({"다만", "단,", "예를 들", "즉,", "즉 ", "이때", "이 때", "이 경우", "이런 경우",
                                       "그 뒤", "그러나", "하지만", "그렇지 않으면", "보통 "});
  return std::ranges::any_of(kConnectives, [sentence](std::string_view word) { return sentence.starts_with(word); });
}

// "대량 구매 문의": a few words without an end, which name what stands below.
bool is_label(std::string_view text) {
  constexpr std::int64_t kVisibleMax = 20;
  return count_visible(text) <= kVisibleMax && !text.ends_with('.') && !text.ends_with('?') && !text.ends_with('!');
}

class Cutter {
 public:
  Cutter(const std::vector<Hit>& hits, const Analyzer& analyzer) : hits_(hits), analyzer_(analyzer) {}

  std::vector<Passage> cut() {
    for (hit_ = 0; hit_ < hits_.size(); ++hit_) {
      const ChunkRow& chunk = hits_[hit_].chunk;
      above_ = terms_of(hits_[hit_].title + "\n" + chunk.lead, analyzer_);
      before_.clear(), heading_.clear(), intro_.clear(), label_.clear();
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
      case ElementKind::list_item:
        return cut_sentences(piece);
      case ElementKind::paragraph:
        intro_.clear();
        if (is_label(piece.text) && paragraph_follows()) {
          label_ = piece.text;
          return;
        }
        cut_sentences(piece);
        intro_ = before_;
        return;
      case ElementKind::code:
        return add(piece.text, piece.text, {});
      default:
        return cut_sentences(piece);
    }
  }

  bool paragraph_follows() const {
    const auto& pieces = hits_[hit_].chunk.pieces;
    return piece_ + 1 < pieces.size() && pieces[piece_ + 1].kind == ElementKind::paragraph;
  }

  void cut_table(const ChunkPiece& piece) {
    const Terms header = terms_of(piece.header, analyzer_);
    std::size_t columns = 0;
    Terms whole_row;
    for (const std::string_view row : split_at(piece.text, "\n")) {
      if (row.empty() || piece.header.find(row) != std::string::npos) continue;
      const std::size_t cells = split_at(row, kCellBorder).size();
      Terms above = header;
      if (cells < columns) above.insert(whole_row.begin(), whole_row.end());  // under merged cells
      add(std::string(row), with_header(row, piece.header), above);
      if (cells >= columns) columns = cells, whole_row = passages_.back().terms;
    }
  }

  void cut_sentences(const ChunkPiece& piece) {
    const auto ranges = split_sentences(piece.text);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      ByteRange range = ranges[i];
      if (i + 1 < ranges.size() && goes_on(slice(piece.text, ranges[i + 1]))) range.end = ranges[i + 1].end;
      const std::string sentence = squeeze_spaces(slice(piece.text, range));
      if (count_visible(sentence) < 2) continue;
      add(sentence, sentence, {});
      before_ = passages_.back().terms;
    }
  }

  void add(std::string quote, std::string shown, const Terms& header) {
    Passage passage{.hit = hit_, .piece = piece_, .quote = std::move(quote), .shown = std::move(shown)};
    passage.terms = terms_of(passage.quote, analyzer_);
    add_ranges(passage.quote, passage.terms);
    if (!label_.empty()) {
      passage.terms.merge(terms_of(label_, analyzer_));
      passage.shown = label_ + ": " + passage.shown;
      label_.clear();
    }
    passage.context = above_;
    passage.context.insert(intro_.begin(), intro_.end());
    passage.context.insert(header.begin(), header.end());
    passage.context.insert(before_.begin(), before_.end());
    passage.context.insert(heading_.begin(), heading_.end());
    passages_.push_back(std::move(passage));
  }

  const std::vector<Hit>& hits_;
  const Analyzer& analyzer_;
  std::vector<Passage> passages_;
  std::size_t hit_ = 0, piece_ = 0;
  Terms above_, before_, heading_, intro_;
  std::string label_;
};

}  // namespace

std::vector<Passage> passages_of(const std::vector<Hit>& hits, const Analyzer& analyzer) {
  return Cutter(hits, analyzer).cut();
}

}  // namespace onggi::answer_room
