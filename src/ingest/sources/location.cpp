// See location.h.
#include "ingest/sources/location.h"

#include <algorithm>

#include "ingest/sources/postgresql_rows.h"
#include "net/url.h"

namespace onggi::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::ranges::mismatch(folder, path);
  return end == folder.end() || end->empty();  // "/data/" ends with an empty part
}

fs::path real(const fs::path& path) {
  std::error_code error;
  fs::path found = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : found;
}

Result<void> check_local(const LocationWish& wish, const std::string& file) {
  if (!fs::path(file).is_absolute())
    return fail(ErrorCode::invalid_argument, "the location is an absolute path", "bad_location");
  const fs::path path = real(file), home = real(wish.home);
  if (is_below(path, home) || is_below(home, path))
    return fail(ErrorCode::not_allowed, "a source does not read the workspace's own folder", "folder_not_allowed");
  const auto holds = [&](const fs::path& folder) { return is_below(path, real(folder)); };
  if (wish.any_folder || std::ranges::any_of(wish.folders, holds)) return {};
  return fail(
      ErrorCode::not_allowed,
      "sources may read only below the folders that [sources] folders of onggi.toml names; add one there, or add "
      "the source on the command line of the server",
      "folder_not_allowed");
}

Result<void> check_url(Gate& gate, const std::string& url, std::string_view purpose) {
  ONGGI_CHECK(net::split_url(url));
  OutgoingRequest request;
  request.method = "GET", request.url = url, request.purpose = purpose;
  return gate.allow(request);
}

Result<void> check_web(const LocationWish& wish) {
  ONGGI_CHECK(check_url(wish.gate, wish.location, "source.web"));
  for (const char* option : {"starts", "sitemaps"})
    for (const std::string& url : wish.options.texts(option)) ONGGI_CHECK(check_url(wish.gate, url, "source.web"));
  return {};
}

}  // namespace

std::string sqlite_file(const std::string& location) {
  return location.starts_with(kSqlite) ? location.substr(kSqlite.size()) : "";
}

Result<void> ask_gate(Gate& gate, const std::string& host, const std::string& port, std::string_view purpose) {
  OutgoingRequest request;
  request.method = "CONNECT", request.purpose = purpose;
  request.url = "http://" + (host.contains(':') ? "[" + host + "]" : host) + ":" + port + "/";
  return gate.allow(request);
}

Result<void> check_location(const LocationWish& wish) {
  if (wish.location.empty()) return fail(ErrorCode::invalid_argument, "the location is empty", "bad_location");
  if (wish.kind == "folder" || wish.kind == "mail") return check_local(wish, wish.location);
  if (wish.kind == "web") return check_web(wish);
  if (wish.kind == "s3") return check_url(wish.gate, wish.options.text("endpoint"), "source.s3");
  if (const std::string file = sqlite_file(wish.location); !file.empty()) return check_local(wish, file);
  ONGGI_TRY(const PostgresqlPlace place, postgresql_place(wish.location));
  if (!place.socket_folder.empty()) return check_local(wish, place.socket_folder);
  return ask_gate(wish.gate, place.host, place.port, "source.sql");
}

}  // namespace onggi::sources
