// See prompt_trial.h.
#include "answer/prompt_trial.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "answer/answer.h"
#include "answer/functions/prompts.h"
#include "text/text.h"

namespace onggi {
namespace {

using nlohmann::json;
using Steady = std::chrono::steady_clock;

// As answers and functions would mark it: passages of answers have numbers.
PromptValues marked(const PromptInfo& info, const PromptInput& input) {
  PromptValues values = input.values;
  for (auto& [name, value] : values) {
    const PromptVariable* variable = info.variable(name);
    if (variable != nullptr && variable->kind == PromptValueKind::material)
      value = marked_material(value, name == "sources" ? 1 : 0);
  }
  return values;
}

bool is_mostly_hangul(std::string_view text) {
  std::size_t hangul = 0, latin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t one = next_code_point(text, at);
    if (is_hangul(one)) ++hangul;
    else if ((one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z')) ++latin;
  }
  return hangul > latin;
}

bool is_as_expected(const PromptInput& input, const std::string& text, const json& object) {
  switch (input.expected) {
    case PromptExpectation::contains:
      return std::ranges::all_of(input.texts, [&](const std::string& one) { return text.contains(one); });
    case PromptExpectation::equals:
      return squeeze_spaces(text) == squeeze_spaces(input.texts.front());
    case PromptExpectation::json_keys:
      return object.is_object() &&
             std::ranges::all_of(input.texts, [&](const std::string& one) { return object.contains(one); });
    case PromptExpectation::none:
      break;
  }
  return true;
}

void score(const PromptInfo& info, const PromptInput& input, PromptOutcome& outcome) {
  const json object = json::parse(outcome.text, nullptr, false);
  if (info.form == PromptForm::json) outcome.is_json = object.is_object();
  if (input.expected != PromptExpectation::none) outcome.as_expected = is_as_expected(input, outcome.text, object);
  outcome.characters = static_cast<std::int64_t>(count_code_points(outcome.text));
  outcome.korean = is_mostly_hangul(outcome.text);
}

class Trial {
 public:
  Trial(const PromptTrialRequest& request, const PromptInfo& info, LanguageModel* model, const Cancel& cancel)
      : request_(request), info_(info), model_(model), cancel_(cancel) {}

  /// Errors: cancelled and timeout; others stand in the outcome.
  Result<PromptOutcome> run(const PromptVersion& version, const PromptInput& input) const {
    PromptOutcome outcome;
    outcome.asked = fill_prompt(info_, version.texts, marked(info_, input));
    if (model_ == nullptr) return outcome;
    ONGGI_CHECK(cancel_.check());
    const auto begin = Steady::now();
    auto completion = model_->generate(answer_room::chat_messages(outcome.asked), {}, nullptr, cancel_);
    outcome.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begin).count();
    if (completion) {
      outcome.taken = taken_by(*completion);
      outcome.text = std::move(completion->text), outcome.written = true;
      score(info_, input, outcome);
      return outcome;
    }
    const ErrorCode code = completion.error().code;
    if (code == ErrorCode::cancelled || code == ErrorCode::timeout) ONGGI_CHECK(cancel_.check());
    outcome.trouble = to_string(code);
    return outcome;
  }

  Result<std::pair<PromptOutcome, PromptOutcome>> row(const PromptInput& input) const {
    ONGGI_TRY(PromptOutcome a, run(request_.a, input));
    ONGGI_TRY(PromptOutcome b, run(request_.b, input));
    return std::pair(std::move(a), std::move(b));
  }

 private:
  const PromptTrialRequest& request_;
  const PromptInfo& info_;
  LanguageModel* model_;
  const Cancel& cancel_;
};

/// A share or a mean of those that have a value.
class Mean {
 public:
  void add(double value) { sum_ += value, ++count_; }
  std::optional<double> value() const {
    return count_ == 0 ? std::nullopt : std::optional(sum_ / static_cast<double>(count_));
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

PromptMeans means_of(const PromptTrial& trial, PromptOutcome std::pair<PromptOutcome, PromptOutcome>::* side) {
  Mean expected, is_json, characters, korean, duration;
  PromptMeans means;
  for (const auto& row : trial.rows) {
    const PromptOutcome& one = row.*side;
    if (!one.written) continue;
    ++means.written;
    if (one.as_expected) expected.add(*one.as_expected ? 1 : 0);
    if (one.is_json) is_json.add(*one.is_json ? 1 : 0);
    characters.add(static_cast<double>(one.characters)), korean.add(one.korean ? 1 : 0);
    duration.add(static_cast<double>(one.duration_ms));
  }
  means.as_expected = expected.value(), means.is_json = is_json.value();
  means.characters = characters.value().value_or(0), means.korean = korean.value().value_or(0);
  means.duration_ms = duration.value().value_or(0);
  return means;
}

template <typename T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

json outcome_json(const PromptOutcome& one) {
  return {{"asked", {{"system", one.asked.system}, {"user", one.asked.user}}},
          {"text", one.text},
          {"trouble", one.trouble},
          {"written", one.written},
          {"as_expected", or_null(one.as_expected)},
          {"is_json", or_null(one.is_json)},
          {"characters", one.characters},
          {"korean", one.korean},
          {"duration_ms", one.duration_ms}};
}

json means_json(const PromptMeans& means) {
  return {{"written", means.written},
          {"as_expected", or_null(means.as_expected)},
          {"is_json", or_null(means.is_json)},
          {"characters", means.characters},
          {"korean", means.korean},
          {"duration_ms", means.duration_ms}};
}

}  // namespace

Result<PromptTrial> try_prompts(const PromptTrialRequest& request, ModelRegistry& models, const Cancel& cancel) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(request.prompt));
  if (request.inputs.empty()) return fail(ErrorCode::invalid_argument, "there is no input to try");
  if (request.inputs.size() > kPromptInputsMax)
    return fail(ErrorCode::limit_exceeded, "at most " + std::to_string(kPromptInputsMax) + " inputs are tried at once");
  std::shared_ptr<LanguageModel> model;
  PromptTrial trial;
  if (request.model != kExtractiveModel) {
    ONGGI_TRY(model, models.chat_model(request.model));
    trial.model = request.model;
  }
  const Trial one(request, *info, model.get(), cancel);
  for (const PromptInput& input : request.inputs) {
    auto row = one.row(input);
    trial.complete = row.has_value();
    if (!row && row.error().code != ErrorCode::timeout) return std::unexpected(std::move(row).error());
    if (!row) break;
    for (const PromptOutcome* outcome : {&row->first, &row->second})
      if (outcome->written) trial.calls.push_back(outcome->taken);
    trial.rows.push_back(*std::move(row));
  }
  using Row = std::pair<PromptOutcome, PromptOutcome>;
  trial.a = means_of(trial, &Row::first), trial.b = means_of(trial, &Row::second);
  return trial;
}

json to_json(const PromptTrial& trial) {
  json rows = json::array();
  for (const auto& [a, b] : trial.rows) rows.push_back({{"a", outcome_json(a)}, {"b", outcome_json(b)}});
  return {{"model", trial.model},
          {"complete", trial.complete},
          {"rows", std::move(rows)},
          {"means", {{"a", means_json(trial.a)}, {"b", means_json(trial.b)}}}};
}

}  // namespace onggi
