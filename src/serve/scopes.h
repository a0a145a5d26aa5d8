// What the key that a request came with lets it do, beyond what its person may. Inside of room serve.
#pragma once

#include <string_view>

#include "access/people.h"

namespace onggi::serve_room {

/// Whether any of `enough` is among the scopes; people without a key may. Errors: not_allowed
/// ("insufficient_permissions").
Result<void> check_scope(const Viewer& viewer, KeyScopes enough);

/// Whether this model (as /v1/models names it) may be used: "onggi" and "onggi/..." read documents and take the scope
/// `retrieval`, all others the scope `models`; and where the key names models, it must be one of them. One that reads
/// documents and that the key names may also be used with the scope `models`: a key for one application opens no
/// searches beside it. Errors: not_allowed ("insufficient_permissions", the field `model`).
Result<void> check_model(const Viewer& viewer, std::string_view id);

/// Whether the model answers from documents.
bool is_about_documents(std::string_view model);

}  // namespace onggi::serve_room
