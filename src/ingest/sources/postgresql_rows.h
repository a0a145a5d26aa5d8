// Where a PostgreSQL server stands. Inside of room ingest.
#pragma once

#include <string>

#include "net/http_client.h"

namespace onggi::sources {

struct PostgresqlPlace {
  std::string socket_folder;  // of a server of this machine; empty: over the network
  std::string host, port;
};

/// Errors: invalid_argument: no such URL, no host, an option that could lead elsewhere, or a password in it
/// ("password_in_location": it belongs to the secrets, because a location is shown).
Result<PostgresqlPlace> postgresql_place(const std::string& location);

}  // namespace onggi::sources
