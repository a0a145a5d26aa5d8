// The keys of a home: one master key, a subkey for each purpose.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi {

class Database;

/// Holds the master key in locked memory and gives subkeys of it. Thread safe after open.
class Vault {
 public:
  /// Takes the key from $ONGGI_MASTER_KEY (64 hex digits) when set, else from `folder`/master.key (mode 0600), which is
  /// made when missing and `create` is yes. Errors: not_found (no key, create no), not_allowed (file readable by
  /// others), bad_input (not 32 bytes), unavailable.
  enum class Create { no, yes };
  static Result<Vault> open(const std::filesystem::path& folder, Create create);

  /// 32 bytes for one purpose ("blobs", "names", "keys", "audit"): the same home and purpose always give the same
  /// bytes. Derived with keyed BLAKE2b.
  std::string subkey(std::string_view purpose) const;

  Vault(Vault&&) noexcept;
  Vault& operator=(Vault&&) noexcept;
  ~Vault();

 private:
  explicit Vault(std::string_view key);
  unsigned char* key_ = nullptr;  // 32 bytes, sodium_malloc
};

/// The vault of a home whose database is migrated. The first call makes the key and notes its fingerprint in the
/// database; from then on a missing key is an error, never made anew. Errors: as Vault::open; not_allowed
/// ("wrong_master_key") when the database was made with another key.
Result<Vault> open_vault(const std::filesystem::path& folder, Database& database);

}  // namespace onggi
