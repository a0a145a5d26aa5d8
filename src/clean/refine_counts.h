// What a run counts and shows: mergeable, saved with each checkpoint. Inside of room clean.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "clean/features.h"
#include "clean/row_operation.h"

namespace onggi::clean_room {

using Json = nlohmann::ordered_json;

/// A piece of a text that people may see: around a byte, personal data masked.
std::string shown(const std::string& text, std::size_t around);

/// The rows with the smallest hashes of their ids: a sample that does not hang on order or threads.
class Examples {
 public:
  /// Whether a row of this id would be one of them, as far as is known.
  bool wants(const Json& id) const;
  void add(const Json& id, Json example);
  void add(const Examples& other);
  Json to_json() const;
  Json save() const;
  void load(const Json& saved);

 private:
  static constexpr std::size_t kKept = 5;
  std::map<std::uint64_t, Json> kept_;
};

struct StepCounts {
  std::int64_t rows_in = 0, changed = 0, removed = 0;
  std::map<std::string, std::int64_t> reasons;  // rows by reason
  std::map<std::string, std::int64_t> places;   // notes' counts by reason
  Examples changes, removals;
  double seconds = 0;

  void see(const Json& id, const RowOutcome& outcome, const std::string& before, const std::string& after);
  void add(const StepCounts& other);
  Json to_json(std::string_view operation) const;
  Json save() const;
  void load(const Json& saved);
};

/// The rows that lie farthest out in some measure.
class Strangest {
 public:
  void add(const Json& id, const Features& features, const std::string& text);
  void add(const Strangest& other);
  /// The fifty with the largest deviation from the medians of `counts`.
  Json to_json(const FeatureCounts& counts) const;
  Json save() const;
  void load(const Json& saved);

 private:
  static constexpr std::size_t kKept = 25;  // at each end of each measure
  struct Row {
    Json id;
    Features features;
    std::string begin;
  };
  using Ends = std::multimap<double, Row>;
  static void keep(Ends& ends, double value, Row row);
  std::array<Ends, kFeatures> low_, high_;  // high_ by the value's negative
};

/// All counts of one pass.
struct PassCounts {
  std::vector<StepCounts> steps;
  FeatureCounts before, after;
  Strangest strangest;

  void add(const PassCounts& other);
  Json save() const;
  void load(const Json& saved);
};

}  // namespace onggi::clean_room
