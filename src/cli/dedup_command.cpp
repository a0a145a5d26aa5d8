// onggi dedup: rows of JSON Lines that say the same. Needs no workspace.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "clean/duplicate_rows.h"
#include "cli/commands.h"
#include "cli/progress.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

double thousandths(double number) { return std::round(number * 1000) / 1000; }

DuplicateMethod method_from(const std::string& name) {
  if (name == "exact") return DuplicateMethod::exact;
  if (name == "levenshtein") return DuplicateMethod::levenshtein;
  if (name == "semantic") return DuplicateMethod::semantic;
  return DuplicateMethod::minhash;
}

Json cluster_json(const RowCluster& cluster) {
  Json members = Json::array();
  for (const RowCluster::Member& member : cluster.removed)
    members.push_back({{"id", Json::parse(member.id)}, {"similarity", thousandths(member.similarity)}});
  return {{"kept", Json::parse(cluster.kept)}, {"removed", std::move(members)}};
}

double threshold_of(const DedupCommand& command) {
  return command.threshold > 0 ? command.threshold : default_threshold(method_from(command.method));
}

Json whole_json(const DedupCommand& command, const DuplicateRows& found, Json clusters) {
  // Exact compares hashes of all rows, semantic all pairs of vectors.
  const bool all = command.method == "exact" || command.method == "semantic";
  const double recall = all ? 1.0 : found.banding.recall_at(threshold_of(command));
  Json whole{{"method", command.method}, {"threshold", threshold_of(command)},     {"rows", found.rows},
             {"removed", found.removed}, {"expected_recall", thousandths(recall)}, {"clusters", std::move(clusters)}};
  if (!command.pairs) return whole;
  Json& pairs = whole["pairs"] = Json::array();
  for (const DuplicateRows::Pair& pair : found.pairs)
    pairs.push_back({Json::parse(pair.left), Json::parse(pair.right), thousandths(pair.similarity)});
  return whole;
}

void tell(const DuplicateRows& found, const DedupCommand& command, CliIo& io) {
  io.err << grouped(static_cast<std::int64_t>(found.rows)) << say(io, "줄 가운데 중복 ", " rows, duplicates ")
         << grouped(static_cast<std::int64_t>(found.removed));
  if (command.method == "minhash")
    io.err << say(io, ", 기준 유사도에서 기대 재현율 ", ", expected recall at the threshold ")
           << thousandths(found.banding.recall_at(threshold_of(command))) << " (" << found.banding.bands << " x "
           << found.banding.rows << ")";
  io.err << '\n';
}

}  // namespace

Done dedup(const DedupCommand& command, const Common& common, CliHost& host, CliIo& io) {
  DuplicateOptions options{
      .method = method_from(command.method), .threshold = threshold_of(command), .ngram = command.ngram};
  if (options.method == DuplicateMethod::semantic) {
    ONGGI_TRY(options.embedder, host.recipe_parts().embedder());
  }
  const DuplicateRowsTask task{.file = resolved(io, command.file),
                               .out = command.out.empty() ? std::filesystem::path() : resolved(io, command.out),
                               .options = options,
                               .pairs = command.pairs && common.json};
  ProgressLine progress(common, io);
  Json clusters = Json::array();
  const auto on_cluster = [&](const RowCluster& cluster) {
    if (common.json) clusters.push_back(cluster_json(cluster));
    else io.out << cluster_json(cluster).dump() << '\n';
  };
  ONGGI_TRY(const DuplicateRows found,
            find_duplicate_rows(task, on_cluster, [&](auto done, auto all) { progress(done, all); }, io.cancel));
  if (common.json) io.out << whole_json(command, found, std::move(clusters)).dump() << '\n';
  if (!common.quiet) tell(found, command, io);
  return 0;
}

}  // namespace onggi::cli_room
