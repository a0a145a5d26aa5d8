// From which confidence on findings of a kind are to count, as what people decided about them tells.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace onggi {

/// Values of one kind whose confidence is in [confidence, confidence + 0.01), by what was decided about them.
struct DecidedValues {
  std::int32_t confidence_hundredths = 0;
  std::int64_t personal = 0, not_personal = 0, open = 0;
};

struct ThresholdProposal {
  std::optional<double> threshold;  // none: too few decisions, or too many of them say "not personal"
  std::int64_t decided = 0;         // of the kind in all
  // What was decided from the threshold on: the share of personal data, and how low it may be (one-sided, 95 %).
  std::int64_t personal = 0, not_personal = 0;
  double precision = 0, precision_low = 0;
  std::int64_t personal_below = 0;  // were decided to be personal data and stand below it
  std::int64_t missing = 0;         // so many further decisions, all "personal", would be enough; 0 with a threshold
  std::int64_t masked_more = 0, left_more = 0;  // undecided values for which `now` says something else
};

/// The lowest threshold at which at least 95 of 100 values that count are personal data, by the lower bound of Clopper
/// and Pearson (1934): without a single mistake that takes 59 decisions. `values` in any order; `now`: the threshold in
/// force. What people look at first is what is least certain, so the share among all values is rather higher; the
/// lowest of several thresholds that each hold at 95 % holds a little less surely. Pure.
ThresholdProposal propose_threshold(std::vector<DecidedValues> values, double now);

}  // namespace onggi
