// A call on a loop's connection, over Asio's sockets. What it waits for is waited for by its fiber.
#include "net/loop_http.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <utility>

#include "base/log.h"
#include "net/answer_parser.h"
#include "net/call_errors.h"

namespace onggi::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr std::size_t kSmallPieceBytes = 2 * 1024;
constexpr std::uint16_t kPort = 80;

SteadyTime now() { return std::chrono::steady_clock::now(); }

std::string request_text(const OutgoingRequest& request, const Url& url) {
  std::string text;
  text.reserve(512 + request.body.size());
  text.append(request.method).append(" ").append(url.path).append(" HTTP/1.1\r\nHost: ");
  text.append(url.port == kPort ? url.host : url.host_and_port()).append("\r\n");
  for (const auto& [name, value] : request.headers) text.append(name).append(": ").append(value).append("\r\n");
  if (request.method != "GET" || !request.body.empty())
    text.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  return text.append("\r\n").append(request.body);
}

class LoopCall {
 public:
  LoopCall(Fiber& fiber, const OutgoingRequest& request, const Url& url, const BytesSink* on_bytes,
           const Cancel& cancel)
      : fiber_(fiber),
        request_(request),
        url_(url),
        on_bytes_(on_bytes),
        cancel_(cancel),
        host_(url.host_and_port()),
        socket_(fiber.loop().io()) {}

  Result<IncomingAnswer> run() {
    const std::string text = request_text(request_, url_);
    auto kept = fiber_.loop().idle_connections().take(host_);
    if (kept) {
      socket_ = *std::move(kept);
      auto answer = ask(text);
      // The server may have closed it meanwhile.
      if (answer || any_byte_ || answer.error().code != ErrorCode::unavailable) return answer;
    }
    ONGGI_CHECK(connect());
    return ask(text);
  }

 private:
  struct Waited {
    error_code code;
    std::size_t bytes = 0;
    LoopWait::End ended = LoopWait::End::none;
  };

  /// Begins something asynchronous, and waits for its end. Closing the socket ends it early.
  template <typename Begin>
  Waited wait_for(SteadyTime until, Begin begin) {
    Waited waited;
    bool done = false;
    const auto fiber = fiber_.shared_from_this();
    LoopWait wait(cancel_, until, [this] { close(); });
    begin([&, fiber](const error_code& code, std::size_t bytes) {
      waited.code = code;
      waited.bytes = bytes;
      done = true;
      fiber->wake();
    });
    fiber_.loop().watch(wait);
    while (!done) fiber_.wait();  // NOLINT(bugprone-infinite-loop): what was begun sets it
    waited.ended = wait.ended;
    return waited;
  }

  void close() {
    error_code ignored;
    resolver_.reset();
    socket_.close(ignored);
  }

  /// What is wrong, where `waited` did not end well.
  Error error_of(const Waited& waited, const Error& in_silence) {
    if (const auto stopped = cancel_.check(); !stopped) return stopped.error();
    if (waited.ended == LoopWait::End::timed_out) return in_silence;
    log(LogLevel::debug, "outgoing call broke", {{"host", host_}, {"cause", waited.code.message()}});
    return broken_off(host_, waited.code.message(), any_byte_);
  }

  Result<void> connect() {
    const SteadyTime until = now() + request_.connect_timeout;
    const Error late = no_connection_in_time(host_, request_, "before_answer");
    std::string host = url_.host;
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    Tcp::resolver::results_type places;
    error_code code;
    if (const auto address = asio::ip::make_address(host, code); !code) {
      places = Tcp::resolver::results_type::create(Tcp::endpoint(address, url_.port), host, "");
    } else {
      const Waited found = wait_for(until, [&](const auto& done) {
        resolver_.emplace(fiber_.loop().io());
        resolver_->async_resolve(host, std::to_string(url_.port), [&places, done](const error_code& problem, auto all) {
          places = std::move(all);
          done(problem, 0);
        });
      });
      if (found.code) return std::unexpected(error_of(found, late));
    }
    socket_ = Tcp::socket(fiber_.loop().io());
    const Waited connected = wait_for(until, [&](const auto& done) {
      asio::async_connect(socket_, places, [done](const error_code& problem, const auto&) { done(problem, 0); });
    });
    if (connected.code) return std::unexpected(error_of(connected, late));
    socket_.set_option(Tcp::no_delay(true), code);
    socket_.set_option(asio::socket_base::keep_alive(true), code);
    socket_.non_blocking(true, code);
    return {};
  }

  Result<IncomingAnswer> ask(const std::string& text) {
    ONGGI_CHECK(send(text));
    ONGGI_TRY(auto answer, receive());
    return answer;
  }

  Result<void> send(std::string_view text) {
    error_code code;
    // Nearly all fits into the socket's buffer at once.
    const std::size_t sent = socket_.write_some(asio::buffer(text), code);
    if (!code && sent == text.size()) return {};
    const Waited waited = wait_for(now() + request_.idle_timeout, [&](auto done) {
      asio::async_write(socket_, asio::buffer(text.substr(code ? 0 : sent)), std::move(done));
    });
    if (waited.code) return std::unexpected(error_of(waited, sent_nothing(host_, request_)));
    return {};
  }

  Result<IncomingAnswer> receive() {
    IncomingAnswer answer;
    boost::beast::flat_buffer buffer;
    for (;;) {
      answer = {};
      AnswerParser parser(request_, on_bytes_, answer);
      ONGGI_CHECK(read_into(parser, buffer));
      const bool is_interim = answer.status / 100 == 1 && answer.status != 101;
      if (is_interim) continue;
      if (parser.keep_alive() && buffer.size() == 0) fiber_.loop().idle_connections().give(host_, std::move(socket_));
      return answer;
    }
  }

  Result<void> read_into(AnswerParser& parser, boost::beast::flat_buffer& buffer) {
    const std::size_t piece = request_.small_pieces ? kSmallPieceBytes : kPieceBytes;
    while (!parser.is_done()) {
      error_code code;
      if (buffer.size() > 0) buffer.consume(parser.put(buffer.data(), code));
      if (parser.is_done()) break;
      if (code && code != http::error::need_more) return std::unexpected(refused(parser, code));
      const Waited waited = wait_for(now() + request_.idle_timeout, [&](auto done) {
        socket_.async_read_some(buffer.prepare(piece), std::move(done));
      });
      buffer.commit(waited.bytes);
      any_byte_ = any_byte_ || waited.bytes > 0;
      if (waited.code == asio::error::eof && parser.got_some()) {
        parser.put_eof(code = {});
        if (code) return std::unexpected(error_of(waited, sent_nothing(host_, request_)));
      } else if (waited.code) {
        return std::unexpected(error_of(waited, sent_nothing(host_, request_)));
      }
    }
    return {};
  }

  Error refused(const AnswerParser& parser, const error_code& code) const {
    if (parser.stop() == AnswerParser::Stop::sink) {
      const auto stopped = cancel_.check();
      return stopped ? receiver_stopped(host_) : stopped.error();
    }
    if (parser.stop() == AnswerParser::Stop::too_long) return answer_too_long(host_, request_);
    if (code == http::error::header_limit) return headers_too_long(host_);
    return broken_off(host_, "this is no HTTP answer (" + code.message() + ")", true);
  }

  Fiber& fiber_;
  const OutgoingRequest& request_;
  const Url& url_;
  const BytesSink* on_bytes_;
  const Cancel& cancel_;
  const std::string host_;
  std::optional<Tcp::resolver> resolver_;
  Tcp::socket socket_;
  bool any_byte_ = false;
};

}  // namespace

bool goes_on_loop(const OutgoingRequest& request, const Url& url) {
  return url.scheme == "http" && request.sign.region.empty();
}

Result<IncomingAnswer> call_on_loop(Fiber& fiber, const OutgoingRequest& request, const Url& url,
                                    const BytesSink* on_bytes, const Cancel& cancel) {
  ONGGI_CHECK(check_headers(request));
  const Fiber::Stay stay(fiber);
  return LoopCall(fiber, request, url, on_bytes, cancel).run();
}

}  // namespace onggi::net
