// Sends, waits and tries again.
#include "model/remote_call.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/blocking.h"
#include "base/json_depth.h"
#include "base/log.h"
#include "model/remote_dialect.h"
#include "net/url.h"

namespace onggi::model {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kTriesMax = 3;
constexpr milliseconds kFirstWait{500};
constexpr milliseconds kWaitMax{20'000};
constexpr milliseconds kWaitStep{20};  // how soon a cancel is felt while waiting

bool wait_on_the_clock(milliseconds duration, const Cancel& cancel) {
  before_blocking();
  const auto until = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < until) {
    if (!cancel.check()) return false;
    std::this_thread::sleep_for(kWaitStep);
  }
  return true;
}

/// Retry-After in seconds; its other form, a date, is taken as "not said".
milliseconds asked_wait(const IncomingAnswer& answer, milliseconds fallback) {
  const auto header = answer.headers.find("retry-after");
  if (header == answer.headers.end()) return fallback;
  int seconds = 0;
  const auto& text = header->second;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc() || seconds < 0) return fallback;
  return std::min<milliseconds>(std::chrono::seconds(std::min(seconds, 3600)), kWaitMax);
}

/// That the server has trouble, whatever was asked of it: a 500 may be of one prompt alone.
bool is_in_trouble(int status) { return status == 502 || status == 503 || status == 504; }

bool asks_for_patience(int status) { return status == 429 || is_in_trouble(status); }

Error error(ErrorCode code, std::string message, std::string reason = {}) {
  return {.code = code, .message = std::move(message), .reason = std::move(reason)};
}

}  // namespace

std::vector<std::string> base_urls(std::string_view list) {
  std::vector<std::string> urls;
  std::istringstream words{std::string(list)};
  for (std::string url; words >> url; urls.push_back(url))
    while (url.ends_with('/')) url.pop_back();
  return urls;
}

Result<void> check_base_urls(std::string_view list) {
  const auto urls = base_urls(list);
  if (urls.empty()) return fail(ErrorCode::invalid_argument, "a remote model needs the URL of its server", "bad_url");
  for (const std::string& one : urls) {
    ONGGI_TRY(const auto url, net::split_url(one));
    if (url.path.find_first_of("?#") != std::string::npos)
      return fail(ErrorCode::invalid_argument,
                  "the URL of a model server is its base, like http://host:8000/v1, without ? or #", "bad_url");
  }
  return {};
}

RemoteServer::RemoteServer(RemoteOptions options, std::shared_ptr<HttpClient> http)
    : options_(std::move(options)), http_(std::move(http)) {
  if (!options_.wait) options_.wait = wait_on_the_clock;
  std::vector<std::string> urls = base_urls(options_.url);
  options_.url.clear();
  for (const std::string& url : urls) options_.url += (options_.url.empty() ? "" : " ") + url;
  replicas_ = std::make_unique<Replicas>(std::move(urls));
}

Result<RemoteServer> RemoteServer::open(const RemoteOptions& options, std::shared_ptr<HttpClient> http) {
  ONGGI_CHECK(check_base_urls(options.url));
  return RemoteServer(options, std::move(http));
}

Result<IncomingAnswer> RemoteServer::run(const Call& call, const Cancel& cancel) const {
  const std::size_t tries_max = std::max(kTriesMax, replicas_->size());
  milliseconds pause = kFirstWait;
  std::vector<std::size_t> tried;
  for (std::size_t attempt = 1;; ++attempt) {
    auto lease = next_server(tried);
    if (!lease) return std::unexpected(all_rest());
    tried.push_back(lease->index());
    const std::string url = lease->url();
    auto answer = once(url, call, cancel);
    const Told told = answer ? dialect_of(options_.api).read(*answer) : Told{};
    if (told.status / 100 == 2) return answer;
    const bool was_silent = !answer && answer.error().reason == "before_answer";
    if (was_silent || is_in_trouble(told.status)) lease->failed(SteadyClock::now());
    lease.reset();
    const bool may_try = was_silent || asks_for_patience(told.status);
    if (!may_try || attempt == tries_max) {
      if (!answer) return answer;
      return std::unexpected(told_error(options_, url, told));
    }
    log(LogLevel::debug, "trying the model server again",
        {{"model", options_.id}, {"attempt", static_cast<std::int64_t>(attempt)}});
    if (tried.size() < replicas_->size()) continue;  // another one is asked at once
    tried.clear();
    if (!options_.wait(answer ? asked_wait(*answer, pause) : pause, cancel)) ONGGI_CHECK(cancel.check());
    pause *= 2;
  }
}

std::optional<Replicas::Lease> RemoteServer::next_server(const std::vector<std::size_t>& tried) const {
  const auto now = SteadyClock::now();
  auto other = replicas_->choose(tried, now);
  return other ? std::move(other) : replicas_->choose({}, now);
}

Error RemoteServer::all_rest() const {
  const auto rest = replicas_->rest(SteadyClock::now());
  return error(ErrorCode::unavailable,
               options_.url + " failed several times in a row and is left alone for " + std::to_string(rest.count()) +
                   " ms: see whether the model server runs",
               "circuit_open");
}

Result<IncomingAnswer> RemoteServer::once(const std::string& url, const Call& call, const Cancel& cancel) const {
  OutgoingRequest request;
  request.url = url + call.path;
  request.purpose = call.purpose;
  request.body = call.body;
  request.headers["Content-Type"] = "application/json";
  dialect_of(options_.api).add_headers(request);
  request.idle_timeout = milliseconds(300'000);  // a long prompt on a busy server stays silent for minutes
  if (!options_.key_env.empty()) {
    const char* key = std::getenv(options_.key_env.c_str());
    if (key == nullptr || *key == '\0')
      return fail(ErrorCode::unavailable,
                  "model " + options_.id + " needs a key: set the environment variable " + options_.key_env,
                  "key_missing");
    request.headers["Authorization"] = std::string("Bearer ") + key;
  }
  if (call.on_bytes != nullptr) {
    request.headers["Accept"] = "text/event-stream";
    request.small_pieces = true;
  }
  auto answer =
      call.on_bytes == nullptr ? http_->send(request, cancel) : http_->stream(request, *call.on_bytes, cancel);
  // What nobody could work with is as good as nothing.
  if (answer && json_depth(answer->body) > kJsonDepthMax) answer->body.clear();
  return answer;
}

}  // namespace onggi::model
