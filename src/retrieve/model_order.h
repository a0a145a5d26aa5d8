// The order that a company's reranker gives (onggi.toml, model.reranker), behind the built-in features; inside of room.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/result.h"
#include "model/model.h"
#include "retrieve/retrieve.h"

namespace onggi::retrieve {

/// Thread safe.
class ModelOrder {
 public:
  /// `model` is shared with the registry of models; null: there is none. `now` is there for tests.
  explicit ModelOrder(std::shared_ptr<Reranker> model,
                      std::function<SteadyTime()> now = std::chrono::steady_clock::now);

  /// Puts the first 32 of `hits` into the order of the model's scores; equal ones and those behind keep their order,
  /// and `score` of a hit stays with its place. Hits whose label is above the model's are not sent to it and stay where
  /// they are. It waits ten seconds at most. Trouble of the model leaves everything as
  /// it was, and is logged when it begins, without a word of question or passages; a server that is away or does not
  /// answer is left alone for a minute, so that not every search waits for it. Errors: timeout and cancelled of
  /// `cancel` itself.
  Result<RerankerOutcome> apply(std::string_view question, std::vector<Hit>& hits, const Cancel& cancel);

 private:
  bool left_alone() const;
  void note(const Error& error);
  void note_well();

  std::shared_ptr<Reranker> model_;
  std::function<SteadyTime()> now_;
  mutable std::mutex mutex_;
  bool troubled_ = false;
  SteadyTime again_ = SteadyTime::min();  // when it may be asked again
};

}  // namespace onggi::retrieve
