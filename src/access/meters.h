// What keys and people take: requests and tokens a minute, and a key's tokens a month.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "access/people.h"
#include "access/token_bucket.h"
#include "base/clock.h"
#include "store/database.h"

namespace onggi {

/// 0: no limit.
struct MinuteLimits {
  std::int64_t requests = 0, tokens = 0;
};

/// How things stand with the limit that is nearest to its end.
struct MeterState {
  std::int64_t limit = 0;  // 0: none holds
  std::int64_t remaining = 0;
  std::int64_t reset_ms = 0;  // until all of it is there again
};

struct MeterAnswer {
  enum class Refused : std::uint8_t {
    no,
    requests,  // a minute's requests are taken
    tokens,    // a minute's tokens are taken
    size,      // this request alone is more than a minute's tokens
    quota,     // the month's tokens are used
  } refused = Refused::no;
  std::int64_t wait_ms = 0;  // when to try again
  MeterState state;
};

/// Counts in memory, in buckets of a minute; each server of a store counts for itself. What a key took of its month is
/// added to the database by flush(): a kill loses what was counted since. Thread safe. Cost: O(1), a lock of one among
/// 32.
class Meters {
 public:
  struct Defaults {
    MinuteLimits key;     // of keys that say nothing else
    MinuteLimits person;  // of all that a person does, through any key
  };
  Meters(std::shared_ptr<Database> database, const Clock& clock, Defaults defaults);

  /// One request of a key and its person.
  MeterAnswer take_request(const Viewer& viewer);

  /// Before work is done: holds `tokens` until settle(). `least`: what the request takes at least (its prompt); more
  /// than a minute's is refused for good. Where only `tokens` is more than a minute's, a whole minute's is held.
  MeterAnswer take_tokens(const Viewer& viewer, std::int64_t least, std::int64_t tokens);

  /// After the work: `used` instead of the `held` of take_tokens(). How things stand then.
  MeterState settle(const Viewer& viewer, std::int64_t held, std::int64_t used);

  /// Writes what was counted. Errors: of the database; it is tried again with the next call.
  Result<void> flush();

  const Defaults& defaults() const { return defaults_; }

 private:
  struct Use {
    std::int64_t requests = 0, tokens = 0;
  };
  struct Entry {
    TokenBucket requests, tokens;
    std::map<std::string, Use> counted;  // by month: not written yet
    std::string known_month;
    std::int64_t known_tokens = 0;  // of known_month, as last written
    std::int64_t held = 0;          // tokens of requests on their way
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Entry> entries;
  };
  struct Subject {
    std::string id;
    MinuteLimits limits;
    bool is_key = false;
  };
  struct Subjects {
    std::array<Subject, 2> list;  // the person where people are limited, then the key where there is one
    std::size_t count = 0;
  };

  Shard& shard_of(const std::string& id);
  Subjects subjects_of(const Viewer& viewer) const;
  bool is_month_used(const Viewer& viewer, UnixMs now);
  void hold(const Subject& subject, std::int64_t least, std::int64_t tokens, UnixMs now, MeterAnswer& answer);
  MeterState correct(const Subject& subject, std::int64_t held, std::int64_t used, UnixMs now);
  Result<void> flush_shard(Shard& shard);
  Result<void> write(Shard& shard, const std::string& key, const std::string& month, const Use& use);

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
  Defaults defaults_;
  std::array<Shard, 32> shards_;
};

/// The month of a moment in the machine's own time zone: "2026-11".
std::string month_of(UnixMs time_ms);

}  // namespace onggi
