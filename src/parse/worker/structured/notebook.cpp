// See notebook.h. Source: nbformat 4.5, https://nbformat.readthedocs.io.
#include "parse/worker/structured/notebook.h"

#include "parse/worker/mail/mail_text.h"
#include "parse/worker/picture/picture.h"
#include "text/text.h"

namespace onggi::parse {
namespace {

// "multiline strings" are a string or a list of lines that keep their line feeds.
std::string lines_of(const JsonView& value) {
  std::string text = value.scalar();
  value.each([&](std::string_view /*name*/, JsonView line) { return text += line.scalar(), true; });
  return text;
}

void add_code(DocumentBuilder& builder, const std::string& text) {
  builder.count_in(text);
  builder.add(ElementKind::code, text);
}

void add_output(DocumentBuilder& builder, const ReadContext& context, const JsonView& output) {
  const JsonView data = output.member("data");
  if (const std::string stream = lines_of(output.member("text")); !stream.empty()) add_code(builder, stream);
  if (!data.is_object()) return;
  for (const std::string_view type : {"image/png", "image/jpeg"}) {
    const std::string picture = lenient_base64(lines_of(data.member(type)));
    if (!picture.empty()) return add_figure(builder, context, picture, {});
  }
  add_code(builder, lines_of(data.member("text/plain")));
}

void add_cell(DocumentBuilder& builder, const ReadContext& context, const JsonView& cell) {
  const std::string type = cell.member("cell_type").scalar();
  const std::string source = lines_of(cell.member(cell.member("source").is_null() ? "input" : "source"));
  if (type == "markdown" || type == "heading") {
    if (count_visible(source) == 0) return;
    auto document = read_markdown({source, {}, "text/markdown", context.options, context.limits, context.inner});
    if (document) builder.append(*std::move(document), {});
    return;
  }
  add_code(builder, source);
  cell.member("outputs").each([&](std::string_view /*name*/, JsonView output) {
    add_output(builder, context, output);
    return !builder.full();
  });
}

}  // namespace

bool is_notebook(const JsonView& value) {
  return value.is_object() && !value.member("nbformat").is_null() &&
         (value.member("cells").is_array() || value.member("worksheets").is_array());
}

void write_notebook(DocumentBuilder& builder, const ReadContext& context, const JsonView& value) {
  const auto cells = [&](const JsonView& list) {
    list.each([&](std::string_view /*name*/, JsonView cell) {
      add_cell(builder, context, cell);
      return !builder.full();
    });
  };
  cells(value.member("cells"));
  value.member("worksheets").each([&](std::string_view /*name*/, JsonView sheet) {
    cells(sheet.member("cells"));
    return true;
  });
}

}  // namespace onggi::parse
