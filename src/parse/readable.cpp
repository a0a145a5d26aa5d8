// What this build reads, and what it says about the rest; see media_type.h.
#include <algorithm>
#include <array>

#include "parse/media_type.h"
#include "parse/parse.h"

namespace onggi {
namespace {

constexpr std::string_view kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view kPptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

}  // namespace

bool can_read(std::string_view media_type) {
  const auto readable = parse::readable_media_types();
  return std::ranges::find(readable, media_type) != readable.end();
}

namespace parse {

std::span<const std::string_view> readable_media_types() {
  static constexpr auto kReadable = std::to_array<std::string_view>({
      "text/plain",
      "text/markdown",
      "text/html",
      kDocx,
      kXlsx,
      kPptx,
      "application/x-ooxml-encrypted",
      "application/hwp+zip",
      "application/x-hwp",
      "application/x-hwp-v3",
      "application/x-hwpml",
      "application/pdf",
      "message/rfc822",
      "application/mbox",
      "application/vnd.ms-outlook",
      "application/epub+zip",
      "application/zip",
      "application/x-tar",
      "application/gzip",
      "text/csv",
      "text/tab-separated-values",
      "application/json",
      "application/x-ndjson",
      "application/xml",
      "image/svg+xml",
      "image/png",
      "image/jpeg",
      "image/tiff",
      "image/bmp",
      "image/gif",
      "image/webp",
  });
  return kReadable;
}

std::string describe_unsupported(std::string_view media_type) {
  struct Known {
    std::string_view media_type, name, needed;
  };
  constexpr std::string_view kOffice =
      "it is read where LibreOffice is installed on the machine that runs onggi (Debian: libreoffice-writer-nogui, "
      "libreoffice-calc-nogui, libreoffice-impress-nogui); or save it as PDF, DOCX, XLSX or PPTX";
  constexpr std::string_view kArchive = "unpack it and hand over the files inside";
  constexpr auto kKnown = std::to_array<Known>({
      {"application/pdf", "PDF", "a build with the PDF reader"},
      {kDocx, "Word (DOCX)", "a build with the DOCX reader"},
      {"application/hwp+zip", "Hangul (HWPX)", "a build with the HWPX reader"},
      {"application/x-hwp", "Hangul 5 (HWP)", "a build with the HWP reader"},
      {"application/x-hwp-v3", "Hangul 3 (HWP)", "a build with the HWP 3 reader"},
      {"application/x-hwpml", "Hangul XML (HML)", "a build with the HWPML reader"},
      {"application/msword", "Word 97-2003 (DOC)", kOffice},
      {"application/rtf", "Rich Text (RTF)", kOffice},
      {kXlsx, "Excel (XLSX)", "a build with the XLSX reader"},
      {"application/vnd.ms-excel", "Excel 97-2003 (XLS)", kOffice},
      {kPptx, "PowerPoint (PPTX)", "a build with the PPTX reader"},
      {"application/vnd.ms-powerpoint", "PowerPoint 97-2003 (PPT)", kOffice},
      {"application/x-ooxml-encrypted", "an encrypted Office file", "save it without a password first"},
      {"application/vnd.oasis.opendocument.text", "OpenDocument text (ODT)", kOffice},
      {"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet (ODS)", kOffice},
      {"application/vnd.oasis.opendocument.presentation", "OpenDocument presentation (ODP)", kOffice},
      {"application/vnd.ms-tnef", "an Outlook package (winmail.dat)", "have the mail sent again as HTML or plain text"},
      {"application/pkcs7-mime", "a sealed mail part (S/MIME)", "it opens only with the recipient's key"},
      {"application/x-bzip2", "a bzip2 archive", kArchive},
      {"application/x-xz", "an xz archive", kArchive},
      {"application/zstd", "a Zstandard archive", kArchive},
      {"application/x-7z-compressed", "a 7z archive", kArchive},
      {"application/vnd.rar", "a RAR archive", kArchive},
  });
  const auto found = std::ranges::find(kKnown, media_type, &Known::media_type);
  if (found != kKnown.end())
    return "this is " + std::string(found->name) + ", which is not read here: " + std::string(found->needed);
  return std::string(media_type) + " is no format that is read here; save it as HWP, HWPX, PDF, DOCX, XLSX, PPTX, " +
         "HTML or text first";
}

}  // namespace parse
}  // namespace onggi
