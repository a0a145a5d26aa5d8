// See pdf_paper.h. libharu notes its first error and then does nothing more, so it is asked once, at the end.
#include "procedure/pdf_paper.h"

#include <hpdf.h>

#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "base/file.h"
#include "text/text.h"

namespace onggi::procedure_room {
namespace {

constexpr float kRuleWidth = 0.5F;
constexpr char32_t kBasicPlaneLast = 0xFFFF;

struct Free {
  void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, Free>;

std::unexpected<Error> font_missing(const std::filesystem::path& font, const char* what) {
  return fail(ErrorCode::unavailable,
              "a PDF needs a font with Hangul, and " + font.string() + what +
                  ": install the Debian package fonts-nanum, or take the report as HTML",
              "font_missing");
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// A TrueType file whose tables lie inside of it (OpenType, "Table directory"). libharu does not look and crashes.
bool is_whole_font(std::string_view bytes) {
  constexpr std::size_t kHeader = 12, kEntry = 16;
  constexpr std::uint32_t kTrueType = 0x00010000;
  if (bytes.size() < kHeader || number_at(bytes, 0, 4) != kTrueType) return false;
  const std::size_t tables = number_at(bytes, 4, 2);
  if (tables == 0 || bytes.size() < kHeader + tables * kEntry) return false;
  for (std::size_t at = kHeader; at < kHeader + tables * kEntry; at += kEntry) {
    const std::uint64_t offset = number_at(bytes, at + 8, 4), length = number_at(bytes, at + 12, 4);
    if (offset + length > bytes.size()) return false;
  }
  return true;
}

/// Which character each code stands for, so that text can be copied, searched and read back. libharu writes codes that
/// are UTF-16 and then a map from codes to glyph numbers in the place of this one (2.3.0), which viewers cannot use:
/// ISO 32000-1, 9.10.3 asks for `bfrange`, none of which crosses a last byte, and at most 100 in a block.
void map_to_unicode(HPDF_Doc document, HPDF_Font font) {
  constexpr int kHighBytes = 256, kOfABlock = 64;
  std::string map =
      "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering "
      "(UCS) "
      "/Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> "
      "endcodespacerange\n";
  for (int high = 0; high < kHighBytes; ++high) {
    std::array<char, 32> range{};
    std::snprintf(range.data(), range.size(), "<%02X00> <%02XFF> <%02X00>\n", high, high, high);
    if (high % kOfABlock == 0) map += std::to_string(kOfABlock) + " beginbfrange\n";
    map += range.data();
    if (high % kOfABlock == kOfABlock - 1) map += "endbfrange\n";
  }
  map += "endcmap CMapName currentdict /CMap defineresource pop end end\n";
  HPDF_Dict stream = HPDF_DictStream_New(document->mmgr, document->xref);
  if (stream == nullptr) return;  // noted by the library
  stream->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
  HPDF_Stream_WriteStr(stream->stream, map.c_str());
  HPDF_Dict_Add(font, "ToUnicode", stream);
}

Result<HPDF_Font> load(HPDF_Doc document, const std::filesystem::path& path) {
  constexpr std::uint64_t kFontBytesMax = 64ULL << 20U;
  const auto bytes = read_file(path, kFontBytesMax);
  if (!bytes) return font_missing(path, " cannot be read");
  if (!is_whole_font(*bytes)) return font_missing(path, " is no TrueType font");
  const char* name = HPDF_LoadTTFontFromFile(document, path.c_str(), HPDF_TRUE);
  HPDF_Font font = name == nullptr ? nullptr : HPDF_GetFont(document, name, "UTF-8");
  if (font != nullptr) {
    map_to_unicode(document, font);
    return font;
  }
  return font_missing(path, " cannot be embedded");
}

float points(double value) { return static_cast<float>(value); }

}  // namespace

class PdfPaper::Impl {
 public:
  Document document;
  HPDF_Font regular = nullptr, bold = nullptr;
  std::vector<HPDF_Page> pages;
  HPDF_Page page = nullptr;

  HPDF_Font font(Face face) const { return face == Face::bold ? bold : regular; }
};

PdfPaper::PdfPaper(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PdfPaper::PdfPaper(PdfPaper&&) noexcept = default;
PdfPaper& PdfPaper::operator=(PdfPaper&&) noexcept = default;
PdfPaper::~PdfPaper() = default;

Result<PdfPaper> PdfPaper::open(const ReportFonts& fonts, std::string_view title) {
  auto impl = std::make_unique<Impl>();
  impl->document.reset(HPDF_New(nullptr, nullptr));
  HPDF_Doc document = impl->document.get();
  if (document == nullptr) return fail(ErrorCode::internal, "libharu does not begin a document");
  HPDF_SetCompressionMode(document, HPDF_COMP_ALL);
  HPDF_UseUTFEncodings(document);
  HPDF_SetCurrentEncoder(document, "UTF-8");
  ONGGI_TRY(impl->regular, load(document, fonts.regular));
  ONGGI_TRY(impl->bold, load(document, fonts.bold));
  HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, std::string(title).c_str());
  HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "onggi " ONGGI_VERSION);
  return PdfPaper(std::move(impl));
}

std::string PdfPaper::writable(std::string_view text) {
  const std::string nfc = to_nfc(repair_utf8(text));
  std::string clean;
  for (std::size_t at = 0; at < nfc.size();) {
    const char32_t code = next_code_point(nfc, at);
    if (code == '\n') clean += '\n';
    else if (code == '\t') clean += ' ';
    else if (is_control(code)) continue;
    else if (code <= kBasicPlaneLast) append_utf8(clean, code);
    else {
      std::array<char, 16> name{};
      std::snprintf(name.data(), name.size(), "[U+%X]", static_cast<unsigned>(code));
      clean += name.data();
    }
  }
  return clean;
}

double PdfPaper::width_of(std::string_view writable, const TextStyle& style) const {
  constexpr double kUnitsOfEm = 1000;
  double units = 0;
  for (std::size_t at = 0; at < writable.size();)
    units +=
        HPDF_Font_GetUnicodeWidth(impl_->font(style.face), static_cast<HPDF_UNICODE>(next_code_point(writable, at)));
  return units * style.size / kUnitsOfEm;
}

void PdfPaper::add_page() {
  impl_->page = HPDF_AddPage(impl_->document.get());
  HPDF_Page_SetSize(impl_->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
  impl_->pages.push_back(impl_->page);
}

void PdfPaper::turn_to(std::size_t page) { impl_->page = impl_->pages.at(page); }
std::size_t PdfPaper::pages() const { return impl_->pages.size(); }

void PdfPaper::write(double x, double baseline, std::string_view writable, const TextStyle& style) {
  if (writable.empty()) return;
  HPDF_Page page = impl_->page;
  HPDF_Page_BeginText(page);
  HPDF_Page_SetFontAndSize(page, impl_->font(style.face), points(style.size));
  HPDF_Page_SetRGBFill(page, style.ink.red, style.ink.green, style.ink.blue);
  HPDF_Page_TextOut(page, points(x), points(kPaperHeight - baseline), std::string(writable).c_str());
  HPDF_Page_EndText(page);
}

void PdfPaper::rule(double x0, double y0, double x1, double y1, const Ink& ink) {
  HPDF_Page page = impl_->page;
  HPDF_Page_SetLineWidth(page, kRuleWidth);
  HPDF_Page_SetRGBStroke(page, ink.red, ink.green, ink.blue);
  HPDF_Page_MoveTo(page, points(x0), points(kPaperHeight - y0));
  HPDF_Page_LineTo(page, points(x1), points(kPaperHeight - y1));
  HPDF_Page_Stroke(page);
}

void PdfPaper::fill(double x, double y, double width, double height, const Ink& ink) {
  HPDF_Page page = impl_->page;
  HPDF_Page_SetRGBFill(page, ink.red, ink.green, ink.blue);
  HPDF_Page_Rectangle(page, points(x), points(kPaperHeight - y - height), points(width), points(height));
  HPDF_Page_Fill(page);
}

Result<std::string> PdfPaper::bytes() {
  HPDF_Doc document = impl_->document.get();
  HPDF_SaveToStream(document);
  if (const HPDF_STATUS wrong = HPDF_GetError(document); wrong != HPDF_OK)
    return fail(ErrorCode::internal, "libharu reports error " + std::to_string(wrong) + ", detail " +
                                         std::to_string(HPDF_GetErrorDetail(document)));
  std::string file(HPDF_GetStreamSize(document), '\0');
  auto size = static_cast<HPDF_UINT32>(file.size());
  // The library says "end of stream" where the whole file fits, as it does here.
  HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(file.data()), &size);
  file.resize(size);
  return file;
}

}  // namespace onggi::procedure_room
