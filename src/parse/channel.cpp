// Frames over a socket; see channel.h.
#include "parse/channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace onggi::parse {
namespace {

constexpr std::size_t kHeaderBytesMax = 1U << 20U;
constexpr int kPollMs = 50;

std::unexpected<Error> gone() {
  return fail(ErrorCode::unavailable, "the other side of the channel is gone", "channel_closed");
}

// Waits until the socket is ready or nobody wants the result any more.
Result<void> wait_for(int socket, short events, const StillWanted& still_wanted) {
  for (;;) {
    ONGGI_CHECK(still_wanted());
    pollfd wanted{.fd = socket, .events = events, .revents = 0};
    const int ready = ::poll(&wanted, 1, kPollMs);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return gone();
  }
}

// One sendmsg with an optional descriptor; 0 when the socket is full.
Result<std::size_t> send_some(int socket, std::string_view bytes, int file) {
  iovec part{.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (file >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(head), &file, sizeof(int));
  }
  const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (errno == EAGAIN || errno == EINTR) return std::size_t{0};
  return gone();
}

Result<void> send_all(int socket, std::string_view bytes, int file, const StillWanted& still_wanted) {
  while (!bytes.empty()) {
    ONGGI_CHECK(wait_for(socket, POLLOUT, still_wanted));
    ONGGI_TRY(const std::size_t sent, send_some(socket, bytes, file));
    if (sent > 0) file = -1;
    bytes.remove_prefix(sent);
  }
  return {};
}

void keep_file(msghdr& message, FileDescriptor& file) {
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
      continue;
    int received = -1;
    std::memcpy(&received, CMSG_DATA(head), sizeof(int));
    file = FileDescriptor(received);
  }
}

Result<void> receive_exactly(int socket, char* into, std::size_t size, FileDescriptor& file,
                             const StillWanted& still_wanted) {
  while (size > 0) {
    ONGGI_CHECK(wait_for(socket, POLLIN, still_wanted));
    iovec part{.iov_base = into, .iov_len = size};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t received = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (received < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (received <= 0) return gone();
    keep_file(message, file);
    into += received;
    size -= static_cast<std::size_t>(received);
  }
  return {};
}

std::array<char, 4> little_endian(std::size_t value) {
  std::array<char, 4> bytes{};
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xFFU);
    value >>= 8U;
  }
  return bytes;
}

}  // namespace

Result<void> send_frame(int socket, std::string_view header, std::string_view payload, int file,
                        const StillWanted& still_wanted) {
  const std::array<char, 4> length = little_endian(header.size());
  std::string start(length.data(), length.size());
  start.append(header);
  ONGGI_CHECK(send_all(socket, start, file, still_wanted));
  return send_all(socket, payload, -1, still_wanted);
}

Result<Frame> receive_frame(int socket,
                            const std::function<Result<std::uint64_t>(std::string_view header)>& payload_size,
                            const StillWanted& still_wanted) {
  Frame frame;
  std::array<char, 4> length{};
  ONGGI_CHECK(receive_exactly(socket, length.data(), length.size(), frame.file, still_wanted));
  std::size_t header_bytes = 0;
  for (std::size_t i = length.size(); i-- > 0;)
    header_bytes = header_bytes << 8U | static_cast<unsigned char>(length[i]);
  if (header_bytes > kHeaderBytesMax) return fail(ErrorCode::bad_input, "a frame's header is too long", "bad_frame");
  frame.header.resize(header_bytes);
  ONGGI_CHECK(receive_exactly(socket, frame.header.data(), header_bytes, frame.file, still_wanted));
  ONGGI_TRY(const std::uint64_t payload_bytes, payload_size(frame.header));
  // Grown while it arrives: a header alone must not cost memory.
  constexpr std::size_t kStep = 4U << 20U;
  while (frame.payload.size() < payload_bytes) {
    const std::size_t had = frame.payload.size();
    frame.payload.resize(std::min<std::uint64_t>(payload_bytes, had + kStep));
    ONGGI_CHECK(
        receive_exactly(socket, frame.payload.data() + had, frame.payload.size() - had, frame.file, still_wanted));
  }
  return frame;
}

}  // namespace onggi::parse
