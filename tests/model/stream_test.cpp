// Server-sent events and the text gate: the same result however the bytes are cut.
#include <gtest/gtest.h>

#include <random>

#include "model/sse.h"
#include "model/text_gate.h"
#include "text/text.h"

namespace onggi::model {
namespace {

std::vector<std::string> events_of(const std::vector<std::string>& pieces) {
  std::vector<std::string> events;
  SseParser parser([&](std::string_view data) -> Result<void> {
    events.emplace_back(data);
    return {};
  });
  for (const std::string& piece : pieces) EXPECT_TRUE(parser.feed(piece).has_value());
  EXPECT_TRUE(parser.finish().has_value());
  return events;
}

TEST(SseParser, ReadsWhatServersSend) {
  using Events = std::vector<std::string>;
  EXPECT_EQ(events_of({"data: a\n\ndata: b\n\n"}), (Events{"a", "b"}));
  EXPECT_EQ(events_of({"data:a\r\n\r\n"}), (Events{"a"}));
  EXPECT_EQ(events_of({"data: a\r\r"}), (Events{"a"}));
  EXPECT_EQ(events_of({": comment\n\nevent: x\nid: 1\nretry: 5\ndata: a\n\n"}), (Events{"a"}));
  EXPECT_EQ(events_of({"data: a\ndata: b\n\n"}), (Events{"a\nb"}));
  EXPECT_EQ(events_of({"data\n\n"}), (Events{""}));
  EXPECT_EQ(events_of({"data:  two spaces\n\n"}), (Events{" two spaces"}));
  EXPECT_EQ(events_of({"\xEF\xBB\xBF"
                       "data: a\n\n"}),
            (Events{"a"}));
  EXPECT_EQ(events_of({"data: last one without an end"}), (Events{"last one without an end"}));
  EXPECT_EQ(events_of({"database: no\n\n"}), (Events{}));
  EXPECT_EQ(events_of({""}), (Events{}));
}

TEST(SseParser, AnyCutGivesTheSameEvents) {
  const std::string stream = ": hi\r\ndata: {\"a\":\"연차\"}\r\n\r\ndata: b\ndata: c\n\n\rdata: [DONE]\r\n\r\n";
  const auto whole = events_of({stream});
  ASSERT_EQ(whole.size(), 3U);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t length = 1 + random() % 5;
      pieces.push_back(stream.substr(at, length));
      at += length;
    }
    EXPECT_EQ(events_of(pieces), whole) << "seed " << seed;
  }
}

TEST(SseParser, AnEventWithoutEndIsLimited) {
  SseParser parser([](std::string_view) -> Result<void> { return {}; });
  Result<void> fed;
  for (int i = 0; i < 20 && fed; ++i) fed = parser.feed("data: " + std::string(1U << 20U, 'x'));
  ASSERT_FALSE(fed.has_value());
  EXPECT_EQ(fed.error().code, ErrorCode::limit_exceeded);
}

struct Shown {
  std::string text;
  bool stopped = false;
};

Shown show(const std::string& bytes, const std::vector<std::string>& stop, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  TextGate gate(stop);
  Shown shown;
  for (std::size_t at = 0; at < bytes.size() && !shown.stopped;) {
    const std::size_t length = 1 + random() % 4;
    const auto passed = gate.push(std::string_view(bytes).substr(at, length));
    EXPECT_TRUE(is_valid_utf8(passed.text)) << "seed " << seed;
    shown.text += passed.text;
    shown.stopped = passed.stopped;
    at += length;
  }
  shown.text += gate.finish();
  return shown;
}

TEST(TextGate, PassesEverythingHoweverItIsCut) {
  const std::string text = "연차 휴가는 15일 😀 end.";
  for (std::uint64_t seed = 0; seed < 200; ++seed) EXPECT_EQ(show(text, {}, seed).text, text) << "seed " << seed;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    EXPECT_EQ(show(text, {"끝", "\n\n"}, seed).text, text) << "seed " << seed;
}

TEST(TextGate, NothingOfAStopStringPasses) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Shown shown = show("답은 셋이다.\n\n질문: 다음", {"###", "\n\n질문"}, seed);
    EXPECT_EQ(shown.text, "답은 셋이다.") << "seed " << seed;
    EXPECT_TRUE(shown.stopped);
  }
}

TEST(TextGate, TheFirstOfSeveralStopStringsCounts) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) EXPECT_EQ(show("one two three", {"three", "two"}, seed).text, "one ");
  EXPECT_EQ(show("aab", {"ab"}, 1).text, "a");
  EXPECT_EQ(show("aaa", {"ab"}, 1).text, "aaa");  // held back to the end, then let go
}

TEST(TextGate, BytesThatNeverBecomeTextAreReplaced) {
  TextGate gate({});
  EXPECT_EQ(gate.push("\xEC\x97").text, "");
  EXPECT_EQ(gate.push("\xB0").text, "연");
  EXPECT_EQ(gate.push("\xEC\x97").text, "");
  EXPECT_EQ(gate.finish(), "\xEF\xBF\xBD");
  EXPECT_EQ(unfinished_utf8("a\xF0\x9F\x98"), 3U);
  EXPECT_EQ(unfinished_utf8("연"), 0U);
}

}  // namespace
}  // namespace onggi::model
