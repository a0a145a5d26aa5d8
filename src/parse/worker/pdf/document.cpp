// Opens a PDF; see document.h.
#include "parse/worker/pdf/document.h"

#include <set>

#include "parse/worker/pdf/utf16.h"

namespace onggi::parse::pdf {
namespace {

constexpr std::int32_t kOutlineMax = 10'000;
constexpr std::int32_t kOutlineDepthMax = 6;

std::unexpected<Error> open_error(bool password_given) {
  constexpr unsigned long kPassword = 4, kSecurity = 5;
  switch (FPDF_GetLastError()) {
    case kPassword:
      if (password_given)
        return fail(ErrorCode::bad_input, "the password does not open the document", "password_wrong");
      return fail(ErrorCode::bad_input, "the document is encrypted: give its password", "password_required");
    case kSecurity:
      return fail(ErrorCode::unsupported, "the document is protected by a security handler that is not known here",
                  "security_handler");
    default:
      return fail(ErrorCode::bad_input, "the document is broken: it has no readable structure", "broken");
  }
}

void walk_outline(FPDF_DOCUMENT document, FPDF_BOOKMARK parent, std::int32_t depth, std::set<FPDF_BOOKMARK>& seen,
                  Outline& outline) {
  for (FPDF_BOOKMARK mark = FPDFBookmark_GetFirstChild(document, parent); mark != nullptr;
       mark = FPDFBookmark_GetNextSibling(document, mark)) {
    if (seen.size() >= kOutlineMax || !seen.insert(mark).second) return;  // loops exist
    const std::string title =
        utf16_text([&](void* bytes, unsigned long length) { return FPDFBookmark_GetTitle(mark, bytes, length); });
    if (!title.empty()) outline.try_emplace(without_spaces(title), depth);
    if (depth < kOutlineDepthMax) walk_outline(document, mark, depth + 1, seen, outline);
  }
}

}  // namespace

Result<DocumentPointer> open_document(const ReadContext& context) {
  warm_pdf();
  const std::string& password = context.options.password;
  DocumentPointer document(FPDF_LoadMemDocument64(context.bytes.data(), context.bytes.size(),
                                                  password.empty() ? nullptr : password.c_str()));
  if (!document) return open_error(!password.empty());
  const int pages = FPDF_GetPageCount(document.get());
  if (pages <= 0) return fail(ErrorCode::bad_input, "the document has no pages", "broken");
  if (pages > context.limits.pages_max)
    return fail(ErrorCode::limit_exceeded, "the document has more pages than pages_max", "pages_max");
  return document;
}

std::string meta_text(FPDF_DOCUMENT document, const char* tag) {
  return utf16_text([&](void* bytes, unsigned long length) { return FPDF_GetMetaText(document, tag, bytes, length); });
}

std::string page_label(FPDF_DOCUMENT document, std::int32_t page_index) {
  std::string label = utf16_text(
      [&](void* bytes, unsigned long length) { return FPDF_GetPageLabel(document, page_index, bytes, length); });
  return label.empty() ? std::to_string(page_index + 1) : label;
}

Outline outline_of(FPDF_DOCUMENT document) {
  Outline outline;
  std::set<FPDF_BOOKMARK> seen;
  walk_outline(document, nullptr, 1, seen, outline);
  return outline;
}

}  // namespace onggi::parse::pdf
