// classify: by examples, by descriptions, or by a model.
#include "answer/functions/classify.h"

#include <algorithm>
#include <cmath>

#include "answer/functions/linear_model.h"
#include "answer/functions/model_call.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr std::size_t kLabelsMin = 2, kLabelsMax = 100, kExamplesMax = 5'000;
constexpr double kManyMin = 0.5;            // probability from which one of many labels is said to hold
constexpr double kSharpness = 12;           // of the softmax over nearness to descriptions
constexpr std::size_t kExamplesShown = 24;  // to a model

Result<std::size_t> label_index(const ClassifyTask& task, const json& name) {
  if (name.is_string())
    for (std::size_t at = 0; at < task.labels.size(); ++at)
      if (task.labels[at].name == name.get_ref<const std::string&>()) return at;
  return wrong_option("examples", "each label must be one of the labels");
}

Result<void> add_example(ClassifyTask& task, const json& text, std::vector<std::size_t> labels) {
  if (!text.is_string() || text.get_ref<const std::string&>().empty())
    return wrong_option("examples", "each must have a text");
  if (task.examples.size() >= kExamplesMax)
    return wrong_option("examples", "at most " + std::to_string(kExamplesMax) + " are taken");
  task.examples.push_back({text.get<std::string>(), std::move(labels)});
  return {};
}

// "스팸", or {"name","description"?,"examples"?}.
Result<void> add_label(ClassifyTask& task, const json& given) {
  ClassifyLabel label;
  if (given.is_string()) {
    label.name = given.get<std::string>();
  } else if (given.is_object() && given.contains("name") && given["name"].is_string()) {
    label.name = given["name"].get<std::string>();
    if (given.contains("description") && given["description"].is_string())
      label.description = given["description"].get<std::string>();
  }
  if (label.name.empty()) return wrong_option("labels", "each must be a name or an object with a name");
  if (std::ranges::find(task.labels, label.name, &ClassifyLabel::name) != task.labels.end())
    return wrong_option("labels", "each name must be there once");
  task.labels.push_back(std::move(label));
  if (!given.is_object() || !given.contains("examples")) return {};
  if (!given["examples"].is_array()) return wrong_option("labels", "examples of a label must be a list of strings");
  for (const json& text : given["examples"]) ONGGI_CHECK(add_example(task, text, {task.labels.size() - 1}));
  return {};
}

Result<void> add_examples(ClassifyTask& task, const json& given) {
  if (!given.is_array()) return wrong_option("examples", "must be a list of {text, label}");
  for (const json& one : given) {
    if (!one.is_object() || !one.contains("text") || !one.contains("label"))
      return wrong_option("examples", "each must have a text and a label");
    std::vector<std::size_t> labels;
    const json named = one["label"].is_array() ? one["label"] : json::array({one["label"]});
    if (!task.many && named.size() != 1) return wrong_option("examples", "each has one label unless form is many");
    for (const json& name : named) {
      ONGGI_TRY(const std::size_t at, label_index(task, name));
      labels.push_back(at);
    }
    ONGGI_CHECK(add_example(task, one["text"], std::move(labels)));
  }
  return {};
}

std::string described(const ClassifyLabel& label) {
  return label.description.empty() ? label.name : label.name + ": " + label.description;
}

float dot(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (std::size_t at = 0; at < a.size(); ++at) sum += a[at] * b[at];
  return sum;
}

float shared(const FeatureRow& a, const FeatureRow& b) {  // both sorted within their two halves: few, so looked up
  std::unordered_map<std::uint64_t, float> values(a.sparse.begin(), a.sparse.end());
  float sum = 0;
  for (const auto& [hash, value] : b.sparse)
    if (const auto found = values.find(hash); found != values.end()) sum += value * found->second;
  return sum;
}

using Scores = std::vector<std::vector<double>>;

Result<Scores> by_descriptions(const ClassifyTask& task, const std::vector<FeatureRow>& texts,
                               const FeatureMaker& features, const Cancel& cancel) {
  std::vector<std::string> descriptions;
  descriptions.reserve(task.labels.size());
  for (const ClassifyLabel& label : task.labels) descriptions.push_back(described(label));
  ONGGI_TRY(const auto labels, features.rows(descriptions, cancel));
  Scores all;
  for (const FeatureRow& text : texts) {
    std::vector<double> scores;
    scores.reserve(labels.size());
    double sum = 0;
    for (const FeatureRow& label : labels) {
      const double near = dot(text.dense, label.dense) + shared(text, label);
      scores.push_back(task.many ? std::clamp(near, 0.0, 1.0) : std::exp(kSharpness * near));
      sum += scores.back();
    }
    if (!task.many)
      for (double& score : scores) score /= sum;
    all.push_back(std::move(scores));
  }
  return all;
}

// A label that has no example is known by its description.
ClassifyTask with_descriptions(ClassifyTask task) {
  for (std::size_t at = 0; at < task.labels.size(); ++at)
    if (std::ranges::none_of(task.examples, [&](const ClassifyExample& one) {
          return std::ranges::find(one.labels, at) != one.labels.end();
        }))
      task.examples.push_back({described(task.labels[at]), {at}});
  return task;
}

json score_list(const ClassifyTask& task, const std::vector<double>& scores) {
  std::vector<std::size_t> order(scores.size());
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  json list = json::array();
  for (const std::size_t at : order) list.push_back({{"label", task.labels[at].name}, {"score", rounded(scores[at])}});
  return list;
}

// {"label","scores"}, or where many may hold {"labels","scores"}.
json outcome(const ClassifyTask& task, const std::vector<double>& scores) {
  json list = score_list(task, scores);
  if (!task.many) return {{"label", list.front()["label"]}, {"scores", std::move(list)}};
  json labels = json::array();
  // Nearness to a description is no probability: the nearest one is said where none has examples.
  for (const json& one : list)
    if (one["score"].get<double>() >= kManyMin || (task.examples.empty() && labels.empty()))
      labels.push_back(one["label"]);
  return {{"labels", std::move(labels)}, {"scores", std::move(list)}};
}

std::string shown(const json& outcome) {
  if (outcome.contains("label")) return outcome["label"].get<std::string>();
  std::string text;
  for (const json& label : outcome["labels"]) text += (text.empty() ? "" : ", ") + label.get<std::string>();
  return text;
}

json schema_of(const ClassifyTask& task) {
  json names = json::array();
  for (const ClassifyLabel& label : task.labels) names.push_back(label.name);
  const json one = {{"type", "string"}, {"enum", names}};
  if (task.many)
    return {{"type", "object"},
            {"properties", {{"labels", {{"type", "array"}, {"items", one}}}}},
            {"required", {"labels"}}};
  return {{"type", "object"}, {"properties", {{"label", one}}}, {"required", {"label"}}};
}

std::string label_lines(const ClassifyTask& task) {
  std::string lines;
  for (const ClassifyLabel& label : task.labels) lines += "- " + described(label) + "\n";
  return lines;
}

// In turn from all labels, so that none is left out where there are many examples.
std::string example_lines(const ClassifyTask& task) {
  std::string lines;
  std::vector<std::size_t> taken(task.labels.size());
  const std::size_t each = std::max<std::size_t>(1, kExamplesShown / task.labels.size());
  for (const ClassifyExample& example : task.examples) {
    if (example.labels.empty() || taken[example.labels.front()]++ >= each) continue;
    lines += "- \"" + squeeze_spaces(example.text) + "\" → " + task.labels[example.labels.front()].name + "\n";
  }
  return lines.empty() ? "(없음)\n" : lines;
}

Result<Made> by_model(const ClassifyTask& task, const std::vector<std::string>& texts, const FunctionCall& call) {
  Made made;
  json results = json::array();
  for (const std::string& text : texts) {
    ONGGI_TRY(Written written,
              ask_for_json(call,
                           {.prompt = task.many ? "classify.many" : "classify.one",
                            .values = {{"labels", label_lines(task)}, {"examples", example_lines(task)}},
                            .text = text,
                            .tokens_max = 128},
                           schema_of(task)));
    made.taken += written.taken;
    made.text += shown(written.json) + "\n";
    results.push_back(std::move(written.json));
  }
  made.json = call.request.texts.empty() ? results.front() : json{{"results", std::move(results)}};
  return made;
}

}  // namespace

Result<ClassifyTask> read_classify_task(const FunctionOptions& options) {
  ClassifyTask task;
  task.many = options.text("form") == "many";
  const json& labels = options.at("labels");
  if (!labels.is_array() || labels.size() < kLabelsMin || labels.size() > kLabelsMax)
    return wrong_option("labels", "is required: a list of 2 to 100 labels");
  for (const json& label : labels) ONGGI_CHECK(add_label(task, label));
  ONGGI_CHECK(add_examples(task, options.at("examples")));
  return task;
}

Result<Scores> label_scores(const ClassifyTask& task, const std::vector<std::string>& texts, const FunctionCall& call) {
  ONGGI_TRY(const std::shared_ptr<Embedder> embedder, call.parts.embedder());
  const FeatureMaker features(call.parts.analyzer, *embedder);
  ONGGI_TRY(const auto rows, features.rows(texts, call.cancel));
  if (task.examples.empty()) return by_descriptions(task, rows, features, call.cancel);
  const ClassifyTask full = with_descriptions(task);
  std::vector<std::string> example_texts;
  std::vector<std::vector<std::size_t>> targets;
  for (const ClassifyExample& example : full.examples)
    example_texts.push_back(example.text), targets.push_back(example.labels);
  ONGGI_TRY(const auto example_rows, features.rows(example_texts, call.cancel));
  ONGGI_TRY(const LinearModel model,
            LinearModel::train(example_rows, targets, task.labels.size(),
                               task.many ? Classes::independent : Classes::exclusive, call.cancel));
  Scores all;
  all.reserve(rows.size());
  for (const FeatureRow& row : rows) all.push_back(model.probabilities(row));
  return all;
}

Result<Made> classify(const FunctionCall& call) {
  ONGGI_TRY(const ClassifyTask task, read_classify_task(call.options));
  const std::vector<std::string> texts =
      call.request.texts.empty() ? std::vector<std::string>{call.request.text} : call.request.texts;
  if (call.model != nullptr) return by_model(task, texts, call);
  ONGGI_TRY(const Scores scores, label_scores(task, texts, call));
  Made made;
  json results = json::array();
  for (const std::vector<double>& one : scores) {
    results.push_back(outcome(task, one));
    made.text += shown(results.back()) + "\n";
  }
  made.json = call.request.texts.empty() ? results.front() : json{{"results", std::move(results)}};
  return made;
}

}  // namespace onggi::answer_room
