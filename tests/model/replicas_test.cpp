// Several servers of one model: who is asked, who is left alone, and what a caller notices of it.
#include "model/replicas.h"

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "model/remote.h"
#include "net/loopback.h"

namespace onggi::model {
namespace {

using std::chrono::milliseconds;
using test::http_answer;
using test::Loopback;
using test::Peer;

const SteadyTime kStart = std::chrono::steady_clock::now();

TEST(Replicas, TheOneWithTheFewestCallsIsAskedInTurnAmongEquals) {
  Replicas replicas({"a", "b", "c"});
  auto first = replicas.choose({}, kStart), second = replicas.choose({}, kStart), third = replicas.choose({}, kStart);
  EXPECT_EQ(first->url() + second->url() + third->url(), "abc");
  second.reset();
  EXPECT_EQ(replicas.choose({}, kStart)->url(), "b");
  const std::vector<std::size_t> tried = {1};
  EXPECT_NE(replicas.choose(tried, kStart)->url(), "b");
  const std::vector<std::size_t> all = {0, 1, 2};
  EXPECT_FALSE(replicas.choose(all, kStart).has_value());
}

TEST(Replicas, WhoFailsThreeTimesRestsAndIsThenTriedByOneCall) {
  Replicas replicas({"a"});
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(replicas.rest(kStart).count(), 0);
    replicas.choose({}, kStart)->failed(kStart);
  }
  EXPECT_FALSE(replicas.choose({}, kStart + milliseconds(999)).has_value());
  EXPECT_EQ(replicas.rest(kStart), milliseconds(1'000));
  const SteadyTime later = kStart + milliseconds(1'000);
  auto trial = replicas.choose({}, later);
  ASSERT_TRUE(trial.has_value());
  EXPECT_FALSE(replicas.choose({}, later).has_value()) << "one call alone";
  trial->failed(later);
  EXPECT_EQ(replicas.rest(later), milliseconds(2'000)) << "twice as long";
  {
    const auto good = replicas.choose({}, later + milliseconds(2'000));
  }
  const auto one = replicas.choose({}, later + milliseconds(2'000)), other = replicas.choose({}, later);
  EXPECT_TRUE(one && other) << "all come back";
}

TEST(Replicas, CallsThatWereOnTheirWayDoNotProlongTheRest) {
  Replicas replicas({"a"});
  std::vector<Replicas::Lease> on_their_way;
  for (int call = 0; call < 20; ++call) on_their_way.push_back(*replicas.choose({}, kStart));
  for (Replicas::Lease& call : on_their_way) call.failed(kStart);
  EXPECT_EQ(replicas.rest(kStart), milliseconds(1'000));
}

/// Says the same to everybody and counts.
class Server {
 public:
  explicit Server(std::string answer)
      : answer_(std::move(answer)), loopback_([this](Peer& peer) {
          while (!peer.read_request().empty()) {
            ++asked;
            peer.write(answer_);
          }
        }) {}
  std::atomic<int> asked = 0;
  std::string url() const { return loopback_.url("/v1"); }
  std::string host() const { return loopback_.host(); }

 private:
  std::string answer_;
  Loopback loopback_;
};

const std::string kGood = http_answer(
    200, R"({"choices":[{"index":0,"message":{"role":"assistant","content":"네."},"finish_reason":"stop"}]})");
const std::string kBusy = http_answer(503, R"({"error":{"message":"loading"}})");
const std::vector<ChatMessage> kQuestion = {{.role = ChatRole::user, .content = "있나요?"}};

struct Far {
  Far(const std::vector<const Server*>& servers) {
    std::string urls;
    std::vector<std::string> hosts;
    for (const Server* server : servers) urls += server->url() + "/ ", hosts.push_back(server->host());
    chat = *open_remote_chat({.id = "far",
                              .url = urls,
                              .remote_id = "qwen",
                              .wait =
                                  [this](milliseconds, const Cancel&) {
                                    ++waits;
                                    return true;
                                  }},
                             *HttpClient::open(allow_hosts(hosts), {}));
  }
  Result<Completion> ask() { return chat->generate(kQuestion, {}, nullptr, Cancel()); }
  int waits = 0;
  std::shared_ptr<LanguageModel> chat;
};

TEST(RemoteReplicas, AnotherOneAnswersAtOnceAndTheBadOneIsSoonLeftAlone) {
  const Server busy(kBusy), good(kGood);
  Far far({&busy, &good});
  for (int call = 0; call < 20; ++call) EXPECT_TRUE(far.ask().has_value());
  EXPECT_EQ(far.waits, 0);
  EXPECT_EQ(good.asked, 20);
  EXPECT_GE(busy.asked, 3);
  EXPECT_LE(busy.asked, 5) << "three times, and as often as a second passed";
}

TEST(RemoteReplicas, WhenAllRestACallEndsAtOnceAndSaysWhy) {
  const Server busy(kBusy);
  Far far({&busy});
  EXPECT_EQ(far.ask().error().code, ErrorCode::unavailable);
  EXPECT_EQ(busy.asked, 3);
  const auto refused = far.ask();
  EXPECT_EQ(refused.error().reason, "circuit_open");
  EXPECT_EQ(busy.asked, 3);
}

TEST(RemoteReplicas, ARefusalIsNoFailureAndIsNotTriedElsewhere) {
  const Server strict(http_answer(400, R"({"error":{"message":"no"}})")), good(kGood);
  Far far({&strict, &good});
  int refused = 0;
  for (int call = 0; call < 10; ++call) refused += far.ask().has_value() ? 0 : 1;
  EXPECT_EQ(refused, 5) << "in turn, also after refusals";
  EXPECT_EQ(strict.asked + good.asked, 10);
}

TEST(RemoteReplicas, APromptThatBreaksAServerDoesNotKeepOthersFromIt) {
  const Server broken(http_answer(500, R"({"error":{"message":"no such shape"}})"));
  Far far({&broken});
  for (int call = 1; call <= 10; ++call) {
    EXPECT_NE(far.ask().error().reason, "circuit_open");
    EXPECT_EQ(broken.asked, call);
  }
}

TEST(RemoteReplicas, NoUrlAndABrokenOneAreRefused) {
  EXPECT_EQ(check_base_urls("  ").error().reason, "bad_url");
  EXPECT_EQ(check_base_urls("http://a:1/v1 http://b:2/v1?x=1").error().reason, "bad_url");
  EXPECT_TRUE(check_base_urls("http://a:1/v1 http://b:2/v1").has_value());
}

}  // namespace
}  // namespace onggi::model
