// Reads a page through PDFium; see page_source.h.
#include "parse/worker/pdf/page_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include "parse/worker/flow/flow.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kObjectsMax = 200'000;  // of one page; maps drawn from millions of paths carry no tables
constexpr std::int32_t kFormDepthMax = 6;
constexpr double kThin = 3.0;       // points: a filled rectangle thinner than this is a ruling
constexpr double kRulingMin = 4.0;  // shorter ones are dashes and letters

struct PageClose {
  void operator()(FPDF_PAGE page) const { FPDF_ClosePage(page); }
  void operator()(FPDF_TEXTPAGE text) const { FPDFText_ClosePage(text); }
};
using PagePointer = std::unique_ptr<std::remove_pointer_t<FPDF_PAGE>, PageClose>;
using TextPointer = std::unique_ptr<std::remove_pointer_t<FPDF_TEXTPAGE>, PageClose>;

struct Point {
  double x = 0, y = 0;
};

// From PDF user space (origin bottom left, before /Rotate, around the crop box) to the page as shown, from its top
// left.
struct ToPage {
  FS_RECTF crop{};
  int rotation = 0;

  Point point(double x, double y) const {
    switch (rotation) {
      case 1:
        return {y - crop.bottom, x - crop.left};
      case 2:
        return {crop.right - x, y - crop.bottom};
      case 3:
        return {crop.top - y, crop.right - x};
      default:
        return {x - crop.left, crop.top - y};
    }
  }
  Box box(double left, double bottom, double right, double top) const {
    const Point a = point(left, bottom), b = point(right, top);
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
  }
};

// One quarter turn clockwise of a page `height` points high.
Box turned(const Box& box, double height) { return {height - box.y1, box.x0, height - box.y0, box.x1}; }

struct Style {
  FPDF_PAGEOBJECT object = nullptr;
  double size = 0;
  std::int32_t direction = 0;  // quarter turns counter-clockwise as shown; -1: any other angle
  bool bold = false;
};

bool is_bold(FPDF_TEXTPAGE text, int index) {
  std::array<char, 128> name{};
  int flags = 0;
  const unsigned long length = FPDFText_GetFontInfo(text, index, name.data(), name.size(), &flags);
  const std::string_view font(name.data(), length > 0 && length <= name.size() ? length - 1 : 0);
  constexpr int kForceBold = 1 << 18;
  for (const std::string_view word : {"Bold", "bold", "BOLD", "Heavy", "Black"}) {
    if (font.find(word) != std::string_view::npos) return true;
  }
  return (flags & kForceBold) != 0 || FPDFText_GetFontWeight(text, index) >= 600;
}

Style style_of(FPDF_TEXTPAGE text, int index, FPDF_PAGEOBJECT object, int rotation) {
  FS_MATRIX matrix{1, 0, 0, 1, 0, 0};
  FPDFText_GetMatrix(text, index, &matrix);
  Style style{.object = object,
              .size = FPDFText_GetFontSize(text, index) * std::hypot(double{matrix.c}, double{matrix.d}),
              .bold = is_bold(text, index)};
  const double quarters = std::atan2(double{matrix.b}, double{matrix.a}) / (std::numbers::pi / 2) - rotation;
  const double whole = std::round(quarters);
  style.direction = std::abs(quarters - whole) > 0.1 ? -1 : ((static_cast<std::int32_t>(whole) % 4) + 4) % 4;
  return style;
}

struct Raw {
  Glyph glyph;
  std::int32_t direction = 0;
};

// A character that means something: 0 for unmapped ones. Symbol fonts are translated, other private use is not text.
char32_t meaningful(FPDF_TEXTPAGE text, int index, char32_t code) {
  if (code == 0x02) return U'-';  // PDFium's sign for a hyphen at a line's end
  if (code >= 0xE000 && code <= 0xF8FF) return plain_symbol(code);
  if (code == 0 || code >= 0xFFFE || code == 0xFFFD) return code >= 0x10000 && code <= 0x10FFFF ? code : 0;
  return FPDFText_HasUnicodeMapError(text, index) == 1 ? 0 : code;
}

class GlyphLoader {
 public:
  GlyphLoader(FPDF_TEXTPAGE text, const ToPage& to_page, PageSource& source)
      : text_(text), to_page_(to_page), source_(source) {}

  std::vector<Raw> load() {
    std::vector<Raw> glyphs;
    const int count = FPDFText_CountChars(text_);
    glyphs.reserve(static_cast<std::size_t>(std::max(count, 0)));
    for (int i = 0; i < count; ++i) one(i, glyphs);
    return glyphs;
  }

 private:
  void one(int index, std::vector<Raw>& glyphs) {
    const char32_t code = FPDFText_GetUnicode(text_, index);
    if (is_white_space(code) || code == U'\r' || code == U'\n') {
      (FPDFText_IsGenerated(text_, index) == 1 ? guessed_ : space_) = true;
      return;
    }
    if (code != 0x02 && code != 0 && code < 0x10000 && is_control(code)) return;
    const char32_t meaning = meaningful(text_, index, code);
    if (meaning == 0) {
      ++source_.unmapped;
      return;
    }
    append_utf8(source_.raw, meaning);
    Raw raw = placed(index, meaning);
    const Box& box = raw.glyph.box;
    const double x = (box.x0 + box.x1) / 2, y = (box.y0 + box.y1) / 2;
    // A line that runs over the page's edge is kept whole; what stands outside from the start (printers' marks) is not.
    const bool inside = x >= -1 && y >= -1 && x <= source_.width + 1 && y <= source_.height + 1;
    if (!std::isfinite(x + y) || (!inside && (last_inside_ == nullptr || style_.object != last_inside_))) {
      ++source_.outside;
      return;
    }
    if (inside) last_inside_ = style_.object;
    raw.glyph.space_before = std::exchange(space_, false);
    raw.glyph.guessed_space = std::exchange(guessed_, false);
    glyphs.push_back(raw);
  }

  Raw placed(int index, char32_t code) {
    const FPDF_PAGEOBJECT object = FPDFText_GetTextObject(text_, index);
    if (object == nullptr || object != style_.object) style_ = style_of(text_, index, object, to_page_.rotation);
    FS_RECTF loose{};
    double x = 0, y = 0;
    FPDFText_GetLooseCharBox(text_, index, &loose);
    FPDFText_GetCharOrigin(text_, index, &x, &y);
    Raw raw{.glyph = {.code = code, .box = to_page_.box(loose.left, loose.bottom, loose.right, loose.top)},
            .direction = style_.direction};
    raw.glyph.size =
        style_.size > 0.5 && style_.size < 2000 ? style_.size : std::max(raw.glyph.box.y1 - raw.glyph.box.y0, 1.0);
    raw.glyph.bold = style_.bold;
    origin_ = to_page_.point(x, y);
    raw.glyph.baseline = origin_.y;
    baseline_x_ = origin_.x;
    // For turned text the baseline is an x; it is kept in the box until the page's turn is known.
    if (style_.direction == 1 || style_.direction == 3) raw.glyph.baseline = baseline_x_;
    return raw;
  }

  FPDF_TEXTPAGE text_;
  const ToPage& to_page_;
  PageSource& source_;
  Style style_;
  FPDF_PAGEOBJECT last_inside_ = nullptr;
  Point origin_;
  double baseline_x_ = 0;
  bool space_ = false, guessed_ = false;
};

std::int32_t main_direction(const std::vector<Raw>& glyphs) {
  std::array<std::size_t, 4> counts{};
  for (const Raw& raw : glyphs) {
    if (raw.direction >= 0) ++counts[static_cast<std::size_t>(raw.direction)];
  }
  return static_cast<std::int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

void add_angled(const Raw& raw, bool continues, PageSource& source) {
  if (!continues || source.angled.empty()) source.angled.push_back({.text = {}, .box = raw.glyph.box});
  Angled& angled = source.angled.back();
  if (!angled.text.empty() && (raw.glyph.space_before || raw.glyph.guessed_space)) angled.text += ' ';
  append_utf8(angled.text, raw.glyph.code);
  angled.box = united(angled.box, raw.glyph.box);
}

// Baseline of a glyph after the page was turned upright: turning moves the x (or the mirrored y) of the origin to y.
double turned_baseline(double baseline, std::int32_t direction, double width, double height) {
  switch (direction) {
    case 1:
      return baseline;  // reads upwards: one turn clockwise makes x the new y
    case 2:
      return height - baseline;
    case 3:
      return width - baseline;
    default:
      return baseline;
  }
}

void split_directions(std::vector<Raw> glyphs, PageSource& source) {
  source.turn = main_direction(glyphs);
  bool continues = false;
  for (Raw& raw : glyphs) {
    if (raw.direction != source.turn) {
      add_angled(raw, continues, source);
      continues = true;
      continue;
    }
    continues = false;
    raw.glyph.baseline = turned_baseline(raw.glyph.baseline, raw.direction, source.width, source.height);
    double height = source.height, width = source.width;
    for (std::int32_t i = 0; i < source.turn; ++i, std::swap(width, height))
      raw.glyph.box = turned(raw.glyph.box, height);
    source.glyphs.push_back(raw.glyph);
  }
  const bool sideways = source.turn % 2 == 1;
  source.flow_width = sideways ? source.height : source.width;
  source.flow_height = sideways ? source.width : source.height;
}

// ---- rulings and pictures ----

struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Point apply(double x, double y) const { return {a * x + c * y + e, b * x + d * y + f}; }
  Matrix then(const Matrix& next) const {
    return {a * next.a + b * next.c, a * next.b + b * next.d,          c * next.a + d * next.c,
            c * next.b + d * next.d, e * next.a + f * next.c + next.e, e * next.b + f * next.d + next.f};
  }
};

Matrix matrix_of(FPDF_PAGEOBJECT object) {
  FS_MATRIX m{1, 0, 0, 1, 0, 0};
  FPDFPageObj_GetMatrix(object, &m);
  return {double{m.a}, double{m.b}, double{m.c}, double{m.d}, double{m.e}, double{m.f}};
}

class RulingLoader {
 public:
  RulingLoader(const ToPage& to_page, PageSource& source) : to_page_(to_page), source_(source) {}

  void load(FPDF_PAGE page) {
    const int count = std::min(FPDFPage_CountObjects(page), kObjectsMax);
    for (int i = 0; i < count; ++i) object(FPDFPage_GetObject(page, i), Matrix(), 0);
  }

 private:
  void object(FPDF_PAGEOBJECT object, const Matrix& outer, std::int32_t depth) {
    constexpr int kPath = 2, kImage = 3, kForm = 5;
    const int type = object == nullptr ? 0 : FPDFPageObj_GetType(object);
    if (++seen_ > kObjectsMax) return;
    if (type == kPath) path(object, matrix_of(object).then(outer));
    if (type == kImage) picture(matrix_of(object).then(outer));
    if (type != kForm || depth >= kFormDepthMax) return;
    const Matrix inner = matrix_of(object).then(outer);
    const int count = FPDFFormObj_CountObjects(object);
    for (int i = 0; i < count && seen_ <= kObjectsMax; ++i)
      this->object(FPDFFormObj_GetObject(object, static_cast<unsigned long>(i)), inner, depth + 1);
  }

  void picture(const Matrix& matrix) {  // an image fills the unit square
    const Point a = matrix.apply(0, 0), b = matrix.apply(1, 1);
    const Box box = to_page_.box(a.x, a.y, b.x, b.y);
    const double width = std::max(0.0, std::min(box.x1, source_.width) - std::max(box.x0, 0.0));
    const double height = std::max(0.0, std::min(box.y1, source_.height) - std::max(box.y0, 0.0));
    if (source_.width > 0 && source_.height > 0)
      source_.picture_area += width * height / (source_.width * source_.height);
  }

  // Each subpath is a thin shape (one ruling), or straight strokes (a ruling an edge).
  void path(FPDF_PAGEOBJECT path, const Matrix& matrix) {
    constexpr int kLine = 0, kMove = 2, kSegmentsMax = 2000;
    int fill = 0, stroke = 0;
    FPDFPath_GetDrawMode(path, &fill, &stroke);
    const int count = FPDFPath_CountSegments(path);
    if ((fill == 0 && stroke == 0) || count > kSegmentsMax) return;
    std::vector<Point> points;
    bool straight = true;
    for (int i = 0; i < count; ++i) {
      const FPDF_PATHSEGMENT segment = FPDFPath_GetPathSegment(path, i);
      float x = 0, y = 0;
      FPDFPathSegment_GetPoint(segment, &x, &y);
      const int type = FPDFPathSegment_GetType(segment);
      if (type == kMove) {
        subpath(points, straight, fill != 0, stroke != 0);
        points.clear();
        straight = true;
      } else if (type != kLine) {
        straight = false;
      }
      const Point user = matrix.apply(double{x}, double{y});
      points.push_back(to_page_.point(user.x, user.y));
      if (FPDFPathSegment_GetClose(segment) != 0) points.push_back(points.front());
    }
    subpath(points, straight, fill != 0, stroke != 0);
  }

  void subpath(const std::vector<Point>& points, bool straight, bool filled, bool stroked) {
    if (points.size() < 2) return;
    Box box{points[0].x, points[0].y, points[0].x, points[0].y};
    for (const Point& point : points) box = united(box, {point.x, point.y, point.x, point.y});
    const double width = box.x1 - box.x0, height = box.y1 - box.y0;
    if (height <= kThin && width >= kRulingMin) return add({true, (box.y0 + box.y1) / 2, box.x0, box.x1});
    if (width <= kThin && height >= kRulingMin) return add({false, (box.x0 + box.x1) / 2, box.y0, box.y1});
    if (!straight || !(stroked || filled)) return;
    for (std::size_t i = 1; stroked && i < points.size(); ++i) edge(points[i - 1], points[i]);
  }

  void edge(const Point& from, const Point& to) {
    if (std::abs(from.y - to.y) < 0.5 && std::abs(from.x - to.x) >= kRulingMin)
      add({true, (from.y + to.y) / 2, std::min(from.x, to.x), std::max(from.x, to.x)});
    if (std::abs(from.x - to.x) < 0.5 && std::abs(from.y - to.y) >= kRulingMin)
      add({false, (from.x + to.x) / 2, std::min(from.y, to.y), std::max(from.y, to.y)});
  }

  void add(const Ruling& ruling) {
    constexpr std::size_t kRulingsMax = 20'000;
    if (source_.rulings.size() < kRulingsMax && std::isfinite(ruling.at + ruling.from + ruling.to))
      source_.rulings.push_back(ruling);
  }

  const ToPage& to_page_;
  PageSource& source_;
  std::int32_t seen_ = 0;
};

void turn_rulings(PageSource& source) {
  double width = source.width, height = source.height;
  for (std::int32_t i = 0; i < source.turn; ++i, std::swap(width, height)) {
    for (Ruling& ruling : source.rulings) {  // (x, y) → (height - y, x)
      ruling = ruling.horizontal ? Ruling{false, height - ruling.at, ruling.from, ruling.to}
                                 : Ruling{true, ruling.at, height - ruling.to, height - ruling.from};
    }
  }
}

}  // namespace

Box united(const Box& left, const Box& right) {
  return {std::min(left.x0, right.x0), std::min(left.y0, right.y0), std::max(left.x1, right.x1),
          std::max(left.y1, right.y1)};
}

Box turned_back(const Box& box, const PageLayout& page) {
  Box result = box;
  double width = page.flow_width, height = page.flow_height;
  for (std::int32_t i = page.turn; i % 4 != 0; ++i, std::swap(width, height)) result = turned(result, height);
  const double right = page.page.width, bottom = page.page.height;
  return {std::clamp(result.x0, 0.0, right), std::clamp(result.y0, 0.0, bottom), std::clamp(result.x1, 0.0, right),
          std::clamp(result.y1, 0.0, bottom)};
}

Result<PageSource> load_page(FPDF_DOCUMENT document, std::int32_t page_index) {
  const PagePointer page(FPDF_LoadPage(document, page_index));
  if (!page)
    return fail(ErrorCode::bad_input, "page " + std::to_string(page_index + 1) + " cannot be loaded", "broken");
  PageSource source;
  source.width = double{FPDF_GetPageWidthF(page.get())};
  source.height = double{FPDF_GetPageHeightF(page.get())};
  ToPage to_page{.rotation = FPDFPage_GetRotation(page.get()) & 3};
  if (FPDF_GetPageBoundingBox(page.get(), &to_page.crop) == 0) {
    to_page.crop = {0, static_cast<float>(source.height), static_cast<float>(source.width), 0};
  }
  const TextPointer text(FPDFText_LoadPage(page.get()));
  if (!text)
    return fail(ErrorCode::bad_input, "the text of page " + std::to_string(page_index + 1) + " cannot be loaded",
                "broken");
  split_directions(GlyphLoader(text.get(), to_page, source).load(), source);
  RulingLoader(to_page, source).load(page.get());
  turn_rulings(source);
  return source;
}

}  // namespace onggi::parse::pdf
