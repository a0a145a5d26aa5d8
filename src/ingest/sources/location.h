// Where a source may look at all. Inside of room ingest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ingest/sources/options.h"
#include "net/http_client.h"

namespace onggi::sources {

struct LocationWish {
  const std::string& kind;
  const std::string& location;
  const Options& options;
  const std::filesystem::path& home;
  const std::vector<std::filesystem::path>& folders;
  bool any_folder = false;
  Gate& gate;
};

/// Whether the location is whole, and somebody allowed it: folders by the configuration (or a person with a shell),
/// hosts by the gate. Errors: invalid_argument, not_allowed ("folder_not_allowed", "host_not_allowed").
Result<void> check_location(const LocationWish& wish);

/// What the gate is asked before a database over the network is called.
Result<void> ask_gate(Gate& gate, const std::string& host, const std::string& port, std::string_view purpose);

/// "sqlite:/data/a.db" → "/data/a.db"; empty: it names no file.
std::string sqlite_file(const std::string& location);

}  // namespace onggi::sources
