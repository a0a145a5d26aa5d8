// parse: bytes → Document. The door; readers run in the sandboxed program onggi-parse.
//
// A hostile or broken file can end the worker, never the caller: the worker has no network, no exec, no file but the
// one handed over, and limits on memory, time and output. Workers are started once, reused, and replaced after a crash
// or `files_per_worker` files.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/file.h"
#include "base/result.h"
#include "document/document.h"
#include "document/wire.h"

namespace onggi {

/// What one file may cost. Reached limits are `limit_exceeded`, naming the limit.
struct ParseLimits {
  std::uint64_t bytes_max = 300ULL << 20U;           // of the file itself
  std::uint64_t inflated_bytes_max = 512ULL << 20U;  // of everything unpacked from it; real 75 MB XML sections exist
  std::uint64_t memory_bytes_max = 2ULL << 30U;      // address space the worker may add
  std::uint64_t output_bytes_max = 256ULL << 20U;    // of the answer
  std::int32_t pages_max = 20'000;
  std::int32_t depth_max = 200;  // nesting of elements, tables, lists
  std::int32_t seconds_max = 120;
};

/// Whether text in pictures is recognised: where a page has no readable text of its own, never, or on every page.
enum class Ocr : std::uint8_t { automatic, off, force };
/// "auto", "off", "force".
std::string_view to_string(Ocr ocr);
std::optional<Ocr> ocr_from(std::string_view name);

/// What of a web page is read: its main content, or everything that it shows, navigation and buttons too.
enum class Content : std::uint8_t { main, all };
/// "main", "all".
std::string_view to_string(Content content);
std::optional<Content> content_from(std::string_view name);

struct ParseOptions {
  std::string password;                               // for encrypted files; empty: none
  std::optional<std::int32_t> first_page, last_page;  // page indices, both included
  Ocr ocr = Ocr::automatic;
  Content content = Content::main;
  std::vector<Box> covers;  // of a page's picture: these places are painted over
};

/// A page as a picture.
struct PageImage {
  std::string png;
  std::int32_t width_px = 0, height_px = 0;
};

/// A word of a page as it stands there.
struct PageWord {
  std::string text;  // NFC
  Box box;
  bool operator==(const PageWord&) const = default;
};

/// What a file is: by its bytes first, by its name only where bytes do not tell (Markdown and CSV are text).
/// "text/plain", "text/markdown", "text/html", "application/pdf",
/// "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/hwp+zip",
/// "application/x-hwp" ...; "application/octet-stream" when nothing is known.
std::string detect_media_type(std::string_view first_bytes, std::string_view file_name);

/// Media types that this build reads.
bool can_read(std::string_view media_type);

/// Readers behind a process border. Thread safe: each call takes an idle worker or starts one, up to `workers_max`;
/// more callers wait.
class Parser {
 public:
  struct Options {
    std::filesystem::path program;      // onggi-parse; empty: beside this executable
    std::filesystem::path libreoffice;  // soffice, for old office formats; empty: looked for where systems put it
    std::int32_t workers_max = 2;
    std::int32_t files_per_worker = 200;
    std::chrono::milliseconds idle_max = std::chrono::seconds(10);  // then a worker ends, and its memory is free
    ParseLimits limits;
  };

  static Result<std::unique_ptr<Parser>> open(const Options& options);
  virtual ~Parser() = default;

  /// Reads one file. `name` is the file's name (only its ending matters).
  /// Errors: bad_input (broken, empty: reason "empty_file", "password_required", "password_wrong", "broken"),
  /// unsupported (names what would be needed), limit_exceeded, timeout, cancelled, internal (the worker died: reason
  /// "reader_crashed"; the file is at fault, the next call gets a new worker).
  virtual Result<Document> parse(std::string_view bytes, std::string_view name, const ParseOptions& options,
                                 const Cancel& cancel) = 0;

  /// The same as its elements come, one after the other: for who passes them on. All have been read when it returns.
  virtual Result<DocumentStream> parse_stream(std::string_view bytes, std::string_view name,
                                              const ParseOptions& options, const Cancel& cancel);

  /// One page of a PDF as PNG at `dots_per_inch` (36 to 300). Errors: as parse; not_found for a page that is not there;
  /// unsupported for formats without pages of their own.
  virtual Result<PageImage> render_page(std::string_view bytes, std::string_view name, std::int32_t page_index,
                                        double dots_per_inch, const ParseOptions& options, const Cancel& cancel) = 0;

  /// The words of a page of a PDF or picture, in the order of the file or of recognition: elements say where a
  /// paragraph stands, this says where a sentence of it does. Seconds where the page's text must be recognised. Errors:
  /// as render_page.
  virtual Result<std::vector<PageWord>> page_words(std::string_view bytes, std::string_view name,
                                                   std::int32_t page_index, const ParseOptions& options,
                                                   const Cancel& cancel) = 0;

  /// Version of all readers together: part of the stage key, so new readers read old files again.
  virtual const std::string& version() const = 0;
};

}  // namespace onggi
