// Two generations: what is used again moves from the old one to the young.
#include "text/recent_lines.h"

#include <functional>
#include <utility>

#include "base/hash.h"

namespace onggi {

RecentLines::Shard& RecentLines::shard_of(const std::string& hash) {
  return shards_[std::hash<std::string>()(hash) % kShards];
}

RecentLines::Nodes RecentLines::find(std::string_view line) {
  const std::string hash = sha256_hex(line);
  Shard& shard = shard_of(hash);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.young.find(hash); found != shard.young.end()) return found->second;
  const auto found = shard.old.find(hash);
  if (found == shard.old.end()) return nullptr;
  Nodes nodes = std::move(found->second);
  shard.old.erase(found);
  insert(shard, hash, nodes);
  return nodes;
}

void RecentLines::remember(std::string_view line, Nodes nodes) {
  const std::string hash = sha256_hex(line);
  Shard& shard = shard_of(hash);
  const std::lock_guard lock(shard.mutex);
  insert(shard, hash, std::move(nodes));
}

void RecentLines::insert(Shard& shard, const std::string& hash, Nodes nodes) {
  constexpr std::size_t kGenerationBytes = kBytesMax / kShards / 2;
  constexpr std::size_t kLineBytes = 128;  // of the map, the pointer and the vector
  const std::size_t bytes = kLineBytes + hash.size() + nodes->size() * sizeof(DictionaryNode);
  if (bytes > kGenerationBytes) return;
  if (shard.young_bytes + bytes > kGenerationBytes) {
    shard.old = std::exchange(shard.young, {});
    shard.young_bytes = 0;
  }
  if (shard.young.emplace(hash, std::move(nodes)).second) shard.young_bytes += bytes;
}

}  // namespace onggi
