// Parts are found by looking for the boundary, a window of the form at a time, and are named by their
// Content-Disposition. Names of files: UTF-8 as it is, where '"' and line breaks are percent-encoded (the HTML
// standard, "multipart/form-data encoding algorithm"), or RFC 5987's filename*.
#include "serve/multipart.h"

#include <algorithm>

#include "serve/http.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

constexpr std::size_t kWindowBytes = 1U << 20U;
constexpr std::size_t kHeaderBytesMax = 8U << 10U;
constexpr std::size_t kFieldBytesMax = 64U << 10U;
constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046, 5.1.1
constexpr std::size_t kPartsMax = 32;
constexpr std::size_t kCopiedBytes = 256U << 10U;

std::unexpected<Error> bad_form(std::string what) {
  return fail(ErrorCode::invalid_argument, "the form " + std::move(what), "bad_form");
}

/// The value of a parameter of a header: name="a; b" or name=a. `text` begins behind the first ";".
std::optional<std::string> parameter_of(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view key = trim(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string value;
    std::size_t end = 0;
    if (text.starts_with('"')) {
      for (end = 1; end < text.size() && text[end] != '"'; ++end) {
        const bool escapes =
            text[end] == '\\' && end + 1 < text.size() && (text[end + 1] == '"' || text[end + 1] == '\\');
        value += text[escapes ? ++end : end];
      }
      end = text.find(';', std::min(end, text.size()));
    } else {
      end = text.find(';');
      value = trim(text.substr(0, end));
    }
    if (equal_ignoring_case(key, name)) return value;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return std::nullopt;
}

/// What stands behind the first ";" of the header of this name; none: there is no such header.
std::optional<std::string_view> parameters_of(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find("\r\n"), headers.size());
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 2, headers.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !equal_ignoring_case(trim(line.substr(0, colon)), name)) continue;
    const std::size_t semicolon = line.find(';', colon);
    return semicolon == std::string_view::npos ? std::string_view() : line.substr(semicolon + 1);
  }
  return std::nullopt;
}

std::string without_form_escapes(std::string name) {
  for (const auto& [written, meant] : {std::pair("%22", "\""), std::pair("%0D", "\r"), std::pair("%0A", "\n")})
    for (std::size_t at = 0; (at = name.find(written, at)) != std::string::npos; ++at) name.replace(at, 3, meant);
  return name;
}

Result<std::optional<std::string>> file_name_of(std::string_view parameters) {
  constexpr std::string_view kCharset = "UTF-8''";
  std::optional<std::string> name;
  if (const auto extended = parameter_of(parameters, "filename*");
      extended && equal_ignoring_case(extended->substr(0, kCharset.size()), kCharset)) {
    name = percent_decode(std::string_view(*extended).substr(kCharset.size()), Plus::keep);
    if (!name) return bad_form("names a file in no valid UTF-8");
  } else if (const auto plain = parameter_of(parameters, "filename")) {
    name = without_form_escapes(*plain);
  }
  if (name && !is_valid_utf8(*name)) return bad_form("names a file in no valid UTF-8");
  return name;
}

class FormReader {
 public:
  FormReader(const TemporaryFile& form, std::string_view boundary)
      : form_(form), delimiter_("\r\n--" + std::string(boundary)) {}

  Result<std::vector<FormPart>> read() {
    ONGGI_TRY(const std::string first, form_.read(0, delimiter_.size() - 2));
    if (first != std::string_view(delimiter_).substr(2)) return bad_form("does not begin with its boundary");
    std::vector<FormPart> parts;
    for (std::uint64_t at = first.size();;) {
      ONGGI_TRY(const std::string next, form_.read(at, kHeaderBytesMax + 2));
      if (next.starts_with("--")) return parts;
      if (parts.size() == kPartsMax) return bad_form("has more than 32 parts");
      ONGGI_TRY(FormPart part, part_at(at, next));
      ONGGI_TRY(const auto end, find(part.offset));
      if (!end) return bad_form("ends in the middle");
      part.bytes = *end - part.offset;
      at = *end + delimiter_.size();
      parts.push_back(std::move(part));
    }
  }

 private:
  /// `text`: what stands behind a delimiter.
  static Result<FormPart> part_at(std::uint64_t at, std::string_view text) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const std::size_t line = text.find("\r\n");
    const std::size_t end = text.find(kEnd);
    if (line == std::string_view::npos || end == std::string_view::npos || !trim(text.substr(0, line)).empty())
      return bad_form("has a part without a header of at most 8 KiB");
    const std::string_view headers = end <= line ? std::string_view() : text.substr(line + 2, end - line - 2);
    const auto parameters = parameters_of(headers, "content-disposition");
    auto name = parameters ? parameter_of(*parameters, "name") : std::nullopt;
    if (!name || !is_valid_utf8(*name)) return bad_form("has a part without a name");
    FormPart part{.name = without_form_escapes(*std::move(name)), .offset = at + end + kEnd.size()};
    ONGGI_TRY(part.file_name, file_name_of(*parameters));
    return part;
  }

  /// Where the next delimiter begins; none: there is none.
  Result<std::optional<std::uint64_t>> find(std::uint64_t from) const {
    for (std::uint64_t at = from; at < form_.bytes(); at += kWindowBytes) {
      ONGGI_TRY(const std::string window, form_.read(at, kWindowBytes + delimiter_.size() - 1));
      if (const std::size_t found = window.find(delimiter_); found != std::string::npos)
        return std::optional(at + found);
    }
    return std::optional<std::uint64_t>();
  }

  const TemporaryFile& form_;
  std::string delimiter_;
};

}  // namespace

std::optional<std::string> form_boundary(std::string_view content_type) {
  const std::size_t semicolon = std::min(content_type.find(';'), content_type.size());
  if (!equal_ignoring_case(trim(content_type.substr(0, semicolon)), "multipart/form-data")) return std::nullopt;
  auto boundary = parameter_of(content_type.substr(std::min(semicolon + 1, content_type.size())), "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kBoundaryBytesMax) return std::nullopt;
  return boundary;
}

Result<std::vector<FormPart>> read_form(const TemporaryFile& form, std::string_view boundary) {
  return FormReader(form, boundary).read();
}

Result<std::string> form_text(const TemporaryFile& form, const FormPart& part) {
  if (part.bytes > kFieldBytesMax) return bad_form("has a field of more than 64 KiB");
  ONGGI_TRY(std::string text, form.read(part.offset, static_cast<std::size_t>(part.bytes)));
  if (!is_valid_utf8(text)) return bad_form("has a field that is not valid UTF-8");
  return text;
}

Result<void> copy_part(const TemporaryFile& form, const FormPart& part, UploadFile& file) {
  ONGGI_CHECK(file.open(form.path().parent_path()));
  for (std::uint64_t done = 0; done < part.bytes;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kCopiedBytes, part.bytes - done));
    ONGGI_TRY(const std::string piece, form.read(part.offset + done, wanted));
    if (piece.empty()) return fail(ErrorCode::internal, "an upload is shorter than it was");
    ONGGI_CHECK(file.write(piece));
    done += piece.size();
  }
  return {};
}

}  // namespace onggi::serve_room
