// Sealing and opening a stream of frames.
#include "store/blob_format.h"

#include <sodium.h>

#include <algorithm>

namespace onggi::store {
namespace {

constexpr std::string_view kMark = "onggi1\n";
constexpr std::size_t kOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kSealedFrameBytes = kFrameBytes + kOverhead;

using State = crypto_secretstream_xchacha20poly1305_state;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::bad_input,
              "the blob does not open (" + std::string(what) +
                  "): the file was changed, or the home's key is another; restore it from a backup",
              "blob_damaged");
}

std::string sealed_frame(State& state, std::string_view id, std::string_view plain, bool last) {
  std::string frame(plain.size() + kOverhead, '\0');
  crypto_secretstream_xchacha20poly1305_push(
      &state, bytes_of(frame), nullptr, bytes_of(plain), plain.size(), bytes_of(id), id.size(),
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  return frame;
}

Result<std::string> opened_frame(State& state, std::string_view id, std::string_view frame, bool last) {
  if (frame.size() < kOverhead) return damaged("cut");
  std::string plain(frame.size() - kOverhead, '\0');
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state, bytes_of(plain), nullptr, &tag, bytes_of(frame), frame.size(),
                                                 bytes_of(id), id.size()) != 0)
    return damaged("frame");
  if ((tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) != last) return damaged("end");
  return plain;
}

}  // namespace

std::uint64_t sealed_length(std::uint64_t plain_bytes) {
  const std::uint64_t frames = std::max<std::uint64_t>(1, (plain_bytes + kFrameBytes - 1) / kFrameBytes);
  return kMark.size() + kHeaderBytes + plain_bytes + frames * kOverhead;
}

std::optional<std::uint64_t> plain_length(std::uint64_t sealed_bytes) {
  const std::uint64_t before = kMark.size() + kHeaderBytes;
  if (sealed_bytes < before + kOverhead) return std::nullopt;
  const std::uint64_t frames = (sealed_bytes - before + kSealedFrameBytes - 1) / kSealedFrameBytes;
  if (sealed_bytes < before + frames * kOverhead) return std::nullopt;
  const std::uint64_t plain_bytes = sealed_bytes - before - frames * kOverhead;
  return sealed_length(plain_bytes) == sealed_bytes ? std::optional(plain_bytes) : std::nullopt;
}

Result<void> seal(std::string_view key, std::string_view id, const ReadSome& plain, const WriteSome& sealed) {
  State state;
  std::string header(kHeaderBytes, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&state, bytes_of(header), bytes_of(key));
  ONGGI_CHECK(sealed(std::string(kMark) + header));
  ONGGI_TRY(std::string frame, plain(kFrameBytes));
  for (;;) {  // one frame ahead, because the last one says that it is
    ONGGI_TRY(std::string next, frame.size() == kFrameBytes ? plain(kFrameBytes) : Result<std::string>(std::string()));
    const bool last = next.empty();
    ONGGI_CHECK(sealed(sealed_frame(state, id, frame, last)));
    if (last) return {};
    frame = std::move(next);
  }
}

Result<void> unseal(std::string_view key, std::string_view id, const ReadSome& sealed, const WriteSome& plain) {
  ONGGI_TRY(const std::string front, sealed(kMark.size() + kHeaderBytes));
  if (!front.starts_with(kMark) || front.size() != kMark.size() + kHeaderBytes) return damaged("header");
  State state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, bytes_of(front) + kMark.size(), bytes_of(key)) != 0)
    return damaged("header");
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

}  // namespace onggi::store
