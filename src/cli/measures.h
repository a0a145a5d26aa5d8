// What optimize found, as JSON, as text and as lines of onggi.toml.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "chunk/chunk.h"
#include "cli/cli.h"
#include "evaluate/statistics.h"

namespace onggi::cli_room {

/// {MEASURE, "low", "high"}
nlohmann::ordered_json mean_json(const std::string& measure, const Mean& mean);
/// {MEASURE, "low", "high", "p"}
nlohmann::ordered_json difference_json(const std::string& measure, const PairedDifference& difference);
nlohmann::ordered_json chunk_json(const ChunkOptions& chunk);

/// The section that makes these options the workspace's own.
std::string toml_of(const ChunkOptions& chunk);

/// "+0.0200 (95 % +0.0100–+0.0300, p 0.0010)", in the precision that `io.out` has.
void show_difference(const PairedDifference& difference, CliIo& io);

}  // namespace onggi::cli_room
