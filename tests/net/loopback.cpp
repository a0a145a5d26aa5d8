// The loopback server of the tests.
#include "net/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <string_view>

namespace onggi::test {
namespace {

struct Listener {
  int fd = -1;
  int port = 0;
};

Listener listen_on_loopback() {
  Listener result;
  result.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(result.fd, generic, length) != 0 || ::getsockname(result.fd, generic, &length) != 0 ||
      ::listen(result.fd, 64) != 0)
    std::abort();
  result.port = ntohs(address.sin_port);
  return result;
}

std::size_t body_length(std::string_view head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string_view::npos ? 0 : static_cast<std::size_t>(std::strtoul(head.data() + at + 16, nullptr, 10));
}

}  // namespace

std::string Peer::read_request() {
  std::array<char, 65536> buffer{};
  for (;;) {
    const std::size_t end = rest_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t whole = end + 4 + body_length(std::string_view(rest_).substr(0, end));
      if (rest_.size() >= whole) {
        std::string request = rest_.substr(0, whole);
        rest_.erase(0, whole);
        return request;
      }
    }
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return {};
    rest_.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

bool Peer::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Peer::wait_until_closed() {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return true;
  }
}

void Peer::close() { ::shutdown(fd_, SHUT_RDWR); }

Loopback::Loopback(std::function<void(Peer&)> serve) : serve_(std::move(serve)) {
  const Listener listener = listen_on_loopback();
  listener_ = listener.fd;
  port_ = listener.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

Loopback::~Loopback() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& worker : workers_) worker.join();
  for (const int fd : open_) ::close(fd);
  ::close(listener_);
}

void Loopback::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    ++connections_;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    workers_.emplace_back([this, fd] {
      Peer peer(fd);
      serve_(peer);
      peer.close();
    });
  }
}

std::string Loopback::host() const { return "127.0.0.1:" + std::to_string(port_); }

std::string Loopback::url(std::string_view path) const { return "http://" + host() + std::string(path); }

std::string http_answer(int status, std::string_view body, std::string_view headers) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string closed_url() {
  const Listener listener = listen_on_loopback();
  ::close(listener.fd);
  return "http://127.0.0.1:" + std::to_string(listener.port) + "/";
}

}  // namespace onggi::test
