// See spending.h.
#include "monitor/spending.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/blocking.h"
#include "base/log.h"

namespace onggi {
namespace {

void add(Spent& sum, const Spent& one) {
  sum.calls += one.calls;
  sum.prompt_tokens += one.prompt_tokens;
  sum.cached_tokens += one.cached_tokens;
  sum.completion_tokens += one.completion_tokens;
  sum.computed_us += one.computed_us;
  sum.cost_micros += one.cost_micros;
}

struct Grouping {
  Spending::By by;
  std::string_view name, column;
};
constexpr std::array<Grouping, 5> kGroupings = {{{Spending::By::day, "day", "day"},
                                                 {Spending::By::model, "model", "model"},
                                                 {Spending::By::person, "person", "person"},
                                                 {Spending::By::key, "key", "key_id"},
                                                 {Spending::By::application, "application", "application"}}};

const Grouping& grouping_of(Spending::By by) { return *std::ranges::find(kGroupings, by, &Grouping::by); }

bool is_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return false;
  for (const std::size_t place : {0U, 1U, 2U, 3U, 5U, 6U})
    if (text[place] < '0' || text[place] > '9') return false;
  const std::string_view month = text.substr(5);
  return month >= "01" && month <= "12";
}

}  // namespace

std::string_view to_string(Spending::By by) { return grouping_of(by).name; }

Result<Spending::By> spending_by_from(std::string_view text) {
  const auto* const found = std::ranges::find(kGroupings, text, &Grouping::name);
  if (found != kGroupings.end()) return found->by;
  return fail(ErrorCode::invalid_argument, "use is shown by day, model, person, key or application");
}

Spending::Spending(std::shared_ptr<Database> database, const Clock& clock, std::string currency)
    : database_(std::move(database)), clock_(clock), currency_(std::move(currency)) {}

Spending::~Spending() {
  if (const auto written = flush(); !written)
    log(LogLevel::error, "what models took is not written", {{"reason", describe(written.error())}});
}

void Spending::note(const Who& who, const Spent& spent) {
  Place place{.day = day_of(clock_.now_ms()), .who = who};
  const std::lock_guard lock(mutex_);
  add(counted_[std::move(place)], spent);
}

Result<void> Spending::flush() {
  before_blocking();
  const std::lock_guard one_at_a_time(writing_);
  Sums sums;
  {
    const std::lock_guard lock(mutex_);
    sums.swap(counted_);
  }
  if (sums.empty()) return {};
  auto written = write(sums);
  if (written) return {};
  const std::lock_guard lock(mutex_);
  for (const auto& [place, spent] : sums) add(counted_[place], spent);
  return written;
}

Result<void> Spending::write(const Sums& sums) {
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(sums.size());
  for (const auto& [place, spent] : sums)
    rows.push_back({place.day, place.who.model, place.who.person.str(), place.who.key, place.who.application, currency_,
                    spent.calls, spent.prompt_tokens, spent.cached_tokens, spent.completion_tokens, spent.computed_us,
                    spent.cost_micros});
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many(
        "INSERT INTO model_use (day, model, person, key_id, application, currency, calls, prompt_tokens, "
        "cached_tokens, completion_tokens, computed_us, cost_micros) VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, "
        ":11, :12) "
        "ON CONFLICT (day, model, person, key_id, application, currency) DO UPDATE SET calls = model_use.calls + "
        "excluded.calls, prompt_tokens = model_use.prompt_tokens + excluded.prompt_tokens, cached_tokens = "
        "model_use.cached_tokens + excluded.cached_tokens, completion_tokens = model_use.completion_tokens + "
        "excluded.completion_tokens, computed_us = model_use.computed_us + excluded.computed_us, cost_micros = "
        "model_use.cost_micros + excluded.cost_micros",
        rows));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

Result<std::vector<Spending::Row>> Spending::of_month(std::string_view month, By by) {
  if (!is_month(month)) return fail(ErrorCode::invalid_argument, "a month is like 2026-11", "bad_month");
  ONGGI_CHECK(flush());
  const std::string column(grouping_of(by).column);
  const auto sum = [](const std::string& name) { return "CAST(SUM(" + name + ") AS BIGINT) AS " + name; };
  ONGGI_TRY(
      const auto rows,
      database_->query("SELECT " + column + " AS name, currency, " + sum("calls") + ", " + sum("prompt_tokens") + ", " +
                           sum("cached_tokens") + ", " + sum("completion_tokens") + ", " + sum("computed_us") + ", " +
                           sum("cost_micros") + " FROM model_use WHERE day >= :1 AND day <= :2 GROUP BY " + column +
                           ", currency ORDER BY " +
                           (by == By::day ? "name, currency" : "SUM(cost_micros) DESC, SUM(calls) DESC, name"),
                       {std::string(month) + "-01", std::string(month) + "-31"}));
  std::vector<Row> result;
  result.reserve(rows.size());
  for (const SqlRow& row : rows)
    result.push_back({.name = row.text("name"),
                      .currency = row.text("currency"),
                      .spent = {.calls = row.integer("calls"),
                                .prompt_tokens = row.integer("prompt_tokens"),
                                .cached_tokens = row.integer("cached_tokens"),
                                .completion_tokens = row.integer("completion_tokens"),
                                .computed_us = row.integer("computed_us"),
                                .cost_micros = row.integer("cost_micros")}});
  return result;
}

}  // namespace onggi
