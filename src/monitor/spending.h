// What calls of models took and cost, summed by day, model, person, key and application.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"

namespace onggi {

struct Spent {
  std::int64_t calls = 0, prompt_tokens = 0, cached_tokens = 0, completion_tokens = 0;
  std::int64_t computed_us = 0;  // by models of this process
  std::int64_t cost_micros = 0;  // millionths of the currency
};

/// Counts in memory and is written by flush(), by who reads it, and at its end: a kill loses what was counted since.
/// Several servers of a store add to the same rows. Thread safe. Cost of a call: a lock and a look into a map.
class Spending {
 public:
  /// Of one call; empty: through no key, of no application.
  struct Who {
    std::string model;
    PersonId person;
    std::string key, application;
    friend auto operator<=>(const Who&, const Who&) = default;
  };
  enum class By : std::uint8_t { day, model, person, key, application };
  struct Row {
    std::string name;  // a day, or the id of what was asked for
    std::string currency;
    Spent spent;
  };

  Spending(std::shared_ptr<Database> database, const Clock& clock, std::string currency);
  ~Spending();
  Spending(const Spending&) = delete;
  Spending& operator=(const Spending&) = delete;

  const std::string& currency() const { return currency_; }
  void note(const Who& who, const Spent& spent);
  /// Errors: of the database; what was not written is tried again with the next call.
  Result<void> flush();

  /// `month`: "2026-11", in the machine's own time zone. Days in order; of the rest what cost most first. Errors:
  /// invalid_argument ("bad_month"); of the database.
  Result<std::vector<Row>> of_month(std::string_view month, By by);

 private:
  struct Place {
    std::string day;
    Who who;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  using Sums = std::map<Place, Spent>;
  Result<void> write(const Sums& sums);

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
  std::string currency_;
  std::mutex writing_;  // one flush at a time; taken before mutex_
  std::mutex mutex_;    // of what follows
  Sums counted_;
};

std::string_view to_string(Spending::By by);
/// Errors: invalid_argument.
Result<Spending::By> spending_by_from(std::string_view text);

}  // namespace onggi
