// Documents as bytes; see wire.h. Numbers are LEB128 (signed ones zigzag), texts their length and bytes; 1 stands
// before each element, 0 behind the last.
#include "document/wire.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

namespace onggi {
namespace {

constexpr std::string_view kMagic = "onggi document 3\n";
constexpr std::string_view kWithoutAuthor = "onggi document 2\n";  // what earlier versions kept

constexpr std::uint64_t kHeader = 1, kSpans = 2, kBox = 4;  // of a cell
constexpr std::uint64_t kEnd = 0, kElement = 1;

// Why so small: both sides hold a piece beside the document. A table is in one piece, however large.
constexpr std::size_t kPieceBytes = 256U << 10U;

// Whether a table's text takes no more room than its cells do: a claim of rows must not cost memory.
bool has_few_rows(const Table& table) {
  constexpr std::size_t kRowsAlways = 16;
  return static_cast<std::size_t>(std::max(table.rows, 0)) <= 2 * table.cells.size() + kRowsAlways;
}

class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    out_.push_back(static_cast<char>(value));
  }
  void integer(std::int64_t value) {
    number(static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63U));
  }
  void real(double value) {
    std::array<char, sizeof value> bytes{};
    std::memcpy(bytes.data(), &value, sizeof value);
    out_.append(bytes.data(), bytes.size());
  }
  void text(std::string_view value) {
    if (!is_valid_utf8(value)) return text(repair_utf8(value));  // names of files may be in any charset
    number(value.size());
    out_ += value;
  }
  template <typename T, typename Write>
  void list(const std::vector<T>& items, const Write& write) {
    number(items.size());
    for (const T& item : items) write(item);
  }

  void box(const Box& box) { real(box.x0), real(box.y0), real(box.x1), real(box.y1); }
  void page(const Page& page) {
    text(page.label), real(page.width), real(page.height);
    list(page.uncertain, [&](const UncertainWord& word) { text(word.text), box(word.box), real(word.confidence); });
  }
  void place(const Place& place) {
    integer(place.page_index);
    text(place.page_label);
    number(place.box ? 1 : 0);
    if (place.box) box(*place.box);
  }
  void table(const Table& table) {
    integer(table.rows);
    integer(table.columns);
    std::int32_t row = 0, column = 0;
    list(table.cells, [&](const Cell& cell) {
      const bool spans = cell.row_span != 1 || cell.column_span != 1;
      number((cell.header ? kHeader : 0U) | (spans ? kSpans : 0U) | (cell.box ? kBox : 0U));
      integer(static_cast<std::int64_t>(cell.row) - row);
      integer(static_cast<std::int64_t>(cell.column) - column);
      if (spans) integer(cell.row_span), integer(cell.column_span);
      if (cell.box) box(*cell.box);
      text(cell.text);
      row = cell.row;
      column = cell.column;
    });
  }
  // The text is given up as soon as it is written.
  void element(Element& element) {
    text(element.id.str());
    number(static_cast<std::uint64_t>(element.kind));
    // A table's text follows from its cells: half of the bytes of a large sheet.
    const bool follows = element.table && has_few_rows(*element.table) && table_text(*element.table) == element.text;
    number(follows ? 1 : 0);
    if (!follows) text(element.text);
    element.text = {};
    list(element.places, [&](const Place& one) { place(one); });
    integer(element.level);
    number(element.table ? 1 : 0);
    if (element.table) table(*element.table);
    for (const std::string* one : {&element.latex, &element.role, &element.inner_file, &element.clause}) text(*one);
  }

  void head(const Document& document) {
    out_ += kMagic;
    text(document.title);
    text(document.author);
    text(document.media_type);
    list(document.pages, [&](const Page& one) { page(one); });
    list(document.warnings,
         [&](const Warning& warning) { text(warning.code), integer(warning.page_index), text(warning.detail); });
    integer(document.account.characters_in);
    integer(document.account.characters_out);
    list(document.account.dropped,
         [&](const LossAccount::Dropped& dropped) { text(dropped.reason), integer(dropped.characters); });
  }

  std::size_t size() const { return out_.size(); }
  std::string take() { return std::exchange(out_, {}); }

 private:
  std::string out_;
};

// Reads until something is wrong; from then on everything is zero or empty, and `sound()` is false.
class Source {
 public:
  explicit Source(std::string_view bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}
  bool sound() const { return sound_; }
  bool ended() const { return at_ == bytes_.size(); }
  std::size_t at() const { return at_; }
  void wrong() { sound_ = false; }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; sound_; shift += 7) {
      if (at_ >= bytes_.size() || shift > 63) return wrong(), 0;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    return 0;
  }
  std::int64_t wide() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }
  std::int32_t integer(std::int64_t base = 0) {
    const std::int64_t value = wide();
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (value < -kMost || value > kMost || value + base < -kMost || value + base > kMost) return wrong(), 0;
    return static_cast<std::int32_t>(value + base);
  }
  double real() {
    double value = 0;
    if (!sound_ || bytes_.size() - at_ < sizeof value) return wrong(), 0.0;
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    if (!sound_ || bytes_.size() - at_ < size) return wrong(), std::string();
    const std::string_view value = bytes_.substr(at_, size);
    if (!is_valid_utf8(value)) return wrong(), std::string();
    at_ += size;
    return std::string(value);
  }
  bool flag() { return number() != 0; }

  // Each item takes a byte at least, so a count beyond the rest of the bytes is a lie.
  template <typename T, typename Read>
  std::vector<T> list(const Read& read) {
    std::vector<T> items;
    const std::uint64_t count = number();
    if (!sound_ || count > bytes_.size() - at_) return wrong(), items;
    constexpr std::uint64_t kReserveMax = 1U << 20U;
    items.reserve(std::min(count, kReserveMax));
    for (std::uint64_t i = 0; i < count && sound_; ++i) items.push_back(read());
    return items;
  }

  Box box() {
    Box box;
    box.x0 = real(), box.y0 = real(), box.x1 = real(), box.y1 = real();
    return box;
  }
  Page page() {
    Page page;
    page.label = text(), page.width = real(), page.height = real();
    page.uncertain = list<UncertainWord>([&] {
      UncertainWord word;
      word.text = text(), word.box = box(), word.confidence = real();
      return word;
    });
    return page;
  }
  Place place() {
    Place place;
    place.page_index = integer();
    place.page_label = text();
    if (flag()) place.box = box();
    if (place.page_index < 0) wrong();
    return place;
  }
  Table table() {
    Table table;
    table.rows = integer();
    table.columns = integer();
    std::int32_t row = 0, column = 0;
    table.cells = list<Cell>([&] {
      Cell cell;
      const std::uint64_t flags = number();
      cell.header = (flags & kHeader) != 0;
      row = cell.row = integer(row);
      column = cell.column = integer(column);
      if ((flags & kSpans) != 0) cell.row_span = integer(), cell.column_span = integer();
      if ((flags & kBox) != 0) cell.box = box();
      cell.text = text();
      const bool inside = cell.row >= 0 && cell.column >= 0 && cell.row_span > 0 && cell.column_span > 0 &&
                          cell.row < table.rows && cell.row_span <= table.rows - cell.row &&
                          cell.column < table.columns && cell.column_span <= table.columns - cell.column;
      if (!inside) wrong();
      return cell;
    });
    return table;
  }
  Element element() {
    Element element;
    element.id = ElementId(text());
    const std::uint64_t kind = number();
    if (kind > static_cast<std::uint64_t>(ElementKind::page_footer)) wrong();
    else element.kind = static_cast<ElementKind>(kind);
    const bool follows = flag();
    if (!follows) element.text = text();
    element.places = list<Place>([&] { return place(); });
    element.level = integer();
    if (flag()) element.table = table();
    if (follows && !(element.table && has_few_rows(*element.table))) wrong();
    if (follows && sound_) element.text = table_text(*element.table);
    for (std::string* one : {&element.latex, &element.role, &element.inner_file, &element.clause}) *one = text();
    return element;
  }

  Warning warning() {
    Warning warning;
    warning.code = text(), warning.page_index = integer(), warning.detail = text();
    return warning;
  }
  LossAccount account() {
    LossAccount account;
    account.characters_in = wide();
    account.characters_out = wide();
    account.dropped = list<LossAccount::Dropped>([&] {
      LossAccount::Dropped dropped;
      dropped.reason = text(), dropped.characters = wide();
      return dropped;
    });
    return account;
  }
  Document head() {
    Document document;
    const std::string_view magic = bytes_.substr(at_, kMagic.size());
    if (magic != kMagic && magic != kWithoutAuthor) return wrong(), document;
    at_ += magic.size();
    document.title = text();
    if (magic == kMagic) document.author = text();
    document.media_type = text();
    document.pages = list<Page>([&] { return page(); });
    document.warnings = list<Warning>([&] { return warning(); });
    document.account = account();
    return document;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool sound_ = true;
};

std::string joined(std::deque<std::string> pieces) {
  if (pieces.size() == 1) return std::move(pieces.front());
  std::size_t size = 0;
  for (const std::string& piece : pieces) size += piece.size();
  std::string bytes;
  bytes.reserve(size);
  for (; !pieces.empty(); pieces.pop_front()) bytes += pieces.front();
  return bytes;
}

std::unexpected<Error> broken() { return fail(ErrorCode::bad_input, "the bytes of a document are broken", "bad_wire"); }

}  // namespace

Result<void> write_wire(Document&& document, const std::function<Result<void>(std::string piece)>& send) {
  Writer out;
  out.head(document);
  for (Element& element : document.elements) {
    if (out.size() >= kPieceBytes) ONGGI_CHECK(send(out.take()));
    out.number(kElement);
    out.element(element);
    element = {};
  }
  out.number(kEnd);
  return send(out.take());
}

std::string to_wire(Document&& document) {
  std::deque<std::string> pieces;
  const auto keep = [&](std::string piece) -> Result<void> {
    pieces.push_back(std::move(piece));
    return {};
  };
  const auto written = write_wire(std::move(document), keep);
  ONGGI_ASSERT(written.has_value(), "keep() refuses nothing");
  return joined(std::move(pieces));
}

Result<Document> document_from_wire(std::string_view bytes) {
  Source in(bytes);
  Document document = in.head();
  while (in.sound()) {
    const std::uint64_t mark = in.number();
    if (mark == kEnd) break;
    if (mark != kElement) in.wrong();
    document.elements.push_back(in.element());
  }
  if (!in.sound() || !in.ended()) return broken();
  return document;
}

Result<DocumentStream> DocumentStream::open(std::deque<std::string> pieces) {
  DocumentStream stream;
  stream.pieces_ = std::move(pieces);
  if (stream.pieces_.empty()) return broken();
  Source in(stream.pieces_.front());
  stream.head_ = in.head();
  stream.at_ = in.at();
  if (!in.sound()) return broken();
  return stream;
}

Result<const Element*> DocumentStream::next() {
  for (; !pieces_.empty() && at_ == pieces_.front().size(); at_ = 0) pieces_.pop_front();
  if (pieces_.empty()) return broken();
  Source in(pieces_.front(), at_);
  const std::uint64_t mark = in.number();
  if (mark == kEnd && in.sound() && in.ended() && pieces_.size() == 1) return nullptr;
  if (mark != kElement) return broken();
  element_ = {};  // before the next one takes its room
  element_ = in.element();
  at_ = in.at();
  if (!in.sound()) return broken();
  return &element_;
}

Result<Document> DocumentStream::rest() && {
  Document document = std::move(head_);
  for (;;) {
    ONGGI_TRY(const Element* element, next());
    if (element == nullptr) return document;
    document.elements.push_back(std::move(element_));
  }
}

std::string DocumentStream::bytes() && { return joined(std::move(pieces_)); }

}  // namespace onggi
