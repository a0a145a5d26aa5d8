// Counting and sampling.
#include "clean/refine_counts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/hash.h"
#include "privacy/privacy.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

constexpr std::size_t kExcerpt = 160;  // bytes around a change, and of a row's beginning

std::uint64_t key_of(const Json& id) { return fnv1a(sha256_hex(id.dump())); }

std::string excerpt(const std::string& text, std::size_t around) {
  const std::size_t begin = floor_to_code_point(text, around > kExcerpt / 2 ? around - kExcerpt / 2 : 0);
  const std::size_t end = floor_to_code_point(text, std::min(begin + kExcerpt, text.size()));
  return (begin > 0 ? "…" : "") + text.substr(begin, end - begin) + (end < text.size() ? "…" : "");
}

std::size_t first_difference(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

void add_all(std::map<std::string, std::int64_t>& total, const std::map<std::string, std::int64_t>& part) {
  for (const auto& [name, count] : part) total[name] += count;
}

}  // namespace

std::string shown(const std::string& text, std::size_t around) {
  // Far ends of long texts are not searched: what is shown lies within.
  constexpr std::size_t kWindow = 4096;
  const std::size_t begin = floor_to_code_point(text, around > kWindow / 2 ? around - kWindow / 2 : 0);
  const std::string window =
      text.substr(begin, floor_to_code_point(text, std::min(begin + kWindow, text.size())) - begin);
  const std::string masked = mask(window, find_personal_data(window), {});
  return excerpt(masked, std::min(around - begin, masked.size()));
}

bool Examples::wants(const Json& id) const { return kept_.size() < kKept || key_of(id) < kept_.rbegin()->first; }

void Examples::add(const Json& id, Json example) {
  kept_.emplace(key_of(id), std::move(example));
  if (kept_.size() > kKept) kept_.erase(std::prev(kept_.end()));
}

void Examples::add(const Examples& other) {
  for (const auto& one : other.kept_) kept_.insert(one);
  while (kept_.size() > kKept) kept_.erase(std::prev(kept_.end()));
}

Json Examples::to_json() const {
  Json list = Json::array();
  for (const auto& [key, example] : kept_) list.push_back(example);
  return list;
}

Json Examples::save() const {
  Json list = Json::array();
  for (const auto& [key, example] : kept_) list.push_back({key, example});
  return list;
}

void Examples::load(const Json& saved) {
  for (const Json& one : saved) kept_.emplace(one.at(0).get<std::uint64_t>(), one.at(1));
}

void StepCounts::see(const Json& id, const RowOutcome& outcome, const std::string& before, const std::string& after) {
  ++rows_in;
  if (outcome.notes.empty()) return;
  ++(outcome.removed ? removed : changed);
  Json why = Json::array();
  for (const RowNote& note : outcome.notes) {
    ++reasons[note.reason];
    places[note.reason] += note.count;
    why.push_back(note.reason);
  }
  Examples& examples = outcome.removed ? removals : changes;
  if (!examples.wants(id)) return;
  Json example{{"id", id}, {"reasons", std::move(why)}};
  const std::size_t at = first_difference(before, after);
  if (outcome.removed) example["text"] = shown(before, 0);
  else example["before"] = shown(before, at), example["after"] = shown(after, at);
  examples.add(id, std::move(example));
}

void StepCounts::add(const StepCounts& other) {
  rows_in += other.rows_in;
  changed += other.changed;
  removed += other.removed;
  seconds += other.seconds;
  add_all(reasons, other.reasons);
  add_all(places, other.places);
  changes.add(other.changes);
  removals.add(other.removals);
}

Json StepCounts::to_json(std::string_view operation) const {
  return {
      {"operation", operation}, {"rows_in", rows_in}, {"changed", changed},           {"removed", removed},
      {"reasons", reasons},     {"places", places},   {"changes", changes.to_json()}, {"removals", removals.to_json()}};
}

Json StepCounts::save() const {
  return {{"rows_in", rows_in}, {"changed", changed},        {"removed", removed},         {"reasons", reasons},
          {"places", places},   {"changes", changes.save()}, {"removals", removals.save()}};
}

void StepCounts::load(const Json& saved) {
  rows_in = saved.at("rows_in");
  changed = saved.at("changed");
  removed = saved.at("removed");
  reasons = saved.at("reasons").get<std::map<std::string, std::int64_t>>();
  places = saved.at("places").get<std::map<std::string, std::int64_t>>();
  changes.load(saved.at("changes"));
  removals.load(saved.at("removals"));
}

void Strangest::keep(Ends& ends, double value, Row row) {
  if (ends.size() >= kKept && value >= ends.rbegin()->first) return;
  ends.emplace(value, std::move(row));
  if (ends.size() > kKept) ends.erase(std::prev(ends.end()));
}

void Strangest::add(const Json& id, const Features& features, const std::string& text) {
  for (std::size_t i = 0; i < kFeatures; ++i) {
    const auto wanted = [&](const Ends& ends, double value) {
      return ends.size() < kKept || value < ends.rbegin()->first;
    };
    if (wanted(low_[i], features[i])) keep(low_[i], features[i], {id, features, shown(text, 0)});
    if (wanted(high_[i], -features[i])) keep(high_[i], -features[i], {id, features, shown(text, 0)});
  }
}

void Strangest::add(const Strangest& other) {
  for (std::size_t i = 0; i < kFeatures; ++i) {
    for (const auto& [value, row] : other.low_[i]) keep(low_[i], value, row);
    for (const auto& [value, row] : other.high_[i]) keep(high_[i], value, row);
  }
}

Json Strangest::to_json(const FeatureCounts& counts) const {
  constexpr std::size_t kShown = 50;
  constexpr double kStrange = 3;
  struct Ranked {
    double z;
    std::size_t measure;
    const Row* row;
  };
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < kFeatures; ++i) {
    const auto feature = static_cast<Feature>(i);
    for (const Ends* ends : {&low_[i], &high_[i]})
      for (const auto& [value, row] : *ends) ranked.push_back({counts.of(feature).robust_z(row.features[i]), i, &row});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return std::abs(a.z) > std::abs(b.z); });
  Json list = Json::array();
  std::set<std::string> shown;
  for (const Ranked& one : ranked) {
    if (list.size() == kShown || std::abs(one.z) < kStrange) break;
    if (!shown.insert(one.row->id.dump()).second) continue;
    list.push_back({{"id", one.row->id},
                    {"measure", feature_name(static_cast<Feature>(one.measure))},
                    {"value", one.row->features[one.measure]},
                    {"z", std::round(one.z * 10) / 10},
                    {"text", one.row->begin}});
  }
  return list;
}

namespace {

template <typename Ends>
Json saved_ends(const Ends& ends) {
  Json list = Json::array();
  for (const auto& [value, row] : ends) list.push_back({value, row.id, row.features, row.begin});
  return list;
}

}  // namespace

Json Strangest::save() const {
  Json saved = Json::array();
  for (std::size_t i = 0; i < kFeatures; ++i) saved.push_back({saved_ends(low_[i]), saved_ends(high_[i])});
  return saved;
}

void Strangest::load(const Json& saved) {
  for (std::size_t i = 0; i < kFeatures; ++i) {
    for (const std::size_t end : {0U, 1U})
      for (const Json& one : saved.at(i).at(end))
        (end == 0 ? low_ : high_)[i].emplace(one.at(0).get<double>(),
                                             Row{one.at(1), one.at(2).get<Features>(), one.at(3)});
  }
}

void PassCounts::add(const PassCounts& other) {
  steps.resize(std::max(steps.size(), other.steps.size()));
  for (std::size_t i = 0; i < other.steps.size(); ++i) steps[i].add(other.steps[i]);
  before.add(other.before);
  after.add(other.after);
  strangest.add(other.strangest);
}

Json PassCounts::save() const {
  Json list = Json::array();
  for (const StepCounts& step : steps) list.push_back(step.save());
  return {{"steps", list}, {"before", before.save()}, {"after", after.save()}, {"strangest", strangest.save()}};
}

void PassCounts::load(const Json& saved) {
  steps.resize(saved.at("steps").size());
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].load(saved.at("steps").at(i));
  before.load(saved.at("before"));
  after.load(saved.at("after"));
  strangest.load(saved.at("strangest"));
}

}  // namespace onggi::clean_room
