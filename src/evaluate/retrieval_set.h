// A corpus with judged questions, in the layout of BEIR (Thakur et al. 2021).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "evaluate/ranking.h"

namespace onggi {

struct RetrievalDocument {
  std::string id, title, text;  // NFC
};
struct RetrievalQuery {
  std::string id, text;
  Judgements judgements;  // at least one of a grade above 0
};
struct RetrievalSet {
  std::vector<RetrievalDocument> documents;
  std::vector<RetrievalQuery> queries;  // in the order of their file; those without a relevant document are left out
  std::int64_t unjudged = 0;            // that were left out
};

struct RetrievalFiles {
  std::filesystem::path corpus;   // rows {"_id", "title", "text"}
  std::filesystem::path queries;  // rows {"_id", "text"}
  std::filesystem::path qrels;    // a header line, then "query-id <tab> corpus-id <tab> score"
};
/// Errors: not_found; bad_input naming file and line (a missing id or text, an id twice, a judgement of a document that
/// is not there).
Result<RetrievalSet> read_retrieval_set(const RetrievalFiles& files);

/// What a run ranked: by question id, documents best first with their scores.
using RetrievalRun = std::map<std::string, std::vector<std::pair<std::string, double>>>;
/// Rows "query Q0 document rank score tag", as trec_eval takes them; the order of the ranks counts. Errors: not_found;
/// bad_input naming the line.
Result<RetrievalRun> read_trec_run(const std::filesystem::path& file);
std::string trec_run(const RetrievalRun& run);

}  // namespace onggi
