// What every reader is given and gives back. Inside of the worker program only; the room's door is parse/parse.h.
//
// A reader is one function: bytes in, Document out. It runs in the sandbox: no file, no network, no thread, no process.
// It throws nothing (libraries that do are wrapped in the reader's own file), keeps every limit of `ParseLimits`, and
// accounts for each character that it does not hand on. A new reader is a folder here, one declaration below, and one
// line in dispatch.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parse/parse.h"

namespace onggi::parse {

/// What all files inside of one file may cost together: an archive of archives must not multiply its limits.
struct InnerBudget {
  std::uint64_t bytes = 0;     // of inner files handed to readers, still allowed
  std::int32_t files = 5'000;  // as many again
  std::int32_t depth = 0;      // how deep the reader now at work stands; 0: the file itself
  std::optional<std::chrono::steady_clock::time_point> recognise_until;  // when text recognition must end
  std::int32_t pictures = 300;                                           // of the documents, still to be recognised
  std::chrono::milliseconds picture_time = std::chrono::seconds(40);     // that may still go into these
  std::map<std::size_t, std::string> picture_texts;                      // by the hash of a picture's bytes
};

/// One file to read. Views stay valid for the whole call.
struct ReadContext {
  std::string_view bytes;       // the whole file, never empty
  std::string_view name;        // file name for its ending; may be empty
  std::string_view media_type;  // as detect_media_type() says
  const ParseOptions& options;
  const ParseLimits& limits;
  InnerBudget* inner = nullptr;  // none: inner files are not read
};

using ReadFunction = Result<Document> (*)(const ReadContext&);
using RenderFunction = Result<PageImage> (*)(const ReadContext&, std::int32_t page_index, double dots_per_inch);
using WordsFunction = Result<std::vector<PageWord>> (*)(const ReadContext&, std::int32_t page_index);

/// A line of the dispatch table. `version` goes up whenever the reader's output changes: it is part of the stage key.
struct Reader {
  std::string_view media_type;
  std::string_view version;  // "html 1"
  ReadFunction read = nullptr;
  RenderFunction render = nullptr;  // none: the format has no pages of its own
  WordsFunction words = nullptr;    // as `render`
  void (*warm)() = nullptr;         // loads what the reader needs from files, before the sandbox closes; may be none
};

/// All readers of this build, one line a media type; tests hold it against can_read().
std::span<const Reader> readers();
/// The reader of a media type, or nullptr.
const Reader* find_reader(std::string_view media_type);
/// A reader at work on a file, whichever file that lies in: no exception comes out, spent memory is limit_exceeded
/// "memory_bytes_max", and a document that gives nothing has a warning. Errors: as Parser::parse.
Result<Document> read_file_with(const Reader& reader, const ReadContext& context);
/// The same for a part that is no file of its own (a book's chapter, an entry's HTML) and may be empty.
Result<Document> read_part(ReadFunction read, const ReadContext& context);
/// All versions in one line.
std::string readers_version();

/// Detects the type, picks the reader, refuses empty and oversized input, and never lets an exception out.
/// Errors: as Parser::parse.
Result<Document> read_document(std::string_view bytes, std::string_view name, const ParseOptions& options,
                               const ParseLimits& limits);
Result<PageImage> render_page(std::string_view bytes, std::string_view name, std::int32_t page_index,
                              double dots_per_inch, const ParseOptions& options, const ParseLimits& limits);
Result<std::vector<PageWord>> page_words(std::string_view bytes, std::string_view name, std::int32_t page_index,
                                         const ParseOptions& options, const ParseLimits& limits);

// The readers. Errors: bad_input (reasons "broken", "password_required", "password_wrong"), unsupported,
// limit_exceeded.
Result<Document> read_text(const ReadContext& context);
Result<Document> read_markdown(const ReadContext& context);
Result<Document> read_html(const ReadContext& context);
Result<Document> read_docx(const ReadContext& context);
Result<Document> read_xlsx(const ReadContext& context);
Result<Document> read_pptx(const ReadContext& context);
Result<Document> read_encrypted_office(const ReadContext& context);  // DOCX, XLSX, PPTX with a password
Result<Document> read_hwp(const ReadContext& context);
Result<Document> read_hwp3(const ReadContext& context);
Result<Document> read_hwpx(const ReadContext& context);
Result<Document> read_hwpml(const ReadContext& context);
Result<Document> read_pdf(const ReadContext& context);
Result<Document> read_image(const ReadContext& context);
Result<Document> read_eml(const ReadContext& context);
Result<Document> read_mbox(const ReadContext& context);
Result<Document> read_msg(const ReadContext& context);
Result<Document> read_epub(const ReadContext& context);
Result<Document> read_zip(const ReadContext& context);
Result<Document> read_tar(const ReadContext& context);
Result<Document> read_gzip(const ReadContext& context);
Result<Document> read_delimited(const ReadContext& context);
Result<Document> read_json(const ReadContext& context);
Result<Document> read_json_lines(const ReadContext& context);
Result<Document> read_xml(const ReadContext& context);

Result<PageImage> render_pdf_page(const ReadContext& context, std::int32_t page_index, double dots_per_inch);
Result<PageImage> render_image(const ReadContext& context, std::int32_t page_index, double dots_per_inch);
Result<std::vector<PageWord>> pdf_page_words(const ReadContext& context, std::int32_t page_index);
Result<std::vector<PageWord>> image_words(const ReadContext& context, std::int32_t page_index);

// What readers load before the sandbox closes.
void warm_xlsx();              // libxml2's tables
void warm_encrypted_office();  // OpenSSL's ciphers
void warm_hwp();               // libgsf's types, OpenSSL's ciphers
void warm_hwp3();              // OpenSSL's ciphers, tables of charsets
void warm_hwpx();              // OpenSSL's ciphers
void warm_pdf();               // PDFium
void warm_image();             // the models of text recognition
void warm_mail();              // GMime's types

}  // namespace onggi::parse
