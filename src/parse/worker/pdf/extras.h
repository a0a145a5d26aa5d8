// What lies on and behind the pages of a PDF besides their content: comments, form fields, attached files.
#pragma once

#include <memory>
#include <type_traits>

#include "parse/worker/document_builder.h"
#include "parse/worker/pdf/graphics.h"
#include "parse/worker/pdf/layout.h"
#include "parse/worker/pdf/pdfium.h"
#include "parse/worker/reader.h"

namespace onggi::parse::pdf {

/// The form of a document, where it has one; must go before the document does.
class Form {
 public:
  explicit Form(FPDF_DOCUMENT document);
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;
  ~Form();
  FPDF_FORMHANDLE handle() const { return handle_; }

 private:
  std::unique_ptr<FPDF_FORMFILLINFO> info_;
  FPDF_FORMHANDLE handle_ = nullptr;
};

/// What annotations of a page say, with boxes on the page as shown. Every text is counted in.
struct Annotations {
  std::vector<Element> fields;    // filled form fields and tick boxes, role "form_field"
  std::vector<Element> comments;  // role "annotation"
  bool pins_files = false;
};
Annotations annotations_of(FPDF_PAGE page, const Form& form, const ToPage& to_page, DocumentBuilder& builder);

/// Files attached to the document or pinned to a page become inner files.
void add_attachments(FPDF_DOCUMENT document, const ReadContext& context, DocumentBuilder& builder);
void add_pinned_files(FPDF_PAGE page, const ReadContext& context, DocumentBuilder& builder);

}  // namespace onggi::parse::pdf
