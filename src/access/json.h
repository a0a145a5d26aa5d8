// API keys as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "access/people.h"

namespace onggi {

/// {"id","name","prefix","person" (login),"created_ms","last_used_ms","expires_ms","active","scopes","models",
/// "requests_per_minute","tokens_per_minute","tokens_per_month","month_requests","month_tokens"}
nlohmann::json to_json(const ApiKey& key, std::string_view login);

}  // namespace onggi
