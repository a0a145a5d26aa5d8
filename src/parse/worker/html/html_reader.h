// HTML inside of other formats: Markdown may hold blocks of it.
#pragma once

#include <string_view>

#include "parse/worker/document_builder.h"

namespace onggi::parse {

/// Adds the elements of a piece of HTML and counts its text in. Errors: limit_exceeded (depth_max).
Result<void> append_html(std::string_view utf8, const ParseLimits& limits, DocumentBuilder& builder);

}  // namespace onggi::parse
