// Sockets of the raw client. Every read gives up after 20 s, so that a server that hangs fails a test instead of
// stopping it.
#include "serve/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstring>

#include "serve/http.h"

namespace onggi {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof generic);
  if (::connect(socket_.get(), &generic, sizeof address) != 0) socket_ = FileDescriptor();
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 64U << 10U> bytes{};
  const ssize_t got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::take_line() {
  while (buffer_.find("\r\n") == std::string::npos)
    if (!fill()) return {};
  const std::size_t end = buffer_.find("\r\n");
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string RawClient::take_bytes(std::size_t count) {
  while (buffer_.size() < count && fill()) {
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, bytes.size());
  return bytes;
}

Reply RawClient::read_reply(bool head_only) {
  Reply reply;
  const std::string first = take_line();
  if (first.size() < 12) return reply;
  reply.status = std::stoi(first.substr(9, 3));
  for (std::string line = take_line(); !line.empty(); line = take_line()) {
    const std::size_t colon = line.find(':');
    reply.headers[serve_room::to_lower_ascii(line.substr(0, colon))] = line.substr(std::min(colon + 2, line.size()));
  }
  if (head_only || reply.status == 204 || reply.status == 304 || reply.status < 200) return reply;
  if (reply.header("transfer-encoding") == "chunked") {
    for (std::size_t size = std::stoul("0" + take_line(), nullptr, 16); size > 0;
         size = std::stoul("0" + take_line(), nullptr, 16)) {
      reply.body += take_bytes(size);
      take_line();
    }
    take_line();
  } else if (!reply.header("content-length").empty()) {
    reply.body = take_bytes(std::stoul(reply.header("content-length")));
  } else {
    while (fill()) {
    }
    reply.body.swap(buffer_);
  }
  return reply;
}

std::string RawClient::read_some() {
  if (buffer_.empty()) fill();
  std::string bytes;
  bytes.swap(buffer_);
  return bytes;
}

std::string RawClient::read_until(std::string_view mark) {
  while (buffer_.find(mark) == std::string::npos)
    if (!fill()) return {};
  const std::size_t end = buffer_.find(mark) + mark.size();
  std::string bytes = buffer_.substr(0, end);
  buffer_.erase(0, end);
  return bytes;
}

bool RawClient::at_end() {
  if (!buffer_.empty()) return false;
  char byte = 0;
  const ssize_t got = ::recv(socket_.get(), &byte, 1, 0);
  if (got > 0) buffer_.push_back(byte);
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

Reply call(std::uint16_t port, std::string_view method, std::string_view target, std::string_view fields,
           std::string_view body) {
  RawClient client(port);
  std::string request =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields);
  if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(request + "\r\n" + std::string(body));
  return client.read_reply(method == "HEAD");
}

}  // namespace onggi
