// A web site: from its start pages along links of the same host, or along its sitemaps. Nothing is called that
// [network] allow does not name; robots.txt is kept to; unchanged pages are not sent again (ETag, Last-Modified).
#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <unordered_set>

#include "base/hash.h"
#include "ingest/sources/links.h"
#include "ingest/sources/reader.h"
#include "ingest/sources/robots.h"
#include "net/url.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

using nlohmann::json;

constexpr std::uint64_t kRobotsBytesMax = 512U << 10U;  // RFC 9309: at least that much is read
constexpr std::uint64_t kSitemapBytesMax = 50ULL << 20U;
constexpr int kSitemapDepth = 3, kNotModified = 304;

struct Page {
  std::string url;
  std::int64_t depth = 0;
};

// What of a site is no document.
bool is_document(const std::string& type) {
  for (const char* other :
       {"image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript"})
    if (type.starts_with(other)) return false;
  return true;
}

std::string header(const IncomingAnswer& answer, const char* name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? "" : found->second;
}

std::string name_of(const std::string& url, bool html) {
  const auto parts = net::split_url(url);
  std::string path = parts->path.substr(0, parts->path.find('?'));
  while (path.ends_with('/')) path.pop_back();
  std::string name = path.empty() ? parts->host : path.substr(path.rfind('/') + 1);
  if (html && !name.ends_with(".html") && !name.ends_with(".htm")) name += ".html";
  return name;
}

class WebReader final : public Reader {
 public:
  explicit WebReader(ReaderParts parts)
      : parts_(std::move(parts)),
        include_(parts_.options.texts("include")),
        exclude_(parts_.options.texts("exclude")),
        depth_max_(parts_.options.integer("depth")),
        delay_ms_(parts_.options.integer("delay_ms")) {}

  Result<void> walk(const Walk& walk) override {
    cancel_ = walk.cancel;
    ONGGI_CHECK(begin());
    for (std::int64_t pages = 0; !pages_.empty(); ++pages) {
      if (pages == parts_.options.integer("pages_max"))
        return fail(ErrorCode::limit_exceeded,
                    "the site has more pages than option pages_max allows; nothing was removed", "pages_max");
      const Page page = std::move(pages_.front());
      pages_.pop_front();
      ONGGI_CHECK(visit(page, walk));
    }
    return {};
  }

 private:
  Result<void> begin() {
    std::vector<std::string> starts = parts_.options.texts("starts"), sitemaps = parts_.options.texts("sitemaps");
    (parts_.location.ends_with(".xml") ? sitemaps : starts).push_back(parts_.location);
    for (const auto* urls : {&starts, &sitemaps})
      for (const std::string& url : *urls) {
        ONGGI_TRY(const net::Url split, net::split_url(url));
        hosts_.insert(split.host_and_port());
      }
    for (const std::string& url : starts) push(net::resolve_link(url, url), 0);
    for (const std::string& url : sitemaps) ONGGI_CHECK(follow_sitemap(url, 0));
    return {};
  }

  void push(const std::string& url, std::int64_t depth) {
    const auto split = net::split_url(url);
    if (!split || !hosts_.contains(split->host_and_port())) return;
    if (depth > 0 && !wanted(split->path.substr(0, split->path.find('?')), include_, exclude_)) return;
    if (seen_.insert(url).second) pages_.push_back({url, depth});
  }

  // A sitemap that is not there ends the run: else all its pages would count as gone.
  Result<void> follow_sitemap(const std::string& url, int depth) {
    ONGGI_TRY(const IncomingAnswer answer, call(url, kSitemapBytesMax, nullptr));
    const auto sitemap = answer.status == 200 ? read_sitemap(answer.body) : std::nullopt;
    if (!sitemap)
      return fail(
          ErrorCode::unavailable,
          "the sitemap " + url + " answers " + std::to_string(answer.status) + " or is none; nothing was removed",
          "bad_sitemap");
    for (const std::string& page : sitemap->pages) push(net::resolve_link(url, page), depth_max_);
    if (depth == kSitemapDepth) return {};
    for (const std::string& next : sitemap->sitemaps) {
      const std::string link = net::resolve_link(url, next);
      const auto split = net::split_url(link);
      if (split && hosts_.contains(split->host_and_port())) ONGGI_CHECK(follow_sitemap(link, depth + 1));
    }
    return {};
  }

  Result<void> visit(const Page& page, const Walk& walk) {
    ONGGI_TRY(const net::Url url, net::split_url(page.url));
    ONGGI_TRY(const Robots* robots, robots_of(url));
    if (!robots->allows(url.path)) return {};
    ONGGI_TRY(const auto known, walk.known(page.url));
    const json memo = known ? json::parse(known->memo, nullptr, false) : json();
    ONGGI_CHECK(pause(std::max(delay_ms_, robots->delay_ms())));
    const bool unchanged_will_do = known && !known->mark.empty() && memo.is_object();
    auto answer = call(page.url, parts_.bytes_max, unchanged_will_do ? &memo : nullptr);
    if (!answer) return lost(page, answer.error(), memo, walk);
    if (answer->status == kNotModified && unchanged_will_do) {
      follow(memo, page);
      return walk.each(
          {.id = page.url, .name = name_of(page.url, true), .mark = known->mark, .memo = known->memo, .read = {}});
    }
    if (answer->status / 100 == 3) {
      push(net::resolve_link(page.url, header(*answer, "location")), page.depth);
      return {};
    }
    if (answer->status == 404 || answer->status == 410) return {};
    if (answer->status != 200)
      return lost(page,
                  {answer->status >= 500 ? ErrorCode::unavailable : ErrorCode::not_allowed,
                   "the site answered " + std::to_string(answer->status),
                   {},
                   "web_status"},
                  memo, walk);
    return bring(page, *std::move(answer), walk);
  }

  // A page that cannot be read now: what it linked to when it last could still belongs to the site.
  Result<void> lost(const Page& page, const Error& error, const json& memo, const Walk& walk) {
    if (error.code == ErrorCode::cancelled || (page.depth == 0 && !memo.is_object())) return std::unexpected(error);
    follow(memo, page);
    return walk.failed(page.url, error);
  }

  Result<void> bring(const Page& page, IncomingAnswer answer, const Walk& walk) {
    const std::string type = net::lower(header(answer, "content-type"));
    if (!is_document(type)) return {};
    const bool html = type.empty() || type.starts_with("text/html") || type.starts_with("application/xhtml");
    json memo{
        {"etag", header(answer, "etag")}, {"last_modified", header(answer, "last-modified")}, {"links", json::array()}};
    if (html && page.depth < depth_max_) memo["links"] = links_of(answer.body, page.url);
    follow(memo, page);
    // Shared by the listing and its read().
    const auto body = std::make_shared<std::string>(std::move(answer.body));
    return walk.each({.id = page.url,
                      .name = name_of(page.url, html),
                      .mark = sha256_hex(*body).substr(0, 32),
                      .memo = memo.dump(),
                      .read = [body] {
                        Content content;
                        content.bytes = *body;
                        return Result<Content>(std::move(content));
                      }});
  }

  void follow(const json& memo, const Page& page) {
    if (!memo.is_object() || page.depth >= depth_max_) return;
    for (const std::string& link : memo.value("links", std::vector<std::string>{})) push(link, page.depth + 1);
  }

  Result<const Robots*> robots_of(const net::Url& url) {
    const std::string host = url.host_and_port();
    if (const auto found = robots_.find(host); found != robots_.end()) return &found->second;
    ONGGI_TRY(const IncomingAnswer answer, call(url.scheme + "://" + host + "/robots.txt", kRobotsBytesMax, nullptr));
    if (answer.status >= 500)
      return fail(ErrorCode::unavailable,
                  host + " does not tell what robots may read (robots.txt answers " + std::to_string(answer.status) +
                      "); nothing was read or removed",
                  "robots_unreachable");
    return &robots_.emplace(host, answer.status == 200 ? Robots::read(answer.body) : Robots()).first->second;
  }

  Result<IncomingAnswer> call(const std::string& url, std::uint64_t bytes_max, const json* before) const {
    OutgoingRequest request;
    request.method = "GET", request.url = url, request.purpose = "source.web", request.answer_bytes_max = bytes_max;
    request.headers["User-Agent"] = "onggi";
    if (const auto key = parts_.secrets.find("authorization"); key != parts_.secrets.end())
      request.headers["Authorization"] = key->second;
    if (before != nullptr) {
      const std::string etag = before->value("etag", ""), modified = before->value("last_modified", "");
      if (!etag.empty()) request.headers["If-None-Match"] = etag;
      if (!modified.empty()) request.headers["If-Modified-Since"] = modified;
    }
    return parts_.http->send(request, cancel_);
  }

  Result<void> pause(std::int64_t delay_ms) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_ms);
    while (std::chrono::steady_clock::now() < until) {
      ONGGI_CHECK(cancel_.check());
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(
          std::chrono::milliseconds(50), until - std::chrono::steady_clock::now()));
    }
    return {};
  }

  ReaderParts parts_;
  std::vector<std::string> include_, exclude_;
  std::int64_t depth_max_, delay_ms_;
  std::set<std::string> hosts_;
  std::map<std::string, Robots> robots_;
  std::deque<Page> pages_;
  std::unordered_set<std::string> seen_;
  Cancel cancel_;
};

}  // namespace

std::unique_ptr<Reader> web_reader(ReaderParts parts) { return std::make_unique<WebReader>(std::move(parts)); }

}  // namespace onggi::sources
