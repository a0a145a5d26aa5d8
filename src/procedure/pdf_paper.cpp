// See pdf_paper.h. libharu notes its first error and then does nothing more, so it is asked once, at the end.
#include "procedure/pdf_paper.h"

#include <hpdf.h>

#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "text/text.h"

namespace onggi::procedure_room {
namespace {

constexpr float kRuleWidth = 0.5F;
constexpr char32_t kBasicPlaneLast = 0xFFFF;

struct Free {
  void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, Free>;

Result<void> is_there(const std::filesystem::path& font) {
  std::error_code error;
  if (std::filesystem::is_regular_file(font, error)) return {};
  return fail(ErrorCode::unavailable,
              "a PDF needs a font with Hangul, and " + font.string() +
                  " is not there: install the Debian package fonts-nanum, or take the report as HTML",
              "font_missing");
}

Result<HPDF_Font> load(HPDF_Doc document, const std::filesystem::path& path) {
  ONGGI_CHECK(is_there(path));
  const char* name = HPDF_LoadTTFontFromFile(document, path.c_str(), HPDF_TRUE);
  HPDF_Font font = name == nullptr ? nullptr : HPDF_GetFont(document, name, "UTF-8");
  if (font != nullptr) return font;
  return fail(ErrorCode::unavailable, "the font " + path.string() + " cannot be read: install fonts-nanum again",
              "font_missing");
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
    units += HPDF_Font_GetUnicodeWidth(impl_->font(style.face),
                                       static_cast<HPDF_UNICODE>(next_code_point(writable, at)));
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
