// See sealed_values.h.
#include "store/sealed_values.h"

#include <sodium.h>

#include "base/hash.h"
#include "store/blob_header.h"

namespace onggi {
namespace {

using store::LockedKey;

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::int64_t kPage = 500;
constexpr std::string_view kColumns = "purpose, name, value_hash, envelope, sealed, made_ms";

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// A row opens as what it was sealed for: an envelope or a value that is put into another row does not.
std::string about(std::string_view purpose, std::string_view name, std::string_view value_hash) {
  std::string id = "sealed value:";
  for (const std::string_view part : {purpose, name, value_hash})
    id += std::to_string(part.size()) + ":" + std::string(part);
  return id;
}

std::string sealed_text(std::string_view data_key, std::string_view about, std::string_view value) {
  const std::string nonce = random_bytes(kNonceBytes);
  std::string bytes(value.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(bytes), nullptr, bytes_of(value), value.size(), bytes_of(about),
                                             about.size(), nullptr, bytes_of(nonce), bytes_of(data_key));
  return to_base64(nonce + bytes);
}

std::unexpected<Error> damaged_value() {
  return fail(ErrorCode::bad_input,
              "a sealed value does not open: its row was changed, or the workspace's keys are others; restore database "
              "and keys from one and the same backup",
              "sealed_damaged");
}

Result<std::string> opened_text(std::string_view data_key, std::string_view about, std::string_view sealed) {
  std::string bytes;
  if (!from_base64(sealed, bytes) || bytes.size() < kNonceBytes + kTagBytes) return damaged_value();
  std::string value(bytes.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(value), nullptr, nullptr, bytes_of(bytes) + kNonceBytes,
                                                 bytes.size() - kNonceBytes, bytes_of(about), about.size(),
                                                 bytes_of(bytes), bytes_of(data_key)) != 0)
    return damaged_value();
  return value;
}

Result<std::string> data_key_of(const SqlRow& row, const store::BlobKeys& keys, std::string_view about) {
  store::BlobHeader header;
  header.slots = {std::string(), store::free_slot()};
  if (!from_base64(row.text("envelope"), header.slots[0]) || header.slots[0].size() != store::kSlotBytes)
    return damaged_value();
  auto unwrapped = store::unwrap(header, about, [&](std::uint64_t generation) { return keys.key(generation); });
  if (!unwrapped) return damaged_value();
  return std::move(unwrapped->data_key);
}

std::string about(const SqlRow& row) { return about(row.text("purpose"), row.text("name"), row.text("value_hash")); }

Result<SealedValue> opened(const SqlRow& row, const store::BlobKeys& keys) {
  const std::string id = about(row);
  ONGGI_TRY(std::string data_key, data_key_of(row, keys, id));
  auto value = opened_text(data_key, id, row.text("sealed"));
  store::wipe(data_key);
  if (!value) return std::unexpected(std::move(value).error());
  return SealedValue{row.text("name"), row.text("value_hash"), *std::move(value), row.integer("made_ms")};
}

}  // namespace

SealedValues::SealedValues(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock,
                           std::string purpose)
    : database_(std::move(database)), keys_(vault.blob_keys()), clock_(clock), purpose_(std::move(purpose)) {}

Result<void> SealedValues::keep(std::span<const SealedValue> values) const {
  if (values.empty()) return {};
  for (const SealedValue& value : values)
    if (value.value.size() > kValueBytesMax)
      return fail(ErrorCode::limit_exceeded, "a value to be sealed is longer than 65536 bytes");
  const auto writing = keys_->writing();  // a rotation waits until the rows stand under the key taken here
  store::GenerationKey key = keys_->newest();
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(values.size());
  for (const SealedValue& value : values) {
    const std::string id = about(purpose_, value.name, value.value_hash);
    std::string data_key = random_bytes(LockedKey::kBytes);
    rows.push_back({purpose_, value.name, value.value_hash, static_cast<std::int64_t>(key.generation),
                    to_base64(store::wrap(key, id, data_key)), sealed_text(data_key, id, value.value),
                    clock_.now_ms()});
    store::wipe(data_key);
  }
  store::wipe(key.key);
  ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many(
        "INSERT INTO sealed_values (purpose, name, value_hash, generation, envelope, sealed, made_ms) VALUES (:1, :2, "
        ":3, :4, :5, :6, :7) ON CONFLICT (purpose, name, value_hash) DO NOTHING",
        rows));
    return true;
  }));
  return {};
}

Result<std::vector<SealedValue>> SealedValues::get(std::string_view name) const {
  const std::string sql = "SELECT " + std::string(kColumns) +
                          " FROM sealed_values WHERE purpose = :1 AND name = :2 ORDER BY made_ms, value_hash";
  for (int attempt = 0;; ++attempt) {
    ONGGI_TRY(const auto rows, database_->query(sql, {purpose_, std::string(name)}));
    std::vector<SealedValue> values;
    Result<void> failure;
    for (const SqlRow& row : rows) {
      auto value = opened(row, *keys_);
      if (value) values.push_back(*std::move(value));
      else failure = std::unexpected(std::move(value).error());
    }
    if (failure) return values;
    // A rotation may have wrapped the row anew and forgotten its old generation since it was read: once more.
    if (attempt > 0) return std::unexpected(std::move(failure).error());
  }
}

Result<std::int64_t> SealedValues::count() const {
  ONGGI_TRY(const auto rows,
            database_->query("SELECT COUNT(*) AS n FROM sealed_values WHERE purpose = :1", {purpose_}));
  return rows.front().integer("n");
}

Result<std::int64_t> SealedValues::remove_if(const std::function<bool(const SealedValue&)>& goes) const {
  const std::string sql = "SELECT " + std::string(kColumns) +
                          " FROM sealed_values WHERE purpose = :1 AND (name > :2 OR (name = :3 AND value_hash > :4)) "
                          "ORDER BY name, value_hash LIMIT :5";
  std::int64_t removed = 0;
  for (SealedValue last;;) {
    ONGGI_TRY(const auto rows, database_->query(sql, {purpose_, last.name, last.name, last.value_hash, kPage}));
    if (rows.empty()) return removed;
    std::vector<std::vector<SqlValue>> gone;
    for (const SqlRow& row : rows) {
      ONGGI_TRY(last, opened(row, *keys_));
      if (goes(last)) gone.push_back({purpose_, last.name, last.value_hash});
    }
    ONGGI_CHECK(database_->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(
          session.execute_many("DELETE FROM sealed_values WHERE purpose = :1 AND name = :2 AND value_hash = :3", gone));
      return true;
    }));
    removed += static_cast<std::int64_t>(gone.size());
  }
}

namespace store {

Result<RewrappedValues> rewrap_values(Database& database, const BlobKeys& keys, std::int64_t damaged,
                                      std::int64_t batch) {
  const GenerationKey newest = keys.newest();
  return database.write<RewrappedValues>([&](SqlSession& session) -> Result<RewrappedValues> {
    RewrappedValues done;
    ONGGI_TRY(const auto rows, session.query("SELECT purpose, name, value_hash, envelope FROM sealed_values WHERE "
                                             "generation < :1 ORDER BY purpose, name, value_hash LIMIT :2 OFFSET :3",
                                             {static_cast<std::int64_t>(newest.generation), batch, damaged}));
    std::vector<std::vector<SqlValue>> wrapped;
    for (const SqlRow& row : rows) {
      auto data_key = data_key_of(row, keys, about(row));
      if (!data_key) {
        ++done.damaged;
        continue;
      }
      wrapped.push_back({static_cast<std::int64_t>(newest.generation), to_base64(wrap(newest, about(row), *data_key)),
                         row.text("purpose"), row.text("name"), row.text("value_hash")});
      wipe(*data_key);
      ++done.done;
    }
    ONGGI_CHECK(session.execute_many(
        "UPDATE sealed_values SET generation = :1, envelope = :2 WHERE purpose = :3 AND name = :4 AND value_hash = :5",
        wrapped));
    return done;
  });
}

}  // namespace store
}  // namespace onggi
