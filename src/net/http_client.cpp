// HttpClient: on an event loop plain HTTP is the loop's own (loop_http.h), all else is libcurl's. There each call takes
// a line (a transfer and its open connections) from a small pool, so connections stay open between calls. curl's multi
// interface drives the transfer, because its easy one looks at a cancel only once a second.
#include "net/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "base/blocking.h"
#include "base/log.h"
#include "net/call_errors.h"
#include "net/loop_http.h"
#include "net/url.h"

namespace onggi {
namespace {

constexpr std::size_t kIdleLinesMax = 16;  // each may hold open connections
constexpr long kConnectionsPerLine = 4;
constexpr int kCancelCheckMs = 25;
constexpr long kSmallPieceBytes = 2 * 1024;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

struct CloseTransfer {
  void operator()(CURL* transfer) const { curl_easy_cleanup(transfer); }
};
struct CloseConnections {
  void operator()(CURLM* connections) const { curl_multi_cleanup(connections); }
};

/// A transfer and the connections it leaves open for the next one.
struct Line {
  std::unique_ptr<CURLM, CloseConnections> connections{curl_multi_init()};
  std::unique_ptr<CURL, CloseTransfer> transfer{curl_easy_init()};  // goes first
  bool ready() const { return connections && transfer; }
};

/// Lines that wait for the next call; the last one used comes first, its connections are the freshest.
class Pool {
 public:
  Line take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Line line = std::move(idle_.back());
        idle_.pop_back();
        return line;
      }
    }
    return {};
  }

  void give(Line line) {
    curl_easy_reset(line.transfer.get());
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleLinesMax) idle_.push_back(std::move(line));
  }

 private:
  std::mutex mutex_;
  std::vector<Line> idle_;
};

enum class Stop { none, cancelled, idle, too_long, headers_too_long, sink };

/// One call on its way: what curl's callbacks need.
struct Call {
  const OutgoingRequest& request;
  const Cancel& cancel;
  const net::BytesSink* on_bytes = nullptr;
  IncomingAnswer answer;
  std::uint64_t body_bytes = 0;
  std::size_t header_bytes = 0;
  bool any_byte = false, connected = false;
  SteadyTime last_byte = std::chrono::steady_clock::now();
  Stop stop = Stop::none;
};

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// "HTTP/1.1 404 Not Found" → 404; curl has checked the shape.
int status_of(std::string_view line) {
  const std::size_t space = line.find(' ');
  int status = 0;
  if (space != std::string_view::npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
  return status;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  Call& call = *static_cast<Call*>(user);
  const std::string_view line(data, size * count);
  call.any_byte = true;
  call.last_byte = std::chrono::steady_clock::now();
  call.header_bytes += line.size();
  if (call.header_bytes > net::kHeaderBytesMax) {
    call.stop = Stop::headers_too_long;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // a new answer: the one before was "100 Continue"
    call.answer.headers.clear();
    call.answer.status = status_of(line);
    return line.size();
  }
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos)
    call.answer.headers[net::lower(trim(line.substr(0, colon)))] = std::string(trim(line.substr(colon + 1)));
  return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  Call& call = *static_cast<Call*>(user);
  const std::string_view bytes(data, size * count);
  call.any_byte = true;
  call.last_byte = std::chrono::steady_clock::now();
  call.body_bytes += bytes.size();
  if (call.body_bytes > call.request.answer_bytes_max) {
    call.stop = Stop::too_long;
    return 0;
  }
  if (call.on_bytes == nullptr || call.answer.status / 100 != 2) {
    call.answer.body.append(bytes);
    return bytes.size();
  }
  if ((*call.on_bytes)(bytes)) return bytes.size();
  call.stop = Stop::sink;
  return 0;
}

/// Whether the call must end although curl would go on.
bool must_stop(Call& call) {
  if (!call.cancel.check()) call.stop = Stop::cancelled;
  const auto silence = std::chrono::steady_clock::now() - call.last_byte;
  if (call.connected && call.stop == Stop::none && silence > call.request.idle_timeout) call.stop = Stop::idle;
  return call.stop != Stop::none;
}

/// curl tells here that the connection stands; from then on silence counts.
int on_connected(void* user, char*, char*, int, int) {
  Call& call = *static_cast<Call*>(user);
  call.connected = true;
  call.last_byte = std::chrono::steady_clock::now();
  return CURL_PREREQFUNC_OK;
}

class CurlClient final : public HttpClient {
 public:
  CurlClient(std::shared_ptr<Gate> gate, Options options) : gate_(std::move(gate)), options_(std::move(options)) {}

  Result<IncomingAnswer> send(const OutgoingRequest& request, const Cancel& cancel) override {
    return run(request, nullptr, cancel);
  }

  Result<IncomingAnswer> stream(const OutgoingRequest& request, const net::BytesSink& on_bytes,
                                const Cancel& cancel) override {
    return run(request, &on_bytes, cancel);
  }

 private:
  Result<IncomingAnswer> run(const OutgoingRequest& request, const net::BytesSink* on_bytes, const Cancel& cancel) {
    ONGGI_TRY(const auto url, net::split_url(request.url));
    ONGGI_CHECK(cancel.check());
    ONGGI_CHECK(gate_->allow(request));
    net::Fiber* const fiber = net::Fiber::current();
    if (fiber != nullptr && options_.proxy.empty() && net::goes_on_loop(request, url))
      return net::call_on_loop(*fiber, request, url, on_bytes, cancel);
    before_blocking();
    return run_here(request, url, on_bytes, cancel);
  }

  /// This thread waits.
  Result<IncomingAnswer> run_here(const OutgoingRequest& request, const net::Url& url, const net::BytesSink* on_bytes,
                                  const Cancel& cancel) {
    ONGGI_TRY(const auto headers, header_list(request));
    Line line = pool_.take();
    if (!line.ready()) return fail(ErrorCode::unavailable, "no memory for another outgoing call", "before_answer");
    Call call{.request = request, .cancel = cancel, .on_bytes = on_bytes, .answer = {}};
    prepare(line.transfer.get(), call, headers.get());
    const CURLcode code = perform(line, call);
    auto result = outcome(code, call, url);
    pool_.give(std::move(line));
    return result;
  }

  static Result<HeaderList> header_list(const OutgoingRequest& request) {
    ONGGI_CHECK(net::check_headers(request));
    HeaderList list;
    // No "100-continue": it costs a round trip on a long prompt. Not where curl signs: it would sign the missing
    // header.
    if (request.sign.region.empty()) list.reset(curl_slist_append(nullptr, "Expect:"));
    for (const auto& [name, value] : request.headers) {
      // "Name;" is curl's way to send a header without a value.
      std::string line = name;
      line.append(value.empty() ? ";" : ": ").append(value);
      if (curl_slist* longer = curl_slist_append(list.get(), line.c_str()); longer != nullptr) {
        [[maybe_unused]] const curl_slist* held = list.release();  // `longer` begins with it
        list.reset(longer);
      }
    }
    return list;
  }

  void prepare(CURL* curl, Call& call, curl_slist* headers) const {
    const OutgoingRequest& request = call.request;
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &call);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &call);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_connected);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, &call);
    if (request.small_pieces) curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, kSmallPieceBytes);
    prepare_signature(curl, request);
    prepare_route(curl);
    prepare_body(curl, request);
  }

  static void prepare_signature(CURL* curl, const OutgoingRequest& request) {
    const OutgoingRequest::S3Signature& sign = request.sign;
    if (sign.region.empty()) return;
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, ("aws:amz:" + sign.region + ":s3").c_str());
    curl_easy_setopt(curl, CURLOPT_USERNAME, sign.access_key.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, sign.secret_key.c_str());
  }

  void prepare_route(CURL* curl) const {
    // An empty proxy switches off the environment's too.
    curl_easy_setopt(curl, CURLOPT_PROXY, options_.proxy.c_str());
    if (options_.proxy.empty()) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    if (!options_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
  }

  static void prepare_body(CURL* curl, const OutgoingRequest& request) {
    if (request.method == "HEAD") {
      curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET" || !request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
      curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
  }

  static CURLcode perform(Line& line, Call& call) {
    CURLM* multi = line.connections.get();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kConnectionsPerLine);
    if (curl_multi_add_handle(multi, line.transfer.get()) != CURLM_OK) return CURLE_OUT_OF_MEMORY;
    int running = 1;
    while (running > 0 && !must_stop(call)) {
      if (curl_multi_perform(multi, &running) != CURLM_OK) break;
      if (running > 0 && curl_multi_poll(multi, nullptr, 0, kCancelCheckMs, nullptr) != CURLM_OK) break;
    }
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left))
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    curl_multi_remove_handle(multi, line.transfer.get());  // a transfer that was cut off takes its connection with it
    return code;
  }

  static Result<IncomingAnswer> outcome(CURLcode code, Call& call, const net::Url& url) {
    if (code == CURLE_OK) return std::move(call.answer);
    const std::string host = url.host_and_port();
    switch (call.stop) {
      case Stop::cancelled: {
        ONGGI_CHECK(call.cancel.check());
        break;
      }
      case Stop::sink:
        return std::unexpected(net::receiver_stopped(host));
      case Stop::idle:
        return std::unexpected(net::sent_nothing(host, call.request));
      case Stop::too_long:
        return std::unexpected(net::answer_too_long(host, call.request));
      case Stop::headers_too_long:
        return std::unexpected(net::headers_too_long(host));
      case Stop::none:
        break;
    }
    return broken(code, call, host);
  }

  /// Bytes came, but curl did not know them for an answer.
  static bool is_not_http(CURLcode code) {
    return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY;
  }

  static std::unexpected<Error> broken(CURLcode code, const Call& call, const std::string& host) {
    log(LogLevel::debug, "outgoing call broke", {{"host", host}, {"curl", static_cast<std::int64_t>(code)}});
    const bool any_byte = call.any_byte || is_not_http(code);
    if (code == CURLE_OPERATION_TIMEDOUT)
      return std::unexpected(net::no_connection_in_time(host, call.request, net::break_reason(any_byte)));
    return std::unexpected(net::broken_off(host, curl_easy_strerror(code), any_byte));
  }

  std::shared_ptr<Gate> gate_;  // shared with all other clients
  Options options_;
  Pool pool_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::open(std::shared_ptr<Gate> gate, const Options& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);  // once; C++ makes the first call exclusive
  if (started != CURLE_OK) return fail(ErrorCode::unavailable, "the HTTP library does not start");
  if (!gate) return fail(ErrorCode::invalid_argument, "an HTTP client without a gate may call nobody");
  return std::make_unique<CurlClient>(std::move(gate), options);
}

}  // namespace onggi
