// Who is there: people, groups, roles, passwords, logins, API keys.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/key_terms.h"
#include "base/clock.h"
#include "base/ids.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/vault.h"

namespace onggi {

std::vector<Migration> access_migrations();

/// 국가망보안체계(N2SF): open (공개 O) < sensitive (민감 S) < classified (기밀 C).
enum class Label : std::uint8_t { open, sensitive, classified };
std::string_view to_string(Label label);  // "O", "S", "C"
std::optional<Label> label_from(std::string_view text);

/// What a role lets a person do; documents are decided by permissions.h alone.
enum class Right : std::uint8_t {
  ask,                // search, ask, read visible documents, use models
  write_documents,    // upload, delete own documents
  manage_people,      // people, groups, roles
  manage_keys,        // everybody's API keys; one's own need no right
  manage_labels,      // change label and permission of documents one may see
  correct_documents,  // mend what was read of documents one may see; of one's own write_documents is enough
  read_audit,
  manage_system,  // models, settings, jobs of others
  see_unmasked,   // what a recipe masked in documents one may see: the original, corrections. A reason is asked for
};
std::string_view to_string(Right right);

/// reader: ask. corrector: + correct_documents. editor: ask + write_documents. manager: + manage_labels,
/// correct_documents and see_unmasked. auditor: ask + read_audit. admin: all but reading what others own. owner: all
/// rights.
enum class Role : std::uint8_t { reader, editor, manager, auditor, admin, owner, corrector };
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);
bool allows(Role role, Right right);

struct Person {
  PersonId id;
  std::string login;  // unique, [a-z0-9._-]{1,64}
  std::string display_name;
  Role role = Role::reader;
  Label clearance = Label::open;  // highest label this person may see
  bool active = true;
  UnixMs created_ms = 0;
};

struct Group {
  GroupId id;
  std::string name;                  // unique, any printable text up to 128 bytes
  std::vector<std::string> members;  // "person:<login>" and "group:<name>", sorted
};

struct ApiKey {
  KeyId id;
  PersonId person;
  std::string name;
  std::string prefix;                                       // first characters, to recognise it by
  UnixMs created_ms = 0, last_used_ms = 0, expires_ms = 0;  // 0: never
  bool active = true;
  KeyTerms terms;
  std::int64_t month_requests = 0, month_tokens = 0;  // taken in this month, as written (meters.h)
};

/// A person with everything that decides what they see; made afresh for each request, so that a changed group counts at
/// once.
struct Viewer {
  PersonId person;
  std::string login;
  Role role = Role::reader;
  Label clearance = Label::open;
  std::vector<std::string> principals;  // "person:<id>", "group:<id>" of all groups above (nested), "everyone"
  std::string through;                  // "password", "key:<id>", "command line": for the audit log
  std::optional<ApiKey> key;            // through which they came
};

/// Thread safe over its database. Logging in takes about 0.1 s and 64 MiB on purpose (argon2id); at most two run at
/// once.
class People {
 public:
  People(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock);

  /// Errors: conflict (login taken), invalid_argument (shape of login).
  struct NewPerson {
    std::string login;
    std::string display_name;
    Role role = Role::reader;
    Label clearance = Label::open;
    std::string password;  // empty: cannot log in by password
  };
  Result<Person> add(const NewPerson& person);
  Result<Person> find(std::string_view login) const;  // not_found
  Result<Person> get(const PersonId& id) const;       // not_found
  Result<std::vector<Person>> list() const;           // by login
  Result<void> update(
      const Person& person);  // role, clearance, display name, active. Errors: conflict for the last owner
  Result<void> set_password(const PersonId& id,
                            std::string_view password);  // argon2id; invalid_argument under 10 characters

  /// A session token (random 43 characters; only its hash is stored; ends after 12 hours without use). Errors:
  /// unauthenticated for unknown login, wrong password or inactive person (same time and words for all three);
  /// limit_exceeded after too many failures of one login (10 in 15 minutes).
  Result<std::string> log_in(std::string_view login, std::string_view password);
  Result<void> log_out(std::string_view token);

  /// Errors: unauthenticated.
  Result<Viewer> viewer_of_token(std::string_view token) const;
  Result<Viewer> viewer_of_key(std::string_view key) const;
  Result<Viewer> viewer_of(const PersonId& id, std::string_view through) const;

  /// The secret is shown once; "onggi-" + 43 characters. Only a keyed hash is stored.
  struct CreatedKey {
    ApiKey key;
    std::string secret;
  };
  Result<CreatedKey> add_key(const PersonId& person, std::string_view name, UnixMs expires_ms = 0,
                             const KeyTerms& terms = {});
  Result<std::vector<ApiKey>> keys(const PersonId& person) const;  // empty id: everybody's
  Result<void> revoke_key(const KeyId& id);

  /// Groups hold people and groups; a cycle is refused (conflict).
  Result<Group> add_group(std::string_view name);
  Result<void> remove_group(std::string_view name);
  Result<std::vector<Group>> groups() const;
  Result<void> join(std::string_view group, std::string_view member);  // member: "person:<login>" or "group:<name>"
  Result<void> leave(std::string_view group, std::string_view member);

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  std::string key_hash_key_;
  const Clock& clock_;
  std::shared_ptr<class PasswordWork> passwords_;  // shared with copies of this object: the limit is one for all
  std::shared_ptr<class UseNotes> uses_;           // likewise
  std::shared_ptr<struct ShownKeys> shown_keys_;   // likewise
};

}  // namespace onggi
