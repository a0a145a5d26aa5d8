// See extras.h.
#include "parse/worker/pdf/extras.h"

#include <algorithm>

#include "parse/worker/inner/inner.h"
#include "parse/worker/pdf/utf16.h"
#include "text/text.h"

namespace onggi::parse::pdf {
namespace {

constexpr int kAnnotationsMax = 5'000;  // of one page
constexpr int kAttachmentsMax = 1'000;

struct CloseAnnotation {
  void operator()(FPDF_ANNOTATION annotation) const { FPDFPage_CloseAnnot(annotation); }
};
using AnnotationPointer = std::unique_ptr<std::remove_pointer_t<FPDF_ANNOTATION>, CloseAnnotation>;

// FPDF_ANNOT_*, fpdf_annot.h.
enum : int { kText = 1, kLink = 2, kFreeText = 3, kPopup = 16, kFileAttachment = 17, kWidget = 20 };
// FPDF_FORMFIELD_*, fpdf_formfill.h.
enum : int { kPushButton = 1, kCheckBox = 2, kRadioButton = 3, kSignature = 7 };

bool is_hidden(FPDF_ANNOTATION annotation) {
  constexpr int kHidden = 1 << 1;  // ISO 32000-1, 12.5.3
  return (FPDFAnnot_GetFlags(annotation) & kHidden) != 0;
}

// "form1.page[0].이름[0]" → "이름": the last part is what a person named.
std::string short_name(std::string name) {
  if (const std::size_t dot = name.find_last_of('.'); dot != std::string::npos) name.erase(0, dot + 1);
  if (const std::size_t index = name.find('['); index != std::string::npos && index > 0) name.erase(index);
  return name;
}

// The appearance that shows now is the state ("/AS", ISO 32000-1, 12.7.4.2.3).
bool is_ticked(FPDF_ANNOTATION annotation, FPDF_FORMHANDLE form) {
  if (FPDFAnnot_IsChecked(form, annotation) != 0) return true;
  const std::string state = utf16_text(
      [&](void* bytes, unsigned long length) { return FPDFAnnot_GetStringValue(annotation, "AS", bytes, length); });
  return !state.empty() && state != "Off";
}

std::string field_text(FPDF_ANNOTATION annotation, FPDF_FORMHANDLE form) {
  const int type = FPDFAnnot_GetFormFieldType(form, annotation);
  if (type <= kPushButton || type == kSignature) return {};
  std::string name = utf16_text([&](void* bytes, unsigned long length) {
    return FPDFAnnot_GetFormFieldAlternateName(form, annotation, bytes, length);
  });
  if (name.empty()) {
    name = short_name(utf16_text([&](void* bytes, unsigned long length) {
      return FPDFAnnot_GetFormFieldName(form, annotation, bytes, length);
    }));
  }
  if (type == kCheckBox || type == kRadioButton) return (is_ticked(annotation, form) ? "☑ " : "☐ ") + name;
  const std::string value = utf16_text(
      [&](void* bytes, unsigned long length) { return FPDFAnnot_GetFormFieldValue(form, annotation, bytes, length); });
  if (count_visible(value) == 0) return {};
  return name.empty() ? value : name + ": " + value;
}

std::string comment_text(FPDF_ANNOTATION annotation) {
  return utf16_text([&](void* bytes, unsigned long length) {
    return FPDFAnnot_GetStringValue(annotation, "Contents", bytes, length);
  });
}

void add_attachment(FPDF_ATTACHMENT attachment, const ReadContext& context, DocumentBuilder& builder) {
  if (attachment == nullptr || context.inner == nullptr) return;
  std::string name =
      utf16_text([&](void* bytes, unsigned long length) { return FPDFAttachment_GetName(attachment, bytes, length); });
  if (name.empty()) name = "attachment";
  unsigned long size = 0;
  if (FPDFAttachment_GetFile(attachment, nullptr, 0, &size) == 0 || size == 0)
    return builder.warn("inner_file_unread", name + ": it is empty or broken");
  if (size > context.inner->bytes)
    return builder.warn("inner_file_unread", name + ": the files before it used up inflated_bytes_max");
  std::string bytes(size, '\0');
  unsigned long written = 0;
  if (FPDFAttachment_GetFile(attachment, bytes.data(), size, &written) == 0)
    return builder.warn("inner_file_unread", name + ": it is broken");
  add_inner_file(builder, context, bytes, name);
}

template <typename Each>
void each_annotation(FPDF_PAGE page, const Each& each) {
  const int count = std::min(FPDFPage_GetAnnotCount(page), kAnnotationsMax);
  for (int i = 0; i < count; ++i) {
    if (const AnnotationPointer annotation(FPDFPage_GetAnnot(page, i)); annotation) each(annotation.get());
  }
}

}  // namespace

Form::Form(FPDF_DOCUMENT document) {
  constexpr int kNone = 0;
  if (FPDF_GetFormType(document) == kNone) return;
  info_ = std::make_unique<FPDF_FORMFILLINFO>();
  info_->version = 2;
  handle_ = FPDFDOC_InitFormFillEnvironment(document, info_.get());
}

Form::~Form() {
  if (handle_ != nullptr) FPDFDOC_ExitFormFillEnvironment(handle_);
}

Annotations annotations_of(FPDF_PAGE page, const Form& form, const ToPage& to_page, DocumentBuilder& builder) {
  Annotations found;
  each_annotation(page, [&](FPDF_ANNOTATION annotation) {
    const int type = FPDFAnnot_GetSubtype(annotation);
    found.pins_files = found.pins_files || type == kFileAttachment;
    if (type == kLink || type == kPopup || type == kFileAttachment || is_hidden(annotation)) return;
    if (type == kWidget && form.handle() == nullptr) return;
    const std::string text = type == kWidget ? field_text(annotation, form.handle()) : comment_text(annotation);
    if (count_visible(text) == 0) return;
    builder.count_in(text);
    FS_RECTF rect{};
    FPDFAnnot_GetRect(annotation, &rect);
    Element& element = (type == kWidget ? found.fields : found.comments).emplace_back();
    element.text = element_text(text);
    element.role = type == kWidget ? "form_field" : "annotation";
    element.places = {{.box = to_page.box(rect.left, rect.bottom, rect.right, rect.top)}};
  });
  return found;
}

void add_attachments(FPDF_DOCUMENT document, const ReadContext& context, DocumentBuilder& builder) {
  const int count = std::min(FPDFDoc_GetAttachmentCount(document), kAttachmentsMax);
  for (int i = 0; i < count; ++i) add_attachment(FPDFDoc_GetAttachment(document, i), context, builder);
}

void add_pinned_files(FPDF_PAGE page, const ReadContext& context, DocumentBuilder& builder) {
  each_annotation(page, [&](FPDF_ANNOTATION annotation) {
    if (FPDFAnnot_GetSubtype(annotation) == kFileAttachment)
      add_attachment(FPDFAnnot_GetFileAttachment(annotation), context, builder);
  });
}

}  // namespace onggi::parse::pdf
