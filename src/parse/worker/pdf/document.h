// An open PDF: errors, metadata, outline; see pdfium.h for the library.
#pragma once

#include <memory>
#include <string>
#include <type_traits>

#include "base/result.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"
#include "parse/worker/reader.h"

namespace onggi::parse::pdf {

struct CloseDocument {
  void operator()(FPDF_DOCUMENT document) const { FPDF_CloseDocument(document); }
};
using DocumentPointer = std::unique_ptr<std::remove_pointer_t<FPDF_DOCUMENT>, CloseDocument>;

/// Errors: bad_input "broken", "password_required", "password_wrong"; unsupported (security handler); limit_exceeded
/// "pages_max".
Result<DocumentPointer> open_document(const ReadContext& context);

/// "Title" and its like; empty when there is none.
std::string meta_text(FPDF_DOCUMENT document, const char* tag);
/// The number on the page as its reader sees it.
std::string page_label(FPDF_DOCUMENT document, std::int32_t page_index);
Outline outline_of(FPDF_DOCUMENT document);

}  // namespace onggi::parse::pdf
