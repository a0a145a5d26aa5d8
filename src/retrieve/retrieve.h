// retrieve: question + person → hits they may see, fused and explained.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "access/permissions.h"
#include "base/cancel.h"
#include "base/result.h"
#include "base/trace.h"
#include "base/turns.h"
#include "index/catalog.h"
#include "index/index.h"
#include "index/metadata.h"
#include "index/metadata_conditions.h"
#include "model/model.h"
#include "retrieve/coverage.h"
#include "retrieve/rerank.h"
#include "retrieve/variants.h"
#include "text/analyzer.h"

namespace onggi {

struct SearchRequest {
  std::string query;                          // at most 4,096 bytes are used for finding; invalid UTF-8 is an error
  std::int32_t limit = 10;                    // 1..100
  std::vector<DocumentId> documents;          // none: all
  std::vector<MetadataCondition> conditions;  // on what is said about documents; all must be met
  std::string as_of;  // "2024-03-01": what held on that day; empty: what holds now. Documents that are named
                      // are found whether they hold or not
  bool use_lexical = true, use_dense = true;
  bool with_variants = true;     // mistyped words, wrong keyboard, initials, synonyms (variants.h)
  bool rerank = true;            // the first of what the legs found are read, and ordered by what they show (rerank.h);
                                 // where a reranker is configured, it orders the first of these once more
  std::int32_t read_tokens = 0;  // above 0: hits are widened by their neighbours in the same section up to this many,
                                 // and one that a better hit holds already is left out (Hit::piece_chunks)
};

/// How a workspace searches: `[search]` of its onggi.toml. A request leaves out more, and brings nothing back.
struct SearchSettings {
  bool lexical = true, dense = true;
  bool variants = true, rerank = true;
  std::optional<double> dense_weight;  // 0..1, as FusedLegs takes it (fusion.h); none: Embedder::fusion_weight()
  bool operator==(const SearchSettings&) const = default;
};

/// What one leg said of a hit; rank counts from 1, 0: the leg did not find it.
struct LegScore {
  std::string leg;  // "lexical", "dense"
  std::int32_t rank = 0;
  double score = 0;
};

/// What the configured reranker says of a hit; rank counts from 1, 0: it was not asked about this one.
struct RerankerScore {
  std::int32_t rank = 0;
  double score = 0;  // as the model gives it: only order and differences within one search mean something
};

/// What came of the configured reranker in a search.
enum class RerankerOutcome {
  none,     // none is configured, or nothing was to be reranked
  ordered,  // it decided the order of the first hits
  failed,   // it did not answer, or was left alone because it lately did not: the built-in order stands
};
std::string_view to_string(RerankerOutcome outcome);

struct Hit {
  std::int32_t rank = 0;  // from 1
  double score = 0;       // 1: the best of the answer; the others in proportion. By what legs and features say; a
                          // configured reranker puts hits on other places, and scores stay with their places
  ChunkRow chunk;
  DocumentId document;
  std::string name;  // file name
  std::string title;
  Label label = Label::open;
  std::vector<MetadataValue> metadata;  // what counts about the document, by name of the field
  std::vector<Place> places;            // of the chunk that was found, each page once
  std::vector<ChunkId> piece_chunks;    // of a widened hit: from which chunk each piece of `chunk` comes; else empty
  std::vector<LegScore> legs;
  double fused = 0;                    // what the legs say together, 0..1 (fusion.h)
  retrieve::PassageFeatures features;  // what reading it added (rerank.h); read also when nothing is reranked
  RerankerScore reranker;
};

struct SearchResult {
  std::vector<Hit> hits;
  std::vector<std::string> terms;           // content terms of the question, for explaining and highlighting
  std::vector<retrieve::Variant> variants;  // what else was looked for, where a hit holds it
  std::vector<retrieve::QueryWord> words;   // the same with parts and rarity, for weighing passages (coverage.h)
  RerankerOutcome reranker = RerankerOutcome::none;
  std::int64_t duration_us = 0;
};

namespace retrieve {
class ModelOrder;
}

/// Thread safe.
class Retriever {
 public:
  struct Parts {
    const Analyzer& analyzer;
    const Index& index;
    const Catalog& catalog;
    const Permissions& permissions;
    std::shared_ptr<Embedder> embedder;  // shared with ingest: both must use the same vector space
    TraceSink& trace;
    const Metadata* metadata = nullptr;          // null: hits say nothing about their documents
    const Thesaurus* thesaurus = nullptr;        // null: no synonyms
    const MetadataSearch* conditions = nullptr;  // null: a request with conditions is unsupported
    std::shared_ptr<Reranker> reranker =
        nullptr;             // shared with the registry of models; null: the features decide alone
    Turns* turns = nullptr;  // for searches at once, shared with others that keep cores busy; null: as many as come
    SearchSettings settings = {};
  };
  explicit Retriever(Parts parts);
  Retriever(Retriever&&) noexcept;
  ~Retriever();

  /// Two legs over what the viewer may see, fused by normalised scores in which the dense leg weighs
  /// dense_weight() (fusion.h); then the best fifty, or as many as were asked for, are reranked, and the
  /// best of these once more by the configured reranker (model_order.h), whose trouble costs only its order. Errors:
  /// invalid_argument (empty or invalid UTF-8 query, limit, conditions), timeout, cancelled.
  Result<SearchResult> search(const SearchRequest& request, const Viewer& viewer, const Cancel& cancel) const;

  const SearchSettings& settings() const { return parts_.settings; }
  /// The same, searching in another way.
  Retriever with(const SearchSettings& settings) const;
  /// The same over other documents. `index`, `catalog` outlive it; the vectors of `index` are by `embedder`.
  Retriever over(const Index& index, const Catalog& catalog, std::shared_ptr<Embedder> embedder) const;
  /// Of the configured one; empty: none is.
  std::string reranker_id() const;
  /// Of the settings, else the embedder's; 0 without one.
  double dense_weight() const;
  /// Whether the dense leg can find anything: the index has vectors, and of the embedder's space.
  bool has_vectors() const;

 private:
  Parts parts_;
  std::unique_ptr<retrieve::ModelOrder> model_order_;
};

}  // namespace onggi
