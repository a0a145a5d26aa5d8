// Sealing and opening a stream of frames.
#include "store/blob_format.h"

#include <sodium.h>

#include <algorithm>

#include "base/hash.h"

namespace onggi::store {
namespace {

constexpr std::size_t kOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kStreamHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kSealedFrameBytes = kFrameBytes + kOverhead;

using State = crypto_secretstream_xchacha20poly1305_state;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string sealed_frame(State& state, std::string_view id, std::string_view plain, bool last) {
  std::string frame(plain.size() + kOverhead, '\0');
  crypto_secretstream_xchacha20poly1305_push(
      &state, bytes_of(frame), nullptr, bytes_of(plain), plain.size(), bytes_of(id), id.size(),
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  return frame;
}

Result<std::string> opened_frame(State& state, std::string_view id, std::string_view frame, bool last) {
  if (frame.size() < kOverhead) return damaged_blob("cut");
  std::string plain(frame.size() - kOverhead, '\0');
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state, bytes_of(plain), nullptr, &tag, bytes_of(frame), frame.size(),
                                                 bytes_of(id), id.size()) != 0)
    return damaged_blob("frame");
  if ((tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) != last) return damaged_blob("end");
  return plain;
}

Result<std::string> data_key_of(const BlobHeader& header, std::string_view id, const KeyOf& key_of) {
  if (header.form == BlobForm::envelope) {
    ONGGI_TRY(Unwrapped unwrapped, unwrap(header, id, key_of));
    return std::move(unwrapped.data_key);
  }
  auto key = key_of(kDirectGeneration);
  if (!key) return damaged_blob("first form, whose key was replaced");
  return *std::move(key);
}

Result<std::string> read_front(const ReadSome& sealed) {
  ONGGI_TRY(std::string front, sealed(kMarkBytes));
  if (read_header(front)) return front;  // the first form: a mark is all
  ONGGI_TRY(const std::string rest, sealed(kHeaderBytesMax - kMarkBytes));
  return front + rest;
}

Result<void> seal_frames(std::string_view key, std::string_view id, const ReadSome& plain, const WriteSome& sealed) {
  State state;
  std::string header(kStreamHeaderBytes, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&state, bytes_of(header), bytes_of(key));
  ONGGI_CHECK(sealed(header));
  ONGGI_TRY(std::string frame, plain(kFrameBytes));
  for (;;) {  // one frame ahead, because the last one says that it is
    ONGGI_TRY(std::string next, frame.size() == kFrameBytes ? plain(kFrameBytes) : Result<std::string>(std::string()));
    const bool last = next.empty();
    ONGGI_CHECK(sealed(sealed_frame(state, id, frame, last)));
    if (last) return {};
    frame = std::move(next);
  }
}

Result<void> open_frames(std::string_view key, std::string_view id, const ReadSome& sealed, const WriteSome& plain) {
  ONGGI_TRY(const std::string header, sealed(kStreamHeaderBytes));
  State state;
  if (header.size() != kStreamHeaderBytes ||
      crypto_secretstream_xchacha20poly1305_init_pull(&state, bytes_of(header), bytes_of(key)) != 0)
    return damaged_blob("header");
  ONGGI_TRY(std::string frame, sealed(kSealedFrameBytes));
  for (;;) {
    ONGGI_TRY(std::string next,
              frame.size() == kSealedFrameBytes ? sealed(kSealedFrameBytes) : Result<std::string>(std::string()));
    const bool last = next.empty();
    ONGGI_TRY(const std::string bytes, opened_frame(state, id, frame, last));
    ONGGI_CHECK(plain(bytes));
    if (last) return {};
    frame = std::move(next);
  }
}

}  // namespace

std::uint64_t sealed_length(std::uint64_t plain_bytes, BlobForm form) {
  const std::uint64_t frames = std::max<std::uint64_t>(1, (plain_bytes + kFrameBytes - 1) / kFrameBytes);
  return header_length(form) + kStreamHeaderBytes + plain_bytes + frames * kOverhead;
}

std::optional<std::uint64_t> plain_length(std::uint64_t sealed_bytes, BlobForm form) {
  const std::uint64_t before = header_length(form) + kStreamHeaderBytes;
  if (sealed_bytes < before + kOverhead) return std::nullopt;
  const std::uint64_t frames = (sealed_bytes - before + kSealedFrameBytes - 1) / kSealedFrameBytes;
  if (sealed_bytes < before + frames * kOverhead) return std::nullopt;
  const std::uint64_t plain_bytes = sealed_bytes - before - frames * kOverhead;
  return sealed_length(plain_bytes, form) == sealed_bytes ? std::optional(plain_bytes) : std::nullopt;
}

Result<void> seal(const GenerationKey& key, std::string_view id, const ReadSome& plain, const WriteSome& sealed) {
  std::string data_key = random_bytes(LockedKey::kBytes);
  BlobHeader header;
  header.slots = {wrap(key, id, data_key), free_slot()};
  auto done = sealed(write_header(header));
  if (done) done = seal_frames(data_key, id, plain, sealed);
  wipe(data_key);
  return done;
}

Result<void> unseal(const KeyOf& key_of, std::string_view id, const ReadSome& sealed, const WriteSome& plain) {
  ONGGI_TRY(const std::string front, read_front(sealed));
  const auto header = read_header(front);
  if (!header) return damaged_blob("header");
  ONGGI_TRY(std::string data_key, data_key_of(*header, id, key_of));
  auto done = open_frames(data_key, id, sealed, plain);
  wipe(data_key);
  return done;
}

}  // namespace onggi::store
