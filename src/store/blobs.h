// Encrypted bytes under the name of their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/temporary_file.h"
#include "store/vault.h"

namespace onggi {

/// A folder of files blobs/ab/cdef...: named by keyed hash of the content (equal content is stored once; the name
/// reveals nothing), encrypted with XChaCha20-Poly1305 in frames of 64 KiB (secretstream), so that a cut, swapped or
/// changed file is noticed. Each has a data key of its own, wrapped by the vault's newest blob key (blob_header.h).
/// Thread and process safe: a blob is written beside and renamed.
class BlobStore {
 public:
  static Result<std::unique_ptr<BlobStore>> open(const std::filesystem::path& folder, const Vault& vault);
  virtual ~BlobStore() = default;

  /// Durable when it returns. Errors: unavailable (disk full, read-only).
  virtual Result<BlobId> put(std::string_view bytes) = 0;

  /// The same from a file, streamed: memory does not grow with the file.
  virtual Result<BlobId> put_file(const std::filesystem::path& path) = 0;
  virtual Result<BlobId> put_file(const TemporaryFile& file) = 0;

  /// Errors: not_found; bad_input when the file was changed or the key is another (reasons "blob_damaged",
  /// "blob_key_unknown"); limit_exceeded over `bytes_max`.
  virtual Result<std::string> get(const BlobId& id, std::uint64_t bytes_max = UINT64_MAX) const = 0;

  virtual bool contains(const BlobId& id) const = 0;

  /// The id that put() and put_file() would give; nothing is kept.
  virtual BlobId name(std::string_view bytes) const = 0;
  virtual Result<BlobId> name_file(const std::filesystem::path& path) const = 0;
  virtual Result<BlobId> name_file(const TemporaryFile& file) const = 0;

  /// Gone when it returns; not an error when it was not there. Its data key is wiped first: what a disk keeps of the
  /// file's blocks opens no more, whatever keys somebody has.
  virtual Result<void> remove(const BlobId& id) = 0;

  /// Under which generation of the vault's blob keys it stands, and the file's size. Reads the header alone.
  struct Sealed {
    std::uint64_t generation = 0, file_bytes = 0;
  };
  virtual Result<Sealed> sealed(const BlobId& id) const = 0;

  /// Brings blobs under the newest generation: envelopes are wrapped anew, the frames stay. A blob of the first form
  /// (homes from before envelopes) is written anew once. Synced once for all of them; a kill leaves blobs that open.
  /// Those that are gone or there already are no error; gives how many do not open. Errors: unavailable.
  virtual Result<std::int64_t> rewrap(std::span<const BlobId> ids) = 0;

  /// Removes files that killed processes left half written, not those that are being written. Gives how many.
  virtual Result<std::int64_t> remove_leftovers() = 0;

  /// All ids, for doctor and garbage collection.
  virtual Result<std::vector<BlobId>> list() const = 0;
};

}  // namespace onggi
