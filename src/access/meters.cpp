// Buckets of keys and people, and the months of keys.
#include "access/meters.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace onggi {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

using Refused = MeterAnswer::Refused;

/// The one of two limits that ends first.
void take_nearer(MeterState& state, const MeterState& other) {
  if (other.limit > 0 && (state.limit == 0 || other.remaining < state.remaining)) state = other;
}

MeterState state_of(TokenBucket& bucket, std::int64_t limit, UnixMs now) {
  return {.limit = limit, .remaining = bucket.remaining(limit, now), .reset_ms = bucket.wait_ms(limit, limit, now)};
}

/// Every month has a 28th; the next one begins at most four days after it.
std::int64_t until_next_month(UnixMs now) {
  constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;
  const std::string month = month_of(now);
  UnixMs moment = end_of_day(month + "-28").value_or(now + kDayMs);
  while (moment <= now || month_of(moment) == month) moment += kDayMs;
  return moment - now;
}

std::int64_t chosen(std::int64_t own, std::int64_t otherwise) { return own > 0 ? own : otherwise; }

}  // namespace

std::string month_of(UnixMs time_ms) { return day_of(time_ms).substr(0, 7); }

Meters::Meters(std::shared_ptr<Database> database, const Clock& clock, Defaults defaults)
    : database_(std::move(database)), clock_(clock), defaults_(defaults) {}

Meters::Shard& Meters::shard_of(const std::string& id) { return shards_[fnv1a(id) % shards_.size()]; }

Meters::Subjects Meters::subjects_of(const Viewer& viewer) const {
  Subjects subjects;
  const bool is_person_limited = defaults_.person.requests > 0 || defaults_.person.tokens > 0;
  if (is_person_limited) subjects.list[subjects.count++] = {.id = viewer.person.str(), .limits = defaults_.person};
  if (!viewer.key) return subjects;
  const KeyTerms& terms = viewer.key->terms;
  subjects.list[subjects.count++] = {.id = viewer.key->id.str(),
                                     .limits = {.requests = chosen(terms.requests_per_minute, defaults_.key.requests),
                                                .tokens = chosen(terms.tokens_per_minute, defaults_.key.tokens)},
                                     .is_key = true};
  return subjects;
}

MeterAnswer Meters::take_request(const Viewer& viewer) {
  const UnixMs now = clock_.now_ms();
  const Subjects subjects = subjects_of(viewer);
  MeterAnswer answer;
  for (std::size_t index = 0; index < subjects.count && answer.refused == Refused::no; ++index) {
    const Subject& subject = subjects.list[index];
    const std::int64_t limit = subject.limits.requests;
    Shard& shard = shard_of(subject.id);
    const std::lock_guard lock(shard.mutex);
    Entry& entry = shard.entries[subject.id];
    if (limit > 0 && !entry.requests.take(1, limit, now)) {
      answer.refused = Refused::requests;
      answer.wait_ms = entry.requests.wait_ms(1, limit, now);
    } else if (subject.is_key) {
      ++entry.counted[month_of(now)].requests;
    }
    if (limit > 0) take_nearer(answer.state, state_of(entry.requests, limit, now));
  }
  return answer;
}

bool Meters::is_month_used(const Viewer& viewer, UnixMs now) {
  if (!viewer.key || viewer.key->terms.tokens_per_month == 0) return false;
  const std::string month = month_of(now);
  Shard& shard = shard_of(viewer.key->id.str());
  const std::lock_guard lock(shard.mutex);
  Entry& entry = shard.entries[viewer.key->id.str()];
  // What the row said may be older than what was written since.
  const std::int64_t known = entry.known_month == month ? entry.known_tokens : 0;
  const auto counted = entry.counted.find(month);
  const std::int64_t used = std::max(known, viewer.key->month_tokens) +
                            (counted == entry.counted.end() ? 0 : counted->second.tokens) + entry.held;
  return used >= viewer.key->terms.tokens_per_month;
}

void Meters::hold(const Subject& subject, std::int64_t least, std::int64_t tokens, UnixMs now, MeterAnswer& answer) {
  const std::int64_t limit = subject.limits.tokens;
  Shard& shard = shard_of(subject.id);
  const std::lock_guard lock(shard.mutex);
  Entry& entry = shard.entries[subject.id];
  if (limit > 0) {
    const std::int64_t wanted = std::min(tokens, limit);
    if (least > limit) {
      answer.refused = Refused::size;
    } else if (!entry.tokens.take(wanted, limit, now)) {
      answer.refused = Refused::tokens;
      answer.wait_ms = entry.tokens.wait_ms(wanted, limit, now);
    } else {
      entry.tokens.charge(tokens - wanted, limit, now);
    }
    take_nearer(answer.state, state_of(entry.tokens, limit, now));
  }
  if (answer.refused == Refused::no) entry.held += tokens;
}

MeterState Meters::correct(const Subject& subject, std::int64_t held, std::int64_t used, UnixMs now) {
  Shard& shard = shard_of(subject.id);
  const std::lock_guard lock(shard.mutex);
  Entry& entry = shard.entries[subject.id];
  entry.held -= held;
  if (subject.is_key && used > 0) entry.counted[month_of(now)].tokens += used;
  const std::int64_t limit = subject.limits.tokens;
  if (limit == 0) return {};
  entry.tokens.charge(used - held, limit, now);
  return state_of(entry.tokens, limit, now);
}

MeterAnswer Meters::take_tokens(const Viewer& viewer, std::int64_t least, std::int64_t tokens) {
  const UnixMs now = clock_.now_ms();
  MeterAnswer answer;
  if (is_month_used(viewer, now)) {
    answer.refused = Refused::quota;
    answer.wait_ms = until_next_month(now);
    return answer;
  }
  const Subjects subjects = subjects_of(viewer);
  std::size_t asked = 0;
  while (asked < subjects.count && answer.refused == Refused::no)
    hold(subjects.list[asked++], least, tokens, now, answer);
  // What the person's bucket gave already goes back when the key's does not give.
  if (answer.refused != Refused::no && asked > 1) correct(subjects.list[0], tokens, 0, now);
  return answer;
}

MeterState Meters::settle(const Viewer& viewer, std::int64_t held, std::int64_t used) {
  const UnixMs now = clock_.now_ms();
  const Subjects subjects = subjects_of(viewer);
  MeterState state;
  for (std::size_t index = 0; index < subjects.count; ++index)
    take_nearer(state, correct(subjects.list[index], held, used, now));
  return state;
}

Result<void> Meters::write(Shard& shard, const std::string& key, const std::string& month, const Use& use) {
  ONGGI_TRY(const std::int64_t total, database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_TRY(const auto rows,
              session.query("INSERT INTO key_use (key_id, month, requests, tokens) VALUES (:1, :2, :3, :4) ON CONFLICT "
                            "(key_id, month) DO UPDATE SET requests = key_use.requests + excluded.requests, tokens = "
                            "key_use.tokens + excluded.tokens RETURNING tokens",
                            {key, month, use.requests, use.tokens}));
    return rows.front().integer("tokens");
  }));
  const std::lock_guard lock(shard.mutex);
  Entry& entry = shard.entries[key];
  Use& counted = entry.counted[month];
  counted.requests -= use.requests, counted.tokens -= use.tokens;
  if (counted.requests == 0 && counted.tokens == 0) entry.counted.erase(month);
  if (month >= entry.known_month) entry.known_month = month, entry.known_tokens = total;
  return {};
}

Result<void> Meters::flush_shard(Shard& shard) {
  struct Row {
    std::string key, month;
    Use use;
  };
  std::vector<Row> rows;
  {
    const std::lock_guard lock(shard.mutex);
    for (const auto& [key, entry] : shard.entries)
      for (const auto& [month, use] : entry.counted) rows.push_back({.key = key, .month = month, .use = use});
  }
  for (const Row& row : rows) ONGGI_CHECK(write(shard, row.key, row.month, row.use));
  return {};
}

Result<void> Meters::flush() {
  for (Shard& shard : shards_) ONGGI_CHECK(flush_shard(shard));
  return {};
}

}  // namespace onggi
