// Old office formats (DOC, XLS, PPT, RTF, OpenDocument) through LibreOffice, where it is installed. Inside of the room.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "base/result.h"
#include "parse/parse.h"

namespace onggi::parse {

/// What a file of this type is converted to ("docx", "xlsx", "pptx"); none: it is not converted at all.
std::optional<std::string_view> converted_form(std::string_view media_type);

/// One conversion is one process (onggi-convert, then LibreOffice in its walls) with a private folder that is gone
/// afterwards. Thread safe; takes 1 to 5 seconds and about 300 MB while it runs.
class Converter {
 public:
  /// `helper`: onggi-convert; `soffice`: LibreOffice's program, empty: looked for in the usual places.
  Converter(std::filesystem::path helper, std::filesystem::path soffice);

  /// Whether LibreOffice is there.
  bool available() const { return !soffice_.empty(); }

  /// The file in its modern form. Errors: unsupported (no LibreOffice), bad_input "broken" (LibreOffice gave nothing:
  /// broken, or a password), timeout, cancelled, unavailable, limit_exceeded.
  Result<std::string> convert(std::string_view bytes, std::string_view media_type, const ParseLimits& limits,
                              const Cancel& cancel) const;

 private:
  std::filesystem::path helper_, soffice_;
};

}  // namespace onggi::parse
