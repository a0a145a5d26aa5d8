// Cutting hits into passages.
#include "answer/passages.h"

#include <algorithm>
#include <array>
#include <utility>

#include "answer/columns.h"

namespace onggi::answer_room {
namespace {

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

// The same by the grid: where cells are merged or the header has more than one row, counting cells does not tell.
std::string with_names(std::string_view row, const ChunkPiece& piece, std::size_t line) {
  const auto cells = split_at(row, kCellBorder);
  const auto columns = columns_of_line(piece, line, cells.size());
  std::string shown;
  for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) {
    if (cells[i].empty()) continue;
    if (!shown.empty()) shown += ", ";
    std::string name;
    for (const std::string_view one : names_above(piece, columns[i])) name.append(name.empty() ? "" : " ").append(one);
    shown.append(name).append(name.empty() ? "" : ": ").append(cells[i]);
  }
  return shown.empty() ? std::string(row) : shown;
}

bool needs_grid(const ChunkPiece& piece, std::size_t line) {
  return !piece.header.empty() && piece.grid && line < piece.grid->lines.size();
}

// "6–15층" and "5층 이상" speak of 7층.
void add_numbers(std::string_view text, const std::vector<NumberWord>& asked, Terms& terms) {
  if (asked.empty()) return;
  const std::vector<Condition> conditions = conditions_of(text);
  for (const NumberWord& word : asked)
    if (std::ranges::any_of(conditions, [&](const Condition& one) { return one.holds(word.quantity); }))
      terms.insert(word.term);
}

// A sentence that begins so cannot be read without the one before: both are quoted together.
bool goes_on(std::string_view sentence) {
  constexpr auto kConnectives =
      std::to_array<std::string_view>({"다만", "단,", "예를 들", "즉,", "즉 ", "이때", "이 때", "이 경우", "이런 경우",
                                       "그 뒤", "그러나", "하지만", "그렇지 않으면", "보통 "});
  return std::ranges::any_of(kConnectives, [sentence](std::string_view word) { return sentence.starts_with(word); });
}

constexpr std::size_t kListBytesMax = 4U << 10U;  // of a list that is quoted as a whole

// The innermost of "title > heading > heading".
std::string last_of_path(std::string_view lead) {
  const std::string_view path = lead.substr(0, lead.find('\n'));
  constexpr std::string_view kStep = " > ";
  const std::size_t at = path.rfind(kStep);
  return std::string(at == std::string_view::npos ? path : path.substr(at + kStep.size()));
}

// "1. 메뉴를 엽니다."
bool has_number(std::string_view item) {
  const std::size_t end = item.find_first_not_of("0123456789");
  return end != 0 && end != std::string_view::npos && (item[end] == '.' || item[end] == ')');
}

// "대량 구매 문의": a few words without an end, which name what stands below.
bool is_label(std::string_view text) {
  constexpr std::int64_t kVisibleMax = 20;
  return count_visible(text) <= kVisibleMax && !text.ends_with('.') && !text.ends_with('?') && !text.ends_with('!');
}

class Cutter {
 public:
  Cutter(const std::vector<Hit>& hits, const Analyzer& analyzer, const std::vector<NumberWord>& numbers)
      : hits_(hits), analyzer_(analyzer), numbers_(numbers) {}

  std::vector<Passage> cut() {
    for (hit_ = 0; hit_ < hits_.size(); ++hit_) {
      const ChunkRow& chunk = hits_[hit_].chunk;
      above_ = terms_of(hits_[hit_].title + "\n" + chunk.lead, analyzer_);
      before_.clear(), heading_.clear(), intro_.clear(), label_.clear();
      name_ = last_of_path(chunk.lead), opens_ = false;
      for (piece_ = 0; piece_ < chunk.pieces.size(); ++piece_) {
        if (begins_list()) cut_list();
        cut_piece(chunk.pieces[piece_]);
      }
    }
    return std::move(passages_);
  }

 private:
  void cut_piece(const ChunkPiece& piece) {
    switch (piece.kind) {
      case ElementKind::title:
      case ElementKind::heading:
        before_ = terms_of(piece.text, analyzer_), heading_ = before_;
        name_ = piece.text, opens_ = true;
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

  bool is_item(std::size_t piece) const {
    const auto& pieces = hits_[hit_].chunk.pieces;
    return piece < pieces.size() && pieces[piece].kind == ElementKind::list_item;
  }

  bool begins_list() const { return is_item(piece_) && is_item(piece_ + 1) && (piece_ == 0 || !is_item(piece_ - 1)); }

  void cut_list() {
    const auto& pieces = hits_[hit_].chunk.pieces;
    std::size_t last = piece_;
    std::string quote, shown = name_.empty() ? std::string() : name_ + ":";
    for (; is_item(last); ++last) {
      const std::string item = squeeze_spaces(pieces[last].text);
      quote.append(quote.empty() ? "" : "\n").append(item);
      shown.append(shown.empty() ? "" : "\n").append(has_number(item) ? "" : "- ").append(item);
    }
    if (quote.size() > kListBytesMax) return;
    const bool opened = opens_;
    Passage list{.hit = hit_, .piece = piece_, .last = last - 1, .quote = std::move(quote), .shown = std::move(shown)};
    list.terms = heading_;  // not of the items: any word of theirs would make the list an answer
    list.terms.insert(intro_.begin(), intro_.end());
    list.context = above_;
    list.heading = name_, list.opens = opened;
    passages_.push_back(std::move(list));
  }

  bool paragraph_follows() const {
    const auto& pieces = hits_[hit_].chunk.pieces;
    return piece_ + 1 < pieces.size() && pieces[piece_ + 1].kind == ElementKind::paragraph;
  }

  void cut_table(const ChunkPiece& piece) {
    const Terms header = terms_of(piece.header, analyzer_);
    std::size_t columns = 0;
    Terms whole_row;
    std::int32_t line = -1;
    for (const std::string_view row : split_at(piece.text, "\n")) {
      ++line;
      if (row.empty() || piece.header.find(row) != std::string::npos) continue;
      const std::size_t cells = split_at(row, kCellBorder).size();
      Terms above = header;
      if (cells < columns) above.insert(whole_row.begin(), whole_row.end());  // under merged cells
      const auto at = static_cast<std::size_t>(line);
      add(std::string(row), needs_grid(piece, at) ? with_names(row, piece, at) : with_header(row, piece.header), above);
      passages_.back().clause = clause_from(piece.clause);
      passages_.back().line = line;
      passages_.back().names = header;
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
      if (!piece.clause.empty())
        passages_.back().clause = clause_at(clause_from(piece.clause), piece.text, range.begin);
      before_ = passages_.back().terms;
    }
  }

  void add(std::string quote, std::string shown, const Terms& header) {
    Passage passage{.hit = hit_, .piece = piece_, .last = piece_, .quote = std::move(quote), .shown = std::move(shown)};
    passage.heading = name_, passage.opens = std::exchange(opens_, false);
    passage.terms = terms_of(passage.quote, analyzer_);
    add_numbers(passage.shown, numbers_, passage.terms);
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
  const std::vector<NumberWord>& numbers_;
  std::vector<Passage> passages_;
  std::size_t hit_ = 0, piece_ = 0;
  Terms above_, before_, heading_, intro_;
  std::string label_, name_;  // what names the next paragraph; the heading
  bool opens_ = false;        // nothing came since the heading
};

}  // namespace

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

std::vector<NumberWord> number_words(const std::vector<retrieve::QueryWord>& words, std::string_view query) {
  std::vector<NumberWord> numbers;
  for (Quantity& quantity : quantities_of(query)) {
    const auto word = std::ranges::find_if(words, [&](const retrieve::QueryWord& one) {
      return one.bytes.begin < quantity.bytes.end && one.bytes.end > quantity.bytes.begin;
    });
    if (word != words.end()) numbers.push_back({word->term, std::move(quantity)});
  }
  return numbers;
}

std::vector<Passage> passages_of(const std::vector<Hit>& hits, const Analyzer& analyzer,
                                 const std::vector<NumberWord>& numbers) {
  return Cutter(hits, analyzer, numbers).cut();
}

}  // namespace onggi::answer_room
