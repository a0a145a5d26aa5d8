// See paragraphs.h. Sizes: 한글문서파일형식 3.0, "paragraph list" and "special characters".
#include "parse/worker/hwp3/paragraphs.h"

#include <algorithm>
#include <utility>

#include "parse/worker/hwp3/drawing.h"
#include "parse/worker/hwp3/letters.h"

namespace onggi::parse::hwp3 {
namespace {

constexpr std::size_t kFontLists = 7;  // languages
constexpr std::size_t kFontSize = 40;
constexpr std::size_t kStyleNameSize = 20;
constexpr std::size_t kLettersShapeSize = 31;
constexpr std::size_t kParagraphShapeSize = 187;
constexpr std::uint16_t kEndOfParagraph = 13;

// Controls without lists: units they fill in the text, bytes behind their first unit; the last unit repeats the first.
struct Size {
  std::size_t units = 1;
  std::size_t bytes = 0;
};
constexpr Size size_of(std::uint16_t code) {
  switch (code) {
    case 7:  // form of dates
      return {42, 82};
    case 8:  // date
      return {48, 94};
    case 9:  // tab
    case 18:
    case 19:
    case 20:
    case 21:  // odd pages, hidden margins
      return {4, 6};
    case 22:  // mail merge
      return {12, 22};
    case 23:  // letters one over another
      return {5, 8};
    case 24:  // hyphen
    case 25:  // mark for tables of contents
      return {3, 4};
    case 26:  // mark for the index
      return {123, 244};
    case 28:
      return {32, 62};
    case 30:  // spaces that do not break, of fixed width
    case 31:
      return {2, 2};
    default:
      return {};
  }
}

class TreeReader {
 public:
  TreeReader(std::string_view body, std::int32_t depth_max) : cursor_(body), depth_max_(depth_max) {}

  Tree read() {
    for (std::size_t i = 0; i < kFontLists; ++i) cursor_.skip(kFontSize * cursor_.u16());
    const std::size_t styles = cursor_.u16();
    for (std::size_t i = 0; i < styles && cursor_.ok(); ++i) {
      tree_.styles.push_back(narrow_letters_from(cursor_.raw(kStyleNameSize)));
      cursor_.skip(kLettersShapeSize + kParagraphShapeSize);
    }
    tree_.cut_off = !list(tree_.paragraphs, 1) || !cursor_.ok();
    if (!tree_.cut_off) pictures();
    return std::move(tree_);
  }

 private:
  // Paragraphs up to an empty one. False when the bytes make no sense: what was read until there is kept.
  bool list(Paragraphs& out, std::int32_t depth) {
    if (depth > depth_max_) {
      tree_.too_deep = true;
      return false;
    }
    for (;;) {
      Paragraph paragraph;
      const bool follows = cursor_.u8() != 0;  // has the shape of the one before
      const std::size_t units = cursor_.u16();
      const std::size_t lines = cursor_.u16();
      const bool shapes = cursor_.u8() != 0;
      cursor_.skip(5);  // breaks, controls in it
      paragraph.style = cursor_.u8();
      cursor_.skip(kLettersShapeSize);
      if (units > 0 && !follows) paragraph.columns = columns_of(cursor_.raw(kParagraphShapeSize));
      for (std::size_t i = 0; i < lines && cursor_.ok(); ++i) paragraph.lines.push_back(line());
      for (std::size_t i = 0; shapes && i < units && cursor_.ok(); ++i) {
        constexpr std::uint8_t kAsBefore = 1;
        if (cursor_.u8() != kAsBefore) cursor_.skip(kLettersShapeSize);
      }
      if (!cursor_.ok()) return false;
      if (units == 0) return true;
      const bool sound = text(paragraph, units, depth);
      out.push_back(std::move(paragraph));
      if (!sound) return false;
    }
  }

  static std::uint8_t columns_of(std::string_view shape) {
    constexpr std::size_t kColumns = 172;  // behind margins, distances and tab stops
    return Cursor(shape.substr(std::min(kColumns, shape.size()))).u8();
  }

  Line line() {
    constexpr std::uint16_t kHasFlags = 0x8000;
    constexpr std::uint16_t kFirstOfPage = 1;
    Line line;
    line.begin = cursor_.u16();
    cursor_.skip(4);  // space, height
    line.position = cursor_.u16();
    cursor_.skip(4);  // where it begins in its column
    const std::uint16_t flags = cursor_.u16();
    line.first_of_page = (flags & kHasFlags) != 0 && (flags & kFirstOfPage) != 0;
    return line;
  }

  bool text(Paragraph& paragraph, std::size_t units, std::int32_t depth) {
    for (std::size_t at = 0; at < units;) {
      const std::uint16_t code = cursor_.u16();
      if (!cursor_.ok()) return false;
      if (code >= 32) {
        if (!append_letter(run(at, paragraph), code)) ++tree_.unknown;
        ++at;
      } else if (code == kEndOfParagraph) {
        ++at;
      } else {
        std::size_t filled = 0;
        if (!control(code, at, filled, paragraph, depth)) return false;
        at += filled;
      }
    }
    return true;
  }

  std::string& run(std::size_t at, Paragraph& paragraph) {
    if (paragraph.pieces.empty() || paragraph.pieces.back().code != Code::text) {
      paragraph.pieces.emplace_back();
      paragraph.pieces.back().at = at;
    }
    return paragraph.pieces.back().text;
  }

  bool control(std::uint16_t code, std::size_t at, std::size_t& filled, Paragraph& paragraph, std::int32_t depth) {
    const Size size = size_of(code);
    if (size.bytes == 0) return control_with_block(code, at, filled, paragraph, depth);
    const std::string_view bytes = cursor_.raw(size.bytes);
    if (!cursor_.ok() || Cursor(bytes.substr(size.bytes - 2)).u16() != code) return false;
    filled = size.units;
    const std::string_view fields = bytes.substr(0, size.bytes - 2);
    switch (code) {
      case 9:
        run(at, paragraph) += '\t';
        break;
      case 22:
        run(at, paragraph) += narrow_letters_from(fields);
        break;
      case 23:
        run(at, paragraph) += letters_from(fields);
        break;
      case 24:
        run(at, paragraph) += '-';
        break;
      case 30:
      case 31:
        run(at, paragraph) += ' ';
        break;
      case 8:
      case 18:
      case 19:
      case 20:
      case 28:
        paragraph.pieces.push_back({.code = static_cast<Code>(code), .at = at, .fields = fields});
        break;
      default:
        break;  // marks that nobody sees
    }
    return true;
  }

  // Controls of four units: a number, the code once more, then what follows them.
  bool control_with_block(std::uint16_t code, std::size_t at, std::size_t& filled, Paragraph& paragraph,
                          std::int32_t depth) {
    const std::string_view head = cursor_.rest().substr(0, 6);
    const bool closed = head.size() == 6 && Cursor(head.substr(4)).u16() == code;
    if (!closed && code == 0) {  // a stray zero, not the reserved control
      filled = 1;
      return true;
    }
    if (!closed) return false;
    filled = 4;
    const std::size_t number = cursor_.u32();
    cursor_.skip(2);
    Piece piece{.code = static_cast<Code>(code), .at = at};
    bool sound = true;
    switch (code) {
      case 6:  // bookmark
        cursor_.skip(34);
        return cursor_.ok();
      case 14:  // line
        cursor_.skip(84);
        return cursor_.ok();
      case 10:
        sound = box(piece, depth);
        break;
      case 11:
        sound = picture(piece, depth);
        break;
      case 15:
        sound = noted(piece, 8, depth);
        break;
      case 16:
        sound = noted(piece, 10, depth);
        break;
      case 17:
        sound = noted(piece, 14, depth);
        break;
      default:  // fields, references, reserved codes: as long as their number says
        if (number <= cursor_.left()) cursor_.skip(number);
        return true;
    }
    if (!piece.fields.empty()) paragraph.pieces.push_back(std::move(piece));  // else it is cut off
    return sound;
  }

  bool noted(Piece& piece, std::size_t size, std::int32_t depth) {
    piece.fields = cursor_.raw(size);
    piece.lists.emplace_back();
    return cursor_.ok() && list(piece.lists.back(), depth + 1);
  }

  bool box(Piece& piece, std::int32_t depth) {
    constexpr std::size_t kBoxSize = 84;
    constexpr std::size_t kCount = 80;
    piece.fields = cursor_.raw(kBoxSize);
    if (!cursor_.ok()) return false;
    const std::size_t cells = Cursor(piece.fields.substr(kCount)).u16();
    for (std::size_t i = 0; i < cells && cursor_.ok(); ++i) {
      cursor_.skip(4);  // distance, colour
      CellBox cell{.x = cursor_.u16(), .y = cursor_.u16()};
      cell.width = cursor_.u16();
      cell.height = cursor_.u16();
      cursor_.skip(15);  // heights in use, lines, shade
      piece.cells.push_back(cell);
    }
    for (std::size_t i = 0; i < cells && cursor_.ok(); ++i) {
      piece.lists.emplace_back();
      if (!list(piece.lists.back(), depth + 1)) return false;
    }
    return cursor_.ok() && list(piece.caption, depth + 1);
  }

  bool picture(Piece& piece, std::int32_t depth) {
    constexpr std::size_t kPictureSize = 348;
    constexpr std::size_t kType = 74;
    constexpr std::uint8_t kDrawing = 3;
    piece.fields = cursor_.raw(kPictureSize);
    if (!cursor_.ok()) return false;
    const std::string_view block = cursor_.raw(Cursor(piece.fields).u32());
    if (!cursor_.ok()) return false;
    if (Cursor(piece.fields.substr(kType)).u8() == kDrawing && !drawing(block, piece, depth)) ++tree_.broken_drawings;
    return list(piece.caption, depth + 1);
  }

  bool drawing(std::string_view block, Piece& piece, std::int32_t depth) {
    bool sound = true;
    std::vector<std::string_view> boxes;
    const bool whole = text_boxes_of_drawing(block, boxes);
    for (const std::string_view bytes : boxes) {
      const Cursor outer = std::exchange(cursor_, Cursor(bytes));
      piece.lists.emplace_back();
      sound = list(piece.lists.back(), depth + 1) && sound;
      cursor_ = outer;
    }
    return sound && whole;
  }

  // Behind the paragraphs: blocks with a kind and a size.
  void pictures() {
    constexpr std::uint32_t kEnd = 0;
    constexpr std::uint32_t kPicture = 1;
    constexpr std::size_t kNameSize = 16;
    while (cursor_.ok()) {
      const std::uint32_t kind = cursor_.u32();
      const std::string_view bytes = cursor_.raw(cursor_.u32());
      if (kind == kEnd) return;
      if (kind == kPicture && bytes.size() > 2 * kNameSize)  // name, kind, bytes
        tree_.pictures.emplace(picture_key(bytes.substr(0, kNameSize)), bytes.substr(2 * kNameSize));
    }
  }

  Cursor cursor_;
  std::int32_t depth_max_;
  Tree tree_;
};

}  // namespace

Tree read_tree(std::string_view body, std::int32_t depth_max) { return TreeReader(body, depth_max).read(); }

std::string picture_key(std::string_view name) {
  // The first three letters are a mark that Hangul sets anew whenever it opens the file.
  constexpr std::size_t kMark = 3;
  const std::size_t end = std::min(name.find('\0'), name.size());
  return end > kMark ? std::string(name.substr(kMark, end - kMark)) : std::string();
}

}  // namespace onggi::parse::hwp3
