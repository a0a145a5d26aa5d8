// Paper to write on: pages of a PDF with text, lines and areas. The one place that calls libharu. Inside of room
// procedure.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "procedure/procedure.h"

namespace onggi::procedure_room {

/// A4, in points. Places are counted from the top left corner.
constexpr double kPaperWidth = 595.276, kPaperHeight = 841.89;

struct Ink {
  float red = 0, green = 0, blue = 0;
};

enum class Face : std::uint8_t { regular, bold };

struct TextStyle {
  Face face = Face::regular;
  double size = 9;  // points
  Ink ink;
};

/// Fonts are embedded, with the glyphs that were used alone. What the library finds wrong is said by bytes(). One
/// thread.
class PdfPaper {
 public:
  /// Errors: unavailable ("font_missing").
  static Result<PdfPaper> open(const ReportFonts& fonts, std::string_view title);
  PdfPaper(PdfPaper&&) noexcept;
  PdfPaper& operator=(PdfPaper&&) noexcept;
  ~PdfPaper();

  /// Text that can be written: NFC, without control characters; what lies outside of the basic plane becomes
  /// "[U+1F600]", which the library cannot write as it is. Line feeds stay.
  static std::string writable(std::string_view text);

  double width_of(std::string_view writable, const TextStyle& style) const;

  void add_page();                 // and write on it
  void turn_to(std::size_t page);  // write on this one, from 0
  std::size_t pages() const;

  void write(double x, double baseline, std::string_view writable, const TextStyle& style);
  void rule(double x0, double y0, double x1, double y1, const Ink& ink);
  void fill(double x, double y, double width, double height, const Ink& ink);

  /// The file. Errors: internal with the library's number of what went wrong.
  Result<std::string> bytes();

 private:
  class Impl;
  explicit PdfPaper(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace onggi::procedure_room
