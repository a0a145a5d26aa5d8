// The page: its files, and index.html for every address that the page's own router knows.
#include <algorithm>

#include "serve/handlers.h"
#include "serve/page_assets.h"

namespace onggi::serve_room {
namespace {

constexpr std::string_view kNotBuilt =
    "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\"><title>onggi</title>"
    "<p>이 프로그램에는 화면이 들어 있지 않습니다. <code>./dev build</code>로 다시 빌드하면 화면이 함께 들어갑니다.</p>"
    "<p>This program was built without its page; <code>./dev build</code> builds both. The API works: "
    "<a href=\"/health\">/health</a>.</p></html>\n";

std::string_view media_type(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"}};
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

const PageAsset* find(std::string_view path) {
  const auto assets = page_assets();
  const auto found = std::ranges::find(assets, path, &PageAsset::path);
  return found == assets.end() ? nullptr : &*found;
}

/// A file that is missing is 404; an address without an ending belongs to the page's router.
bool looks_like_file(std::string_view path) {
  return path.starts_with("/assets/") || path.substr(path.rfind('/')).find('.') != std::string_view::npos;
}

}  // namespace

Result<Response> get_page(const Call& call) {
  const std::string path = "/" + std::string(call.request.parameter("rest"));
  if (page_assets().empty() && !looks_like_file(path))
    return Response{.content_type = "text/html; charset=utf-8", .fixed_body = kNotBuilt};
  const PageAsset* asset = find(path);
  if (asset == nullptr && !looks_like_file(path)) asset = find("/index.html");
  if (asset == nullptr) return fail(ErrorCode::not_found, "the page has no such file", "no_such_address");
  Response response{.content_type = std::string(media_type(asset->path)), .fixed_body = asset->bytes};
  // Names under /assets/ hold a hash of the content: what has the name never changes.
  const bool hashed = asset->path.starts_with("/assets/");
  response.headers.emplace_back("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("ETag", asset->etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (call.request.header("if-none-match").find(asset->etag) != std::string_view::npos) {
    response.status = 304;
    response.fixed_body = {};
    return response;
  }
  if (!asset->gzip.empty() && names_token(call.request.header("accept-encoding"), "gzip")) {
    response.fixed_body = asset->gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

}  // namespace onggi::serve_room
