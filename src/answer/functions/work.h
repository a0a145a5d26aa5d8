// What every function is given, and the functions themselves. Inside of room answer.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "answer/functions.h"
#include "answer/functions/options.h"
#include "answer/functions/prompts.h"

namespace onggi::answer_room {

struct FunctionCall {
  const Functions::Parts& parts;
  const FunctionRequest& request;
  const FunctionOptions& options;
  LanguageModel* model = nullptr;  // null: without weights
  PromptBook& prompts;
  const TextSink& sink;
  const Cancel& cancel;

  /// Gives a piece that is final. Errors: cancelled.
  Result<void> tell(std::string_view piece) const;
};

/// What a function makes: text for people and an object for programs.
struct Made {
  std::string text;
  nlohmann::json json;
  WorkTaken taken;
};

// One a function; each does its work with a model and, where it can, without.
Result<Made> classify(const FunctionCall& call);
Result<Made> summarise(const FunctionCall& call);
Result<Made> keywords(const FunctionCall& call);
Result<Made> faq(const FunctionCall& call);
Result<Made> draft(const FunctionCall& call);
Result<Made> correct(const FunctionCall& call);
Result<Made> translate(const FunctionCall& call);
Result<Made> restyle(const FunctionCall& call);
Result<Made> extract(const FunctionCall& call);
Result<Made> converse(const FunctionCall& call);

/// To four digits, as scores are told.
double rounded(double value);

}  // namespace onggi::answer_room
