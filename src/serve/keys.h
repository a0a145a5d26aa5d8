// Making a key, for the routes that do. Inside of room serve.
#pragma once

#include <string>

#include "serve/routes.h"

namespace onggi::serve_room {

/// A key of who asks: 201 with {"key","secret"}, the secret this once. Errors: not_allowed: the key that the request
/// came with is limited itself, or limits above those of all keys; those of People::add_key().
Result<Response> make_key(const Call& call, const std::string& name, UnixMs expires_ms, const KeyTerms& terms);

}  // namespace onggi::serve_room
