// Who gets in: every route of the table, forged keys and cookies, requests of other sites.
#include <gtest/gtest.h>

#include "serve/house.h"
#include "serve/routes.h"

namespace onggi {
namespace {

using serve_room::Access;
using serve_room::BodyKind;
using serve_room::Route;

/// An address that the pattern takes: "/api/jobs/{job_id}" → "/api/jobs/1".
std::string address_of(const Route& route) {
  std::string address;
  bool inside = false;
  for (const char byte : route.pattern) {
    if (byte == '{' || byte == '*') address += '1';
    inside = byte == '{' || (inside && byte != '}');
    if (!inside && byte != '}' && byte != '*') address += byte;
  }
  return address;
}

Reply try_route(House& house, const Route& route, const std::string& fields) {
  return call(house.port(), route.method, address_of(route), fields, route.body == BodyKind::none ? "" : "{}");
}

TEST(Access, NobodyPassesWithoutALogin) {
  House house;
  for (const Route& route : serve_room::routes()) {
    if (route.access.who == Access::Who::anybody) continue;
    const Reply reply = try_route(house, route, "");
    EXPECT_EQ(reply.status, 401) << route.method << " " << route.pattern << " " << reply.body;
    const auto error = json_of(reply)["error"];
    EXPECT_EQ(error.value("code", ""), route.pattern.starts_with("/v1") ? "invalid_api_key" : "unauthenticated")
        << route.pattern;
  }
}

TEST(Access, NobodyPassesWithoutTheRight) {
  House house;
  for (const Role role : {Role::reader, Role::editor, Role::manager, Role::auditor, Role::admin}) {
    const auto guest = house.guest(role);
    for (const Route& route : serve_room::routes()) {
      if (route.access.who != Access::Who::right || allows(role, route.access.right)) continue;
      const Reply reply = try_route(house, route, guest.key_line);
      EXPECT_EQ(reply.status, 403) << to_string(role) << " " << route.method << " " << route.pattern << " "
                                   << reply.body;
    }
  }
}

TEST(Access, ForgedKeysAndCookiesAreNobody) {
  House house;
  const auto owner = house.guest(Role::owner);
  const std::string session = house.session_line(owner);
  EXPECT_EQ(call(house.port(), "GET", "/api/people", session).status, 200);
  std::string cut = session;
  cut.erase(cut.size() - 3, 1);
  std::string changed_key = owner.key_line;
  changed_key[changed_key.size() - 3] = changed_key[changed_key.size() - 3] == 'A' ? 'B' : 'A';
  for (const std::string& fields :
       {cut, changed_key, std::string("Cookie: onggi_session=\r\n"),
        std::string("Cookie: onggi_session=' OR 1=1 --\r\n"), std::string("Authorization: Bearer \r\n"),
        std::string("Authorization: Bearer onggi-\r\n"), std::string("Authorization: Basic b3duZXI6\r\n"),
        changed_key + session})
    EXPECT_EQ(call(house.port(), "GET", "/api/people", fields).status, 401) << fields;
}

TEST(Access, OtherSitesChangeNothingByCookie) {
  House house;
  const auto owner = house.guest(Role::owner);
  const std::string session = house.session_line(owner);
  const Reply forged =
      call(house.port(), "POST", "/api/groups", session + "Origin: http://evil.test\r\n", R"({"name":"a"})");
  EXPECT_EQ(forged.status, 403);
  EXPECT_EQ(reason_of(forged), "csrf_header_missing");
  EXPECT_EQ(call(house.port(), "POST", "/api/groups", session + "X-Onggi: 1\r\n", R"({"name":"a"})").status, 201);
  EXPECT_EQ(call(house.port(), "POST", "/api/groups", owner.key_line, R"({"name":"b"})").status, 201);
}

TEST(Access, SessionsBeginAndEnd) {
  House house;
  const auto editor = house.guest(Role::editor);
  house.session_line(editor);  // gives a password
  const auto log_in = [&](const std::string& password) {
    return call(house.port(), "POST", "/api/session", "",
                nlohmann::json{{"login", editor.login}, {"password", password}}.dump());
  };
  EXPECT_EQ(log_in("틀린 비밀번호입니다").status, 401);
  const Reply in = log_in("비밀번호 열 글자 넘게");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(json_of(in)["person"]["login"], editor.login);
  EXPECT_EQ(json_of(in)["rights"], (nlohmann::json{"ask", "write_documents"}));
  const std::string cookie = in.header("set-cookie");
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict; Path=/"), std::string::npos);
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);  // plain HTTP: a browser would drop it
  const std::string line = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\nX-Onggi: 1\r\n";
  EXPECT_EQ(call(house.port(), "GET", "/api/session", line).status, 200);
  EXPECT_EQ(call(house.port(), "DELETE", "/api/session", line).status, 204);
  EXPECT_EQ(call(house.port(), "GET", "/api/session", line).status, 401);

  const auto entries = house.audited("session.create");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].outcome, "ok");
  EXPECT_EQ(entries[0].actor, editor.id.str());
  EXPECT_EQ(entries[1].outcome, "unauthenticated");
  EXPECT_EQ(entries[1].address, "127.0.0.1");
}

TEST(Access, TooManyWrongPasswordsAreSlowedDown) {
  House house;
  const auto reader = house.guest(Role::reader);
  house.session_line(reader);
  const std::string body = nlohmann::json{{"login", reader.login}, {"password", "wrong wrong"}}.dump();
  int status = 0;
  for (int attempt = 0; attempt < 12 && status != 429; ++attempt)
    status = call(house.port(), "POST", "/api/session", "", body).status;
  EXPECT_EQ(status, 429);
}

TEST(Access, MetricsAreForThisMachineAndTheRight) {
  House house;
  EXPECT_EQ(call(house.port(), "GET", "/metrics").status, 200);
  const std::string proxied = "X-Forwarded-For: 203.0.113.7\r\n";
  EXPECT_EQ(call(house.port(), "GET", "/metrics", proxied).status, 401);
  EXPECT_EQ(call(house.port(), "GET", "/metrics", proxied + house.guest(Role::reader).key_line).status, 403);
  const Reply reply = call(house.port(), "GET", "/metrics", proxied + house.guest(Role::owner).key_line);
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.body.find("onggi_http_requests_total{route=\"/metrics\",method=\"GET\",status=\"4xx\"} 2\n"),
            std::string::npos)
      << reply.body;
  EXPECT_NE(reply.body.find("onggi_jobs{state=\"queued\"} 0\n"), std::string::npos);
  EXPECT_NE(reply.body.find("process_resident_memory_bytes "), std::string::npos);
}

}  // namespace
}  // namespace onggi
