// A run at work: each accepted question of its set is asked of the search, and where the answer stands is written down.
// Inside of room evaluate.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evaluate/question_runs.h"

namespace onggi::evaluate_room {

inline constexpr std::int32_t kDepth = 50;  // passages that are searched for

/// Where the document and the answer stand in what was found, from 1; 0: nowhere.
struct Ranks {
  std::int32_t document = 0, answer = 0;
};
Ranks ranks_of(const std::vector<Hit>& hits, const DocumentId& wanted, const std::string& answer);

/// Of a question with one document that answers it.
double ndcg_10(std::int32_t rank);

/// Tokens of the hits up to the end of the first that tells (RunMeasures::ndcg_read); 0: none does.
std::int32_t read_tokens_until(const std::vector<Hit>& hits, const DocumentId& wanted, const std::string& answer);
double ndcg_read(std::int32_t read_tokens);

/// For the document of each question the one that a search can find: of equal texts the first, of versions the one
/// that holds.
Result<std::map<DocumentId, DocumentId>> targets_of(const Catalog& catalog, const std::vector<PermissionId>& visible,
                                                    const std::vector<JudgedQuestion>& questions);

/// The settings of a run as its row keeps them.
RunSettings run_settings(const std::string& json);

/// The job of a run. Goes on where a worker before this one stopped.
Result<void> ask_questions(const QuestionRuns::Parts& parts, const JobContext& context);

}  // namespace onggi::evaluate_room
