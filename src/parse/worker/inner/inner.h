// Files inside of a file: attachments of a mail, members of an archive, documents embedded in documents.
#pragma once

#include <string_view>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

/// Reads an inner file with the reader of its own type and appends it under its name. What cannot be read (unknown
/// type, broken, encrypted, deeper than 5 files in one another, over the budget that all inner files share) is a
/// warning "inner_file_unread" that names the file and why; the outer file is read on. The outer file's password is
/// tried on inner ones too. Cost: reading the inner file.
void add_inner_file(DocumentBuilder& builder, const ReadContext& outer, std::string_view bytes, std::string_view name);

}  // namespace onggi::parse
