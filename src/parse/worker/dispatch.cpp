// Which reader reads which media type. A new reader adds its line here, and its media type to kReadable in
// parse/media_type.cpp.
#include <array>
#include <exception>
#include <new>
#include <set>

#include "parse/media_type.h"
#include "parse/worker/compound/compound.h"
#include "parse/worker/ocr/ocr.h"
#include "parse/worker/reader.h"
#include "parse/worker/structure/structure.h"

namespace onggi::parse {
namespace {

constexpr std::string_view kStructureVersion = "structure 1";

constexpr auto kReaders = std::to_array<Reader>({
    {.media_type = "text/plain", .version = "text 1", .read = read_text},
    {.media_type = "text/markdown", .version = "markdown 1", .read = read_markdown},
    {.media_type = "text/html", .version = "html 4", .read = read_html},
    {.media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     .version = "docx 3",
     .read = read_docx},
    {.media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     .version = "xlsx 3",
     .read = read_xlsx,
     .warm = warm_xlsx},
    {.media_type = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     .version = "pptx 2",
     .read = read_pptx},
    {.media_type = "application/x-ooxml-encrypted",
     .version = "office_encrypted 1",
     .read = read_encrypted_office,
     .warm = warm_encrypted_office},
    {.media_type = "application/hwp+zip", .version = "hwpx 4", .read = read_hwpx, .warm = warm_hwpx},
    {.media_type = "application/x-hwpml", .version = "hwpml 2", .read = read_hwpml},
    {.media_type = "application/x-hwp", .version = "hwp 4", .read = read_hwp, .warm = warm_hwp},
    {.media_type = "application/x-hwp-v3", .version = "hwp3 2", .read = read_hwp3, .warm = warm_hwp3},
    {.media_type = "application/pdf",
     .version = "pdf 6",
     .read = read_pdf,
     .render = render_pdf_page,
     .words = pdf_page_words,
     .warm = warm_pdf},
    {.media_type = "message/rfc822", .version = "eml 2", .read = read_eml, .warm = warm_mail},
    {.media_type = "application/mbox", .version = "mbox 2", .read = read_mbox, .warm = warm_mail},
    {.media_type = "application/vnd.ms-outlook", .version = "msg 2", .read = read_msg, .warm = warm_compound},
    {.media_type = "application/epub+zip", .version = "epub 2", .read = read_epub},
    {.media_type = "application/zip", .version = "zip 1", .read = read_zip},
    {.media_type = "application/x-tar", .version = "tar 1", .read = read_tar},
    {.media_type = "application/gzip", .version = "gzip 1", .read = read_gzip},
    {.media_type = "text/csv", .version = "csv 1", .read = read_delimited},
    {.media_type = "text/tab-separated-values", .version = "csv 1", .read = read_delimited},
    {.media_type = "application/json", .version = "json 1", .read = read_json},
    {.media_type = "application/x-ndjson", .version = "jsonl 1", .read = read_json_lines},
    {.media_type = "application/xml", .version = "xml 1", .read = read_xml},
    {.media_type = "image/svg+xml", .version = "xml 1", .read = read_xml},
    {.media_type = "image/png",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
    {.media_type = "image/jpeg",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
    {.media_type = "image/tiff",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
    {.media_type = "image/bmp",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
    {.media_type = "image/gif",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
    {.media_type = "image/webp",
     .version = "image 2",
     .read = read_image,
     .render = render_image,
     .words = image_words,
     .warm = warm_image},
});

Result<const Reader*> choose_reader(std::string_view bytes, std::string_view media_type, const ParseLimits& limits) {
  if (bytes.empty()) return fail(ErrorCode::bad_input, "the file is empty", "empty_file");
  if (bytes.size() > limits.bytes_max) {
    return fail(ErrorCode::limit_exceeded,
                "the file is longer than bytes_max (" + std::to_string(limits.bytes_max) + ")", "bytes_max");
  }
  const Reader* reader = find_reader(media_type);
  if (reader == nullptr) return fail(ErrorCode::unsupported, describe_unsupported(media_type), "unsupported_format");
  return reader;
}

// The readers' last net: a library's exception or a spent address space becomes an error instead of a dead worker.
template <typename T, typename Work>
Result<T> guarded(const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "reading this file needs more memory than memory_bytes_max",
                "memory_bytes_max");
  } catch (const std::exception&) {  // its text may quote the document: not passed on
    return fail(ErrorCode::bad_input, "the file is broken: a library refused it", "broken");
  }
}

// A file that gave nothing and no reason must not pass for one that read everything.
void break_silence(Document& document) {
  if (!document.elements.empty() || !document.warnings.empty()) return;
  document.warnings.push_back({"no_text", -1,
                               document.account.characters_in == 0 ? "the file is sound but holds no text"
                                                                   : "all of its text was left out on purpose"});
}

}  // namespace

std::span<const Reader> readers() { return kReaders; }

const Reader* find_reader(std::string_view media_type) {
  for (const Reader& reader : kReaders) {
    if (reader.media_type == media_type) return &reader;
  }
  return nullptr;
}

std::string readers_version() {
  std::set<std::string_view> versions;
  for (const Reader& reader : kReaders) versions.insert(reader.version);
  versions.insert(kStructureVersion);
  std::string line;
  for (const std::string_view version : versions) line.append(line.empty() ? "" : ", ").append(version);
  return line;
}

Result<Document> read_part(ReadFunction read, const ReadContext& context) {
  return guarded<Document>([&] { return read(context); });
}

Result<Document> read_file_with(const Reader& reader, const ReadContext& context) {
  auto document = read_part(reader.read, context);
  if (document) break_silence(*document);
  return document;
}

Result<Document> read_document(std::string_view bytes, std::string_view name, const ParseOptions& options,
                               const ParseLimits& limits) {
  const std::string media_type = detect_media_type(bytes, name);
  ONGGI_TRY(const Reader* reader, choose_reader(bytes, media_type, limits));
  InnerBudget inner{.bytes = limits.inflated_bytes_max,
                    .recognise_until = std::chrono::steady_clock::now() + ocr::recognition_time(limits)};
  auto document = read_file_with(*reader, {bytes, name, media_type, options, limits, &inner});
  if (document) find_structure(*document);
  return document;
}

Result<std::vector<PageWord>> page_words(std::string_view bytes, std::string_view name, std::int32_t page_index,
                                         const ParseOptions& options, const ParseLimits& limits) {
  if (page_index < 0) return fail(ErrorCode::not_found, "page indices count from 0");
  const std::string media_type = detect_media_type(bytes, name);
  ONGGI_TRY(const Reader* reader, choose_reader(bytes, media_type, limits));
  if (reader->words == nullptr)
    return fail(ErrorCode::unsupported, media_type + " has no pages of its own", "no_pages");
  InnerBudget inner{.recognise_until = std::chrono::steady_clock::now() + ocr::recognition_time(limits)};
  return guarded<std::vector<PageWord>>(
      [&] { return reader->words({bytes, name, media_type, options, limits, &inner}, page_index); });
}

Result<PageImage> render_page(std::string_view bytes, std::string_view name, std::int32_t page_index,
                              double dots_per_inch, const ParseOptions& options, const ParseLimits& limits) {
  if (!(dots_per_inch >= 36 && dots_per_inch <= 300))
    return fail(ErrorCode::invalid_argument, "dots_per_inch must lie in 36 to 300");
  if (page_index < 0) return fail(ErrorCode::not_found, "page indices count from 0");
  const std::string media_type = detect_media_type(bytes, name);
  ONGGI_TRY(const Reader* reader, choose_reader(bytes, media_type, limits));
  if (reader->render == nullptr) {
    return fail(ErrorCode::unsupported, media_type + " has no pages of its own; a page image needs a PDF or a picture",
                "no_pages");
  }
  return guarded<PageImage>(
      [&] { return reader->render({bytes, name, media_type, options, limits}, page_index, dots_per_inch); });
}

}  // namespace onggi::parse
