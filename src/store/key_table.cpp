// Sealed keys as rows; see key_table.h.
#include "store/key_table.h"

#include <sodium.h>

#include "base/hash.h"

namespace onggi::store {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSealedBytes = kNonceBytes + LockedKey::kBytes + kTagBytes;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// A row opens as what it was sealed for, not as another.
std::string about(std::string_view purpose, std::uint64_t generation) {
  return "vault key:" + std::string(purpose) + ":" + std::to_string(generation);
}

std::string sealed(std::string_view master, std::string_view key, const std::string& about) {
  std::string wrapping = LockedKey(master).derived("wrap");
  const std::string nonce = random_bytes(kNonceBytes);
  std::string bytes(key.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(bytes), nullptr, bytes_of(key), key.size(), bytes_of(about),
                                             about.size(), nullptr, bytes_of(nonce), bytes_of(wrapping));
  wipe(wrapping);
  return to_base64(nonce + bytes);
}

Result<std::string> opened(std::string_view master, std::string_view text, const std::string& about) {
  std::string bytes;
  std::string key(LockedKey::kBytes, '\0');
  std::string wrapping = LockedKey(master).derived("wrap");
  const bool ok = from_base64(text, bytes) && bytes.size() == kSealedBytes &&
                  crypto_aead_xchacha20poly1305_ietf_decrypt(
                      bytes_of(key), nullptr, nullptr, bytes_of(bytes) + kNonceBytes, bytes.size() - kNonceBytes,
                      bytes_of(about), about.size(), bytes_of(bytes), bytes_of(wrapping)) == 0;
  wipe(wrapping);
  if (!ok) return damaged_keys();
  return key;
}

}  // namespace

std::unexpected<Error> damaged_keys() {
  return fail(ErrorCode::bad_input,
              "the home's keys in the database are missing or do not open: restore database and key from one and the "
              "same backup",
              "vault_damaged");
}

std::string fingerprint_of(std::string_view master) { return to_hex(LockedKey(master).derived("fingerprint")); }

std::string short_fingerprint(std::string_view fingerprint) { return std::string(fingerprint.substr(0, 16)); }

Result<void> put_key(SqlSession& session, std::string_view master, std::string_view purpose, std::uint64_t generation,
                     std::string_view key, UnixMs made_ms) {
  const std::string wrapped = sealed(master, key, about(purpose, generation));
  ONGGI_CHECK(session.execute("INSERT INTO vault_keys (purpose, generation, wrapped, made_ms) VALUES (:1, :2, :3, :4)",
                              {std::string(purpose), static_cast<std::int64_t>(generation), wrapped, made_ms}));
  return {};
}

Result<KeyRows> read_keys(SqlSession& session, std::string_view master) {
  ONGGI_TRY(const auto rows, session.query("SELECT purpose, generation, wrapped FROM vault_keys ORDER BY generation"));
  KeyRows keys;
  keys.blobs = std::make_shared<BlobKeys>();
  for (const SqlRow& row : rows) {
    const auto generation = static_cast<std::uint64_t>(row.integer("generation"));
    const std::string purpose = row.text("purpose");
    ONGGI_TRY(std::string key, opened(master, row.text("wrapped"), about(purpose, generation)));
    if (purpose == kRoot) {
      keys.root = key;
    } else if (!keys.blobs->add(generation, key)) {
      return fail(ErrorCode::unavailable, "no locked memory for the home's keys; raise the limit (ulimit -l)");
    }
    wipe(key);
  }
  return keys;
}

Result<std::string> known_fingerprint(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT fingerprint FROM home_key"));
  return rows.empty() ? std::string() : rows.front().text("fingerprint");
}

// A home from before rows of keys has no time beside its fingerprint.
Result<bool> has_table_of_keys(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT made_ms FROM home_key"));
  return !rows.empty() && rows.front().integer("made_ms") > 0;
}

Result<void> note_fingerprint(SqlSession& session, std::string_view fingerprint, UnixMs made_ms) {
  ONGGI_CHECK(
      session.execute("INSERT INTO home_key (only_row, fingerprint, made_ms) VALUES (1, :1, :2) ON CONFLICT (only_row) "
                      "DO UPDATE SET fingerprint = excluded.fingerprint, made_ms = excluded.made_ms",
                      {std::string(fingerprint), made_ms}));
  return {};
}

}  // namespace onggi::store
