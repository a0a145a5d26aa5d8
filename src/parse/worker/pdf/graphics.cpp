// See graphics.h. Page objects are walked once, forms (XObjects) inside of them too; the limits keep maps and drawings
// of millions of paths from costing more than their text.
#include "parse/worker/pdf/graphics.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kObjectsMax = 200'000;  // of one page; maps drawn from millions of paths carry no tables
constexpr std::int32_t kFormDepthMax = 6;
constexpr int kPath = 2, kImage = 3, kShading = 4, kForm = 5;
constexpr double kThin = 3.0;       // points: a filled rectangle thinner than this is a ruling
constexpr double kRulingMin = 4.0;  // shorter ones are dashes and letters

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

// Calls `each(object, type, matrix)` for every object that is no form, in the order of the page.
template <typename Each>
class Walker {
 public:
  explicit Walker(const Each& each) : each_(each) {}

  void walk(FPDF_PAGE page) {
    const int count = std::min(FPDFPage_CountObjects(page), kObjectsMax);
    for (int i = 0; i < count; ++i) object(FPDFPage_GetObject(page, i), Matrix(), 0);
  }

 private:
  void object(FPDF_PAGEOBJECT object, const Matrix& outer, std::int32_t depth) {
    const int type = object == nullptr ? 0 : FPDFPageObj_GetType(object);
    if (++seen_ > kObjectsMax) return;
    if (type == kPath || type == kImage || type == kShading) each_(object, type, matrix_of(object).then(outer));
    if (type != kForm || depth >= kFormDepthMax) return;
    const Matrix inner = matrix_of(object).then(outer);
    const int count = FPDFFormObj_CountObjects(object);
    for (int i = 0; i < count && seen_ <= kObjectsMax; ++i)
      this->object(FPDFFormObj_GetObject(object, static_cast<unsigned long>(i)), inner, depth + 1);
  }

  const Each& each_;
  std::int32_t seen_ = 0;
};

bool is_white(FPDF_PAGEOBJECT object) {
  unsigned int red = 0, green = 0, blue = 0, alpha = 255;
  return FPDFPageObj_GetFillColor(object, &red, &green, &blue, &alpha) != 0 &&
         (alpha == 0 || (red >= 250 && green >= 250 && blue >= 250));
}

class GraphicsLoader {
 public:
  GraphicsLoader(const ToPage& to_page, PageSource& source) : to_page_(to_page), source_(source) {}

  void object(FPDF_PAGEOBJECT object, int type, const Matrix& matrix) {
    if (type == kPath) return path(object, matrix);
    if (type == kImage) return picture(object, matrix);
    // A shading paints all of its clip: nothing under or on it can be judged by colour.
    add_area({0, 0, source_.width, source_.height});
  }

 private:
  void picture(FPDF_PAGEOBJECT image, const Matrix& matrix) {  // an image fills the unit square
    const Point a = matrix.apply(0, 0), b = matrix.apply(1, 1);
    Box box = to_page_.box(a.x, a.y, b.x, b.y);
    box = {std::max(box.x0, 0.0), std::max(box.y0, 0.0), std::min(box.x1, source_.width),
           std::min(box.y1, source_.height)};
    const std::int32_t ordinal = pictures_++;
    const double area = std::max(0.0, box.x1 - box.x0) * std::max(0.0, box.y1 - box.y0);
    if (!std::isfinite(area) || area <= 0 || source_.width <= 0 || source_.height <= 0) return;
    source_.picture_area += area / (source_.width * source_.height);
    add_area(box);
    Picture found{.box = box, .ordinal = ordinal, .tag = FPDFPageObj_GetMarkedContentID(image)};
    unsigned int width = 0, height = 0;
    if (FPDFImageObj_GetImagePixelSize(image, &width, &height) != 0)
      found.width_px = static_cast<std::int32_t>(std::min(width, 100'000U)),
      found.height_px = static_cast<std::int32_t>(std::min(height, 100'000U));
    constexpr std::size_t kPicturesMax = 2'000;
    if (source_.pictures.size() < kPicturesMax) source_.pictures.push_back(found);
  }

  // Each subpath is a thin shape (one ruling), or straight strokes (a ruling an edge), or a coloured area.
  void path(FPDF_PAGEOBJECT path, const Matrix& matrix) {
    constexpr int kLine = 0, kMove = 2, kSegmentsMax = 2000;
    int fill = 0, stroke = 0;
    FPDFPath_GetDrawMode(path, &fill, &stroke);
    const int count = FPDFPath_CountSegments(path);
    if ((fill == 0 && stroke == 0) || count > kSegmentsMax) return;
    filled_ = fill != 0, stroked_ = stroke != 0;
    white_ = filled_ && is_white(path);
    std::vector<Point>& points = points_;
    points.clear();
    bool straight = true;
    for (int i = 0; i < count; ++i) {
      const FPDF_PATHSEGMENT segment = FPDFPath_GetPathSegment(path, i);
      float x = 0, y = 0;
      FPDFPathSegment_GetPoint(segment, &x, &y);
      const int type = FPDFPathSegment_GetType(segment);
      if (type == kMove) {
        subpath(points, straight);
        points.clear();
        straight = true;
      } else if (type != kLine) {
        straight = false;
      }
      const Point user = matrix.apply(double{x}, double{y});
      points.push_back(to_page_.point(user.x, user.y));
      if (FPDFPathSegment_GetClose(segment) != 0) points.push_back(points.front());
    }
    subpath(points, straight);
  }

  void subpath(const std::vector<Point>& points, bool straight) {
    if (points.size() < 2) return;
    Box box{points[0].x, points[0].y, points[0].x, points[0].y};
    for (const Point& point : points) box = united(box, {point.x, point.y, point.x, point.y});
    const double width = box.x1 - box.x0, height = box.y1 - box.y0;
    // White ones count: shaded tables are often cut into cells by them.
    if (height <= kThin && width >= kRulingMin) return add({true, middle(box.y0, box.y1), box.x0, box.x1});
    if (width <= kThin && height >= kRulingMin) return add({false, middle(box.x0, box.x1), box.y0, box.y1});
    if (filled_ && !white_) add_area(box);
    if (!straight || !stroked_) return;
    for (std::size_t i = 1; i < points.size(); ++i) edge(points[i - 1], points[i]);
  }

  static double middle(double a, double b) { return (a + b) / 2; }

  void edge(const Point& from, const Point& to) {
    if (std::abs(from.y - to.y) < 0.5 && std::abs(from.x - to.x) >= kRulingMin)
      add({true, middle(from.y, to.y), std::min(from.x, to.x), std::max(from.x, to.x)});
    if (std::abs(from.x - to.x) < 0.5 && std::abs(from.y - to.y) >= kRulingMin)
      add({false, middle(from.x, to.x), std::min(from.y, to.y), std::max(from.y, to.y)});
  }

  void add(const Ruling& ruling) {
    constexpr std::size_t kRulingsMax = 20'000;
    if (source_.rulings.size() < kRulingsMax && std::isfinite(ruling.at + ruling.from + ruling.to))
      source_.rulings.push_back(ruling);
  }

  void add_area(const Box& box) {
    constexpr std::size_t kAreasMax = 2'000;
    if (source_.areas.size() < kAreasMax && std::isfinite(box.x0 + box.y0 + box.x1 + box.y1))
      source_.areas.push_back(box);
  }

  const ToPage& to_page_;
  PageSource& source_;
  std::vector<Point> points_;
  std::int32_t pictures_ = 0;
  bool filled_ = false, stroked_ = false, white_ = false;
};

}  // namespace

Point ToPage::point(double x, double y) const {
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

Box ToPage::box(double left, double bottom, double right, double top) const {
  const Point a = point(left, bottom), b = point(right, top);
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}

void load_graphics(FPDF_PAGE page, const ToPage& to_page, PageSource& source) {
  GraphicsLoader loader(to_page, source);
  const auto each = [&](FPDF_PAGEOBJECT object, int type, const Matrix& matrix) {
    loader.object(object, type, matrix);
  };
  Walker(each).walk(page);
}

FPDF_PAGEOBJECT find_picture(FPDF_PAGE page, std::int32_t ordinal) {
  FPDF_PAGEOBJECT found = nullptr;
  std::int32_t number = 0;
  const auto each = [&](FPDF_PAGEOBJECT object, int type, const Matrix& /*matrix*/) {
    if (type == kImage && number++ == ordinal) found = object;
  };
  Walker(each).walk(page);
  return found;
}

Box turned(const Box& box, double height) { return {height - box.y1, box.x0, height - box.y0, box.x1}; }

void turn_graphics(PageSource& source) {
  double width = source.width, height = source.height;
  for (std::int32_t i = 0; i < source.turn; ++i, std::swap(width, height)) {
    for (Ruling& ruling : source.rulings) {  // (x, y) → (height - y, x)
      ruling = ruling.horizontal ? Ruling{false, height - ruling.at, ruling.from, ruling.to}
                                 : Ruling{true, ruling.at, height - ruling.to, height - ruling.from};
    }
    for (Box& area : source.areas) area = turned(area, height);
    for (Picture& picture : source.pictures) picture.box = turned(picture.box, height);
  }
}

}  // namespace onggi::parse::pdf
