// What the files of People share: rows to values, principals, the moments of sessions.
#pragma once

#include <cstdint>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/people.h"
#include "store/remembered.h"

namespace onggi {

/// argon2id with libsodium's "interactive" limits: 64 MiB, two passes (RFC 9106 calls for at least as much as a login
/// bears). At most two at once, so that a flood of logins costs 128 MiB and not the machine.
class PasswordWork {
 public:
  Result<std::string> hash(std::string_view password);
  bool matches(const std::string& stored_hash, std::string_view password);  // an empty hash matches nothing, as slowly

 private:
  std::counting_semaphore<2> turns_{2};
};

/// Of many requests at once that come by one key or session, one notes the use. Thread safe.
class UseNotes {
 public:
  /// Whether the caller is to note it: the last note of this process is at least `every` old.
  bool is_due(const std::string& hash, UnixMs now, std::int64_t every);

 private:
  static constexpr std::size_t kMax = 10'000;
  std::mutex mutex_;
  std::unordered_map<std::string, UnixMs> noted_;
};

/// Who came, and when the session or key was used before.
struct Shown {
  Viewer viewer;
  UnixMs used_ms = 0;
};

/// By month and hash of the key.
struct ShownKeys {
  Remembered<Shown> known;
};

inline std::string principal_of(const PersonId& id) { return "person:" + id.str(); }
inline std::string principal_of(const GroupId& id) { return "group:" + id.str(); }

inline constexpr std::string_view kPersonColumns = "id, login, display_name, role, clearance, active, created_ms";
Result<Person> person_of(const SqlRow& row);

/// Person and all groups above, nested ones too, in the reader's own transaction.
Result<Viewer> viewer_in(SqlSession& session, const Person& person, std::string_view through);

/// All groups that hold `principal`, directly or through others.
Result<std::vector<std::string>> groups_above(SqlSession& session, const std::string& principal);

/// Printable, not empty, at most `bytes_max`: for names that people give. Errors: invalid_argument.
Result<void> check_name(std::string_view what, std::string_view name, std::size_t bytes_max);

}  // namespace onggi
