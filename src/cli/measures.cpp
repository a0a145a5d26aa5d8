// See measures.h.
#include "cli/measures.h"

#include <ios>
#include <nlohmann/json.hpp>
#include <ostream>

namespace onggi::cli_room {

using Json = nlohmann::ordered_json;

Json mean_json(const std::string& measure, const Mean& mean) {
  return {{measure, mean.value}, {"low", mean.low}, {"high", mean.high}};
}

Json difference_json(const std::string& measure, const PairedDifference& difference) {
  return {{measure, difference.value}, {"low", difference.low}, {"high", difference.high}, {"p", difference.p}};
}

Json chunk_json(const ChunkOptions& chunk) {
  return {{"strategy", to_string(chunk.strategy)},
          {"tokens_max", chunk.tokens_max},
          {"tokens_overlap", chunk.tokens_overlap}};
}

std::string toml_of(const ChunkOptions& chunk) {
  return "[ingest]\nchunk_strategy = \"" + std::string(to_string(chunk.strategy)) +
         "\"\nchunk_tokens_max = " + std::to_string(chunk.tokens_max) +
         "\nchunk_tokens_overlap = " + std::to_string(chunk.tokens_overlap) + "\n";
}

void show_difference(const PairedDifference& difference, CliIo& io) {
  io.out << std::showpos << difference.value << " (95 % " << difference.low << "–" << difference.high << std::noshowpos
         << ", p " << difference.p << ')';
}

}  // namespace onggi::cli_room
