// A run at work: each accepted question of its set is asked of the search, and where the answer stands is written down.
// Inside of room evaluate.
#pragma once

#include <string>

#include "evaluate/question_runs.h"

namespace onggi::evaluate_room {

/// The settings of a run as its row keeps them.
RunSettings run_settings(const std::string& json);

/// The job of a run. Goes on where a worker before this one stopped.
Result<void> ask_questions(const QuestionRuns::Parts& parts, const JobContext& context);

}  // namespace onggi::evaluate_room
