// Hand-over of answers from worker threads to coroutines.
#include "serve/exchange.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace onggi::serve_room {

void Event::set() {
  asio::post(timer_.get_executor(), [self = shared_from_this()] {
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
  const auto may_go_on = [&] { return closed_ || cancel_.requested() || pending_.size() < kPendingBytesMax; };
  const bool in_time = room_.wait_until(lock, cancel_.deadline(), may_go_on);
  if (closed_ || !in_time) return false;
  // Also after a cancel: the event that says so must still reach the client.
  const bool was_empty = pending_.empty();
  if (pending_.size() < 2 * kPendingBytesMax) pending_.append(bytes);
  if (was_empty) event_->set();
  return !cancel_.requested();
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
    room_.notify_all();
    if (taken.head || !taken.pieces.empty() || taken.finished) co_return taken;
  }
}

void Exchange::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  cancel_.request();
  room_.notify_all();
}

void Exchange::interrupt() {
  const std::lock_guard lock(mutex_);
  cancel_.request();
  room_.notify_all();
}

}  // namespace onggi::serve_room
