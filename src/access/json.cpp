// See json.h.
#include "access/json.h"

#include <nlohmann/json.hpp>

namespace onggi {

nlohmann::json to_json(const ApiKey& key, std::string_view login) {
  nlohmann::json scopes = nlohmann::json::array();
  for (const KeyScope scope : kKeyScopes)
    if (key.terms.scopes.has(scope)) scopes.push_back(to_string(scope));
  return {{"id", key.id.str()},
          {"name", key.name},
          {"prefix", key.prefix},
          {"person", login},
          {"created_ms", key.created_ms},
          {"last_used_ms", key.last_used_ms},
          {"expires_ms", key.expires_ms},
          {"active", key.active},
          {"scopes", std::move(scopes)},
          {"models", key.terms.models},
          {"requests_per_minute", key.terms.requests_per_minute},
          {"tokens_per_minute", key.terms.tokens_per_minute},
          {"tokens_per_month", key.terms.tokens_per_month},
          {"month_requests", key.month_requests},
          {"month_tokens", key.month_tokens}};
}

}  // namespace onggi
