// Both ends of the command socket.
#include "app/command_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <ostream>
#include <streambuf>
#include <thread>

#include "base/file.h"

namespace onggi::app {
namespace {

constexpr std::size_t kFrameBytesMax = 16U << 20U;
constexpr int kPollMs = 100;

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool send_frame(int fd, char kind, std::string_view bytes) {
  std::string head(5, kind);
  for (std::size_t i = 0; i < 4; ++i) head[i + 1] = static_cast<char>((bytes.size() >> (8 * i)) & 0xFF);
  return send_all(fd, head) && send_all(fd, bytes);
}

// False at the end, on an error, or when `cancel` was requested.
bool receive_all(int fd, char* into, std::size_t count, const Cancel& cancel) {
  while (count > 0) {
    pollfd waiting{fd, POLLIN, 0};
    if (cancel.requested()) return false;
    if (::poll(&waiting, 1, kPollMs) <= 0) continue;
    const ssize_t got = ::recv(fd, into, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

struct Frame {
  char kind = 0;
  std::string bytes;
};

std::optional<Frame> receive_frame(int fd, const Cancel& cancel) {
  std::array<char, 5> head{};
  if (!receive_all(fd, head.data(), head.size(), cancel)) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(head[i + 1])) << (8 * i);
  if (length > kFrameBytesMax) return std::nullopt;
  Frame frame{head[0], std::string(length, '\0')};
  if (!receive_all(fd, frame.bytes.data(), length, cancel)) return std::nullopt;
  return frame;
}

// A stream whose text goes out as frames of one kind, at each flush and each full buffer.
class FrameBuffer final : public std::streambuf {
 public:
  FrameBuffer(int fd, char kind, std::mutex& mutex) : fd_(fd), kind_(kind), mutex_(mutex) {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }

 protected:
  int overflow(int character) override {
    if (sync() != 0) return traits_type::eof();
    if (character == traits_type::eof()) return 0;
    *pptr() = static_cast<char>(character);
    pbump(1);
    return character;
  }
  int sync() override {
    const std::scoped_lock lock(mutex_);
    const bool sent =
        pptr() == pbase() || send_frame(fd_, kind_, {pbase(), static_cast<std::size_t>(pptr() - pbase())});
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return sent ? 0 : -1;
  }

 private:
  int fd_;
  char kind_;
  std::mutex& mutex_;
  std::array<char, 4096> buffer_{};
};

std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof(address.sun_path)) return std::nullopt;
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

std::string encode(const SentCommand& command) {
  return nlohmann::json{{"arguments", command.arguments},
                        {"folder", command.folder},
                        {"input", command.input},
                        {"terminal", command.terminal},
                        {"korean", command.korean}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<SentCommand> decode(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  SentCommand command;
  command.arguments = json.value("arguments", std::vector<std::string>{});
  command.folder = json.value("folder", "");
  command.input = json.value("input", "");
  command.terminal = json.value("terminal", false);
  command.korean = json.value("korean", true);
  return command;
}

class Listening final : public CommandSocket {
 public:
  Listening(FileDescriptor listener, std::filesystem::path path, Run run)
      : listener_(std::move(listener)), path_(std::move(path)), run_(std::move(run)) {
    accepting_ = std::jthread([this] { accept_all(); });
  }

  ~Listening() override {
    stopping_.request();
    accepting_.join();
    for (Caller& caller : callers_) caller.cancel.request();
    callers_.clear();
    ::unlink(path_.c_str());
  }

 private:
  struct Caller {
    Cancel cancel;
    std::shared_ptr<std::atomic<bool>> done;  // shared with the thread, which sets it last
    std::jthread thread;
  };

  void accept_all() {
    while (!stopping_.requested()) {
      callers_.remove_if([](const Caller& caller) { return caller.done->load(); });
      pollfd waiting{listener_.get(), POLLIN, 0};
      if (::poll(&waiting, 1, kPollMs) <= 0) continue;
      FileDescriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection) take(std::move(connection));
    }
  }

  void take(FileDescriptor connection) {
    Caller& caller = callers_.emplace_back();
    caller.done = std::make_shared<std::atomic<bool>>(false);
    caller.thread = std::jthread([this, cancel = caller.cancel, done = caller.done, fd = std::move(connection)] {
      serve(fd.get(), cancel);
      done->store(true);
    });
  }

  void serve(int fd, const Cancel& cancel) {
    const auto frame = receive_frame(fd, cancel);
    const auto command = frame && frame->kind == 'a' ? decode(frame->bytes) : std::nullopt;
    if (!command) return;
    // Nothing more comes in: an end of the connection means that the caller was stopped.
    std::jthread watching([fd, cancel](const std::stop_token& stop) {
      while (!stop.stop_requested() && !cancel.requested()) {
        pollfd waiting{fd, POLLIN | POLLRDHUP, 0};
        if (::poll(&waiting, 1, kPollMs) > 0) return cancel.request();
      }
    });
    std::mutex mutex;
    FrameBuffer out_buffer(fd, 'o', mutex), err_buffer(fd, 'e', mutex);
    std::ostream out(&out_buffer), err(&err_buffer);
    CliIo io{.out = out,
             .err = err,
             .input = command->input,
             .folder = command->folder,
             .terminal = command->terminal,
             .korean = command->korean,
             .cancel = cancel};
    const int code = run_(*command, io);
    out.flush();
    err.flush();
    watching.request_stop();
    const std::scoped_lock lock(mutex);
    send_frame(fd, 'x', std::to_string(code));
  }

  FileDescriptor listener_;
  std::filesystem::path path_;
  Run run_;
  Cancel stopping_;
  std::list<Caller> callers_;  // touched by the accepting thread, and by the destructor after it has ended
  std::jthread accepting_;
};

FileDescriptor connect_to(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return {};
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0) return {};
  return fd;
}

}  // namespace

Result<std::unique_ptr<CommandSocket>> CommandSocket::open(const std::filesystem::path& path, Run run) {
  const auto address = address_of(path);
  if (!address)
    return fail(ErrorCode::unavailable, path.string() + " is too long for a socket; choose a home with a shorter path");
  ::unlink(path.c_str());  // of a server that was killed; the home's lock is ours
  FileDescriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const mode_t before = ::umask(0177);
  const int bound =
      listener ? ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) : -1;
  const int bind_error = errno;
  ::umask(before);
  if (bound != 0) return std::unexpected(system_error("listen at", path, bind_error));
  if (::listen(listener.get(), 16) != 0) return std::unexpected(system_error("listen at", path, errno));
  return std::make_unique<Listening>(std::move(listener), path, std::move(run));
}

std::optional<int> send_command(const std::filesystem::path& path, const SentCommand& command, std::ostream& out,
                                std::ostream& err, const Cancel& cancel) {
  const FileDescriptor fd = connect_to(path);
  if (!fd || !send_frame(fd.get(), 'a', encode(command))) return std::nullopt;
  while (const auto frame = receive_frame(fd.get(), cancel)) {
    if (frame->kind == 'x') return std::stoi(frame->bytes);
    std::ostream& target = frame->kind == 'o' ? out : err;
    target.write(frame->bytes.data(), static_cast<std::streamsize>(frame->bytes.size()));
    target.flush();
  }
  if (cancel.requested()) return exit_code(ErrorCode::cancelled);
  err << "onggi: the server ended before the command did; it is safe to send the command again\n";
  return exit_code(ErrorCode::unavailable);
}

}  // namespace onggi::app
