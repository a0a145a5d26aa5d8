// What stands before a blob's frames: a mark, and the blob's own data key, wrapped by a key of the vault (an envelope).
//
// There are two places for the wrapped key. Changing the vault's key writes the new wrapping into the free place, makes
// it durable, and then clears the old one: gigabytes of frames stay as they are, and a kill in between leaves one place
// that opens. Blobs of the first form have no envelope: their frames are sealed with the vault's key itself.
// Inside of room store.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/blob_keys.h"

namespace onggi::store {

inline constexpr std::size_t kMarkBytes = 7;
inline constexpr std::size_t kSlotBytes = 8 + 24 + 32 + 16;  // generation, nonce, sealed key with its tag
inline constexpr std::size_t kSlots = 2;
inline constexpr std::size_t kHeaderBytesMax = kMarkBytes + kSlots * kSlotBytes;

/// The key of a generation; none when the vault does not have it (any more).
using KeyOf = std::function<std::optional<std::string>(std::uint64_t generation)>;

enum class BlobForm : std::uint8_t { direct, envelope };

struct BlobHeader {
  BlobForm form = BlobForm::envelope;
  std::array<std::string, kSlots> slots;  // of an envelope; a free one is all zeros
};

std::uint64_t header_length(BlobForm form);
std::size_t slot_begin(std::size_t slot);
std::string free_slot();

/// None: these are not the first bytes of a blob. `front` has at least as many bytes as its form needs.
std::optional<BlobHeader> read_header(std::string_view front);
std::string write_header(const BlobHeader& header);

/// The generation a slot names; none for a free one.
std::optional<std::uint64_t> generation_of(std::string_view slot);

std::string wrap(const GenerationKey& key, std::string_view id, std::string_view data_key);

struct Unwrapped {
  std::string data_key;
  std::size_t slot = 0;
  std::uint64_t generation = 0;
};
/// The data key out of whichever slot opens. Errors: bad_input, "blob_damaged"; "blob_key_unknown" when the vault lacks
/// the key of every slot.
Result<Unwrapped> unwrap(const BlobHeader& header, std::string_view id, const KeyOf& key_of);

std::unexpected<Error> damaged_blob(std::string_view what);

}  // namespace onggi::store
