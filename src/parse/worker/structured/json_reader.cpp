// JSON and JSON Lines → records, tables and headings (data_writer.h); notebooks → their cells.
//
// A file that only calls itself JSON is text all the same: it is read as such, with a warning.
#include <algorithm>

#include "parse/worker/reader.h"
#include "parse/worker/structured/data_writer.h"
#include "parse/worker/structured/notebook.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

Result<Document> read_as_text(const ReadContext& context, std::string_view utf8) {
  auto document = read_part(read_text, {utf8, {}, "text/plain", context.options, context.limits, context.inner});
  if (!document) return document;
  document->media_type = context.media_type;
  document->warnings.push_back(
      {"not_well_formed", -1,
       "the file is no well-formed " + std::string(context.media_type) + " and was read as plain text"});
  return document;
}

Result<Document> read_value(const ReadContext& context, std::string_view utf8) {
  DocumentBuilder builder(context.media_type, context.limits);
  const JsonView value(utf8);
  if (is_notebook(value)) {
    write_notebook(builder, context, value);
  } else {
    builder.count_in(count_json(utf8));
    DataWriter(builder, context.limits.depth_max).write(value);
  }
  const std::string title = value.member("title").scalar();
  auto document = std::move(builder).finish();
  // A heading that was made from a field's name is no title.
  if (document && !is_notebook(value)) document->title = squeeze_spaces(to_nfc(title));
  return document;
}

struct Lines {
  std::vector<JsonView> values;
  std::size_t broken = 0;
};

Lines values_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (count_visible(line) == 0) continue;
    if (is_json(line)) lines.values.emplace_back(line);
    else ++lines.broken;
  }
  return lines;
}

Document with_warning_when_empty(Document document) {
  if (document.elements.empty() && document.warnings.empty())
    document.warnings.push_back({"no_text", -1, "the file holds no text"});
  return document;
}

}  // namespace

Result<Document> read_json(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes);
  if (!is_json(decoded.utf8)) return read_json_lines(context);
  ONGGI_TRY(Document document, read_value(context, decoded.utf8));
  return with_warning_when_empty(std::move(document));
}

Result<Document> read_json_lines(const ReadContext& context) {
  const Decoded decoded = decode_text(context.bytes);
  if (is_json(decoded.utf8)) {  // one value over many lines under the wrong name
    ONGGI_TRY(Document document, read_value(context, decoded.utf8));
    return with_warning_when_empty(std::move(document));
  }
  const Lines lines = values_of(decoded.utf8);
  if (lines.broken > 0 || lines.values.empty()) return read_as_text(context, decoded.utf8);
  DocumentBuilder builder(context.media_type, context.limits);
  warn_replaced(builder, decoded);
  for (const JsonView& value : lines.values) builder.count_in(count_json(value.raw()));
  DataWriter(builder, context.limits.depth_max).write_records(lines.values);
  ONGGI_TRY(Document document, std::move(builder).finish());
  document.title.clear();  // a heading that was made from a field's name is none
  return with_warning_when_empty(std::move(document));
}

}  // namespace onggi::parse
