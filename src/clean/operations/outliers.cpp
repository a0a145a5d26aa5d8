// outliers: rows whose measures lie far from those of most rows go.
#include <cmath>
#include <nlohmann/json.hpp>

#include "clean/features.h"
#include "clean/operations.h"

namespace onggi::clean_room {
namespace {

class Outliers final : public RowOperation {
 public:
  explicit Outliers(Options& options) : z_max_(options.number("z", 8, 1, 100)) {
    const std::vector<std::string> names = options.words("measures");
    std::string known;
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const auto feature = static_cast<Feature>(i);
      known.append(known.empty() ? "" : ", ").append(feature_name(feature));
      const bool named = std::find(names.begin(), names.end(), feature_name(feature)) != names.end();
      if (named || names.empty()) features_.push_back(feature);
    }
    if (!names.empty() && features_.size() != names.size()) unknown_ = "a list of " + known;
  }

  const std::string& unknown_measure() const { return unknown_; }

  bool observes() const override { return true; }

  std::any observe(const nlohmann::ordered_json& row) const override {
    return features_of(row["text"].get_ref<const std::string&>());
  }

  void add(std::any&& observed) override { counts_.add(std::any_cast<const Features&>(observed)); }

  RowOutcome apply(nlohmann::ordered_json& row, std::uint32_t) const override {
    const Features features = features_of(row["text"].get_ref<const std::string&>());
    RowOutcome outcome;
    for (const Feature feature : features_) {
      if (std::abs(counts_.of(feature).robust_z(at(features, feature))) > z_max_)
        outcome.notes.push_back({std::string(feature_name(feature)), 1});
    }
    outcome.removed = !outcome.notes.empty();
    return outcome;
  }

 private:
  double z_max_;
  std::vector<Feature> features_;
  std::string unknown_;
  FeatureCounts counts_;
};

}  // namespace

MadeOperation make_outliers(Options& options) {
  auto made = std::make_unique<Outliers>(options);
  if (!made->unknown_measure().empty()) return options.wrong("measures", made->unknown_measure());
  return made;
}

}  // namespace onggi::clean_room
