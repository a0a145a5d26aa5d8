// Labels with descriptions and examples → which of them fit a text. Inside of room answer.
#pragma once

#include <string>
#include <vector>

#include "answer/functions/work.h"

namespace onggi::answer_room {

struct ClassifyLabel {
  std::string name, description;
};
struct ClassifyExample {
  std::string text;
  std::vector<std::size_t> labels;  // one, more or none where many may hold
};
struct ClassifyTask {
  std::vector<ClassifyLabel> labels;
  std::vector<ClassifyExample> examples;
  bool many = false;
};

/// Errors: invalid_argument naming the option.
Result<ClassifyTask> read_classify_task(const FunctionOptions& options);

/// Labels by what is known of them alone: of each text a share for each label, by nearness of meaning and words in
/// common with name and description. Or, with examples, by a linear model; a label without an example has its
/// description as one. Errors: those of the embedder.
Result<std::vector<std::vector<double>>> label_scores(const ClassifyTask& task, const std::vector<std::string>& texts,
                                                      const FunctionCall& call);

}  // namespace onggi::answer_room
