// Documents written as they are read: one element in memory at a time, since a sheet of a million cells is an ordinary
// file. The bytes are those of render.h and json.h.
#pragma once

#include <iosfwd>
#include <string_view>

#include "base/result.h"
#include "document/wire.h"

namespace onggi {

/// In the form "json" (as to_json().dump(2)), "html", "text", or else Markdown, with a line feed at the end of JSON.
/// Errors: bad_input "bad_wire" where the stream is broken; what came before is written then.
Result<void> write_document(DocumentStream& document, std::string_view form, std::ostream& out);

/// "json" of a document that is there as a whole.
void write_json(const Document& document, std::ostream& out);

}  // namespace onggi
