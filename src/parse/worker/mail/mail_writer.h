// What EML and MSG share: how a mail becomes elements, wherever its pieces were kept.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

/// Subject as title, then the fields that a reader of the mail sees as lines of one paragraph: "From: ...".
void add_mail_header(DocumentBuilder& builder, std::string_view subject,
                     const std::vector<std::pair<std::string, std::string>>& fields);

/// The body: of HTML and plain text (both UTF-8, either may be empty) the one that says more, HTML where both say the
/// same. The other one is dropped as "alternative".
void add_mail_body(DocumentBuilder& builder, const ReadContext& context, std::string_view html, std::string_view plain);

/// True, with a warning, for bytes that are nothing but a PGP message.
bool warn_if_sealed(DocumentBuilder& builder, std::string_view bytes);

/// Text that somebody wrote as text.
void add_mail_text(DocumentBuilder& builder, const ReadContext& context, std::string_view plain);

}  // namespace onggi::parse
