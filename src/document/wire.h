// Documents as bytes between the reading process and its caller: compact and without a tree in memory, because a sheet
// of a million cells is an ordinary file. Not a storage format: both sides are of the same build.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "document/document.h"

namespace onggi {

/// The bytes of a document; its elements are freed as they are written.
std::string to_wire(Document&& document);

/// The document of such bytes. The sender may be hostile: nothing is believed.
/// Errors: bad_input "bad_wire": cut off, too long, a cell outside of its table, an unknown kind, broken UTF-8.
Result<Document> document_from_wire(std::string_view bytes);

}  // namespace onggi
