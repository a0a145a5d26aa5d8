// Recognised text in the place of glyphs: scanned pages, pages whose own text is broken, and pictures.
#pragma once

#include <string>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/ocr/ocr.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"
#include "parse/worker/reader.h"

namespace onggi::parse::pdf {

/// What speaks against a page's own text.
enum class TextFault : std::uint8_t { none, missing, unmapped, garbled };

/// `missing`: next to no characters under a picture; `unmapped`: many glyphs mean nothing; `garbled`: the characters
/// are no language (a font with a wrong table).
TextFault text_fault(const PageSource& source);

/// Puts recognised text in the place of the page's own where options.ocr says so and the page's own is at fault.
/// Replaced text is accounted for; doubts and a spent time limit become warnings. Cost: seconds for such a page.
void recognise_scan(const ReadContext& context, FPDF_DOCUMENT document, std::int32_t page_index, PageSource& source,
                    PageLayout& layout, DocumentBuilder& builder);

/// The same for a page that is a picture and nothing else: `source` gets the text, `layout` the page's size. Pixels
/// are turned to points by `dots_per_inch`.
void use_recognised(const ocr::PageText& text, double dots_per_inch, PageSource& source, PageLayout& layout);

/// Warnings about how well a page was read.
void warn_about(const ocr::PageText& text, std::int32_t page_index, DocumentBuilder& builder);

/// Lays out pages without a file's own structure (outline, tags) and hands their elements to the builder.
void add_scanned_pages(std::vector<PageSource> sources, std::vector<PageLayout> pages, DocumentBuilder& builder);

/// The lines of a picture in reading order.
std::string plain_text(const ocr::PageText& text);

}  // namespace onggi::parse::pdf
