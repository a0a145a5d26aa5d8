// What handlers of documents share. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "index/catalog.h"
#include "ingest/labelling.h"
#include "serve/encode.h"
#include "serve/fields.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// The document of the address, noted as the deed's object. Errors: not_found, also for what the person may not see.
Result<DocumentRow> visible_document(const Call& call);

bool owns(const Call& call, const DocumentRow& row);
/// One's own document, or the right manage_labels.
bool may_change(const Call& call, const DocumentRow& row);
/// The right correct_documents, or one's own document and the right to write.
bool may_correct(const Call& call, const DocumentRow& row);

/// The right see_unmasked, or one's own document.
bool may_see_unmasked(const Call& call, const DocumentRow& row);
/// Before anything goes out that a recipe masked: nothing where the document hides nothing; else the right to see it
/// and a reason, which the audit log keeps. Errors: not_allowed ("masked"), invalid_argument without a reason.
Result<void> open_unmasked(const Call& call, const DocumentRow& row, std::optional<std::string_view> reason);
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
