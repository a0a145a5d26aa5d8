// Hand-over of answers from worker threads to coroutines.
#include "serve/exchange.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace onggi::serve_room {

void Event::set() {
  asio::dispatch(timer_.get_executor(), [self = shared_from_this()] {
    self->is_set_ = true;
    self->timer_.cancel();
  });
}

asio::awaitable<void> Event::wait() {
  boost::system::error_code ignored;
  while (!is_set_) co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  is_set_ = false;
}

bool Exchange::begin(Response head) {
  const std::lock_guard lock(mutex_);
  begun_ = true;
  if (closed_) return false;
  head_ = std::move(head);
  event_->set();
  return true;
}

bool Exchange::write(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  if (net::Fiber* fiber = net::Fiber::current(); fiber != nullptr) wait_in(*fiber, lock);
  else room_.wait_until(lock, cancel_.deadline(), [this] { return may_write(); });
  if (closed_ || !may_write()) return false;
  // Also after a cancel: the event that says so must still reach the client.
  const bool was_empty = pending_.empty();
  if (pending_.size() < 2 * kPendingBytesMax) pending_.append(bytes);
  if (was_empty) event_->set();
  return !cancel_.requested();
}

/// Until there is room or the time is over.
void Exchange::wait_in(net::Fiber& fiber, std::unique_lock<std::mutex>& lock) {
  if (may_write()) return;
  const auto waking = fiber.shared_from_this();
  net::LoopWait wait(cancel_, SteadyTime::max(),
                     [waking] { asio::post(waking->loop().io(), [waking] { waking->wake(); }); });
  fiber.loop().watch(wait);
  while (!may_write() && wait.ended == net::LoopWait::End::none) {
    writer_ = waking;
    lock.unlock();
    fiber.wait();
    lock.lock();
  }
  writer_.reset();
}

void Exchange::tell_writer() {
  room_.notify_all();
  if (const auto fiber = std::exchange(writer_, nullptr); fiber != nullptr)
    asio::post(fiber->loop().io(), [fiber] { fiber->wake(); });
}

bool Exchange::begun() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}

void Exchange::finish(Response response) {
  const std::lock_guard lock(mutex_);
  response_ = std::move(response);
  finished_ = true;
  event_->set();
}

asio::awaitable<Exchange::Taken> Exchange::take() {
  for (;;) {
    co_await event_->wait();
    const std::lock_guard lock(mutex_);
    Taken taken;
    taken.head.swap(head_);
    taken.pieces.swap(pending_);
    taken.finished = finished_;
    if (finished_) taken.status = response_->status;
    if (finished_ && !begun_) taken.whole.swap(response_);
    tell_writer();
    if (taken.head || !taken.pieces.empty() || taken.finished) co_return taken;
  }
}

void Exchange::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  cancel_.request();
  tell_writer();
}

void Exchange::interrupt() {
  const std::lock_guard lock(mutex_);
  cancel_.request();
  tell_writer();
}

}  // namespace onggi::serve_room
