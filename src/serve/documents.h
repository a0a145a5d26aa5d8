// What handlers of documents share. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "index/catalog.h"
#include "ingest/labelling.h"
#include "serve/encode.h"
#include "serve/fields.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// The document of the address (by the name of its parameter there), noted as the deed's object. Errors: not_found,
/// also for what the person may not see.
Result<DocumentRow> visible_document(const Call& call, std::string_view parameter = "document_id");

bool owns(const Call& call, const DocumentRow& row);
/// One's own document, or the right manage_labels.
bool may_change(const Call& call, const DocumentRow& row);
/// One's own document and the right to write, or the owner of the workspace.
bool may_delete(const Call& call, const DocumentRow& row);
Result<void> remove_document(const Call& call, const DocumentRow& row);  // errors: not_allowed
/// The right correct_documents, or one's own document and the right to write.
bool may_correct(const Call& call, const DocumentRow& row);

/// The right see_unmasked, or one's own document.
bool may_see_unmasked(const Call& call, const DocumentRow& row);
/// Before anything goes out that a recipe masked: nothing where the document hides nothing; else the right to see it
/// and a reason, which the audit log keeps. Errors: not_allowed ("masked"), invalid_argument without a reason.
Result<void> open_unmasked(const Call& call, const DocumentRow& row, std::optional<std::string_view> reason);
/// The file as it came in, as a download; a reason is looked for in the query. Errors: those of open_unmasked().
Result<Response> original_of(const Call& call, const DocumentRow& row);
/// The name of a file that is brought, in one form; a folder may stand before it. Errors: invalid_argument, about
/// `field`.
Result<std::string> checked_file_name(std::string_view field, std::string_view given);
/// Names that people wrote → principals; the owner always stays among them. Errors: invalid_argument
/// ("unknown_principal").
Result<std::vector<std::string>> principals_of(const Call& call, const std::vector<std::string>& names,
                                               const PersonId& owner);

/// And back: names_of_principals().
Result<std::vector<std::string>> names_of(const Call& call, const std::vector<std::string>& principals, Logins& logins);

/// {"label"?, "allow"?, "metadata"?: {field: value}} of a body.
Result<DocumentChange> read_change(const Call& call, const Fields& fields);

/// [{"field","value","origin","by","time_ms"}].
Result<nlohmann::json> metadata_of(const Call& call, const DocumentId& document, Logins& logins);
nlohmann::json encode(const LabelProposal& proposal, Logins& logins);

/// Why somebody looks at what is masked, for the audit log: 1 to 300 bytes. Errors: invalid_argument.
Result<std::string> checked_reason(std::optional<std::string_view> reason);

}  // namespace onggi::serve_room
