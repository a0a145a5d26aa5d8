// Listening, accepting, and the order of stopping.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "net/loop.h"
#include "serve/connection.h"
#include "serve/serve.h"
#include "serve/upload_file.h"

namespace onggi {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

// Short requests (lists, logins, searches) have their own threads, so that they never wait behind generations.
constexpr std::size_t kQuickThreads = 4;
constexpr auto kWriteUseTime = std::chrono::seconds(2);  // a kill loses what keys took since
constexpr auto kCancelTime =
    std::chrono::seconds(3);  // for cancelled requests to say so before their sockets are closed

Result<Tcp::endpoint> endpoint_of(const std::string& listen) {
  const auto wrong = [&] {
    return fail(ErrorCode::invalid_argument,
                "listen: \"" + listen + "\" is not an address and a port, as in 127.0.0.1:8400 or [::1]:8400");
  };
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return wrong();
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  std::uint16_t port = 0;
  const char* const end = listen.data() + listen.size();
  const auto [stopped, problem] = std::from_chars(listen.data() + colon + 1, end, port);
  error_code code;
  const auto address = asio::ip::make_address(host, code);
  if (code || problem != std::errc() || stopped != end) return wrong();
  return Tcp::endpoint(address, port);
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const std::string& certificate, const std::string& key) {
  if (certificate.empty() && key.empty()) return std::unique_ptr<asio::ssl::context>();
  if (certificate.empty() || key.empty())
    return fail(ErrorCode::invalid_argument, "TLS needs both tls_certificate and tls_key");
  using Context = asio::ssl::context;
  auto context = std::make_unique<Context>(Context::tls_server);
  error_code code;
  context->set_options(
      Context::default_workarounds | Context::no_sslv2 | Context::no_sslv3 | Context::no_tlsv1 | Context::no_tlsv1_1,
      code);
  context->use_certificate_chain_file(certificate, code);
  if (code) return fail(ErrorCode::bad_input, "tls_certificate " + certificate + " cannot be used: " + code.message());
  context->use_private_key_file(key, Context::pem, code);
  if (code) return fail(ErrorCode::bad_input, "tls_key " + key + " cannot be used: " + code.message());
  return context;
}

/// Each connection takes one, each call to a model another.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

Error cannot_listen(const std::string& listen, const error_code& code) {
  std::string message = "cannot listen on " + listen + ": " + code.message();
  if (code == asio::error::address_in_use)
    message += "; another program has this port: stop it or choose another one with --listen";
  return {ErrorCode::unavailable,
          std::move(message),
          {},
          code == asio::error::address_in_use ? "port_in_use" : "cannot_listen"};
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServeRooms rooms, Options options)
      : rooms_(std::move(rooms)),
        options_(std::move(options)),
        edge_(rooms_, options_.limits),
        loops_(static_cast<std::size_t>(std::max(1, rooms_.config.io_threads))),
        accepting_(loops_.front().io().get_executor()),
        acceptor_(accepting_),
        stop_timer_(accepting_),
        shared_{.edge = edge_,
                .limits = options_.limits,
                .config = rooms_.config,
                .upload_folder = options_.upload_folder,
                .quick = serve_room::Workers(kQuickThreads, options_.limits.requests_waiting_max),
                .slow = serve_room::Workers(static_cast<std::size_t>(std::max(1, rooms_.config.worker_threads)),
                                            options_.limits.requests_waiting_max),
                .calls = serve_room::Calls(static_cast<std::size_t>(options_.limits.calls_max),
                                           static_cast<std::size_t>(options_.limits.requests_waiting_max)),
                .last_one_left = [this] { asio::post(accepting_, [this] { stop_timer_.cancel(); }); }} {}

  ~Impl() { end_work(); }

  Result<void> listen() {
    allow_many_files();
    ONGGI_CHECK(serve_room::prepare_upload_folder(options_.upload_folder));
    ONGGI_TRY(tls_, tls_context(options_.tls_certificate, options_.tls_key));
    ONGGI_TRY(const Tcp::endpoint endpoint, endpoint_of(options_.listen));
    error_code code;
    acceptor_.open(endpoint.protocol(), code);
    // So that a restart does not wait for the last connections to be forgotten by the system.
    if (!code) acceptor_.set_option(Tcp::acceptor::reuse_address(true), code);
    if (!code) acceptor_.bind(endpoint, code);
    if (!code) acceptor_.listen(asio::socket_base::max_listen_connections, code);
    if (code) return std::unexpected(cannot_listen(options_.listen, code));
    port_ = acceptor_.local_endpoint(code).port();
    return {};
  }

  std::uint16_t port() const { return port_; }

  void run() {
    asio::co_spawn(accepting_, accept_all(), asio::detached);
    {
      const std::jthread writing([this](const std::stop_token& done) { write_use_now_and_then(done); });
      for (net::Loop& loop : loops_) kept_running_.push_back(asio::make_work_guard(loop.io()));
      std::vector<std::jthread> threads;
      for (std::size_t more = 1; more < loops_.size(); ++more)
        threads.emplace_back([this, more] { loops_[more].io().run(); });
      loops_.front().io().run();
    }
    end_work();
    write_use();  // with what the last answers took
  }

  void stop() {
    if (shared_.stopping.exchange(true)) return;
    asio::co_spawn(accepting_, stop_in_steps(), asio::detached);
  }

 private:
  asio::awaitable<void> accept_all() {
    while (!shared_.stopping) {
      error_code code;
      net::Loop& loop = loops_[next_loop_++ % loops_.size()];
      Tcp::socket socket = co_await acceptor_.async_accept(loop.io(), redirect_error(use_awaitable, code));
      if (code == asio::error::operation_aborted || shared_.stopping) co_return;
      if (code) {
        co_await rest_after(code);
      } else if (shared_.connections.size() >= static_cast<std::size_t>(options_.limits.connections_max)) {
        turn_away(std::move(socket));
      } else {
        serve_room::serve_connection(std::move(socket), tls_.get(), loop, shared_);
      }
    }
  }

  /// What was begun for connections that are gone comes to its end.
  void end_work() {
    edge_.end_background();
    shared_.quick.join();
    shared_.slow.join();
    shared_.calls.join();
  }

  void write_use_now_and_then(const std::stop_token& done) {
    std::mutex mutex;
    std::condition_variable_any waiting;
    for (std::unique_lock lock(mutex); !done.stop_requested(); write_use())
      waiting.wait_for(lock, done, kWriteUseTime, [] { return false; });
  }

  /// What keys and models took goes to the database.
  void write_use() {
    if (const auto written = rooms_.spending.flush(); !written)
      log(LogLevel::warning, "what models took cannot be written", {{"error", describe(written.error())}});
    if (const auto written = rooms_.meters.flush(); !written)
      log(LogLevel::warning, "what keys took cannot be written", {{"error", describe(written.error())}});
  }

  /// Out of file descriptors: accepting again at once would only spin.
  asio::awaitable<void> rest_after(error_code code) {
    log(LogLevel::warning, "cannot accept a connection", {{"cause", code.message()}});
    asio::steady_timer pause(accepting_, std::chrono::milliseconds(100));
    co_await pause.async_wait(redirect_error(use_awaitable, code));
  }

  static void turn_away(Tcp::socket socket) {
    static constexpr std::string_view kFull =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Type: "
        "application/json\r\nContent-Length: 115\r\n\r\n"
        R"json({"error":{"code":"unavailable","message":"too many connections (connections_max)","reason":"busy","request_id":""}})json";
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kFull), ignored);
  }

  asio::awaitable<void> stop_in_steps() {
    error_code ignored;
    acceptor_.close(ignored);
    using enum serve_room::StopHow;
    shared_.connections.stop(soon);
    co_await wait_for_last(options_.limits.stop_time);
    shared_.connections.stop(now);
    co_await wait_for_last(kCancelTime);
    shared_.connections.stop(hard);
    kept_running_.clear();
  }

  asio::awaitable<void> wait_for_last(std::chrono::milliseconds time) {
    error_code ignored;
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (shared_.connections.size() > 0 && std::chrono::steady_clock::now() < deadline) {
      stop_timer_.expires_at(deadline);
      co_await stop_timer_.async_wait(redirect_error(use_awaitable, ignored));
    }
  }

  ServeRooms rooms_;
  Options options_;
  serve_room::Edge edge_;
  std::deque<net::Loop> loops_;  // one each of the I/O threads; connections take turns
  std::size_t next_loop_ = 0;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> kept_running_;
  asio::io_context::executor_type accepting_;
  Tcp::acceptor acceptor_;
  asio::steady_timer stop_timer_;
  std::unique_ptr<asio::ssl::context> tls_;
  serve_room::Shared shared_;
  std::uint16_t port_ = 0;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(ServeRooms rooms, Options options) {
  auto impl = std::make_unique<Impl>(std::move(rooms), std::move(options));
  ONGGI_CHECK(impl->listen());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
void Server::run() { impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace onggi
