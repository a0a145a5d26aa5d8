// What the dictionary made of lines that were analysed a moment ago. Inside of text/.
//
// The same line comes again and again: a chunk is analysed for the index and for its vector, a question for its terms,
// its morphemes and its vector, headings and headers of tables stand before each of their chunks. A line is what MeCab
// sees at once, so remembering it changes no result. Words alone are not remembered: analysed one by one, without their
// neighbours, they cost 0.7 to 3 points of nDCG@10 (docs/benchmarks.md).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/mecab.h"

namespace onggi {

/// Thread safe. Lines go by their SHA-256, so that no text stays in memory. Remembers the latest, up to kBytesMax in
/// all: when the young half of a shard is full, the old one is forgotten.
class RecentLines {
 public:
  using Nodes = std::shared_ptr<const std::vector<DictionaryNode>>;  // shared with who reads while it is forgotten

  /// The nodes with ranges into `line`; none where it is not remembered.
  Nodes find(std::string_view line);
  void remember(std::string_view line, Nodes nodes);

  static constexpr std::size_t kBytesMax = std::size_t{8} << 20;

 private:
  static constexpr std::size_t kShards = 16;
  using Lines = std::unordered_map<std::string, Nodes>;  // by hash
  struct Shard {
    std::mutex mutex;
    Lines young, old;
    std::size_t young_bytes = 0;
  };

  Shard& shard_of(const std::string& hash);
  static void insert(Shard& shard, const std::string& hash, Nodes nodes);

  std::array<Shard, kShards> shards_;
};

}  // namespace onggi
