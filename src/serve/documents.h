// What handlers of documents share. Inside of room serve.
#pragma once

#include "index/catalog.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// The document of the address, noted as the deed's object. Errors: not_found, also for what the person may not see.
Result<DocumentRow> visible_document(const Call& call);

bool owns(const Call& call, const DocumentRow& row);
/// One's own document, or the right manage_labels.
bool may_change(const Call& call, const DocumentRow& row);
/// The right correct_documents, or one's own document and the right to write.
bool may_correct(const Call& call, const DocumentRow& row);

}  // namespace onggi::serve_room
