// Envelopes of blobs; see blob_header.h.
#include "store/blob_header.h"

#include <sodium.h>

#include <algorithm>

#include "base/hash.h"

namespace onggi::store {
namespace {

constexpr std::string_view kDirectMark = "onggi1\n";
constexpr std::string_view kEnvelopeMark = "onggi2\n";
constexpr std::size_t kGenerationBytes = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kSlotBytes == kGenerationBytes + kNonceBytes + LockedKey::kBytes + kTagBytes);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string little_endian(std::uint64_t number) {
  std::string bytes;
  for (unsigned i = 0; i < kGenerationBytes; ++i) bytes.push_back(static_cast<char>(number >> (8U * i)));
  return bytes;
}

// A wrapped key opens for its blob and generation only.
std::string about(std::string_view id, std::string_view generation) {
  return "data key:" + std::string(id) + ":" + std::string(generation);
}

std::optional<std::string> opened(std::string_view slot, std::string_view id, std::string_view key) {
  const std::string_view generation = slot.substr(0, kGenerationBytes);
  const std::string_view nonce = slot.substr(kGenerationBytes, kNonceBytes);
  const std::string_view sealed = slot.substr(kGenerationBytes + kNonceBytes);
  const std::string more = about(id, generation);
  std::string data_key(LockedKey::kBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(data_key), nullptr, nullptr, bytes_of(sealed), sealed.size(),
                                                 bytes_of(more), more.size(), bytes_of(nonce), bytes_of(key)) != 0)
    return std::nullopt;
  return data_key;
}

}  // namespace

std::uint64_t header_length(BlobForm form) { return form == BlobForm::direct ? kMarkBytes : kHeaderBytesMax; }

std::size_t slot_begin(std::size_t slot) { return kMarkBytes + slot * kSlotBytes; }

std::string free_slot() { return std::string(kSlotBytes, '\0'); }

std::optional<BlobHeader> read_header(std::string_view front) {
  if (front.starts_with(kDirectMark)) return BlobHeader{BlobForm::direct, {}};
  if (!front.starts_with(kEnvelopeMark) || front.size() < kHeaderBytesMax) return std::nullopt;
  BlobHeader header;
  for (std::size_t slot = 0; slot < kSlots; ++slot) header.slots[slot] = front.substr(slot_begin(slot), kSlotBytes);
  return header;
}

std::string write_header(const BlobHeader& header) {
  if (header.form == BlobForm::direct) return std::string(kDirectMark);
  std::string bytes(kEnvelopeMark);
  for (const std::string& slot : header.slots) bytes += slot;
  return bytes;
}

std::optional<std::uint64_t> generation_of(std::string_view slot) {
  std::uint64_t number = 0;
  for (unsigned i = 0; i < kGenerationBytes; ++i)
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(slot[i])) << (8U * i);
  return number == 0 ? std::nullopt : std::optional(number);
}

std::string wrap(const GenerationKey& key, std::string_view id, std::string_view data_key) {
  const std::string generation = little_endian(key.generation);
  const std::string nonce = random_bytes(kNonceBytes);
  const std::string more = about(id, generation);
  std::string sealed(data_key.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed), nullptr, bytes_of(data_key), data_key.size(),
                                             bytes_of(more), more.size(), nullptr, bytes_of(nonce), bytes_of(key.key));
  return generation + nonce + sealed;
}

Result<Unwrapped> unwrap(const BlobHeader& header, std::string_view id, const KeyOf& key_of) {
  bool any_key = false;
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    const auto generation = generation_of(header.slots[slot]);
    auto key = generation ? key_of(*generation) : std::nullopt;
    if (!key) continue;
    any_key = true;
    auto data_key = opened(header.slots[slot], id, *key);
    wipe(*key);
    if (data_key) return Unwrapped{*std::move(data_key), slot, *generation};
  }
  if (any_key) return damaged_blob("envelope");
  return fail(ErrorCode::bad_input,
              "the blob is sealed with a key that this home does not have (any more): restore keys, database and blobs "
              "from one and the same backup",
              "blob_key_unknown");
}

std::unexpected<Error> damaged_blob(std::string_view what) {
  return fail(ErrorCode::bad_input,
              "the blob does not open (" + std::string(what) +
                  "): the file was changed, or the home's key is another; restore it from a backup",
              "blob_damaged");
}

}  // namespace onggi::store
