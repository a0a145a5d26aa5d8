// The table of routes against its contract, and what odd paths find in it.
#include "serve/routes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

namespace onggi::serve_room {
namespace {

struct Promised {
  std::string permission, audit;
};

/// The value behind "name:" in a line; "" when it is not there.
std::string value_of(const std::string& line, const std::string& name) {
  const std::size_t at = line.find(name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 2;
  return line.substr(begin, line.find_first_of(",} ", begin) - begin);
}

/// Method and path → what docs/api/openapi.yaml promises. The file is written in one style (paths at two spaces,
/// methods at four), so lines are enough.
std::map<std::string, Promised> contract() {
  std::map<std::string, Promised> promised;
  std::ifstream file(std::string(ONGGI_SOURCE_DIR) + "/docs/api/openapi.yaml");
  std::string path, route;
  for (std::string line; std::getline(file, line) && !line.starts_with("components:");) {
    if (line.starts_with("  /")) path = line.substr(2, line.rfind(':') - 2);
    for (const std::string method : {"get", "post", "put", "patch", "delete"})
      if (line.starts_with("    " + method + ":")) {
        route = method + " " + path;
        promised[route];
      }
    if (const auto value = value_of(line, "x-permission"); !value.empty()) promised[route].permission = value;
    if (const auto value = value_of(line, "x-audit"); !value.empty()) promised[route].audit = value;
  }
  return promised;
}

std::string permission_of(const Route& route) {
  if (route.access.who == Access::Who::anybody) return "anybody";
  return route.access.who == Access::Who::person ? "person" : std::string(to_string(route.access.right));
}

TEST(Routes, AreThoseOfTheContract) {
  auto promised = contract();
  ASSERT_GT(promised.size(), 30U);
  for (const Route& route : routes()) {
    const std::string name = to_lower_ascii(route.method) + " " + std::string(route.pattern);
    const bool keeps_things =
        std::ranges::any_of(std::array{"/v1/responses", "/v1/files", "/v1/vector_stores"},
                            [&](const char* family) { return route.pattern.starts_with(family); });
    const bool is_openais = route.pattern.starts_with("/v1") && !keeps_things;
    if (is_openais || route.pattern == "/*") continue;
    ASSERT_TRUE(promised.contains(name)) << name << " is not in the contract";
    EXPECT_EQ(permission_of(route), promised[name].permission) << name;
    EXPECT_EQ(route.audit, promised[name].audit) << name;
    promised.erase(name);
  }
  for (const auto& [name, ignored] : promised) ADD_FAILURE() << name << " is in the contract, but not in the table";
}

TEST(Routes, LeaveNothingToDefaults) {
  for (const Route& route : routes()) {
    EXPECT_FALSE(route.audit.empty()) << route.pattern;
    EXPECT_NE(route.handler, nullptr) << route.pattern;
    EXPECT_EQ(route.check != nullptr, route.body == BodyKind::upload) << route.pattern;
    const bool changes = route.method != "GET";
    const bool audited = route.audit != "none";
    EXPECT_TRUE(!changes || audited) << route.method << " " << route.pattern;
  }
}

TEST(Routes, ThatManageTakeAKeyForEverything) {
  for (const Route& route : routes()) {
    const bool is_plain = route.access.who == Access::Who::right &&
                          (route.access.right == Right::ask || route.access.right == Right::write_documents);
    const bool is_about_oneself =
        route.pattern == "/api/session" || route.pattern == "/api/status" || route.pattern.starts_with("/api/jobs");
    const bool logs_in_or_out = route.pattern == "/api/session" && route.method != "GET";
    const bool needs_all = (!is_plain && !is_about_oneself) || logs_in_or_out;
    EXPECT_TRUE(!needs_all || route.scopes.empty()) << route.method << " " << route.pattern;
    EXPECT_TRUE(!route.pattern.starts_with("/v1") || !route.scopes.empty()) << route.pattern;
  }
}

std::string found(std::string_view method, std::string_view path) {
  const auto match = find_route(method, path);
  if (!match) return match.error().reason;
  return match->route == nullptr ? "none " + match->allowed : std::string(match->route->pattern);
}

TEST(Routes, AreFoundByWholeSegments) {
  EXPECT_EQ(found("GET", "/api/documents"), "/api/documents");
  EXPECT_EQ(found("HEAD", "/api/documents"), "/api/documents");
  EXPECT_EQ(found("GET", "/api/documents/doc_1/content"), "/api/documents/{document_id}/content");
  EXPECT_EQ(found("GET", "/v1/models/onggi/extractive"), "/v1/models/*");
  EXPECT_EQ(found("PUT", "/api/documents"), "none GET, POST, PATCH");
  EXPECT_EQ(found("GET", "/api/nothing"), "none ");
  EXPECT_EQ(found("GET", "/api"), "none ");
  EXPECT_EQ(found("GET", "/v1/nothing"), "none ");
  EXPECT_EQ(found("GET", "/documents/doc_1"), "/*");
  EXPECT_EQ(found("POST", "/documents"), "none GET");
  EXPECT_EQ(found("POST", "/api/applications/try"), "/api/applications/try");
  EXPECT_EQ(found("DELETE", "/api/applications/try"), "none POST");
  EXPECT_EQ(found("PATCH", "/api/documents/doc_1/corrections/export"), "none GET");
}

TEST(Routes, RefuseOddPaths) {
  EXPECT_EQ(found("GET", "/api/documents/"), "none ");
  EXPECT_EQ(found("GET", "/api/documents/%2e%2e"), "bad_path");
  EXPECT_EQ(found("GET", "/api/documents/%2e%2e/content"), "bad_path");
  EXPECT_EQ(found("GET", "/api/documents/a%00b"), "bad_path");
  EXPECT_EQ(found("GET", "/api/documents/%ff"), "bad_path");
  EXPECT_EQ(found("GET", "/api/documents/%e"), "bad_path");
  EXPECT_EQ(found("GET", "api/documents"), "bad_path");
  EXPECT_EQ(found("GET", ""), "bad_path");
  EXPECT_EQ(found("GET", "/api/../api/documents"), "none ");
}

TEST(Routes, DecodeParameters) {
  const auto match = find_route("DELETE", "/api/groups/%EC%9E%AC%EB%AC%B4%ED%8C%80");
  ASSERT_TRUE(match.has_value());
  ASSERT_EQ(match->parameters.size(), 1U);
  EXPECT_EQ(match->parameters.front().second, "재무팀");
}

}  // namespace
}  // namespace onggi::serve_room
