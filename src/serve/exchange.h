// Between the work that makes an answer, on a thread or a fiber, and the coroutine that sends it. Inside of room serve.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "net/fiber.h"
#include "serve/http.h"

namespace onggi::serve_room {

namespace asio = boost::asio;

/// Something that a coroutine waits for. set() from any thread; the rest on the executor given.
class Event : public std::enable_shared_from_this<Event> {
 public:
  explicit Event(const asio::any_io_executor& executor) : timer_(executor, SteadyTime::max()) {}
  void set();
  asio::awaitable<void> wait();  // returns once for each time it was set since the last wait

 private:
  asio::steady_timer timer_;
  bool is_set_ = false;
};

/// One answer on its way. The worker writes, begins, finishes; the coroutine takes, on the loop of the worker's fiber
/// if it is one. At most kPendingBytesMax wait in between: a slow client slows the worker down instead of filling the
/// memory.
class Exchange final : public StreamWriter {
 public:
  static constexpr std::size_t kPendingBytesMax = 64U << 10U;

  Exchange(const asio::any_io_executor& executor, Cancel cancel)
      : event_(std::make_shared<Event>(executor)), cancel_(std::move(cancel)) {}

  // ---- worker ----
  bool begin(Response head) override;
  bool write(std::string_view bytes) override;
  bool begun() const override;
  void finish(Response response);

  // ---- coroutine ----
  struct Taken {
    std::optional<Response> head;  // the stream begins with it
    std::string pieces;
    bool finished = false;
    std::optional<Response> whole;  // finished, and it was no stream
    int status = 0;
  };
  asio::awaitable<Taken> take();
  /// Nobody reads any more: writes fail from now on, the work is cancelled.
  void close();
  /// The work shall end, what it still writes is sent.
  void interrupt();

 private:
  bool may_write() const { return closed_ || cancel_.requested() || pending_.size() < kPendingBytesMax; }
  void wait_in(net::Fiber& fiber, std::unique_lock<std::mutex>& lock);
  void tell_writer();

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::shared_ptr<net::Fiber> writer_;  // a fiber that waits for room; shared with the loop that wakes it
  std::shared_ptr<Event> event_;        // shared with handlers posted to the executor
  Cancel cancel_;
  std::optional<Response> head_, response_;
  std::string pending_;
  bool begun_ = false, closed_ = false, finished_ = false;
};

}  // namespace onggi::serve_room
