// Scopes of keys against routes and models.
#include "serve/scopes.h"

#include <algorithm>

#include "serve/error.h"

namespace onggi::serve_room {
namespace {
constexpr std::string_view kReason = "insufficient_permissions";
constexpr std::string_view kDocuments = "onggi";
constexpr std::string_view kDocumentsPrefix = "onggi/";
constexpr std::string_view kBuiltinEmbedder = "onggi/static-ko";  // the one model of that prefix that reads no document

std::unexpected<Error> refused(std::string message) {
  return fail(ErrorCode::not_allowed, std::move(message), std::string(kReason));
}
}  // namespace

bool is_about_documents(std::string_view model) { return model == kDocuments || model.starts_with(kDocumentsPrefix); }

Result<void> check_scope(const Viewer& viewer, KeyScopes enough) {
  if (!viewer.key || viewer.key->terms.scopes.suffice_for(enough)) return {};
  if (enough.empty()) return refused("this API key has no scope for this: it takes a key with the scope all");
  std::string names;
  for (const KeyScope scope : kKeyScopes)
    if (enough.has(scope)) names.append(names.empty() ? "" : " or ").append(to_string(scope));
  return refused("this API key has no scope for this: it takes " + names);
}

Result<void> check_model(const Viewer& viewer, std::string_view id) {
  if (!viewer.key) return {};
  const bool reads = is_about_documents(id) && id != kBuiltinEmbedder;
  const bool named = std::ranges::find(viewer.key->terms.models, id) != viewer.key->terms.models.end();
  KeyScopes enough{reads ? KeyScope::retrieval : KeyScope::models};
  if (reads && named) enough.add(KeyScope::models);
  ONGGI_CHECK(check_scope(viewer, enough));
  if (viewer.key->terms.allows_model(id)) return {};
  auto error = bad_field("model", "this API key is not made for this model", std::string(kReason));
  error.error().code = ErrorCode::not_allowed;
  return error;
}

}  // namespace onggi::serve_room
