// Pictures inside of documents.
#pragma once

#include <string_view>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

/// A picture becomes a figure element: its text is the alternative text that the author wrote and, where options.ocr
/// allows it and a picture is large enough to hold text, what is recognised in it. A picture that says nothing adds
/// nothing. Recognised text counts on both sides of the account, the alternative text must be counted in by the caller.
void add_figure(DocumentBuilder& builder, const ReadContext& context, std::string_view picture_bytes,
                std::string_view alternative_text, std::vector<Place> places = {});

}  // namespace onggi::parse
