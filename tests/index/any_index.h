// Random documents, and the slow obvious index against which the real one is held.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "index/index.h"

namespace onggi::any {

inline constexpr std::int32_t kDimensions = 24;

/// A folder that goes with the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("onggi-index-" + std::to_string(::getpid()) + "-" + random_token(8))) {}
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline IndexOptions options(const Folder& folder) { return {folder.path(), kDimensions, "vectors-1", "tokens-1"}; }

inline std::unique_ptr<Index> open(const IndexOptions& options, bool rebuilt = false) {
  auto opened = open_embedded_index(options);
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->rebuilt, rebuilt) << opened->why;
  return std::move(opened->index);
}

using Random = std::mt19937_64;
inline std::uint32_t up_to(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % (limit + 1));
}

/// Words by Zipf's law from a small vocabulary: frequent ones in most chunks, rare ones in few.
inline std::string word(Random& random) {
  const double u = std::generate_canonical<double, 53>(random);
  return "낱말" + std::to_string(static_cast<int>(std::pow(400.0, u)));
}

inline std::vector<Token> tokens(Random& random, std::uint32_t words) {
  std::vector<Token> list;
  for (std::uint32_t position = 0; position < words; ++position) {
    const std::string whole = word(random);
    list.push_back({whole, TokenKind::morpheme, {}, position});
    if (random() % 3 == 0) list.push_back({word(random), TokenKind::part, {}, position});
    if (random() % 2 == 0) list.push_back({random() % 4 == 0 ? whole : word(random), TokenKind::bigram, {}, position});
  }
  return list;
}

inline std::vector<float> vector(Random& random) {
  std::normal_distribution<float> normal;
  std::vector<float> values(kDimensions);
  double squares = 0;
  for (float& value : values) squares += std::pow(value = normal(random), 2.0F);
  for (float& value : values) value /= static_cast<float>(std::sqrt(squares));
  return values;
}

inline PermissionId permission(Random& random) { return PermissionId("per_" + std::to_string(random() % 6)); }
inline DocumentId document_id(std::uint32_t number) { return DocumentId("doc_" + std::to_string(number)); }

inline std::vector<IndexedChunk> chunks(Random& random, const DocumentId& document, std::uint32_t chunks_max = 9) {
  std::vector<IndexedChunk> list;
  const PermissionId allowed = permission(random);
  const std::uint32_t count = 1 + up_to(random, chunks_max - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    // Ids in no order, so that ties are not settled by the order of insertion; some chunks are twins of each other.
    IndexedChunk chunk{ChunkId("chk_" + std::to_string(random() % 100'000'000)),
                       document,
                       allowed,
                       tokens(random, 3),
                       tokens(random, 1 + up_to(random, 60)),
                       {}};
    if (i > 0 && random() % 4 == 0)
      chunk.body_tokens = list.back().body_tokens, chunk.lead_tokens = list.back().lead_tokens;
    if (random() % 8 != 0) chunk.vector = vector(random);
    list.push_back(std::move(chunk));
  }
  return list;
}

inline IndexFilter filter(Random& random) {
  IndexFilter chosen;
  const std::uint32_t count = up_to(random, 6);
  for (std::uint32_t i = 0; i < count; ++i) chosen.permissions.push_back(permission(random));
  if (random() % 3 == 0)
    for (std::uint32_t i = 0; i < 20; ++i) chosen.documents.push_back(document_id(up_to(random, 60)));
  return chosen;
}

inline IndexFilter everything() {
  IndexFilter all;
  for (int i = 0; i < 6; ++i) all.permissions.emplace_back("per_" + std::to_string(i));
  return all;
}

/// Keeps chunks in a list and scores each of them in the plainest way.
class SlowIndex {
 public:
  void replace(const DocumentId& document, const std::vector<IndexedChunk>& chunks) {
    documents_.erase(document);
    if (!chunks.empty()) documents_[document] = chunks;
  }
  void set_permission(const DocumentId& document, const PermissionId& permission) {
    for (IndexedChunk& chunk : documents_[document]) chunk.permission = permission;
  }
  const std::map<DocumentId, std::vector<IndexedChunk>>& documents() const { return documents_; }

  std::vector<IndexHit> lexical(const std::vector<QueryTerm>& query, const IndexFilter& filter,
                                std::size_t limit) const {
    std::map<std::string, double> weights;
    for (const QueryTerm& term : query) weights[term.term] += term.weight;
    std::vector<std::map<std::string, double>> all;
    std::map<std::string, double> holding;
    double length = 0;
    for (const IndexedChunk* chunk : list()) {
      all.push_back(frequencies({{&chunk->lead_tokens, 1.5}, {&chunk->body_tokens, 1.0}}));
      for (const auto& [term, frequency] : all.back()) {
        holding[term] += 1;
        length += frequency;
      }
    }
    const auto count = static_cast<double>(all.size());
    std::vector<IndexHit> hits;
    for (std::size_t i = 0; i < all.size(); ++i) {
      double own = 0, score = 0;
      for (const auto& [term, frequency] : all[i]) own += frequency;
      for (const auto& [term, weight] : weights) {
        const auto at = all[i].find(term);
        if (at == all[i].end()) continue;
        const double idf = std::log(1 + (count - holding[term] + 0.5) / (holding[term] + 0.5));
        score += weight * idf * at->second * 1.9 / (at->second + 0.9 * (0.25 + 0.75 * own / (length / count)));
      }
      const IndexedChunk& chunk = *list()[i];
      if (score > 0 && passes(chunk, filter)) hits.push_back({chunk.id, chunk.document, score});
    }
    return best(std::move(hits), limit);
  }

  std::vector<IndexHit> nearest(const std::vector<float>& query, const IndexFilter& filter, std::size_t limit) const {
    std::vector<IndexHit> hits;
    for (const IndexedChunk* chunk : list()) {
      if (chunk->vector.empty() || !passes(*chunk, filter)) continue;
      double cosine = 0;
      for (std::size_t i = 0; i < query.size(); ++i)
        cosine += static_cast<double>(query[i]) * static_cast<double>(chunk->vector[i]);
      hits.push_back({chunk->id, chunk->document, cosine});
    }
    return best(std::move(hits), limit);
  }

 private:
  struct Field {
    const std::vector<Token>* tokens;
    double weight;
  };
  static double weight_of(TokenKind kind) {
    switch (kind) {
      case TokenKind::part:
        return 0.5;
      case TokenKind::bigram:
        return 0.3;
      case TokenKind::word:
        return 0.9;
      case TokenKind::morpheme:
        break;
    }
    return 1;
  }
  static std::map<std::string, double> frequencies(const std::vector<Field>& fields) {
    std::map<std::string, double> sums;
    for (const Field& field : fields) {
      std::map<std::pair<std::string, std::uint32_t>, double> at;
      for (const Token& token : *field.tokens) {
        const double kind = weight_of(token.kind);
        double& best = at[{token.term, token.position}];
        best = std::max(best, kind * field.weight);
      }
      for (const auto& [place, weight] : at) sums[place.first] += weight;
    }
    return sums;
  }
  std::vector<const IndexedChunk*> list() const {
    std::vector<const IndexedChunk*> all;
    for (const auto& [id, chunks] : documents_)
      for (const IndexedChunk& chunk : chunks) all.push_back(&chunk);
    return all;
  }
  static bool passes(const IndexedChunk& chunk, const IndexFilter& filter) {
    const auto has = [](const auto& list, const auto& id) { return std::ranges::find(list, id) != list.end(); };
    return has(filter.permissions, chunk.permission) &&
           (filter.documents.empty() || has(filter.documents, chunk.document));
  }
  static std::vector<IndexHit> best(std::vector<IndexHit> hits, std::size_t limit) {
    std::ranges::sort(hits, [](const IndexHit& a, const IndexHit& b) {
      return std::abs(a.score - b.score) > 1e-9 ? a.score > b.score : a.chunk < b.chunk;
    });
    if (hits.size() > limit) hits.resize(limit);
    return hits;
  }

  std::map<DocumentId, std::vector<IndexedChunk>> documents_;
};

/// The same chunks in the same order, scores within `tolerance`.
inline void expect_same(const std::vector<IndexHit>& got, const std::vector<IndexHit>& wanted, double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].chunk.str(), wanted[i].chunk.str()) << "rank " << i + 1;
    EXPECT_EQ(got[i].document.str(), wanted[i].document.str());
    EXPECT_NEAR(got[i].score, wanted[i].score, tolerance);
  }
}

}  // namespace onggi::any
