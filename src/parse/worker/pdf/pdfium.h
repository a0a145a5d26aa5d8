// The C functions of PDFium that we call, declared by ourselves: the library comes without headers. Names and types
// follow PDFium's public API (fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_doc.h, fpdf_structtree.h, fpdf_annot.h,
// fpdf_formfill.h, fpdf_attachment.h). PDFium is not thread safe: the worker has one thread.
#pragma once

#include <cstddef>

extern "C" {

struct FPDF_LIBRARY_CONFIG {
  int version;
  const char** user_font_paths;
  void* isolate;
  unsigned int v8_embedder_slot;
};
struct FS_RECTF {
  float left, top, right, bottom;
};
struct FS_MATRIX {
  float a, b, c, d, e, f;
};
// NOLINTBEGIN(bugprone-reserved-identifier): the library named them
using FPDF_DOCUMENT = struct fpdf_document_t__*;
using FPDF_PAGE = struct fpdf_page_t__*;
using FPDF_TEXTPAGE = struct fpdf_textpage_t__*;
using FPDF_PAGEOBJECT = struct fpdf_pageobject_t__*;
using FPDF_PATHSEGMENT = const struct fpdf_pathsegment_t__*;
using FPDF_BOOKMARK = struct fpdf_bookmark_t__*;
using FPDF_DEST = struct fpdf_dest_t__*;
using FPDF_BITMAP = struct fpdf_bitmap_t__*;
using FPDF_FONT = struct fpdf_font_t__*;
using FPDF_STRUCTTREE = struct fpdf_structtree_t__*;
using FPDF_STRUCTELEMENT = struct fpdf_structelement_t__*;
using FPDF_STRUCTELEMENT_ATTR = const struct fpdf_structelement_attr_t__*;
using FPDF_STRUCTELEMENT_ATTR_VALUE = const struct fpdf_structelement_attr_value_t__*;
using FPDF_ANNOTATION = struct fpdf_annotation_t__*;
using FPDF_FORMHANDLE = struct fpdf_form_handle_t__*;
using FPDF_ATTACHMENT = struct fpdf_attachment_t__*;
// NOLINTEND(bugprone-reserved-identifier)

void FPDF_InitLibraryWithConfig(const FPDF_LIBRARY_CONFIG* config);
FPDF_DOCUMENT FPDF_LoadMemDocument64(const void* bytes, std::size_t size, const char* password);
unsigned long FPDF_GetLastError();
void FPDF_CloseDocument(FPDF_DOCUMENT document);
int FPDF_GetPageCount(FPDF_DOCUMENT document);
unsigned long FPDF_GetMetaText(FPDF_DOCUMENT document, const char* tag, void* utf16, unsigned long bytes);
unsigned long FPDF_GetPageLabel(FPDF_DOCUMENT document, int page_index, void* utf16, unsigned long bytes);

FPDF_PAGE FPDF_LoadPage(FPDF_DOCUMENT document, int page_index);
void FPDF_ClosePage(FPDF_PAGE page);
float FPDF_GetPageWidthF(FPDF_PAGE page);
float FPDF_GetPageHeightF(FPDF_PAGE page);
int FPDF_GetPageBoundingBox(FPDF_PAGE page, FS_RECTF* box);
int FPDFPage_GetRotation(FPDF_PAGE page);

FPDF_TEXTPAGE FPDFText_LoadPage(FPDF_PAGE page);
void FPDFText_ClosePage(FPDF_TEXTPAGE text);
int FPDFText_CountChars(FPDF_TEXTPAGE text);
unsigned int FPDFText_GetUnicode(FPDF_TEXTPAGE text, int index);
int FPDFText_IsGenerated(FPDF_TEXTPAGE text, int index);
int FPDFText_HasUnicodeMapError(FPDF_TEXTPAGE text, int index);
double FPDFText_GetFontSize(FPDF_TEXTPAGE text, int index);
int FPDFText_GetFontWeight(FPDF_TEXTPAGE text, int index);
unsigned long FPDFText_GetFontInfo(FPDF_TEXTPAGE text, int index, void* name, unsigned long bytes, int* flags);
int FPDFText_GetLooseCharBox(FPDF_TEXTPAGE text, int index, FS_RECTF* box);
int FPDFText_GetCharOrigin(FPDF_TEXTPAGE text, int index, double* x, double* y);
int FPDFText_GetMatrix(FPDF_TEXTPAGE text, int index, FS_MATRIX* matrix);
FPDF_PAGEOBJECT FPDFText_GetTextObject(FPDF_TEXTPAGE text, int index);
int FPDFTextObj_GetTextRenderMode(FPDF_PAGEOBJECT text);
FPDF_FONT FPDFTextObj_GetFont(FPDF_PAGEOBJECT text);
int FPDFFont_GetFlags(FPDF_FONT font);
int FPDFFont_GetWeight(FPDF_FONT font);
std::size_t FPDFFont_GetBaseFontName(FPDF_FONT font, char* name, std::size_t bytes);

int FPDFPage_CountObjects(FPDF_PAGE page);
FPDF_PAGEOBJECT FPDFPage_GetObject(FPDF_PAGE page, int index);
int FPDFPageObj_GetType(FPDF_PAGEOBJECT object);
int FPDFPageObj_GetBounds(FPDF_PAGEOBJECT object, float* left, float* bottom, float* right, float* top);
int FPDFPageObj_GetMarkedContentID(FPDF_PAGEOBJECT object);
int FPDFPageObj_GetFillColor(FPDF_PAGEOBJECT object, unsigned int* red, unsigned int* green, unsigned int* blue,
                             unsigned int* alpha);
int FPDFPageObj_GetMatrix(FPDF_PAGEOBJECT object, FS_MATRIX* matrix);
int FPDFFormObj_CountObjects(FPDF_PAGEOBJECT form);
FPDF_PAGEOBJECT FPDFFormObj_GetObject(FPDF_PAGEOBJECT form, unsigned long index);
int FPDFPath_CountSegments(FPDF_PAGEOBJECT path);
FPDF_PATHSEGMENT FPDFPath_GetPathSegment(FPDF_PAGEOBJECT path, int index);
int FPDFPathSegment_GetPoint(FPDF_PATHSEGMENT segment, float* x, float* y);
int FPDFPathSegment_GetType(FPDF_PATHSEGMENT segment);
int FPDFPathSegment_GetClose(FPDF_PATHSEGMENT segment);
int FPDFPath_GetDrawMode(FPDF_PAGEOBJECT path, int* fill_mode, int* stroke);

FPDF_BOOKMARK FPDFBookmark_GetFirstChild(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
FPDF_BOOKMARK FPDFBookmark_GetNextSibling(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
unsigned long FPDFBookmark_GetTitle(FPDF_BOOKMARK bookmark, void* utf16, unsigned long bytes);

FPDF_STRUCTTREE FPDF_StructTree_GetForPage(FPDF_PAGE page);
void FPDF_StructTree_Close(FPDF_STRUCTTREE tree);
int FPDF_StructTree_CountChildren(FPDF_STRUCTTREE tree);
FPDF_STRUCTELEMENT FPDF_StructTree_GetChildAtIndex(FPDF_STRUCTTREE tree, int index);
unsigned long FPDF_StructElement_GetType(FPDF_STRUCTELEMENT element, void* utf16, unsigned long bytes);
unsigned long FPDF_StructElement_GetAltText(FPDF_STRUCTELEMENT element, void* utf16, unsigned long bytes);
int FPDF_StructElement_CountChildren(FPDF_STRUCTELEMENT element);
FPDF_STRUCTELEMENT FPDF_StructElement_GetChildAtIndex(FPDF_STRUCTELEMENT element, int index);
int FPDF_StructElement_GetChildMarkedContentID(FPDF_STRUCTELEMENT element, int index);
int FPDF_StructElement_GetAttributeCount(FPDF_STRUCTELEMENT element);
FPDF_STRUCTELEMENT_ATTR FPDF_StructElement_GetAttributeAtIndex(FPDF_STRUCTELEMENT element, int index);
FPDF_STRUCTELEMENT_ATTR_VALUE FPDF_StructElement_Attr_GetValue(FPDF_STRUCTELEMENT_ATTR attribute, const char* name);
int FPDF_StructElement_Attr_GetNumberValue(FPDF_STRUCTELEMENT_ATTR_VALUE value, float* number);

int FPDFPage_GetAnnotCount(FPDF_PAGE page);
FPDF_ANNOTATION FPDFPage_GetAnnot(FPDF_PAGE page, int index);
void FPDFPage_CloseAnnot(FPDF_ANNOTATION annotation);
int FPDFAnnot_GetSubtype(FPDF_ANNOTATION annotation);
int FPDFAnnot_GetFlags(FPDF_ANNOTATION annotation);
int FPDFAnnot_GetRect(FPDF_ANNOTATION annotation, FS_RECTF* box);
unsigned long FPDFAnnot_GetStringValue(FPDF_ANNOTATION annotation, const char* key, void* utf16, unsigned long bytes);
FPDF_ATTACHMENT FPDFAnnot_GetFileAttachment(FPDF_ANNOTATION annotation);

int FPDFDoc_GetAttachmentCount(FPDF_DOCUMENT document);
FPDF_ATTACHMENT FPDFDoc_GetAttachment(FPDF_DOCUMENT document, int index);
unsigned long FPDFAttachment_GetName(FPDF_ATTACHMENT attachment, void* utf16, unsigned long bytes);
int FPDFAttachment_GetFile(FPDF_ATTACHMENT attachment, void* bytes, unsigned long size, unsigned long* size_out);

// Version 2 of PDFium's structure, all call-backs left out: fields are read, nothing is drawn or run.
struct FPDF_FORMFILLINFO {
  int version = 2;
  void* callbacks[16] = {};  // Release ... m_pJsPlatform
  int xfa_disabled = 1;
  void* xfa_callbacks[32] = {};
};
int FPDF_GetFormType(FPDF_DOCUMENT document);
FPDF_FORMHANDLE FPDFDOC_InitFormFillEnvironment(FPDF_DOCUMENT document, FPDF_FORMFILLINFO* info);
void FPDFDOC_ExitFormFillEnvironment(FPDF_FORMHANDLE form);
int FPDFAnnot_GetFormFieldType(FPDF_FORMHANDLE form, FPDF_ANNOTATION annotation);
unsigned long FPDFAnnot_GetFormFieldName(FPDF_FORMHANDLE form, FPDF_ANNOTATION annotation, void* utf16,
                                         unsigned long bytes);
unsigned long FPDFAnnot_GetFormFieldAlternateName(FPDF_FORMHANDLE form, FPDF_ANNOTATION annotation, void* utf16,
                                                  unsigned long bytes);
unsigned long FPDFAnnot_GetFormFieldValue(FPDF_FORMHANDLE form, FPDF_ANNOTATION annotation, void* utf16,
                                          unsigned long bytes);
int FPDFAnnot_IsChecked(FPDF_FORMHANDLE form, FPDF_ANNOTATION annotation);
int FPDFImageObj_GetImagePixelSize(FPDF_PAGEOBJECT image, unsigned int* width, unsigned int* height);
FPDF_BITMAP FPDFImageObj_GetBitmap(FPDF_PAGEOBJECT image);
int FPDFBitmap_GetFormat(FPDF_BITMAP bitmap);
int FPDFBitmap_GetWidth(FPDF_BITMAP bitmap);
int FPDFBitmap_GetHeight(FPDF_BITMAP bitmap);
FPDF_BITMAP FPDFBitmap_Create(int width, int height, int alpha);
void FPDFBitmap_FillRect(FPDF_BITMAP bitmap, int left, int top, int width, int height, unsigned long colour);
void* FPDFBitmap_GetBuffer(FPDF_BITMAP bitmap);
int FPDFBitmap_GetStride(FPDF_BITMAP bitmap);
void FPDFBitmap_Destroy(FPDF_BITMAP bitmap);
void FPDF_RenderPageBitmap(FPDF_BITMAP bitmap, FPDF_PAGE page, int x, int y, int width, int height, int rotate,
                           int flags);

}  // extern "C"
