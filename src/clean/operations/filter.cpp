// filter: rows outside of limits go.
#include <nlohmann/json.hpp>

#include "clean/features.h"
#include "clean/operations.h"

namespace onggi::clean_room {
namespace {

constexpr double kNoLimit = 1e9;  // characters

struct Limit {
  Feature feature;
  bool least;  // the value must not be below, else not above
  double value;
  std::string reason;
};

class Filter final : public RowOperation {
 public:
  explicit Filter(Options& options) {
    constexpr auto kLong = static_cast<std::int64_t>(kNoLimit);
    limit(Feature::characters, true, static_cast<double>(options.whole("min_characters", 1, 0, kLong)), "too_short");
    limit(Feature::characters, false, static_cast<double>(options.whole("max_characters", kLong, 1, kLong)),
          "too_long");
    limit(Feature::hangul_share, true, options.number("min_hangul_share", 0, 0, 1), "little_hangul");
    limit(Feature::symbol_share, false, options.number("max_symbol_share", 1, 0, 1), "many_symbols");
    limit(Feature::digit_share, false, options.number("max_digit_share", 1, 0, 1), "many_digits");
    limit(Feature::repeated_lines, false, options.number("max_repeated_lines", 1, 0, 1), "repeated_lines");
    limit(Feature::repeated_grams, false, options.number("max_repeated_grams", 1, 0, 1), "repeated_text");
    limit(Feature::function_words, true, options.number("min_function_words", 0, 0, 1), "no_running_text");
    limit(Feature::list_lines, false, options.number("max_list_lines", 1, 0, 1), "mostly_lists");
  }

  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t) const override {
    const Features features = features_of(row["text"].get_ref<const std::string&>(), wanted_);
    RowOutcome outcome;
    for (const Limit& limit : limits_) {
      const double value = at(features, limit.feature);
      if (limit.least ? value < limit.value : value > limit.value) outcome.notes.push_back({limit.reason, 1});
    }
    outcome.removed = !outcome.notes.empty();
    return outcome;
  }

 private:
  void limit(Feature feature, bool least, double value, std::string reason) {
    if (least ? value <= 0 : value >= (feature == Feature::characters ? kNoLimit : 1)) return;  // limits nothing
    limits_.push_back({feature, least, value, std::move(reason)});
    wanted_[static_cast<std::size_t>(feature)] = true;
  }

  std::vector<Limit> limits_;
  WantedFeatures wanted_{};
};

}  // namespace

MadeOperation make_filter(Options& options) { return std::make_unique<Filter>(options); }

}  // namespace onggi::clean_room
