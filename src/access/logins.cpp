// Passwords, sessions and API keys: how a person shows who they are.
#include <sodium.h>

#include <array>
#include <sstream>
#include <utility>

#include "access/meters.h"
#include "access/people.h"
#include "access/people_rows.h"
#include "base/hash.h"
#include "base/log.h"

namespace onggi {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kSessionIdleMs = 12 * 60 * kMinuteMs;
constexpr std::int64_t kFailureWindowMs = 15 * kMinuteMs;
constexpr std::int64_t kFailuresMax = 10;
constexpr std::size_t kSecretCharacters = 43;  // 256 bits
constexpr std::size_t kSecretBytesMax = 256;   // of what a client sends
constexpr std::size_t kKeyNameBytesMax = 128;
constexpr std::string_view kKeyPrefix = "onggi-";
constexpr std::size_t kShownCharacters = 10;
constexpr std::string_view kByKey = "key:";

// Hash of 32 random bytes that nobody kept, with the same limits as real ones: what an unknown login is checked
// against.
const std::string kNobodysHash =
    "$argon2id$v=19$m=65536,t=2,p=1$+vW2EYs6c1Eyz/3LZ17iEw$a0YXZsN+cYEppk6rUNiO2dg8qR3tA5zDK5mg6nsgels";

// Each purpose hashes under its own word, so that a session's hash can never be taken for a key's.
std::string hash_of(std::string_view key, std::string_view purpose, std::string_view secret) {
  return keyed_hash_hex(key, std::string(purpose) + ":" + std::string(secret));
}

std::unexpected<Error> wrong_login() { return fail(ErrorCode::unauthenticated, "login or password is wrong"); }

// Counted before the password is looked at, and forgotten after a right one: many tries at once cannot slip through.
Result<bool> count_try(SqlSession& session, const std::string& login_hash, UnixMs now) {
  ONGGI_CHECK(session.exclusive("login " + login_hash));
  ONGGI_CHECK(session.execute("DELETE FROM login_failures WHERE time_ms <= :1", {now - kFailureWindowMs}));
  ONGGI_TRY(const auto rows,
            session.query("SELECT COUNT(*) AS failures FROM login_failures WHERE login_hash = :1", {login_hash}));
  if (rows.front().integer("failures") >= kFailuresMax)
    return fail(ErrorCode::limit_exceeded, "too many failed logins; try again in 15 minutes", "too_many_logins");
  ONGGI_CHECK(session.execute("INSERT INTO login_failures (login_hash, time_ms) VALUES (:1, :2)", {login_hash, now}));
  return true;
}

Result<bool> begin_session(SqlSession& session, const PersonId& person, const std::string& token_hash,
                           const std::string& login_hash, UnixMs now) {
  ONGGI_CHECK(session.execute("DELETE FROM login_failures WHERE login_hash = :1", {login_hash}));
  ONGGI_CHECK(session.execute("DELETE FROM sessions WHERE used_ms <= :1", {now - kSessionIdleMs}));
  ONGGI_CHECK(
      session.execute("INSERT INTO sessions (token_hash, person_id, created_ms, used_ms) VALUES (:1, :2, :3, :4)",
                      {token_hash, person.str(), now, now}));
  return true;
}

// Columns of a key `k` and of what it took in a month `u`.
constexpr std::string_view kKeyColumns =
    "k.id AS key_id, k.person_id AS person_id, k.name AS name, k.prefix AS prefix, k.created_ms AS key_created_ms, "
    "k.last_used_ms AS last_used_ms, k.expires_ms AS expires_ms, k.active AS key_active, k.scopes AS scopes, k.models "
    "AS models, k.requests_per_minute AS requests_per_minute, k.tokens_per_minute AS tokens_per_minute, "
    "k.tokens_per_month AS tokens_per_month, u.requests AS month_requests, u.tokens AS month_tokens";
constexpr std::string_view kKeyTables = "api_keys k LEFT JOIN key_use u ON u.key_id = k.id AND u.month = :1";

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, mark);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

Result<ApiKey> key_of(const SqlRow& row) {
  ApiKey key;
  key.id = KeyId(row.text("key_id"));
  key.person = PersonId(row.text("person_id"));
  key.name = row.text("name");
  key.prefix = row.text("prefix");
  key.created_ms = row.integer("key_created_ms");
  key.last_used_ms = row.integer("last_used_ms");
  key.expires_ms = row.integer("expires_ms");
  key.active = row.integer("key_active") != 0;
  auto scopes = scopes_from(split(row.text("scopes"), ' '));
  if (!scopes) return fail(ErrorCode::internal, "a key has an unknown scope");
  key.terms = {.scopes = *scopes,
               .models = split(row.text("models"), '\n'),
               .requests_per_minute = row.integer("requests_per_minute"),
               .tokens_per_minute = row.integer("tokens_per_minute"),
               .tokens_per_month = row.integer("tokens_per_month")};
  key.month_requests = row.integer("month_requests");
  key.month_tokens = row.integer("month_tokens");
  return key;
}

std::unexpected<Error> nobody() {
  return fail(ErrorCode::unauthenticated, "not logged in, or the key is not valid (any more)");
}

// `sql` gives person columns, used_ms and the id to name the way by.
Result<Shown> shown_by(Database& database, std::string_view sql, const std::vector<SqlValue>& parameters,
                       std::string_view way) {
  return database.read<Shown>([&](SqlSession& session) -> Result<Shown> {
    ONGGI_TRY(const auto rows, session.query(sql, parameters));
    if (rows.empty()) return nobody();
    ONGGI_TRY(const Person person, person_of(rows.front()));
    ONGGI_TRY(Viewer viewer, viewer_in(session, person, std::string(way) + rows.front().text("way")));
    if (way == kByKey) {
      ONGGI_TRY(viewer.key, key_of(rows.front()));
    }
    return Shown{std::move(viewer), rows.front().integer("used_ms")};
  });
}

// At most once a minute; whoever may come in comes in also when that cannot be written.
void note_use(UseNotes& uses, Database& database, UnixMs now, UnixMs used_ms, std::string_view sql,
              const std::string& hash) {
  if (now - used_ms < kMinuteMs || !uses.is_due(hash, now, kMinuteMs)) return;
  if (const auto noted = database.execute(sql, {now, hash}); !noted)
    log(LogLevel::warning, "last use cannot be noted", {{"error", describe(noted.error())}});
}

}  // namespace

bool UseNotes::is_due(const std::string& hash, UnixMs now, std::int64_t every) {
  const std::lock_guard lock(mutex_);
  if (noted_.size() >= kMax && !noted_.contains(hash)) noted_.clear();
  const auto [found, is_new] = noted_.try_emplace(hash, now);
  // A clock that was set back is no reason to be silent for as long.
  if (!is_new && now >= found->second && now - found->second < every) return false;
  found->second = now;
  return true;
}

Result<std::string> PasswordWork::hash(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  turns_.acquire();
  const int code = crypto_pwhash_str(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                     crypto_pwhash_MEMLIMIT_INTERACTIVE);
  turns_.release();
  if (code != 0) return fail(ErrorCode::unavailable, "not enough memory to hash a password (64 MiB)", "out_of_memory");
  return std::string(text.data());
}

bool PasswordWork::matches(const std::string& stored_hash, std::string_view password) {
  const std::string& hash = stored_hash.empty() ? kNobodysHash : stored_hash;
  turns_.acquire();
  const int code = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size());
  turns_.release();
  return code == 0 && !stored_hash.empty();
}

Result<std::string> People::log_in(std::string_view login, std::string_view password) {
  const UnixMs now = clock_.now_ms();
  const std::string login_hash = hash_of(key_hash_key_, "login", login);
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) { return count_try(session, login_hash, now); }));
  std::vector<SqlRow> rows;
  if (login.size() <= kSecretBytesMax) {
    // By bytes that may be anything: what is no text is no login either, and is refused like any other.
    auto found =
        database_->query("SELECT id, password_hash, active FROM people WHERE login = :1", {std::string(login)});
    if (!found && found.error().code != ErrorCode::invalid_argument) return std::unexpected(found.error());
    if (found) rows = *std::move(found);
  }
  const std::string stored = rows.empty() ? std::string() : rows.front().text("password_hash");
  const bool right = passwords_->matches(stored, password.substr(0, 1024 + 1));
  if (!right || rows.front().integer("active") == 0) return wrong_login();
  std::string token = random_token(kSecretCharacters);
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) {
    return begin_session(session, PersonId(rows.front().text("id")), hash_of(key_hash_key_, "session", token),
                         login_hash, now);
  }));
  return token;
}

Result<void> People::log_out(std::string_view token) {
  ONGGI_CHECK(
      database_->execute("DELETE FROM sessions WHERE token_hash = :1", {hash_of(key_hash_key_, "session", token)}));
  return {};
}

Result<Viewer> People::viewer_of_token(std::string_view token) const {
  const UnixMs now = clock_.now_ms();
  const std::string hash = hash_of(key_hash_key_, "session", token.substr(0, kSecretBytesMax));
  ONGGI_TRY(Shown shown, shown_by(*database_,
                                  "SELECT p.id AS id, login, display_name, role, clearance, active, p.created_ms AS "
                                  "created_ms, s.used_ms AS used_ms, '' AS way FROM sessions s JOIN people p ON p.id = "
                                  "s.person_id WHERE s.token_hash = :1 AND s.used_ms > :2 AND p.active = 1",
                                  {hash, now - kSessionIdleMs}, "password"));
  note_use(*uses_, *database_, now, shown.used_ms, "UPDATE sessions SET used_ms = :1 WHERE token_hash = :2", hash);
  return std::move(shown.viewer);
}

Result<Viewer> People::viewer_of_key(std::string_view key) const {
  const UnixMs now = clock_.now_ms();
  const std::string hash = hash_of(key_hash_key_, "key", key.substr(0, kSecretBytesMax));
  static const std::string kSql =
      "SELECT p.id AS id, login, display_name, role, clearance, p.active AS active, p.created_ms AS created_ms, "
      "k.last_used_ms AS used_ms, k.id AS way, " +
      std::string(kKeyColumns) + " FROM " + std::string(kKeyTables) +
      " JOIN people p ON p.id = k.person_id WHERE k.key_hash = :2 AND k.active = 1 AND p.active = 1";
  const std::string month = month_of(now);
  ONGGI_TRY(Shown shown, shown_keys_->known.get(*database_, month + hash,
                                                [&] { return shown_by(*database_, kSql, {month, hash}, kByKey); }));
  if (const UnixMs expires = shown.viewer.key->expires_ms; expires != 0 && expires <= now) return nobody();
  note_use(*uses_, *database_, now, shown.used_ms, "UPDATE api_keys SET last_used_ms = :1 WHERE key_hash = :2", hash);
  return std::move(shown.viewer);
}

Result<People::CreatedKey> People::add_key(const PersonId& person, std::string_view name, UnixMs expires_ms,
                                           const KeyTerms& terms) {
  ONGGI_CHECK(check_name("a key's name", name, kKeyNameBytesMax));
  ONGGI_CHECK(check(terms));
  const UnixMs now = clock_.now_ms();
  if (expires_ms != 0 && expires_ms <= now)
    return fail(ErrorCode::invalid_argument, "the key would be expired already");
  ONGGI_TRY(const Person owner, get(person));
  CreatedKey created;
  created.secret = std::string(kKeyPrefix) + random_token(kSecretCharacters);
  ApiKey& key = created.key;
  key.id = KeyId(new_id("key")), key.person = owner.id, key.name = name;
  key.prefix = created.secret.substr(0, kShownCharacters);
  key.created_ms = now, key.expires_ms = expires_ms, key.terms = terms;
  std::string models;
  for (const std::string& model : terms.models) models.append(models.empty() ? "" : "\n").append(model);
  ONGGI_CHECK(database_->execute(
      "INSERT INTO api_keys (id, person_id, name, prefix, key_hash, created_ms, last_used_ms, expires_ms, active, "
      "scopes, models, requests_per_minute, tokens_per_minute, tokens_per_month) VALUES (:1, :2, :3, :4, :5, :6, 0, "
      ":7, 1, :8, :9, :10, :11, :12)",
      {key.id.str(), owner.id.str(), key.name, key.prefix, hash_of(key_hash_key_, "key", created.secret), now,
       expires_ms, scopes_text(terms.scopes), models, terms.requests_per_minute, terms.tokens_per_minute,
       terms.tokens_per_month}));
  return created;
}

Result<std::vector<ApiKey>> People::keys(const PersonId& person) const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT " + std::string(kKeyColumns) + " FROM " + std::string(kKeyTables) +
                                 " WHERE (:2 = '' OR k.person_id = :3) ORDER BY k.created_ms, k.id",
                             {month_of(clock_.now_ms()), person.str(), person.str()}));
  std::vector<ApiKey> keys;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(ApiKey key, key_of(row));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<void> People::revoke_key(const KeyId& id) {
  ONGGI_TRY(const std::int64_t rows, database_->execute("UPDATE api_keys SET active = 0 WHERE id = :1", {id.str()}));
  return rows == 1 ? Result<void>{} : fail(ErrorCode::not_found, "no key " + id.str());
}

}  // namespace onggi
