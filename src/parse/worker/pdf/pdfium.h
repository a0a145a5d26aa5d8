// The C functions of PDFium that we call, declared by ourselves: the library comes without headers. Names and types
// follow PDFium's public API (fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_doc.h). PDFium is not thread safe: the worker
// has one thread.
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
using FPDF_DOCUMENT = struct fpdf_document_t__*;
using FPDF_PAGE = struct fpdf_page_t__*;
using FPDF_TEXTPAGE = struct fpdf_textpage_t__*;
using FPDF_PAGEOBJECT = struct fpdf_pageobject_t__*;
using FPDF_PATHSEGMENT = const struct fpdf_pathsegment_t__*;
using FPDF_BOOKMARK = struct fpdf_bookmark_t__*;
using FPDF_DEST = struct fpdf_dest_t__*;
using FPDF_BITMAP = struct fpdf_bitmap_t__*;

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

int FPDFPage_CountObjects(FPDF_PAGE page);
FPDF_PAGEOBJECT FPDFPage_GetObject(FPDF_PAGE page, int index);
int FPDFPageObj_GetType(FPDF_PAGEOBJECT object);
int FPDFPageObj_GetBounds(FPDF_PAGEOBJECT object, float* left, float* bottom, float* right, float* top);
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

FPDF_BITMAP FPDFBitmap_Create(int width, int height, int alpha);
void FPDFBitmap_FillRect(FPDF_BITMAP bitmap, int left, int top, int width, int height, unsigned long colour);
void* FPDFBitmap_GetBuffer(FPDF_BITMAP bitmap);
int FPDFBitmap_GetStride(FPDF_BITMAP bitmap);
void FPDFBitmap_Destroy(FPDF_BITMAP bitmap);
void FPDF_RenderPageBitmap(FPDF_BITMAP bitmap, FPDF_PAGE page, int x, int y, int width, int height, int rotate,
                           int flags);

}  // extern "C"
