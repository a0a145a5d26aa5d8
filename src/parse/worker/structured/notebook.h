// Jupyter notebooks: JSON whose cells are Markdown and code.
#pragma once

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"
#include "parse/worker/structured/json_view.h"

namespace onggi::parse {

/// nbformat 4 (and 3, whose cells lie in worksheets).
bool is_notebook(const JsonView& value);

/// Markdown cells through the Markdown reader, code and its text output as code; pictures of outputs as figures;
/// tracebacks and other forms of an output are dropped by name.
void write_notebook(DocumentBuilder& builder, const ReadContext& context, const JsonView& value);

}  // namespace onggi::parse
