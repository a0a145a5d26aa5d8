// See model_order.h.
#include "retrieve/model_order.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "base/log.h"

namespace onggi::retrieve {
namespace {

// Why 32: what Text Embeddings Inference takes in one request, and models that compare passages with each other do so
// within one. KURE-Reranker-base reads 55 pairs a second on an RTX A6000 (its model card): a search gets about 0.6 s
// slower; all fifty that the features order would cost another third of a second.
constexpr std::size_t kAskedAbout = 32;
constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kLeftAlone = std::chrono::minutes(1);

/// Those that may be sent to the model, and where each of them stood.
struct Shown {
  std::vector<Hit> hits;
  std::vector<std::size_t> places;
};

Shown shown_to(const Reranker& model, std::span<Hit> hits) {
  const Label most = label_from(model.info().label_max).value_or(Label::open);
  Shown shown;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits[i].label > most) continue;
    shown.hits.push_back(std::move(hits[i]));
    shown.places.push_back(i);
  }
  return shown;
}

void put_back(Shown& shown, std::span<Hit> hits) {
  for (std::size_t i = 0; i < shown.hits.size(); ++i) hits[shown.places[i]] = std::move(shown.hits[i]);
}

/// As the built-in embedder and index read it: the headings, then the text.
std::vector<std::string> texts_of(std::span<const Hit> hits) {
  std::vector<std::string> texts;
  texts.reserve(hits.size());
  for (const Hit& hit : hits)
    texts.push_back(hit.chunk.lead.empty() ? hit.chunk.text : hit.chunk.lead + "\n" + hit.chunk.text);
  return texts;
}

/// The best first; the scores of places stay where they are.
void order(std::span<Hit> hits, const std::vector<double>& scores) {
  std::vector<double> places;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    places.push_back(hits[i].score);
    hits[i].reranker.score = scores[i];
  }
  std::ranges::stable_sort(hits, std::ranges::greater{}, [](const Hit& hit) { return hit.reranker.score; });
  for (std::size_t i = 0; i < hits.size(); ++i) {
    hits[i].score = places[i];
    hits[i].reranker.rank = static_cast<std::int32_t>(i + 1);
  }
}

/// Whether the trouble is the server's and not that of one question.
bool would_last(ErrorCode code) { return code == ErrorCode::unavailable || code == ErrorCode::timeout; }

}  // namespace

ModelOrder::ModelOrder(std::shared_ptr<Reranker> model, std::function<SteadyTime()> now)
    : model_(std::move(model)), now_(std::move(now)) {}

Result<RerankerOutcome> ModelOrder::apply(std::string_view question, std::vector<Hit>& hits, const Cancel& cancel) {
  if (!model_ || hits.empty()) return RerankerOutcome::none;
  ONGGI_CHECK(cancel.check());
  if (left_alone()) return RerankerOutcome::failed;
  const auto first = std::span(hits).first(std::min(hits.size(), kAskedAbout));
  Shown shown = shown_to(*model_, first);
  if (shown.hits.empty()) return RerankerOutcome::none;
  const std::vector<std::string> texts = texts_of(shown.hits);
  const auto scores = model_->score(question, {texts.begin(), texts.end()}, cancel.with_timeout(kPatience));
  if (!scores) {
    put_back(shown, first);
    ONGGI_CHECK(cancel.check());
    note(scores.error());
    return RerankerOutcome::failed;
  }
  ONGGI_ASSERT(scores->values.size() == shown.hits.size(), "a reranker gives one score a passage");
  note_well();
  order(shown.hits, scores->values);
  put_back(shown, first);
  return RerankerOutcome::ordered;
}

bool ModelOrder::left_alone() const {
  const std::scoped_lock lock(mutex_);
  return now_() < again_;
}

void ModelOrder::note(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (would_last(error.code)) again_ = now_() + kLeftAlone;
  if (std::exchange(troubled_, true)) return;
  log(LogLevel::warning, "the reranker failed, searches go on in the built-in order",
      {{"model", model_->info().id}, {"code", std::string(to_string(error.code))}, {"reason", error.reason}});
}

void ModelOrder::note_well() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(troubled_, false))
    log(LogLevel::info, "the reranker answers again", {{"model", model_->info().id}});
}

}  // namespace onggi::retrieve

namespace onggi {

std::string_view to_string(RerankerOutcome outcome) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "ordered", "failed"};
  return kNames[static_cast<std::size_t>(outcome)];
}

}  // namespace onggi
