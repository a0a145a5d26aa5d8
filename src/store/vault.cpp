// The master key: from the environment or a private file, kept in memory that is not swapped.
#include "store/vault.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "store/database.h"

namespace onggi {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr const char* kVariable = "ONGGI_MASTER_KEY";

Result<std::string> key_from_environment(std::string_view text) {
  std::string key(kKeyBytes, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const bool ok = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(),
                                 nullptr, &length, &end) == 0 &&
                  length == kKeyBytes && end == text.data() + text.size();
  if (!ok) return fail(ErrorCode::bad_input, std::string(kVariable) + " does not hold 64 hex digits");
  return key;
}

Result<std::string> key_from_file(const std::filesystem::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return fail(ErrorCode::not_found,
                "no master key " + path.string() + "; restore it from a backup or set " + kVariable);
  if ((info.st_mode & 077U) != 0)
    return fail(ErrorCode::not_allowed, path.string() + " can be read by others: chmod 600 " + path.string());
  ONGGI_TRY(std::string key, read_file(path, 4096));
  if (key.size() != kKeyBytes)
    return fail(ErrorCode::bad_input, path.string() + " has " + std::to_string(key.size()) + " bytes, a key has 32");
  return key;
}

// Made beside and linked, not renamed: of two processes that make a home at once, both end up with the key of the
// first.
Result<void> make_key(const std::filesystem::path& path) {
  ONGGI_CHECK(make_folder(path.parent_path()));
  std::string key = random_bytes(kKeyBytes);
  const std::filesystem::path beside = path.string() + ".new-" + random_token(8);
  auto done = write_file(beside, key, Durable::yes, 0600);
  sodium_memzero(key.data(), key.size());
  ONGGI_CHECK(done);
  if (::link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST)
    done = std::unexpected(system_error("create", path, errno));
  ::unlink(beside.c_str());
  ONGGI_CHECK(done);
  return sync_folder(path.parent_path());
}

Result<std::string> find_key(const std::filesystem::path& path, Vault::Create create) {
  if (const char* text = std::getenv(kVariable); text != nullptr && *text != '\0') return key_from_environment(text);
  auto key = key_from_file(path);
  if (key || key.error().code != ErrorCode::not_found || create == Vault::Create::no) return key;
  ONGGI_CHECK(make_key(path));
  return key_from_file(path);
}

}  // namespace

Result<Vault> Vault::open(const std::filesystem::path& folder, Create create) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium does not start");
  ONGGI_TRY(std::string key, find_key(folder / "master.key", create));
  Vault vault(key);
  sodium_memzero(key.data(), key.size());
  if (vault.key_ == nullptr)
    return fail(ErrorCode::unavailable, "no locked memory for the master key; raise the limit (ulimit -l)");
  return vault;
}

Vault::Vault(std::string_view key) : key_(static_cast<unsigned char*>(sodium_malloc(kKeyBytes))) {
  if (key_ == nullptr) return;
  std::memcpy(key_, key.data(), kKeyBytes);
  sodium_mprotect_readonly(key_);
}

Vault::Vault(Vault&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}

Vault& Vault::operator=(Vault&& other) noexcept {
  if (this != &other) {
    sodium_free(key_);  // wipes
    key_ = std::exchange(other.key_, nullptr);
  }
  return *this;
}

Vault::~Vault() { sodium_free(key_); }

std::string Vault::subkey(std::string_view purpose) const {
  std::string bytes(kKeyBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                     reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), key_, kKeyBytes);
  return bytes;
}

namespace {

Result<std::string> known_fingerprint(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT fingerprint FROM home_key"));
  return rows.empty() ? std::string() : rows.front().text("fingerprint");
}

// Of two processes that open a new home at once, the second finds what the first wrote.
Result<std::string> note_fingerprint(SqlSession& session, const std::string& fingerprint) {
  ONGGI_CHECK(session.execute(
      "INSERT INTO home_key (only_row, fingerprint) VALUES (1, :1) ON CONFLICT (only_row) DO NOTHING", {fingerprint}));
  return known_fingerprint(session);
}

}  // namespace

Result<Vault> open_vault(const std::filesystem::path& folder, Database& database) {
  ONGGI_TRY(std::string known, database.read<std::string>(known_fingerprint));
  ONGGI_TRY(Vault vault, Vault::open(folder, known.empty() ? Vault::Create::yes : Vault::Create::no));
  const std::string fingerprint = to_hex(vault.subkey("fingerprint"));
  if (known.empty()) {
    ONGGI_TRY(known,
              database.write<std::string>([&](SqlSession& session) { return note_fingerprint(session, fingerprint); }));
  }
  if (known != fingerprint)
    return fail(ErrorCode::not_allowed,
                "the workspace was made with another master key than " + (folder / "master.key").string() +
                    "; restore that file from a backup or set " + kVariable,
                "wrong_master_key");
  return vault;
}

}  // namespace onggi
