// Text in the columns of any room's tables that may not be read in the database: sealed under the vault's keys.
//
// Each purpose has one data key, kept as a sealed value (sealed_values.h): the newest generation of the vault's keys
// wraps it, and a rotation wraps that one row anew. What was sealed stays as it is, however much there is of it, as the
// frames of blobs do. Sealed with XChaCha20-Poly1305; purpose and row are additional data, so that a text opens only in
// the row for which it was sealed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/database.h"
#include "store/locked_key.h"
#include "store/vault.h"

namespace onggi {

/// Thread safe; other processes over the same database have the same key.
class SealedText {
 public:
  /// Takes the key of `purpose` ("conversations"), making it when there is none. Not inside of a Database::write: it
  /// may write. The database is migrated. Errors: unavailable; bad_input ("sealed_damaged"): the key's row was changed,
  /// or the vault is another one.
  static Result<SealedText> open(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock,
                                 const std::string& purpose);

  /// Text for a column: base64, about 4/3 of the bytes and 56 more; another one each time. `row` names table, row and
  /// column, never changes, and must be the same for opening ("exchanges/cnv_.../3/question"). No I/O.
  std::string seal(std::string_view row, std::string_view bytes) const;

  /// The bytes again. Errors: bad_input ("sealed_damaged"): changed, of another row or purpose, or of another vault.
  /// No I/O.
  Result<std::string> open(std::string_view row, std::string_view sealed) const;

 private:
  SealedText(std::string purpose, store::LockedKey key) : purpose_(std::move(purpose)), key_(std::move(key)) {}
  std::string about(std::string_view row) const;

  std::string purpose_;
  store::LockedKey key_;
};

}  // namespace onggi
