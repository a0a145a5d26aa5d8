// See glyphs.h.
#include "parse/worker/pdf/glyphs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <string_view>
#include <utility>

#include "parse/worker/flow/flow.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

enum class Show : std::uint8_t { plain, invisible, white };

struct Style {
  FPDF_PAGEOBJECT object = nullptr;
  double size = 0;
  std::int32_t direction = 0;  // quarter turns counter-clockwise as shown; -1: any other angle
  std::int32_t tag = -1;       // marked content id
  std::uint32_t face = 0;
  bool bold = false, mono = false;
  Show show = Show::plain;
};

struct Raw {
  Glyph glyph;
  std::int32_t direction = 0;
  Show show = Show::plain;
};

bool names(std::string_view font, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return font.find(word) != std::string_view::npos; });
}

void read_font(FPDF_TEXTPAGE text, int index, Style& style) {
  std::array<char, 128> name{};
  int flags = 0;
  const unsigned long length = FPDFText_GetFontInfo(text, index, name.data(), name.size(), &flags);
  const std::string_view font(name.data(), length > 0 && length <= name.size() ? length - 1 : 0);
  const std::size_t subset = font.find('+');  // "ABCDEF+Name", ISO 32000-1, 9.6.4
  const std::string_view face = subset == 6 ? font.substr(7) : font;
  style.face = static_cast<std::uint32_t>(std::hash<std::string_view>()(face)) | 1U;
  constexpr int kFixedPitch = 1, kForceBold = 1 << 18;
  style.bold = names(font, {"Bold", "bold", "BOLD", "Heavy", "Black", "CMBX", "SFBX"}) || (flags & kForceBold) != 0 ||
               FPDFText_GetFontWeight(text, index) >= 600;
  // The flag alone is not enough: Korean fonts of full-width letters carry it.
  style.mono =
      names(font, {"Mono", "mono", "Courier", "Consol", "Typewriter", "CMTT", "SFTT", "Menlo", "Code", "Coding"}) ||
      ((flags & kFixedPitch) != 0 && names(font, {"Fixed", "Terminal", "Lucida", "NimbusMon", "Term"}));
}

bool is_white(FPDF_PAGEOBJECT object) {
  unsigned int red = 0, green = 0, blue = 0, alpha = 255;
  return FPDFPageObj_GetFillColor(object, &red, &green, &blue, &alpha) != 0 &&
         (alpha == 0 || (red >= 250 && green >= 250 && blue >= 250));
}

Style style_of(FPDF_TEXTPAGE text, int index, FPDF_PAGEOBJECT object, int rotation) {
  FS_MATRIX matrix{1, 0, 0, 1, 0, 0};
  FPDFText_GetMatrix(text, index, &matrix);
  Style style{.object = object,
              .size = FPDFText_GetFontSize(text, index) * std::hypot(double{matrix.c}, double{matrix.d})};
  read_font(text, index, style);
  const double quarters = std::atan2(double{matrix.b}, double{matrix.a}) / (std::numbers::pi / 2) - rotation;
  const double whole = std::round(quarters);
  style.direction = std::abs(quarters - whole) > 0.1 ? -1 : ((static_cast<std::int32_t>(whole) % 4) + 4) % 4;
  if (object == nullptr) return style;
  style.tag = FPDFPageObj_GetMarkedContentID(object);
  // ISO 32000-1, 9.3.6: mode 3 paints nothing, 0 and 4 fill only.
  const int mode = FPDFTextObj_GetTextRenderMode(object);
  if (mode == 3) style.show = Show::invisible;
  if ((mode == 0 || mode == 4) && is_white(object)) style.show = Show::white;
  return style;
}

// A character that means something: 0 for unmapped ones. Symbol fonts are translated, other private use is not text.
char32_t meaningful(FPDF_TEXTPAGE text, int index, char32_t code) {
  if (code == 0x02) return U'-';  // PDFium's sign for a hyphen at a line's end
  // One glyph serves all hyphens, and writers of ToUnicode maps pick any of them.
  if (code == 0x2010 || code == 0x2011) return U'-';
  if (code >= 0xE000 && code <= 0xF8FF) return plain_symbol(code);
  if (code == 0 || code >= 0xFFFE || code == 0xFFFD) return code >= 0x10000 && code <= 0x10FFFF ? code : 0;
  return FPDFText_HasUnicodeMapError(text, index) == 1 ? 0 : code;
}

// The alphabet without its marks, which share a place for another reason, and the presentation forms.
bool is_arabic_letter(char32_t code) {
  return (code >= 0x620 && code <= 0x64A) || (code >= 0x671 && code <= 0x6D3) || (code >= 0xFB50 && code <= 0xFDFF) ||
         (code >= 0xFE70 && code <= 0xFEFC);
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
      append_utf8(source_.outside, meaning);
      return;
    }
    if (inside) last_inside_ = style_.object;
    raw.glyph.space_before = std::exchange(space_, false);
    raw.glyph.guessed_space = std::exchange(guessed_, false);
    add(raw, glyphs);
  }

  // PDFium turns right-to-left text around letter by letter, so those of a ligature, which share its box, come last to
  // first.
  static void add(const Raw& raw, std::vector<Raw>& glyphs) {
    auto place = glyphs.end();
    while (place != glyphs.begin() && are_of_one_ligature(std::prev(place)->glyph, raw.glyph)) --place;
    glyphs.insert(place, raw);
  }

  static bool are_of_one_ligature(const Glyph& last, const Glyph& next) {
    const Box &a = last.box, &b = next.box;
    return is_arabic_letter(last.code) && is_arabic_letter(next.code) && !next.space_before && !next.guessed_space &&
           a.x0 == b.x0 && a.x1 == b.x1 && a.y0 == b.y0 && a.x1 - a.x0 > 0.1;
  }

  Raw placed(int index, char32_t code) {
    const FPDF_PAGEOBJECT object = FPDFText_GetTextObject(text_, index);
    if (object == nullptr || object != style_.object) style_ = style_of(text_, index, object, to_page_.rotation);
    FS_RECTF loose{};
    double x = 0, y = 0;
    FPDFText_GetLooseCharBox(text_, index, &loose);
    FPDFText_GetCharOrigin(text_, index, &x, &y);
    Raw raw{.glyph = {.code = code, .box = to_page_.box(loose.left, loose.bottom, loose.right, loose.top)},
            .direction = style_.direction,
            .show = style_.show};
    const double height = raw.glyph.box.y1 - raw.glyph.box.y0;
    raw.glyph.size = style_.size > 0.5 && style_.size < 2000 ? style_.size : std::max(height, 1.0);
    raw.glyph.bold = style_.bold;
    raw.glyph.mono = style_.mono;
    raw.glyph.face = is_hangul_syllable(code) ? style_.face : 0;
    raw.glyph.tag = style_.tag;
    if (raw.show == Show::white && on_colour(raw.glyph.box)) raw.show = Show::plain;
    const Point origin = to_page_.point(x, y);
    // For turned text the baseline is an x; it is kept in the box until the page's turn is known.
    raw.glyph.baseline = style_.direction == 1 || style_.direction == 3 ? origin.x : origin.y;
    return raw;
  }

  bool on_colour(const Box& box) const {
    return std::any_of(source_.areas.begin(), source_.areas.end(), [&](const Box& area) {
      return area.x0 < box.x1 && area.x1 > box.x0 && area.y0 < box.y1 && area.y1 > box.y0;
    });
  }

  FPDF_TEXTPAGE text_;
  const ToPage& to_page_;
  PageSource& source_;
  Style style_;
  FPDF_PAGEOBJECT last_inside_ = nullptr;
  bool space_ = false, guessed_ = false;
};

void add_run(const Raw& raw, bool continues, std::vector<Angled>& runs) {
  if (!continues || runs.empty()) runs.push_back({.text = {}, .box = raw.glyph.box});
  Angled& run = runs.back();
  if (!run.text.empty() && (raw.glyph.space_before || raw.glyph.guessed_space)) run.text += ' ';
  append_utf8(run.text, raw.glyph.code);
  run.box = united(run.box, raw.glyph.box);
}

// The text layer under a scan is invisible on purpose: it is the page's text. Invisible text beside visible text is
// not.
void take_hidden(std::vector<Raw>& glyphs, PageSource& source) {
  const auto invisible = static_cast<std::size_t>(
      std::count_if(glyphs.begin(), glyphs.end(), [](const Raw& raw) { return raw.show == Show::invisible; }));
  const auto white = static_cast<std::size_t>(
      std::count_if(glyphs.begin(), glyphs.end(), [](const Raw& raw) { return raw.show == Show::white; }));
  if (invisible + white == 0) return;
  const bool scan = source.picture_area > 0.3 && (glyphs.size() - invisible) * 5 < invisible;
  std::vector<Raw> shown;
  bool continues = false;
  for (Raw& raw : glyphs) {
    const bool hidden = raw.show == Show::white || (raw.show == Show::invisible && !scan);
    if (hidden) add_run(raw, continues, source.hidden);
    if (!hidden) shown.push_back(raw);
    continues = hidden;
  }
  glyphs = std::move(shown);
}

std::int32_t main_direction(const std::vector<Raw>& glyphs) {
  std::array<std::size_t, 4> counts{};
  for (const Raw& raw : glyphs) {
    if (raw.direction >= 0) ++counts[static_cast<std::size_t>(raw.direction)];
  }
  return static_cast<std::int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
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
  source.glyphs.reserve(glyphs.size());
  for (Raw& raw : glyphs) {
    if (raw.direction != source.turn) {
      add_run(raw, continues, source.angled);
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

// Bold and shadows made by painting a letter twice, a little apart: the second one goes. 0.12 of the size is less than
// the narrowest letter is wide, so "ll" stays.
void drop_repeated(PageSource& source) {
  constexpr double kApart = 0.12;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;  // character and x → index
  order.reserve(source.glyphs.size());
  for (std::size_t i = 0; i < source.glyphs.size(); ++i) {
    const double x = std::clamp(source.glyphs[i].box.x0, -30'000.0, 30'000.0) + 30'000.0;
    order.emplace_back(std::uint64_t{source.glyphs[i].code} << 32U | static_cast<std::uint64_t>(x * 64),
                       static_cast<std::uint32_t>(i));
  }
  std::sort(order.begin(), order.end());
  std::vector<bool> gone(source.glyphs.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    Glyph& first = source.glyphs[order[i].second];
    if (gone[order[i].second]) continue;
    const double reach = kApart * first.size;
    for (std::size_t j = i + 1;
         j < order.size() && order[j].first - order[i].first <= static_cast<std::uint64_t>(reach * 64); ++j) {
      const Glyph& second = source.glyphs[order[j].second];
      // The "f"s of a ligature share its place.
      const bool ligature = order[j].second - order[i].second <= 3 && second.box == first.box;
      if (ligature || std::abs(second.baseline - first.baseline) > reach || std::abs(second.size - first.size) > reach)
        continue;
      gone[order[j].second] = true;
      first.bold = true;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < source.glyphs.size(); ++i) {
    if (gone[i]) append_utf8(source.repeated, source.glyphs[i].code);
    if (!gone[i]) source.glyphs[kept++] = source.glyphs[i];
  }
  source.glyphs.resize(kept);
}

}  // namespace

void load_glyphs(FPDF_TEXTPAGE text, const ToPage& to_page, PageSource& source) {
  std::vector<Raw> glyphs = GlyphLoader(text, to_page, source).load();
  take_hidden(glyphs, source);
  split_directions(std::move(glyphs), source);
  drop_repeated(source);
  turn_graphics(source);
}

}  // namespace onggi::parse::pdf
