// The wire: what well-behaved, slow, broken and hostile clients get from a real server.
#include <gtest/gtest.h>

#include "serve/house.h"

namespace onggi {
namespace {

using namespace std::chrono_literals;

std::string head(const std::string& line, const std::string& fields = {}) {
  return line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

const std::string kAskEndless =
    R"({"model":"remote-chat","stream":true,"messages":[{"role":"user","content":"안녕"}]})";

TEST(Connection, IsKeptForTheNextRequest) {
  House house;
  RawClient client(house.port());
  for (int round = 0; round < 3; ++round) {
    client.send(head("GET /health"));
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("connection"), "keep-alive");
    EXPECT_EQ(reply.body, R"({"status":"ok"})");
  }
  client.send(head("GET /health", "Connection: close\r\n"));
  EXPECT_EQ(client.read_reply().header("connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, AnswersPipelinedRequestsInOrder) {
  House house;
  const auto reader = house.guest(Role::reader);
  RawClient client(house.port());
  std::string all;
  for (int number = 0; number < 20; ++number)
    all += head(number % 2 == 0 ? "GET /api/session" : "GET /health",
                reader.key_line + "x-request-id: n" + std::to_string(number) + "\r\n");
  client.send(all);
  for (int number = 0; number < 20; ++number) {
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("x-request-id"), "n" + std::to_string(number));
  }
}

TEST(Connection, AnswersPipelinedRequestsThatArriveDuringTheWork) {
  House house({.stop_time = 100ms});  // what a stop leaves the first one to finish in
  const auto reader = house.guest(Role::reader);
  house.model->silent = true;
  RawClient client(house.port());
  const std::string body = R"({"model":"remote-chat","messages":[{"role":"user","content":"a"}]})";
  client.send(
      head("POST /v1/chat/completions", reader.key_line + "Content-Length: " + std::to_string(body.size()) + "\r\n") +
      body);
  ASSERT_TRUE(house.model->wait_for_call());
  client.send(head("GET /health"));
  house.server().stop();  // the first is cancelled in the end; nothing of the second is lost or mixed up
  EXPECT_TRUE(house.model->wait_for_stopped());
  EXPECT_EQ(client.read_reply().status, 499);
}

TEST(Connection, ReadsChunkedBodies) {
  House house;
  const auto reader = house.guest(Role::reader);
  RawClient client(house.port());
  client.send(head("POST /api/search", reader.key_line + "Transfer-Encoding: chunked\r\n") + "7;ext=1\r\n{\"query\r\n");
  client.send("8\r\n\":\"휴\"}\r\n");
  client.send("0\r\nTrailer: x\r\n\r\n");
  const Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 200) << reply.body;
  client.send(head("GET /health"));
  EXPECT_EQ(client.read_reply().status, 200);
}

TEST(Connection, RefusesBrokenChunks) {
  House house;
  const auto reader = house.guest(Role::reader);
  for (const std::string chunk :
       {"zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n", "2\r\n{}XX0\r\n\r\n", "ffffffffffffffffff\r\n{}"}) {
    RawClient client(house.port());
    client.send(head("POST /api/search", reader.key_line + "Transfer-Encoding: chunked\r\n") + chunk);
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 400) << chunk;
    EXPECT_TRUE(client.at_end());
  }
}

TEST(Connection, RefusesAmbiguousLengths) {
  House house;
  const auto reader = house.guest(Role::reader);
  for (const std::string fields :
       {"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: -1\r\n", "Content-Length: 2x\r\n", "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, identity\r\n"}) {
    RawClient client(house.port());
    client.send(head("POST /api/search", reader.key_line + fields) + "{}");
    EXPECT_EQ(client.read_reply().status, 400) << fields;
    EXPECT_TRUE(client.at_end());
  }
}

TEST(Connection, RefusesWhatIsNotHttp) {
  House house;
  for (const std::string text : {"\x16\x03\x01\x02\x00\x01\x00\x01", "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                                 "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    RawClient client(house.port());
    client.send(text + "\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 400) << text;
    EXPECT_TRUE(client.at_end());
  }
}

TEST(Connection, NeedsAHost) {
  House house;
  RawClient client(house.port());
  client.send("GET /health HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 400);
  RawClient old(house.port());
  old.send("GET /health HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_reply().status, 200);
  EXPECT_TRUE(old.at_end());
}

TEST(Connection, LimitsTheHeader) {
  House house;
  RawClient client(house.port());
  client.send("GET /health HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'a') + "\r\n\r\n");
  const Reply reply = client.read_reply();
  EXPECT_EQ(reply.status, 431);
  EXPECT_NE(reply.body.find("header_bytes_max"), std::string::npos);
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, LimitsJsonBodies) {
  House house;
  const auto reader = house.guest(Role::reader);
  const std::string question = nlohmann::json{{"question", std::string(1U << 20U, 'a')}}.dump();
  const Reply reply = call(house.port(), "POST", "/api/ask", reader.key_line, question);
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(code_of(reply), "limit_exceeded");
  EXPECT_NE(reply.body.find("1048576 bytes (json_bytes_max)"), std::string::npos);
  // The same without a length that gives it away.
  RawClient client(house.port());
  client.send(head("POST /api/ask", reader.key_line + "Transfer-Encoding: chunked\r\n"));
  for (int piece = 0; piece < 17; ++piece) client.send("10000\r\n" + std::string(0x10000, 'a') + "\r\n");
  EXPECT_EQ(client.read_reply().status, 413);
}

TEST(Connection, EndsSlowHeadersAndBodies) {
  House house({.header_time = 150ms, .body_time = 150ms});
  const auto reader = house.guest(Role::reader);
  RawClient slow_header(house.port());
  slow_header.send("GET /health HTTP/1.1\r\nHos");
  EXPECT_EQ(slow_header.read_reply().status, 408);
  EXPECT_TRUE(slow_header.at_end());
  RawClient slow_body(house.port());
  slow_body.send(head("POST /api/search", reader.key_line + "Content-Length: 100\r\n") + "{");
  EXPECT_EQ(slow_body.read_reply().status, 408);
  EXPECT_TRUE(slow_body.at_end());
}

TEST(Connection, EndsIdleOnes) {
  House house({.idle_time = 100ms});
  RawClient client(house.port());
  EXPECT_TRUE(client.at_end());
  RawClient second(house.port());
  second.send(head("GET /health"));
  EXPECT_EQ(second.read_reply().status, 200);
  EXPECT_TRUE(second.at_end());
}

TEST(Connection, LimitsTheirNumber) {
  House house({.connections_max = 2});
  RawClient first(house.port()), second(house.port());
  first.send(head("GET /health"));
  second.send(head("GET /health"));
  EXPECT_EQ(first.read_reply().status, 200);
  EXPECT_EQ(second.read_reply().status, 200);
  RawClient third(house.port());
  const Reply reply = third.read_reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(code_of(reply), "unavailable");
}

TEST(Connection, AnswersHeadWithoutABody) {
  House house;
  RawClient client(house.port());
  client.send(head("HEAD /health"));
  const Reply reply = client.read_reply(true);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-length"), "15");
  client.send(head("GET /health"));
  EXPECT_EQ(client.read_reply().body, R"({"status":"ok"})");
}

TEST(Connection, SaysWhichMethodsThereAre) {
  House house;
  const Reply reply = call(house.port(), "PUT", "/api/documents");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("allow"), "GET, POST, PATCH");
  EXPECT_EQ(reason_of(reply), "method_not_allowed");
  const Reply missing = call(house.port(), "GET", "/api/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(code_of(missing), "not_found");
}

TEST(Connection, RefusesPathTricks) {
  House house;
  for (const std::string path :
       {"/api/documents/%2e%2e", "/api/documents/a%00b", "/%ff", "/..%2f..%2fetc/passwd%00", "/?q=%ff"})
    EXPECT_EQ(call(house.port(), "GET", path).status, 400) << path;
  for (const std::string path :
       {"/../../etc/passwd", "/assets/../../etc/passwd", "//etc/passwd", "/.git/config", "/%2e%2e/etc/passwd"}) {
    const Reply reply = call(house.port(), "GET", path);
    EXPECT_EQ(reply.body.find("root:"), std::string::npos) << path;
    EXPECT_TRUE(reply.status == 404 || reply.status == 400 || reply.header("content-type").starts_with("text/html"))
        << path << " " << reply.status;
  }
}

TEST(Connection, CarriesSafetyFields) {
  House house;
  const Reply reply = call(house.port(), "GET", "/api/session", "x-request-id: mine-1\r\n");
  EXPECT_EQ(reply.header("x-request-id"), "mine-1");
  EXPECT_NE(reply.header("content-security-policy").find("script-src 'self';"), std::string::npos);
  EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  const Reply odd = call(house.port(), "GET", "/health", "x-request-id: a b\r\n");
  EXPECT_TRUE(odd.header("x-request-id").starts_with("req_"));
}

TEST(Connection, WorkEndsWhenTheClientGoesAway) {
  House house;
  const auto reader = house.guest(Role::reader);
  house.model->silent = true;
  for (const std::string stream : {"true", "false"}) {
    const std::string body =
        R"({"model":"remote-chat","stream":)" + stream + R"(,"messages":[{"role":"user","content":"a"}]})";
    RawClient client(house.port());
    client.send(
        head("POST /v1/chat/completions", reader.key_line + "Content-Length: " + std::to_string(body.size()) + "\r\n") +
        body);
    ASSERT_TRUE(house.model->wait_for_call());
    client.close();
    EXPECT_TRUE(house.model->wait_for_stopped()) << stream;
  }
}

TEST(Connection, StreamEndsWhenTheClientGoesAway) {
  House house;
  const auto reader = house.guest(Role::reader);
  house.model->endless = true;
  RawClient client(house.port());
  client.send(head("POST /v1/chat/completions",
                   reader.key_line + "Content-Length: " + std::to_string(kAskEndless.size()) + "\r\n") +
              kAskEndless);
  EXPECT_NE(client.read_until("안녕").find("200 OK"), std::string::npos);
  client.close();
  EXPECT_TRUE(house.model->wait_for_stopped());
}

TEST(Connection, SlowReaderHoldsTheModelBackAndIsLeftInTheEnd) {
  House house({.write_time = 200ms});
  const auto reader = house.guest(Role::reader);
  house.model->endless = true;
  RawClient client(house.port());
  client.send(head("POST /v1/chat/completions",
                   reader.key_line + "Content-Length: " + std::to_string(kAskEndless.size()) + "\r\n") +
              kAskEndless);
  EXPECT_TRUE(house.model->wait_for_stopped());  // the client reads nothing: buffers fill, then write_time passes
}

TEST(Connection, StopEndsStreamsWithAnErrorEvent) {
  House house;
  const auto reader = house.guest(Role::reader);
  house.model->endless = true;
  RawClient client(house.port());
  client.send(head("POST /v1/chat/completions",
                   reader.key_line + "Content-Length: " + std::to_string(kAskEndless.size()) + "\r\n") +
              kAskEndless);
  client.read_until("안녕");
  house.server().stop();
  const std::string rest = client.read_until("0\r\n\r\n");
  EXPECT_NE(rest.find("data: {\"error\":"), std::string::npos);
  house.stop_and_join();
  EXPECT_TRUE(house.has_ended());
  EXPECT_EQ(call(house.port(), "GET", "/health").status, 0);
}

TEST(Connection, StopClosesIdleOnesAtOnce) {
  House house;
  RawClient client(house.port());
  client.send(head("GET /health"));
  EXPECT_EQ(client.read_reply().status, 200);
  house.stop_and_join();
  EXPECT_TRUE(client.at_end());
}

TEST(Connection, PortInUseIsNamed) {
  House house;
  const auto error = house.open_second("127.0.0.1:" + std::to_string(house.port()));
  EXPECT_EQ(error.code, ErrorCode::unavailable);
  EXPECT_EQ(error.reason, "port_in_use");
  EXPECT_NE(error.message.find(std::to_string(house.port())), std::string::npos);
  for (const std::string listen : {"8400", "localhost:", "127.0.0.1:99999", "nowhere:80", "127.0.0.1:80x"})
    EXPECT_EQ(house.open_second(listen).code, ErrorCode::invalid_argument) << listen;
}

TEST(Uploads, OverTheLimitLeaveNothing) {
  Config::Server config;
  config.upload_bytes_max = 100'000;
  House house({}, config);
  const auto editor = house.guest(Role::editor);
  const Reply known =
      call(house.port(), "POST", "/api/documents?name=a.txt", editor.key_line, std::string(100'001, 'a'));
  EXPECT_EQ(known.status, 413);
  EXPECT_NE(known.body.find("100000 bytes (upload_bytes_max)"), std::string::npos);
  RawClient client(house.port());
  client.send(head("POST /api/documents?name=b.txt", editor.key_line + "Transfer-Encoding: chunked\r\n"));
  for (int piece = 0; piece < 3; ++piece) client.send("a000\r\n" + std::string(0xa000, 'a') + "\r\n");
  EXPECT_EQ(client.read_reply().status, 413);
  EXPECT_TRUE(client.at_end());
  EXPECT_TRUE(std::filesystem::is_empty(house.uploads()));
  EXPECT_EQ(call(house.port(), "POST", "/api/documents?name=c.txt", editor.key_line, std::string(100'000, 'a')).status,
            202);
  EXPECT_TRUE(std::filesystem::is_empty(house.uploads()));
}

TEST(Uploads, BrokenOffLeaveNothing) {
  House house;
  const auto editor = house.guest(Role::editor);
  {
    RawClient client(house.port());
    client.send(head("POST /api/documents?name=a.txt", editor.key_line + "Content-Length: 1000000\r\n") +
                std::string(300'000, 'a'));
  }
  EXPECT_EQ(house.get("/api/documents", editor).status, 200);
  house.stop_and_join();
  EXPECT_TRUE(std::filesystem::is_empty(house.uploads()));
}

TEST(Uploads, AreRefusedBeforeTheirBody) {
  House house;
  const auto reader = house.guest(Role::reader), editor = house.guest(Role::editor);
  const auto first_answer = [&](const std::string& target, const std::string& fields) {
    RawClient client(house.port());
    client.send(head("POST " + target, fields + "Content-Length: 1000\r\nExpect: 100-continue\r\n"));
    return client.read_reply().status;
  };
  EXPECT_EQ(first_answer("/api/documents?name=a.txt", ""), 401);
  EXPECT_EQ(first_answer("/api/documents?name=a.txt", reader.key_line), 403);
  EXPECT_EQ(first_answer("/api/documents", editor.key_line), 400);
  EXPECT_EQ(first_answer("/api/documents?name=a.txt&label=X", editor.key_line), 400);
  EXPECT_EQ(first_answer("/api/documents?name=a.txt&label=C", editor.key_line), 403);
  EXPECT_EQ(first_answer("/api/documents?name=a.txt&allow=group:%EC%97%86%EC%9D%8C", editor.key_line), 400);
  EXPECT_EQ(first_answer("/api/documents?name=a.txt", editor.key_line), 100);
}

}  // namespace
}  // namespace onggi
