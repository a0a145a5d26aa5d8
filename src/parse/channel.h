// Frames over the socket between the client and its worker: both sides use this, neither trusts the other.
//
// A frame is 4 bytes of length (little-endian), a JSON header of that length, then as many payload bytes as the
// header's "payload_bytes" says. A file descriptor may travel with a frame's first byte.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace onggi::parse {

struct Frame {
  std::string header;  // JSON text
  std::string payload;
  FileDescriptor file;  // what travelled with it; mostly none
};

/// Asked about every 50 ms while waiting; its error ends the wait.
using StillWanted = std::function<Result<void>()>;

/// Sends a frame; the receiver must see `payload.size()` in the header. Never raises SIGPIPE.
/// Errors: unavailable when the other side is gone; what `still_wanted` says.
Result<void> send_frame(int socket, std::string_view header, std::string_view payload, int file,
                        const StillWanted& still_wanted);

/// Receives a frame. `payload_size(header)` tells how long the payload is, or why it is refused.
/// Errors: unavailable when the other side is gone; bad_input when the header is longer than 1 MiB; what the two
/// functions say.
Result<Frame> receive_frame(int socket,
                            const std::function<Result<std::uint64_t>(std::string_view header)>& payload_size,
                            const StillWanted& still_wanted);

}  // namespace onggi::parse
