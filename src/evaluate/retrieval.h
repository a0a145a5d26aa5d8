// evaluate retrieval: a corpus with judged questions → how well and how fast what is asked for is found.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "chunk/chunk.h"
#include "evaluate/ranking.h"
#include "evaluate/retrieval_set.h"
#include "evaluate/statistics.h"
#include "model/model.h"
#include "retrieve/thesaurus.h"
#include "text/analyzer.h"

namespace onggi {

struct RetrievalTask {
  const Analyzer& analyzer;
  std::shared_ptr<Embedder> embedder;  // null: without the dense leg; shared with whoever opened it
  bool use_lexical = true, use_dense = true, with_variants = true, rerank = true;
  const Thesaurus* thesaurus = nullptr;  // null: no synonyms
  ChunkOptions chunk;                    // how the corpus is cut; topic needs the embedder
};

struct QueryOutcome {
  std::string id, text;
  RankingScores scores;
  std::int64_t duration_us = 0;  // of a search for ten
};

struct RetrievalReport {
  std::vector<QueryOutcome> queries;  // the worst first (by nDCG@10, then in the order of the file)
  RetrievalRun run;                   // at most 100 documents a question
  std::int64_t documents = 0, chunks = 0;
  double index_seconds = 0;  // cutting, analysing, embedding and indexing, all cores
  Mean ndcg_10, recall_5, recall_10, recall_100, mrr_10, hit_1;
  double p50_ms = 0, p95_ms = 0;  // of a search for ten, one after the other
};

/// Cuts the corpus into chunks, indexes it in a temporary folder and asks every question with the search of the product
/// (retrieve.h), as an owner of everything. A document ranks where its best chunk does; one that has the id of the
/// question is passed over, as BEIR does. `progress`: steps done of all. Errors: unavailable (no temporary folder),
/// cancelled, what the embedder gives.
Result<RetrievalReport> evaluate_retrieval(const RetrievalSet& set, const RetrievalTask& task,
                                           const std::function<void(std::size_t done, std::size_t all)>& progress,
                                           const Cancel& cancel);

/// nDCG@10 of the report against another run over the same questions; a question that the other has not scores 0
/// there.
PairedDifference compare(const RetrievalReport& report, const RetrievalSet& set, const RetrievalRun& other);

}  // namespace onggi
