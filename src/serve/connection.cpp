// The life of a connection: read a header, decide, read the body, let a worker answer, send, again. All of it runs on
// one loop.
//
// Beast parses the requests; answers are written by hand, because they are a few lines of text. Three things go on at
// once: this coroutine, a watchdog that ends slow reads and writes, and, while a worker answers, one read that notices
// when the client goes away (the same read brings the first bytes of a pipelined request).
//
// Arguments of a co_awaited call are named values, never temporaries that own something: g++ 12 destroys some of those
// twice (a conditional expression was one), which only the address sanitizer shows.
#include "serve/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <ctime>

#include "base/ids.h"
#include "base/log.h"
#include "serve/coroutine.h"
#include "serve/error.h"
#include "serve/exchange.h"
#include "serve/upload_file.h"

namespace onggi::serve_room {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Time = std::chrono::steady_clock;
using PlainStream = Tcp::socket;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using Parser = http::request_parser<http::buffer_body>;

constexpr std::size_t kPieceBytes = 64U << 10U;         // read and written at once
constexpr std::size_t kUnknownPieceBytes = 8U << 10U;   // of a body whose length is not said
constexpr std::size_t kUploadPieceBytes = 256U << 10U;  // handed to a worker at once
constexpr std::size_t kLoopBodyBytesMax = 64U << 10U;   // a longer one takes too long to read for a loop's thread
constexpr std::uint64_t kDrainBytesMax = 16U
                                         << 20U;  // of a refused body, read so that the client comes to read the answer
constexpr auto kDrainTime = std::chrono::seconds(5);
constexpr auto kHandshakeTime = std::chrono::seconds(10);

Tcp::socket& socket_of(PlainStream& stream) { return stream; }
Tcp::socket& socket_of(TlsStream& stream) { return stream.next_layer(); }

/// Made once a second.
std::string_view http_date() {
  thread_local std::time_t made = 0;
  thread_local std::array<char, 40> text{};
  thread_local std::size_t size = 0;
  if (const std::time_t now = std::time(nullptr); now != made) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    made = now;
  }
  return {text.data(), size};
}

/// Status line and fields, with room for `more` bytes behind them. `length`: none for a stream.
std::string head_text(const Response& response, std::optional<std::size_t> length, bool chunked, bool keep,
                      std::size_t more = 0) {
  constexpr std::size_t kUsualBytes = 1'024;
  std::string text;
  text.reserve(kUsualBytes + more);
  text.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status));
  text.append("\r\nDate: ").append(http_date()).append("\r\n");
  if (!response.content_type.empty()) text.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (length && response.status != 204 && response.status != 304)
    text.append("Content-Length: ").append(std::to_string(*length)).append("\r\n");
  if (chunked) text.append("Transfer-Encoding: chunked\r\n");
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ");
    const std::size_t begin = text.size();
    text.append(value).append("\r\n");
    // A line break in a value would begin a field of its own.
    const auto value_end = text.end() - 2;
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin), value_end,
        [](char byte) { return byte == '\r' || byte == '\n'; }, ' ');
  }
  return text.append(keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
}

std::string chunk_head(std::size_t size) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (; size > 0; size >>= 4U) text.insert(text.begin(), kDigits[size & 15U]);
  return text + "\r\n";
}

/// Path and query of a target; the absolute form ("http://host/path") loses its host.
Result<void> split_target(std::string_view target, Request& request) {
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, question);
  ONGGI_TRY(request.query, parse_query(target.substr(std::min(question + 1, target.size()))));
  return {};
}

/// Where a body has any other encoding than chunked, or HTTP/1.0 has one at all, server and proxy may see its end at
/// different places, and the rest of it as a request of somebody else (RFC 9112, 6.1).
template <typename Message>
Result<void> check_encoding(const Message& message) {
  const auto encoding = message.find(http::field::transfer_encoding);
  if (encoding == message.end()) return {};
  const std::string_view value(encoding->value().data(), encoding->value().size());
  if (message.version() >= 11 && message.count(http::field::transfer_encoding) == 1 &&
      equal_ignoring_case(trim(value), "chunked"))
    return {};
  return fail(ErrorCode::invalid_argument, "the one Transfer-Encoding of a request is chunked, in HTTP/1.1",
              "bad_request");
}

Error parse_error(const error_code& code) {
  if (code == http::error::header_limit || code == http::error::buffer_overflow)
    return {
        ErrorCode::limit_exceeded, "the header is longer than the limit (header_bytes_max)", {}, "header_too_large"};
  return {ErrorCode::invalid_argument,
          "this is not a well-formed HTTP request (" + code.message() + ")",
          {},
          "bad_request"};
}

template <typename Stream>
class Connection final : public Stoppable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Stream stream, net::Loop& loop, Shared& shared)
      : stream_(std::move(stream)),
        loop_(loop),
        executor_(stream_.get_executor()),
        shared_(shared),
        watchdog_(executor_, SteadyTime::max()),
        watched_(std::make_shared<Event>(executor_)),
        buffer_(shared.limits.header_bytes_max + 2 * kPieceBytes) {}

  void start() {
    shared_.connections.add(this, this->weak_from_this());
    shared_.edge.metrics().connection_opened();
    asio::co_spawn(executor_, keep_watch(this->shared_from_this()), asio::detached);
    asio::co_spawn(executor_, live(this->shared_from_this()), asio::detached);
  }

  void stop(StopHow how) override {
    asio::post(executor_, [self = this->shared_from_this(), how] { self->stop_here(how); });
  }

 private:
  using Self = std::shared_ptr<Connection>;

  // ---- the watchdog ----

  void set_deadline(Time::duration duration) { set_deadline_at(Time::now() + duration); }
  void set_deadline_at(SteadyTime deadline) {
    deadline_ = deadline;
    if (deadline_ < watchdog_.expiry()) watchdog_.cancel();
  }
  void no_deadline() { deadline_ = SteadyTime::max(); }

  awaitable<void> keep_watch(Self) {
    error_code ignored;
    while (open_) {
      watchdog_.expires_at(deadline_);
      co_await watchdog_.async_wait(redirect_error(use_awaitable, ignored));
      if (deadline_ > Time::now()) continue;
      timed_out_ = true;
      no_deadline();
      socket_of(stream_).cancel(ignored);
    }
  }

  // ---- from the first byte to the last ----

  awaitable<void> live(Self) {
    bool goes_on = co_await shake_hands();
    while (goes_on && !shared_.stopping) goes_on = co_await serve_one();
    co_await close_politely();
    open_ = false;
    watchdog_.cancel();
    error_code ignored;
    socket_of(stream_).close(ignored);
    shared_.edge.metrics().connection_closed();
    if (shared_.connections.remove(this) == 0 && shared_.stopping) shared_.last_one_left();
  }

  awaitable<bool> shake_hands() {
    error_code code;
    address_ = socket_of(stream_).remote_endpoint(code).address().to_string();
    from_loopback_ = socket_of(stream_).remote_endpoint(code).address().is_loopback();
    if (code) co_return false;
    socket_of(stream_).set_option(Tcp::no_delay(true), code);
    if constexpr (kSecure) {
      set_deadline(kHandshakeTime);
      co_await stream_.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, code));
    }
    co_return !code;
  }

  awaitable<void> close_politely() {
    error_code ignored;
    if constexpr (kSecure) {
      if (!watching_ && !gone_) {
        set_deadline(std::chrono::seconds(2));
        co_await stream_.async_shutdown(redirect_error(use_awaitable, ignored));
      }
    } else {
      socket_of(stream_).shutdown(Tcp::socket::shutdown_send, ignored);
    }
    co_return;
  }

  /// True: another request may follow.
  awaitable<bool> serve_one() {
    if (!co_await wait_for_first_byte()) co_return false;
    const auto begun = Time::now();
    timed_out_ = false;
    set_deadline(shared_.limits.header_time);
    Parser parser;
    parser.header_limit(shared_.limits.header_bytes_max);
    parser.body_limit(boost::none);  // counted here, with names
    error_code code;
    if (needs_more(parser, code))
      co_await http::async_read_header(stream_, buffer_, parser, redirect_error(use_awaitable, code));
    no_deadline();
    Request request;
    request.id = new_id("req");
    if (code) co_return co_await refuse_broken(request, code);
    const auto read = read_head(parser, request);
    shared_.edge.metrics().begin();
    const Route* route = nullptr;
    Outcome outcome;
    if (read) {
      outcome = co_await serve_request(parser, request, route);
    } else {
      keep_ = false;  // what follows such a header may be anything
      const Response refusal = shared_.edge.refuse(read.error(), request);
      outcome = co_await refuse(refusal, parser);
    }
    shared_.edge.finished(route, outcome.status, begun);
    co_return outcome.goes_on;
  }

  /// Parses what has come already. True: there is nothing to tell before more comes.
  bool needs_more(Parser& parser, error_code& code) {
    if (buffer_.size() == 0) return true;
    buffer_.consume(parser.put(buffer_.data(), code));
    if (code != http::error::need_more) return false;
    code = {};
    return true;
  }

  awaitable<bool> wait_for_first_byte() {
    if (buffer_.size() > 0 && !watching_) co_return true;
    if (shared_.stopping) co_return false;
    idle_ = true;
    set_deadline(shared_.limits.idle_time);
    if (!watching_) {
      watching_ = true;
      const Self self = this->shared_from_this();
      co_await read_ahead(self);
    }
    while (watching_) co_await watched_->wait();
    idle_ = false;
    co_return !gone_;
  }

  /// The one read that is outstanding while a request is worked on or none is there.
  awaitable<void> read_ahead(Self) {
    error_code code;
    const std::size_t size =
        co_await stream_.async_read_some(asio::buffer(ahead_), redirect_error(use_awaitable, code));
    watching_ = false;
    if (code) {
      gone_ = true;
      if (exchange_) exchange_->close();
    } else {
      buffer_.commit(asio::buffer_copy(buffer_.prepare(size), asio::buffer(ahead_, size)));
    }
    watched_->set();
  }

  void watch_client() {
    if (watching_ || buffer_.size() > 0) return;
    watching_ = true;
    asio::co_spawn(executor_, read_ahead(this->shared_from_this()), asio::detached);
  }

  // ---- one request ----

  struct Outcome {
    int status = 0;
    bool goes_on = false;
  };

  Result<void> read_head(const Parser& parser, Request& request) {
    const auto& message = parser.get();
    request.method = message.method_string();
    for (const auto& field : message) request.headers.emplace_back(to_lower_ascii(field.name_string()), field.value());
    if (const auto given = sane_request_id(request.header("x-request-id")); !given.empty()) request.id = given;
    request.address = address_;
    request.secure = kSecure;
    const bool through_proxy = !request.header("x-forwarded-for").empty() || !request.header("forwarded").empty();
    request.loopback = from_loopback_ && !through_proxy;
    old_protocol_ = message.version() < 11;
    keep_ = message.keep_alive();
    head_only_ = message.method() == http::verb::head;
    ONGGI_CHECK(split_target(message.target(), request));
    ONGGI_CHECK(check_encoding(message));
    if (!old_protocol_ && message.count(http::field::host) != 1)
      return fail(ErrorCode::invalid_argument, "an HTTP/1.1 request names exactly one Host", "bad_request");
    return {};
  }

  awaitable<bool> refuse_broken(Request& request, const error_code& code) {
    if (code == http::error::end_of_stream || gone_) co_return false;
    const Error error =
        timed_out_ ? Error{ErrorCode::timeout, "the header did not come in time (header_time)", {}, "slow_request"}
                   : parse_error(code);
    const bool can_answer = timed_out_ || code.category() == http::make_error_code(http::error::bad_field).category();
    if (!can_answer) co_return false;
    keep_ = false;
    const Response refusal = shared_.edge.refuse(error, request);
    co_await send(refusal);
    if (!timed_out_) co_await drain();
    co_return false;
  }

  /// Answers without having read the body.
  awaitable<Outcome> refuse(const Response& response, Parser& parser) {
    const int status = response.status;
    const bool body_follows = !parser.is_done();
    if (body_follows) keep_ = false;
    const bool sent = co_await send(response);
    if (sent && body_follows) co_await drain();
    co_return Outcome{status, sent && keep_};
  }

  awaitable<Outcome> serve_request(Parser& parser, Request& request, const Route*& route) {
    Edge::Plan plan = shared_.edge.plan(request);
    route = plan.route;
    if (plan.refusal) co_return co_await refuse(*plan.refusal, parser);
    Cancel cancel = fresh_cancel();
    const bool is_upload = route->body == BodyKind::upload;
    std::optional<Response> refusal;
    if (is_upload) {
      const auto look = [&] { refusal = shared_.edge.admit(request, *route, cancel); };
      if (!co_await in_pool(shared_.quick, look)) refusal = busy(request);
    }
    const auto length = parser.content_length();
    if (!refusal && length && *length > plan.body_bytes_max) refusal = too_large(request, plan.body_bytes_max);
    if (refusal) co_return co_await refuse(*refusal, parser);
    UploadFile file;
    const auto received = co_await read_body(parser, request, is_upload ? &file : nullptr, plan.body_bytes_max);
    if (!received) {
      file.remove();
      if (gone_) co_return Outcome{499, false};
      refusal = shared_.edge.refuse(received.error(), request);
      co_return co_await refuse(*refusal, parser);
    }
    // The time that an upload took on its way does not count against the work on it.
    if (is_upload) cancel = fresh_cancel();
    co_return co_await answer(request, *route, cancel, file);
  }

  Cancel fresh_cancel() const {
    return Cancel().with_timeout(std::chrono::seconds(shared_.config.request_seconds_max));
  }

  Response busy(const Request& request) {
    return shared_.edge.refuse({ErrorCode::unavailable,
                                "too many requests wait already (requests_waiting_max): try again in a moment",
                                {},
                                "busy"},
                               request);
  }

  Error too_large_error(std::uint64_t bytes_max, bool is_upload) const {
    return {ErrorCode::limit_exceeded,
            "the body is longer than the limit of " + std::to_string(bytes_max) + " bytes (" +
                (is_upload ? "upload_bytes_max" : "json_bytes_max") + ")",
            {},
            "body_too_large"};
  }
  Response too_large(const Request& request, std::uint64_t bytes_max) {
    return shared_.edge.refuse(too_large_error(bytes_max, bytes_max != shared_.limits.json_bytes_max), request);
  }

  // ---- the body ----

  /// Into request.body, or with `file` to the disk. Errors: limit_exceeded, timeout (reason "slow_request"),
  /// invalid_argument, unavailable.
  awaitable<Result<void>> read_body(Parser& parser, Request& request, UploadFile* file, std::uint64_t bytes_max) {
    if (file != nullptr) ONGGI_CO_CHECK(file->open(shared_.upload_folder));
    if (!parser.is_done() && equal_ignoring_case(request.header("expect"), "100-continue"))
      co_await send_text("HTTP/1.1 100 Continue\r\n\r\n");
    std::string piece(file != nullptr ? kUploadPieceBytes : piece_bytes(parser), '\0');
    const auto begun = Time::now();
    std::uint64_t received = 0;
    std::size_t filled = 0;
    timed_out_ = false;
    while (!parser.is_done()) {
      set_deadline_at(body_deadline(begun, received));
      auto& body = parser.get().body();
      body.data = piece.data() + filled;
      body.size = piece.size() - filled;
      body.more = true;
      error_code code;
      if (needs_more(parser, code))
        co_await http::async_read_some(stream_, buffer_, parser, redirect_error(use_awaitable, code));
      no_deadline();
      if (code == http::error::need_buffer) code = {};
      const std::size_t got = piece.size() - filled - parser.get().body().size;
      received += got, filled += got;
      if (code) co_return std::unexpected(body_error(code));
      if (received > bytes_max) co_return std::unexpected(too_large_error(bytes_max, file != nullptr));
      if (filled < piece.size() && !parser.is_done() && file != nullptr) continue;
      ONGGI_CO_CHECK(co_await keep_piece(request, file, std::string_view(piece).substr(0, filled)));
      filled = 0;
    }
    if (filled > 0) ONGGI_CO_CHECK(co_await keep_piece(request, file, std::string_view(piece).substr(0, filled)));
    if (file != nullptr) request.file = file->file();
    co_return Result<void>();
  }

  /// No more than there is: thousands of short bodies come at once.
  static std::size_t piece_bytes(const Parser& parser) {
    const auto length = parser.content_length();
    return length ? std::clamp<std::size_t>(*length, 1, kPieceBytes) : kUnknownPieceBytes;
  }

  SteadyTime body_deadline(SteadyTime begun, std::uint64_t received) const {
    const auto& limits = shared_.limits;
    const auto at_rate =
        std::chrono::milliseconds(1'000 * received / std::max<std::uint64_t>(1, limits.body_bytes_per_second_min));
    return std::min(Time::now() + limits.body_time, begun + limits.body_time + at_rate);
  }

  Error body_error(const error_code& code) {
    keep_ = false;
    if (timed_out_) return {ErrorCode::timeout, "the body did not come in time (body_time)", {}, "slow_request"};
    if (code.category() != http::make_error_code(http::error::bad_chunk).category() ||
        code == http::error::partial_message)
      gone_ = true;
    return parse_error(code);
  }

  awaitable<Result<void>> keep_piece(Request& request, UploadFile* file, std::string_view bytes) {
    if (file == nullptr) {
      request.body.append(bytes);
      co_return Result<void>();
    }
    Result<void> written;
    const auto write = [&] { written = file->write(bytes); };
    co_await in_pool(shared_.slow, write, Must::yes);
    co_return written;
  }

  /// Runs `work` on a worker thread; false when the queue is full.
  template <typename Work>
  awaitable<bool> in_pool(Workers& workers, Work& work, Must must = Must::no) {
    const auto done = std::make_shared<Event>(executor_);
    const bool taken = workers.post([&work, done] { work(), done->set(); }, must);
    if (taken) co_await done->wait();
    co_return taken;
  }

  // ---- the answer ----

  awaitable<Outcome> answer(Request& request, const Route& route, const Cancel& cancel, UploadFile& file) {
    exchange_ = std::make_shared<Exchange>(executor_, cancel);
    if (route.lane == Lane::io) {
      exchange_->finish(shared_.edge.answer(request, route, *exchange_, cancel));
    } else {
      const auto work = [this, &request, &route, &file, exchange = exchange_, cancel] {
        Response response = shared_.edge.answer(request, route, *exchange, cancel);
        file.remove();  // before the client hears of it
        exchange->finish(std::move(response));
      };
      if (!post(route.lane, request, work)) exchange_->finish(busy(request));
      watch_client();
    }
    const Outcome outcome = co_await send_answer();
    exchange_.reset();
    co_return outcome;
  }

  template <typename Work>
  bool post(Lane lane, const Request& request, const Work& work) {
    if (lane == Lane::call) return shared_.calls.start(loop_, request.body.size() > kLoopBodyBytesMax, work);
    return (lane == Lane::quick ? shared_.quick : shared_.slow).post(work);
  }

  awaitable<Outcome> send_answer() {
    const auto exchange = exchange_;
    streaming_ = false;
    for (;;) {
      Exchange::Taken taken = co_await exchange->take();
      bool sent = true;
      if (taken.whole) {
        const int status = taken.whole->status;
        sent = co_await send(*taken.whole);
        co_return Outcome{status, sent && keep_ && !gone_};
      }
      if (taken.head) sent = co_await begin_stream(*taken.head);
      if (sent && !taken.pieces.empty() && !gone_) sent = co_await send_piece(taken.pieces);
      if (!sent) gone_ = true, exchange->close();
      if (!taken.finished) continue;
      if (streaming_ && sent && !gone_ && !old_protocol_ && !head_only_) co_await send_text("0\r\n\r\n");
      co_return Outcome{gone_ ? 499 : taken.status, keep_ && !gone_};
    }
  }

  awaitable<bool> begin_stream(const Response& head) {
    streaming_ = true;
    if (old_protocol_ || shared_.stopping) keep_ = false;
    const std::string text = head_text(head, std::nullopt, !old_protocol_, keep_);
    co_return co_await send_text(text);
  }

  awaitable<bool> send_piece(const std::string& bytes) {
    if (head_only_) co_return true;
    if (old_protocol_) co_return co_await send_text(bytes);
    const std::string chunk = chunk_head(bytes.size()) + bytes + "\r\n";
    co_return co_await send_text(chunk);
  }

  awaitable<bool> send(const Response& response) {
    if (shared_.stopping) keep_ = false;
    const std::string_view body = response.bytes();
    const bool with_body = !head_only_ && response.status != 204 && response.status != 304;
    // A small body travels in one packet with its header.
    const std::size_t together = with_body ? std::min(body.size(), kPieceBytes) : 0;
    std::string text = head_text(response, body.size(), false, keep_, together);
    text += body.substr(0, together);
    bool sent = co_await send_text(text);
    for (std::size_t at = together; with_body && sent && at < body.size(); at += 4 * kPieceBytes)
      sent = co_await send_text(body.substr(at, 4 * kPieceBytes));
    co_return sent;
  }

  awaitable<bool> send_text(std::string_view bytes) {
    error_code code;
    set_deadline(shared_.limits.write_time);
    co_await asio::async_write(stream_, asio::buffer(bytes), redirect_error(use_awaitable, code));
    no_deadline();
    co_return !code;
  }

  /// Reads on for a while after a refusal: a client that is still sending when we close would lose the answer (TCP
  /// reset).
  awaitable<void> drain() {
    error_code code;
    if constexpr (!kSecure) socket_of(stream_).shutdown(Tcp::socket::shutdown_send, code);
    code = {};
    set_deadline(kDrainTime);
    for (std::uint64_t drained = 0; !code && drained < kDrainBytesMax;)
      drained += co_await stream_.async_read_some(asio::buffer(ahead_), redirect_error(use_awaitable, code));
    no_deadline();
  }

  void stop_here(StopHow how) {
    error_code ignored;
    if (how == StopHow::hard || idle_) socket_of(stream_).close(ignored);
    if (exchange_ && (how != StopHow::soon || streaming_)) exchange_->interrupt();
    if (exchange_ && how == StopHow::hard) exchange_->close();
  }

  static constexpr bool kSecure = std::is_same_v<Stream, TlsStream>;

  Stream stream_;
  net::Loop& loop_;
  asio::any_io_executor executor_;
  Shared& shared_;
  asio::steady_timer watchdog_;
  SteadyTime deadline_ = SteadyTime::max();
  std::shared_ptr<Event> watched_;  // shared with handlers posted to the executor
  beast::flat_buffer buffer_;
  std::array<char, 2U << 10U> ahead_{};
  std::shared_ptr<Exchange> exchange_;  // shared with the worker that answers
  std::string address_;
  bool open_ = true, idle_ = false, watching_ = false, gone_ = false, timed_out_ = false;
  bool keep_ = false, old_protocol_ = false, head_only_ = false, streaming_ = false, from_loopback_ = false;
};

}  // namespace

void serve_connection(Tcp::socket socket, asio::ssl::context* tls, net::Loop& loop, Shared& shared) {
  if (tls == nullptr) {
    std::make_shared<Connection<PlainStream>>(std::move(socket), loop, shared)->start();
  } else {
    std::make_shared<Connection<TlsStream>>(TlsStream(std::move(socket), *tls), loop, shared)->start();
  }
}

}  // namespace onggi::serve_room
