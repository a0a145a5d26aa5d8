// Scopes as words, and what terms may say.
#include "access/key_terms.h"

#include <algorithm>

#include "access/people_rows.h"

namespace onggi {
namespace {
constexpr std::int64_t kNumberMax = 1'000'000'000'000;
constexpr std::size_t kModelsMax = 64;
constexpr std::size_t kModelBytesMax = 128;
}  // namespace

std::string_view to_string(KeyScope scope) {
  switch (scope) {
    case KeyScope::models:
      return "models";
    case KeyScope::retrieval:
      return "retrieval";
    case KeyScope::documents:
      return "documents";
    case KeyScope::all:
      break;
  }
  return "all";
}

std::optional<KeyScope> key_scope_from(std::string_view text) {
  for (const KeyScope scope : kKeyScopes)
    if (to_string(scope) == text) return scope;
  return std::nullopt;
}

bool KeyTerms::allows_model(std::string_view id) const {
  return models.empty() || std::ranges::find(models, id) != models.end();
}

bool KeyTerms::are_limited() const {
  return !scopes.has(KeyScope::all) || !models.empty() || requests_per_minute > 0 || tokens_per_minute > 0 ||
         tokens_per_month > 0;
}

Result<void> check(const KeyTerms& terms) {
  if (terms.scopes.empty()) return fail(ErrorCode::invalid_argument, "a key has at least one scope");
  if (!terms.models.empty() && terms.scopes.has(KeyScope::all))
    return fail(ErrorCode::invalid_argument, "a key for named models has the scopes models and retrieval, not all");
  if (terms.models.size() > kModelsMax) return fail(ErrorCode::invalid_argument, "a key names at most 64 models");
  for (const std::string& model : terms.models) ONGGI_CHECK(check_name("a model's id", model, kModelBytesMax));
  for (const std::int64_t number : {terms.requests_per_minute, terms.tokens_per_minute, terms.tokens_per_month})
    if (number < 0 || number > kNumberMax)
      return fail(ErrorCode::invalid_argument, "a limit of a key is from 0 to 1000000000000");
  return {};
}

std::string scopes_text(KeyScopes scopes) {
  std::string text;
  for (const KeyScope scope : kKeyScopes)
    if (scopes.has(scope)) text.append(text.empty() ? "" : " ").append(to_string(scope));
  return text;
}

Result<KeyScopes> scopes_from(const std::vector<std::string>& names) {
  KeyScopes scopes;
  for (const std::string& name : names) {
    const auto scope = key_scope_from(name);
    if (!scope) return fail(ErrorCode::invalid_argument, "a scope is models, retrieval, documents or all");
    scopes.add(*scope);
  }
  return scopes;
}

}  // namespace onggi
