// What bench/serve.py drives: a model server that does nothing but answer, and clients that count.
//
//   upstream                    listens on a free port of 127.0.0.1 and prints it; /v1/chat/completions of the OpenAI
//                               API: one fixed answer, or, where `"stream":true` stands in the request, `max_tokens`
//                               events, one each `"seed"` milliseconds
//   relay PORT                  listens likewise and hands bytes on to PORT and back, nothing else: what the way costs
//   load HOST PORT KEY BODY CONNECTIONS SECONDS RATE
//                               sends BODY to /v1/chat/completions again and again; RATE requests a second over all
//                               connections, 0: each as soon as the last was answered. Prints JSON: answered, failed,
//                               rate, p50_ms, p99_ms (from when a request was due)
//   streams HOST PORT KEY BODY CONNECTIONS SECONDS READ
//                               opens so many streams at once; prints "open N" when each has its first event, and at
//                               the end JSON: opened, whole, events. READ 0: nothing is read after the first event
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::string_view kAnswer =
    R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"mock","choices":[{"index":0,"message":{"role":"assistant","content":"안녕하세요. 무엇을 도와드릴까요?"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":9,"total_tokens":21}})";
constexpr std::string_view kEvent =
    R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"mock","choices":[{"index":0,"delta":{"content":"말"},"finish_reason":null}]})"
    "\n\n";
constexpr std::string_view kLastEvents =
    R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"mock","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
    "\n\ndata: [DONE]\n\n";

/// The number that stands behind `"name":` in a small JSON text; `otherwise` where there is none.
long number_in(std::string_view text, std::string_view name, long otherwise) {
  const std::size_t at = text.find("\"" + std::string(name) + "\"");
  if (at == std::string_view::npos) return otherwise;
  const std::size_t digit = text.find_first_of("0123456789", at + name.size());
  if (digit == std::string_view::npos) return otherwise;
  std::from_chars(text.data() + digit, text.data() + text.size(), otherwise);
  return otherwise;
}

std::size_t length_of(std::string_view head) {
  for (const std::string_view name : {"Content-Length:", "content-length:"}) {
    const std::size_t at = head.find(name);
    if (at == std::string_view::npos) continue;
    std::size_t length = 0;
    const std::size_t digit = head.find_first_of("0123456789", at);
    if (digit != std::string_view::npos) std::from_chars(head.data() + digit, head.data() + head.size(), length);
    return length;
  }
  return std::string::npos;
}

/// Reads a message with a Content-Length; "" at the end of the connection. What came beyond it stays in `buffer`.
awaitable<std::string> read_message(tcp::socket& socket, std::string& buffer) {
  boost::system::error_code code;
  const std::size_t head = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), "\r\n\r\n",
                                                           asio::redirect_error(use_awaitable, code));
  if (code) co_return "";
  const std::size_t length = length_of(std::string_view(buffer).substr(0, head));
  const std::size_t whole = head + (length == std::string::npos ? 0 : length);
  if (buffer.size() < whole) {
    co_await asio::async_read(socket, asio::dynamic_buffer(buffer), asio::transfer_exactly(whole - buffer.size()),
                              asio::redirect_error(use_awaitable, code));
    if (code) co_return "";
  }
  std::string message = buffer.substr(0, whole);
  buffer.erase(0, whole);
  co_return message;
}

std::string chunk(std::string_view text) {
  std::array<char, 32> head{};
  std::snprintf(head.data(), head.size(), "%zx\r\n", text.size());
  return head.data() + std::string(text) + "\r\n";
}

awaitable<void> stream_answer(tcp::socket& socket, std::string_view request) {
  const long events = number_in(request, "max_tokens", 3), pause = number_in(request, "seed", 0);
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  co_await asio::async_write(socket, asio::buffer(head), use_awaitable);
  const std::string event = chunk(kEvent), end = chunk(kLastEvents) + "0\r\n\r\n";
  asio::steady_timer timer(socket.get_executor());
  for (long one = 0; one < events; ++one) {
    co_await asio::async_write(socket, asio::buffer(event), use_awaitable);
    if (pause == 0) continue;
    timer.expires_after(std::chrono::milliseconds(pause));
    co_await timer.async_wait(use_awaitable);
  }
  co_await asio::async_write(socket, asio::buffer(end), use_awaitable);
}

awaitable<void> answer_all(tcp::socket socket) {
  const std::string whole =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(kAnswer.size()) +
      "\r\n\r\n" + std::string(kAnswer);
  socket.set_option(tcp::no_delay(true));
  std::string buffer;
  try {
    for (;;) {
      const std::string request = co_await read_message(socket, buffer);
      if (request.empty()) co_return;
      if (request.find("\"stream\":true") != std::string::npos) co_await stream_answer(socket, request);
      else co_await asio::async_write(socket, asio::buffer(whole), use_awaitable);
    }
  } catch (const boost::system::system_error&) {
    co_return;  // the other side went away
  }
}

awaitable<void> listen() {
  tcp::acceptor acceptor(co_await asio::this_coro::executor, {asio::ip::address_v4::loopback(), 0});
  std::cout << acceptor.local_endpoint().port() << std::endl;
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
    asio::co_spawn(co_await asio::this_coro::executor, answer_all(std::move(socket)), asio::detached);
  }
}

awaitable<void> copy_bytes(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
  std::array<char, 16 * 1024> piece{};
  try {
    for (;;) {
      const std::size_t size = co_await from->async_read_some(asio::buffer(piece), use_awaitable);
      co_await asio::async_write(*to, asio::buffer(piece, size), use_awaitable);
    }
  } catch (const boost::system::system_error&) {
    from->close();
    to->close();
  }
}

awaitable<void> relay(std::uint16_t port) {
  const auto here = co_await asio::this_coro::executor;
  tcp::acceptor acceptor(here, {asio::ip::address_v4::loopback(), 0});
  std::cout << acceptor.local_endpoint().port() << std::endl;
  for (;;) {
    const auto client = std::make_shared<tcp::socket>(co_await acceptor.async_accept(use_awaitable));
    const auto server = std::make_shared<tcp::socket>(here);
    co_await server->async_connect({asio::ip::address_v4::loopback(), port}, use_awaitable);
    client->set_option(tcp::no_delay(true));
    server->set_option(tcp::no_delay(true));
    asio::co_spawn(here, copy_bytes(client, server), asio::detached);
    asio::co_spawn(here, copy_bytes(server, client), asio::detached);
  }
}

struct Target {
  tcp::endpoint place;
  std::string request;
};

/// $ONGGI_BENCH_FIELDS: lines "name: value" that a gateway wants beside the key.
std::string more_fields() {
  const char* given = std::getenv("ONGGI_BENCH_FIELDS");
  std::string fields;
  std::istringstream lines(given == nullptr ? "" : given);
  for (std::string line; std::getline(lines, line);) fields += line + "\r\n";
  return fields;
}

Target target_of(char** arguments) {
  const std::string host = arguments[0], port = arguments[1], key = arguments[2], body = arguments[3];
  return {.place = {asio::ip::make_address(host), static_cast<std::uint16_t>(std::stoi(port))},
          .request = "POST /v1/chat/completions HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nAuthorization: Bearer " +
                     key + "\r\nContent-Type: application/json\r\n" + more_fields() +
                     "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

struct Counted {
  std::vector<double> took_ms;
  long failed = 0;
};

/// One connection: requests that are due each `every`, or one after the other.
awaitable<void> ask_again(const Target& target, Clock::time_point begin, Clock::time_point end, Clock::duration every,
                          Counted& counted) {
  try {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(target.place, use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::steady_timer timer(socket.get_executor());
    std::string buffer;
    for (auto due = begin; Clock::now() < end; due += every) {
      if (every == Clock::duration::zero()) due = Clock::now();
      if (due >= end) break;
      if (due > Clock::now()) {
        timer.expires_at(due);
        co_await timer.async_wait(use_awaitable);
      }
      co_await asio::async_write(socket, asio::buffer(target.request), use_awaitable);
      const std::string reply = co_await read_message(socket, buffer);
      if (reply.find(" 200 ") == std::string::npos) ++counted.failed;
      else counted.took_ms.push_back(Milliseconds(Clock::now() - due).count());
      if (reply.empty()) co_return;
    }
  } catch (const boost::system::system_error&) {
    ++counted.failed;
  }
}

double at_share(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto index = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(index));
  return values[index];
}

int load(char** arguments) {
  asio::io_context io(1);
  const Target target = target_of(arguments);
  const int connections = std::stoi(arguments[4]), rate = std::stoi(arguments[6]);
  const auto seconds = std::chrono::duration<double>(std::stod(arguments[5]));
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration_cast<Clock::duration>(seconds);
  const auto every = rate == 0 ? Clock::duration::zero()
                               : std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(static_cast<double>(connections) / rate));
  Counted counted;
  for (int one = 0; one < connections; ++one)
    asio::co_spawn(io, ask_again(target, begin + every * one / connections, end, every, counted), asio::detached);
  io.run();
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf(R"({"answered": %zu, "failed": %ld, "rate": %.0f, "p50_ms": %.4f, "p99_ms": %.4f})"
              "\n",
              counted.took_ms.size(), counted.failed, static_cast<double>(counted.took_ms.size()) / took,
              at_share(counted.took_ms, 0.5), at_share(counted.took_ms, 0.99));
  return 0;
}

struct Streams {
  long opened = 0, whole = 0, events = 0, wanted = 0;
  bool reads = true;
  Clock::time_point end;
};

awaitable<void> read_stream(const Target& target, Streams& streams) {
  try {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(target.place, use_awaitable);
    co_await asio::async_write(socket, asio::buffer(target.request), use_awaitable);
    std::string text;
    std::array<char, 4096> piece{};
    for (long events = 0;;) {
      const std::size_t size = co_await socket.async_read_some(asio::buffer(piece), use_awaitable);
      text.append(piece.data(), size);
      const long before = events;
      for (std::size_t at = text.find("data: "); at != std::string::npos; at = text.find("data: ", at + 1)) ++events;
      streams.events += events - before;
      if (before == 0 && events > 0 && ++streams.opened == streams.wanted)
        std::cout << "open " << streams.opened << std::endl;
      if (text.find("[DONE]") != std::string::npos) {
        ++streams.whole;
        co_return;
      }
      text.erase(0, text.size() - std::min<std::size_t>(text.size(), 5));  // shorter than what is looked for
      if (streams.reads || events == 0) continue;
      asio::steady_timer timer(socket.get_executor(), streams.end);
      co_await timer.async_wait(use_awaitable);
      co_return;
    }
  } catch (const boost::system::system_error&) {
    co_return;  // counted as neither open nor whole
  }
}

int streams(char** arguments) {
  asio::io_context io(1);
  const Target target = target_of(arguments);
  Streams counted{.wanted = std::stol(arguments[4]), .reads = std::stoi(arguments[6]) != 0, .end = {}};
  counted.end = Clock::now() +
                std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::stod(arguments[5])));
  for (long one = 0; one < counted.wanted; ++one) asio::co_spawn(io, read_stream(target, counted), asio::detached);
  io.run_until(counted.end);
  std::printf(R"({"opened": %ld, "whole": %ld, "events": %ld})"
              "\n",
              counted.opened, counted.whole, counted.events);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const std::string_view mode = count > 1 ? arguments[1] : "";
  try {
    if (mode == "load" && count == 9) return load(arguments + 2);
    if (mode == "streams" && count == 9) return streams(arguments + 2);
    const bool relays = mode == "relay" && count == 3;
    if (!relays && mode != "upstream") return 2;
    asio::io_context io(1);
    asio::co_spawn(io, relays ? relay(static_cast<std::uint16_t>(std::stoi(arguments[2]))) : listen(), asio::detached);
    io.run();
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
    return 1;
  }
}
