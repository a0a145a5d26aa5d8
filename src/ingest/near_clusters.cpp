// See near_clusters.h.
#include "ingest/near_clusters.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "clean/duplicates.h"
#include "ingest/duplicate_decisions.h"
#include "store/text_list.h"

namespace onggi {

std::string_view to_string(RepresentativeRule rule) {
  switch (rule) {
    case RepresentativeRule::date:
      return "date";
    case RepresentativeRule::trusted:
      return "trusted";
    case RepresentativeRule::length:
      return "length";
    case RepresentativeRule::first:
      break;
  }
  return "first";
}

namespace ingest_room {
namespace {

using Pair = NearClusters::Pair;
using Members = std::vector<DocumentId>;

// A hidden document hangs on the one that stands for it and on nothing else: what is near to it alone has nobody in
// searches to be a duplicate of.
// Versions of one item of a source are no duplicates of each other.
constexpr std::string_view kPairs =
    "SELECT p.left_id, p.right_id, p.similarity, l.state AS left_state, r.state AS right_state FROM ingest_near_pairs "
    "p "
    "JOIN ingest_sketches a ON a.document_id = p.left_id AND a.content = p.left_content "
    "JOIN ingest_sketches b ON b.document_id = p.right_id AND b.content = p.right_content "
    "JOIN documents l ON l.id = p.left_id JOIN documents r ON r.id = p.right_id WHERE p.similarity >= :1 "
    "AND (l.series = '' OR l.series <> r.series) AND l.superseded_on = '' AND r.superseded_on = '' "
    "AND (l.state = 'ready' OR (l.state = 'duplicate' AND l.duplicate_of = r.id)) "
    "AND (r.state = 'ready' OR (r.state = 'duplicate' AND r.duplicate_of = l.id)) "
    "AND NOT EXISTS (SELECT 1 FROM ingest_duplicate_decisions n WHERE n.what = 'dismiss' AND n.withdrawn_ms = 0 AND "
    "n.document_id = p.left_id AND n.other_id = p.right_id) ";

// Groups that hang together through pairs and hold two or more documents that are in searches.
std::vector<Members> open_groups(const std::vector<Pair>& pairs) {
  std::unordered_map<DocumentId, std::uint32_t> numbers;
  std::vector<DocumentId> ids;
  std::vector<bool> ready;
  const auto number = [&](const DocumentId& id, bool is_ready) {
    const auto [found, is_new] = numbers.emplace(id, static_cast<std::uint32_t>(ids.size()));
    if (is_new) ids.push_back(id), ready.push_back(is_ready);
    return found->second;
  };
  std::vector<DuplicatePair> edges;
  edges.reserve(pairs.size());
  for (const Pair& pair : pairs)
    edges.push_back({number(pair.left, pair.left_ready), number(pair.right, pair.right_ready), pair.similarity});
  std::vector<Members> groups;
  for (const auto& cluster : clusters_of(edges, ids.size())) {
    if (std::ranges::count_if(cluster, [&](std::uint32_t at) { return ready[at]; }) < 2) continue;
    Members members;
    for (const std::uint32_t at : cluster) members.push_back(ids[at]);
    std::ranges::sort(members);
    groups.push_back(std::move(members));
  }
  std::ranges::sort(groups, [](const Members& a, const Members& b) {
    return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
  });
  return groups;
}

std::string date_of(const std::vector<MetadataValue>& values) {
  for (const std::string_view field : {metadata_field::kEffective, metadata_field::kRevised})
    for (const MetadataValue& value : values)
      if (value.field == field) return value.value;
  return {};
}

std::optional<std::size_t> trust_of(const std::string& source, const std::vector<std::string>& trusted) {
  const auto found =
      std::ranges::find_if(trusted, [&](const std::string& prefix) { return source.starts_with(prefix); });
  if (found == trusted.end()) return std::nullopt;
  return static_cast<std::size_t>(found - trusted.begin());
}

bool is_hidden(const NearDocument& document) { return document.row.state != DocumentState::ready; }

/// The rule by which `a` is better than `b`, or none; -1 and 1 in front of it say who is better.
struct Verdict {
  bool better = false;
  RepresentativeRule rule = RepresentativeRule::first;
};
Verdict verdict(const NearDocument& a, const NearDocument& b) {
  if (is_hidden(a) != is_hidden(b)) return {is_hidden(b), RepresentativeRule::first};
  if (a.date != b.date) return {a.date > b.date, RepresentativeRule::date};
  if (a.trust != b.trust) return {a.trust.value_or(SIZE_MAX) < b.trust.value_or(SIZE_MAX), RepresentativeRule::trusted};
  if (a.characters != b.characters) return {a.characters > b.characters, RepresentativeRule::length};
  return {std::tie(a.row.created_ms, a.row.id) < std::tie(b.row.created_ms, b.row.id), RepresentativeRule::first};
}

Error no_cluster(const DocumentId& document) {
  return {ErrorCode::not_found, "document " + document.str() + " has no near duplicates", {}, {}};
}

}  // namespace

RepresentativeRule rank(std::vector<NearDocument>& documents) {
  std::ranges::sort(documents, [](const NearDocument& a, const NearDocument& b) { return verdict(a, b).better; });
  return documents.size() < 2 ? RepresentativeRule::first : verdict(documents[0], documents[1]).rule;
}

Result<std::vector<Pair>> NearClusters::pairs(const std::vector<PermissionId>& visible, double threshold) const {
  if (visible.empty()) return std::vector<Pair>{};
  const SqlSession::Dialect dialect = parts_.database->dialect();
  const std::string sql = std::string(kPairs) + "AND l.permission IN " + text_list_sql(dialect, 2) +
                          " AND r.permission IN " + text_list_sql(dialect, 3);
  ONGGI_TRY(const auto rows, parts_.database->query(sql, {threshold, text_list(visible), text_list(visible)}));
  std::vector<Pair> found;
  found.reserve(rows.size());
  for (const SqlRow& row : rows)
    found.push_back({DocumentId(row.text("left_id")), DocumentId(row.text("right_id")), row.real("similarity"),
                     row.text("left_state") == "ready", row.text("right_state") == "ready"});
  return found;
}

Result<std::vector<NearDocument>> NearClusters::documents(const Members& members) const {
  const Metadata metadata(parts_.database, parts_.clock);
  ONGGI_TRY(const auto said, metadata.of(members));
  ONGGI_TRY(const auto rows, parts_.database->query("SELECT document_id, characters FROM ingest_sketches WHERE "
                                                    "document_id IN " +
                                                        text_list_sql(parts_.database->dialect(), 1),
                                                    {text_list(members)}));
  std::unordered_map<DocumentId, std::int64_t> characters;
  for (const SqlRow& row : rows) characters[DocumentId(row.text("document_id"))] = row.integer("characters");
  std::vector<NearDocument> found;
  for (const DocumentId& id : members) {
    auto row = parts_.catalog.row(id);
    if (!row && row.error().code == ErrorCode::not_found) continue;  // removed a moment ago
    if (!row) return std::unexpected(std::move(row).error());
    NearDocument document{
        .row = *std::move(row), .characters = characters[id], .date = {}, .trust = {}, .similarity = {}};
    if (const auto values = said.find(id); values != said.end()) document.date = date_of(values->second);
    document.trust = trust_of(document.row.source, trusted_);
    found.push_back(std::move(document));
  }
  return found;
}

Result<NearCluster> NearClusters::described(const Members& members, const std::vector<Pair>& pairs) const {
  NearCluster cluster;
  ONGGI_TRY(cluster.documents, documents(members));
  if (cluster.documents.size() < 2) return std::unexpected(no_cluster(members.front()));
  const auto oldest = std::ranges::min_element(cluster.documents, [](const NearDocument& a, const NearDocument& b) {
    return std::tie(a.row.created_ms, a.row.id) < std::tie(b.row.created_ms, b.row.id);
  });
  cluster.id = oldest->row.id;
  cluster.rule = rank(cluster.documents);
  const DocumentId& representative = cluster.documents.front().row.id;
  std::map<DocumentId, double> near;
  for (const Pair& pair : pairs) {
    if (pair.left == representative) near[pair.right] = pair.similarity;
    if (pair.right == representative) near[pair.left] = pair.similarity;
  }
  for (NearDocument& document : cluster.documents)
    if (const auto found = near.find(document.row.id); found != near.end()) document.similarity = found->second;
  return cluster;
}

Result<NearDuplicates::Listed> NearClusters::list(const std::vector<PermissionId>& visible,
                                                  const NearDuplicates::Listing& listing) const {
  ONGGI_TRY(const auto all, pairs(visible, listing.threshold));
  const std::vector<Members> groups = open_groups(all);
  NearDuplicates::Listed listed{.clusters = {}, .total = static_cast<std::int64_t>(groups.size()), .waiting = 0};
  const auto begin = std::min(groups.size(), static_cast<std::size_t>(listing.offset));
  const auto end = std::min(groups.size(), begin + static_cast<std::size_t>(listing.limit));
  for (std::size_t i = begin; i < end; ++i) {
    auto cluster = described(groups[i], all);
    if (!cluster && cluster.error().code == ErrorCode::not_found) continue;
    if (!cluster) return std::unexpected(std::move(cluster).error());
    listed.clusters.push_back(*std::move(cluster));
  }
  return listed;
}

Result<NearCluster> NearClusters::cluster_of(const std::vector<PermissionId>& visible, const DocumentId& document,
                                             double threshold) const {
  ONGGI_TRY(const auto all, pairs(visible, threshold));
  for (const Members& members : open_groups(all))
    if (std::ranges::binary_search(members, document)) return described(members, all);
  return std::unexpected(no_cluster(document));
}

}  // namespace ingest_room
}  // namespace onggi
