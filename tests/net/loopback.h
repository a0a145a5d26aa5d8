// A tiny TCP server on 127.0.0.1 that answers from a script: what a test needs to break an answer at any byte.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace onggi::test {

/// One accepted connection. Reads whole HTTP requests, writes whatever the test likes.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}
  std::string read_request();          // head and body; empty when the other side closed
  bool write(std::string_view bytes);  // false when the other side is gone
  bool wait_until_closed();            // reads on until the other side closes
  void close();

 private:
  int fd_;
  std::string rest_;
};

/// Runs `serve` for each connection, each on a thread of its own, until it is destroyed.
class Loopback {
 public:
  explicit Loopback(std::function<void(Peer&)> serve);
  ~Loopback();
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  std::string url(std::string_view path = "/") const;
  std::string host() const;
  int connections() const { return connections_; }

 private:
  void accept_all();

  std::function<void(Peer&)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

/// An HTTP/1.1 answer with its length.
std::string http_answer(int status, std::string_view body, std::string_view headers = "");

/// An address on which nobody listens.
std::string closed_url();

}  // namespace onggi::test
