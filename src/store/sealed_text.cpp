// See sealed_text.h.
#include "store/sealed_text.h"

#include <sodium.h>

#include "base/hash.h"
#include "store/sealed_values.h"

namespace onggi {
namespace {

using store::LockedKey;

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr const char* kKeys = "keys of sealed text";  // the purpose of the sealed values that are our keys

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::unexpected<Error> damaged_text() {
  return fail(ErrorCode::bad_input,
              "a sealed text does not open: its row was changed, or the workspace's keys are others; restore database "
              "and keys from one and the same backup",
              "sealed_damaged");
}

}  // namespace

Result<SealedText> SealedText::open(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock,
                                    const std::string& purpose) {
  const SealedValues keys(std::move(database), vault, clock, kKeys);
  ONGGI_TRY(auto kept, keys.get(purpose));
  if (kept.empty()) {
    // Of two processes that come here at once the first one's key is kept, and both read that one.
    std::string made = random_bytes(LockedKey::kBytes);
    const SealedValue value{.name = purpose, .value_hash = "key", .value = made};
    store::wipe(made);
    ONGGI_CHECK(keys.keep({&value, 1}));
    ONGGI_TRY(kept, keys.get(purpose));
  }
  if (kept.size() != 1 || kept.front().value.size() != LockedKey::kBytes) return damaged_text();
  LockedKey key(kept.front().value);
  store::wipe(kept.front().value);
  if (!key)
    return fail(ErrorCode::unavailable, "no locked memory for the workspace's keys; raise the limit (ulimit -l)");
  return SealedText(purpose, std::move(key));
}

std::string SealedText::about(std::string_view row) const {
  std::string about = "sealed text:";
  for (const std::string_view part : {std::string_view(purpose_), row})
    about += std::to_string(part.size()) + ":" + std::string(part);
  return about;
}

std::string SealedText::seal(std::string_view row, std::string_view bytes) const {
  const std::string more = about(row);
  const std::string nonce = random_bytes(kNonceBytes);
  std::string sealed(bytes.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed), nullptr, bytes_of(bytes), bytes.size(), bytes_of(more),
                                             more.size(), nullptr, bytes_of(nonce), bytes_of(key_.view()));
  return to_base64(nonce + sealed);
}

Result<std::string> SealedText::open(std::string_view row, std::string_view sealed) const {
  std::string bytes;
  if (!from_base64(sealed, bytes) || bytes.size() < kNonceBytes + kTagBytes) return damaged_text();
  const std::string more = about(row);
  std::string opened(bytes.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(opened), nullptr, nullptr, bytes_of(bytes) + kNonceBytes,
                                                 bytes.size() - kNonceBytes, bytes_of(more), more.size(),
                                                 bytes_of(bytes), bytes_of(key_.view())) != 0)
    return damaged_text();
  return opened;
}

}  // namespace onggi
