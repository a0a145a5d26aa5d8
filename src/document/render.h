// Documents for people and models: Markdown, HTML, plain text. Deterministic: the same document gives the same bytes.
#pragma once

#include <string>

#include "document/document.h"

namespace onggi {

/// GitHub-flavoured Markdown; a table without spans as a pipe table, others as HTML. Page headers and footers are left
/// out.
std::string to_markdown(const Document& document);

/// A self-contained HTML fragment list: one element a block with id="e-<element id>"; all text escaped, no script, no
/// links out.
std::string to_html(const Document& document);

/// Plain text, a blank line between elements, tables as rows of cells joined by " | ".
std::string to_text(const Document& document);

}  // namespace onggi
