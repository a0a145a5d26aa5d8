// How one blob lies on disk: a mark and envelope (blob_header.h), a secretstream header, frames of 64 KiB of plain
// bytes, the last one tagged as such.
//
// libsodium's crypto_secretstream_xchacha20poly1305 chains its frames, so that a cut, doubled or swapped frame does not
// open; the blob's id goes into each frame as additional data, so that a file under another's name does not open
// either.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/blob_header.h"

namespace onggi::store {

inline constexpr std::size_t kFrameBytes = 64 * 1024;

/// Gives the next bytes, up to the asked number and fewer only at the end ("" after it).
using ReadSome = std::function<Result<std::string>(std::size_t bytes_max)>;
using WriteSome = std::function<Result<void>(std::string_view bytes)>;

/// Length of the file for so many plain bytes; and back, none when no blob has such a length.
std::uint64_t sealed_length(std::uint64_t plain_bytes, BlobForm form = BlobForm::envelope);
std::optional<std::uint64_t> plain_length(std::uint64_t sealed_bytes, BlobForm form = BlobForm::envelope);

/// Under a fresh data key, wrapped by `key`. Memory: one frame. What lies in the first form was sealed by
/// kDirectGeneration itself.
Result<void> seal(const GenerationKey& key, std::string_view id, const ReadSome& plain, const WriteSome& sealed);

/// Both forms. Errors: as unwrap().
Result<void> unseal(const KeyOf& key_of, std::string_view id, const ReadSome& sealed, const WriteSome& plain);

}  // namespace onggi::store
