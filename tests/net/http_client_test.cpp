// HttpClient in a thread and in a fiber, against a server that answers, breaks off and dawdles as scripted.
#include "net/http_client.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "net/fiber.h"
#include "net/loopback.h"

namespace onggi {
namespace {

using test::http_answer;
using test::Loopback;
using test::Peer;

enum class CallIn { thread, fiber };

/// A client whose calls are made in the test's thread, or each in a fiber of a loop.
class Caller {
 public:
  Caller(std::unique_ptr<HttpClient> client, CallIn in) : client_(std::move(client)), in_(in) {}
  Caller* operator->() { return this; }
  const Caller* operator->() const { return this; }

  Result<IncomingAnswer> send(const OutgoingRequest& request, const Cancel& cancel) const {
    return call([&] { return client_->send(request, cancel); });
  }
  Result<IncomingAnswer> stream(const OutgoingRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                                const Cancel& cancel) const {
    return call([&] { return client_->stream(request, on_bytes, cancel); });
  }

 private:
  Result<IncomingAnswer> call(const std::function<Result<IncomingAnswer>()>& work) const {
    if (in_ == CallIn::thread) return work();
    Result<IncomingAnswer> result = fail(ErrorCode::internal, "the fiber did not end");
    const auto nobody = [](const net::Fiber::Work&) { ADD_FAILURE() << "plain HTTP needs no thread"; };
    const std::lock_guard one_at_a_time(*mutex_);
    EXPECT_TRUE(net::Fiber::start(*loop_, nobody, [&] { result = work(); }));
    loop_->io().run();
    loop_->io().restart();
    return result;
  }

  std::unique_ptr<HttpClient> client_;
  CallIn in_;
  std::unique_ptr<net::Loop> loop_ = std::make_unique<net::Loop>();
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

class EachClient : public testing::TestWithParam<CallIn> {
 protected:
  static Caller client_for(const std::string& host) {
    auto client = HttpClient::open(allow_hosts({host}), {});
    EXPECT_TRUE(client.has_value());
    return {std::move(*client), GetParam()};
  }
};
INSTANTIATE_TEST_SUITE_P(HttpClient, EachClient, testing::Values(CallIn::thread, CallIn::fiber),
                         [](const auto& tested) { return tested.param == CallIn::fiber ? "InAFiber" : "InAThread"; });

OutgoingRequest request_to(const std::string& url) {
  OutgoingRequest request;
  request.url = url;
  request.body = R"({"a":1})";
  request.purpose = "chat";
  request.headers["Authorization"] = "Bearer secret-key";
  return request;
}

TEST_P(EachClient, SendsMethodHeadersAndBodyAndGivesTheAnswer) {
  std::string seen;
  const Loopback server([&](Peer& peer) {
    seen = peer.read_request();
    peer.write(http_answer(201, "안녕", "X-Kind: Test \r\n"));
  });
  const auto answer = client_for(server.host())->send(request_to(server.url("/v1/chat")), Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "안녕");
  EXPECT_EQ(answer->headers.at("x-kind"), "Test");
  EXPECT_TRUE(seen.starts_with("POST /v1/chat HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Authorization: Bearer secret-key\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"a\":1}")) << seen;
}

TEST_P(EachClient, FindsAServerByItsName) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(200, "ok"));
  });
  const std::string port = server.host().substr(server.host().find(':'));
  const auto answer = client_for("localhost" + port)->send(request_to("http://localhost" + port + "/"), Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->body, "ok");
}

TEST_P(EachClient, KeepsTheConnectionBetweenCalls) {
  const Loopback server([](Peer& peer) {
    while (!peer.read_request().empty()) peer.write(http_answer(200, "ok"));
  });
  const auto client = client_for(server.host());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->send(request_to(server.url()), Cancel()).has_value());
  EXPECT_EQ(server.connections(), 1);
}

TEST_P(EachClient, AStatusOf400AndAboveIsAnAnswer) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(429, "slow down", "Retry-After: 7\r\n"));
  });
  const auto answer = client_for(server.host())->send(request_to(server.url()), Cancel());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->headers.at("retry-after"), "7");
}

TEST_P(EachClient, DoesNotFollowARedirect) {
  const Loopback other([](Peer&) {});
  const Loopback server([&](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(302, "", "Location: " + other.url() + "\r\n"));
  });
  const auto answer = client_for(server.host())->send(request_to(server.url()), Cancel());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(other.connections(), 0);
}

TEST_P(EachClient, ARefusalOfTheGateOpensNoSocket) {
  const Loopback server([](Peer&) {});
  const auto answer = client_for("127.0.0.1:1")->send(request_to(server.url()), Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::not_allowed);
  EXPECT_NE(answer.error().message.find(server.host()), std::string::npos);
  EXPECT_NE(answer.error().message.find("chat"), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST_P(EachClient, NobodyThereIsSafeToRetry) {
  const std::string url = test::closed_url();
  const auto answer = client_for(url.substr(7, url.size() - 8))->send(request_to(url), Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_EQ(answer.error().reason, "before_answer");
}

TEST_P(EachClient, TellsWhetherTheAnswerHadBegunWhenItBroke) {
  for (const std::string sent : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}) {
    const Loopback server([&](Peer& peer) {
      peer.read_request();
      peer.write(sent);
    });
    const auto answer = client_for(server.host())->send(request_to(server.url()), Cancel());
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
    EXPECT_EQ(answer.error().reason, sent.empty() ? "before_answer" : "broken_answer");
    EXPECT_EQ(describe(answer.error()).find("secret-key"), std::string::npos);
  }
}

TEST_P(EachClient, AConnectionThatTheServerClosedMeanwhileIsReplaced) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(200, "ok"));
  });
  const auto client = client_for(server.host());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client->send(request_to(server.url()), Cancel()).has_value()) << i;
  EXPECT_EQ(server.connections(), 3);
}

TEST_P(EachClient, SilenceIsATimeout) {
  const Loopback server([](Peer& peer) { peer.wait_until_closed(); });
  OutgoingRequest request = request_to(server.url());
  request.idle_timeout = std::chrono::milliseconds(60);
  const auto answer = client_for(server.host())->send(request, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::timeout);
}

TEST_P(EachClient, ADeadlineEndsTheCall) {
  const Loopback server([](Peer& peer) { peer.wait_until_closed(); });
  const Cancel cancel = Cancel().with_timeout(std::chrono::milliseconds(60));
  const auto answer = client_for(server.host())->send(request_to(server.url()), cancel);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::timeout);
}

TEST_P(EachClient, ACancelFromAnotherThreadClosesTheConnection) {
  const Cancel cancel;
  std::atomic<bool> closed = false;
  {
    const Loopback server([&](Peer& peer) {
      peer.read_request();
      cancel.request();
      closed = peer.wait_until_closed();
    });
    const auto answer = client_for(server.host())->send(request_to(server.url()), cancel);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
  }
  EXPECT_TRUE(closed);
}

TEST_P(EachClient, AnAnswerOverTheLimitIsCutOff) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(200, std::string(5000, 'x')));
  });
  OutgoingRequest request = request_to(server.url());
  request.answer_bytes_max = 4999;
  auto answer = client_for(server.host())->send(request, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::limit_exceeded);
  request.answer_bytes_max = 5000;
  answer = client_for(server.host())->send(request, Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(answer->body.size(), 5000U);
}

TEST_P(EachClient, StreamsPiecesAsTheyCome) {
  std::atomic<int> seen = 0;
  const Loopback server([&](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    peer.write("3\r\none\r\n");
    seen.wait(0);  // the second piece is not sent before the first one has arrived
    peer.write("3\r\ntwo\r\n0\r\n\r\n");
  });
  std::string text;
  const auto answer = client_for(server.host())
                          ->stream(
                              request_to(server.url()),
                              [&](std::string_view bytes) {
                                text += bytes;
                                seen = 1;
                                seen.notify_all();
                                return true;
                              },
                              Cancel());
  ASSERT_TRUE(answer.has_value()) << describe(answer.error());
  EXPECT_EQ(text, "onetwo");
  EXPECT_EQ(answer->body, "");
}

TEST_P(EachClient, ASinkThatSaysNoEndsTheStream) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    peer.wait_until_closed();
  });
  const auto answer =
      client_for(server.host())->stream(request_to(server.url()), [](std::string_view) { return false; }, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
}

TEST_P(EachClient, TheBodyOfAnErrorIsCollectedWhenStreaming) {
  const Loopback server([](Peer& peer) {
    peer.read_request();
    peer.write(http_answer(503, "busy"));
  });
  int pieces = 0;
  const auto answer = client_for(server.host())
                          ->stream(request_to(server.url()), [&](std::string_view) { return ++pieces > 0; }, Cancel());
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "busy");
  EXPECT_EQ(pieces, 0);
}

TEST_P(EachClient, ManyThreadsShareOneClient) {
  const Loopback server([](Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request())
      peer.write(http_answer(200, request.substr(request.find("\r\n\r\n") + 4)));
  });
  const auto client = client_for(server.host());
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        OutgoingRequest request = request_to(server.url());
        request.body = std::to_string(t * 1000 + i);
        const auto answer = client->send(request, Cancel());
        if (answer && answer->body == request.body) ++right;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(right, 160);
  EXPECT_LE(server.connections(), 8);
}

TEST_P(EachClient, RefusesUrlsThatReadersCouldUnderstandDifferently) {
  const auto client = client_for("127.0.0.1:80");
  for (const std::string url : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://127.0.0.1:80@evil/",
                                "http://127.0.0.1:80\\@evil/", "http://127.0.0.1:99999/", "http://127.0.0.1:0/",
                                "http://127.0.0.1 /", "http://a\r\nb/", "http://[::1/"}) {
    const auto answer = client->send(request_to(url), Cancel());
    ASSERT_FALSE(answer.has_value()) << url;
    EXPECT_EQ(answer.error().code, ErrorCode::invalid_argument) << url;
  }
}

TEST_P(EachClient, RefusesHeadersThatWouldSmuggleAnother) {
  const Loopback server([](Peer&) {});
  OutgoingRequest request = request_to(server.url());
  request.headers["X-Name"] = "a\r\nX-Other: b";
  const auto answer = client_for(server.host())->send(request, Cancel());
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(server.connections(), 0);
}

TEST(AllowHosts, ComparesHostAndPortWithoutCase) {
  const auto gate = allow_hosts({"LLM.example:443", "plain.example:80"});
  const auto allowed = [&](const std::string& url) { return gate->allow(request_to(url)).has_value(); };
  EXPECT_TRUE(allowed("https://llm.EXAMPLE/v1"));
  EXPECT_TRUE(allowed("http://plain.example/"));
  EXPECT_FALSE(allowed("http://llm.example/v1"));
  EXPECT_FALSE(allowed("https://llm.example:8443/v1"));
  EXPECT_FALSE(allowed("https://llm.example.evil/v1"));
}

TEST(HttpClient, NeedsAGate) { EXPECT_FALSE(HttpClient::open(nullptr, {}).has_value()); }

}  // namespace
}  // namespace onggi
