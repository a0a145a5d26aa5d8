// Results, ids, hashes, cancellation and the log's lines.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/json_depth.h"
#include "base/log.h"
#include "base/result.h"
#include "base/trace.h"

namespace onggi {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(ResultTest, EveryCodeHasANameAndComesBackFromIt) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::cancelled); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    names.insert(to_string(code));
    EXPECT_EQ(error_code_from(to_string(code)), code);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::cancelled) + 1);
  EXPECT_EQ(error_code_from("no such code"), ErrorCode::internal);
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::invalid_argument, "odd", "odd_number");
  return number / 2;
}

Result<int> quarter(int number) {
  ONGGI_TRY(const int once, half(number));
  auto twice = half(once);
  if (!twice) return within("second half", std::move(twice).error());
  return twice;
}

TEST(ResultTest, ErrorsTravelAndSayWhere) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(describe(quarter(3).error()), "odd");
  const Error error = within("document d", quarter(6).error()).error();
  EXPECT_EQ(error.where, "document d: second half");
  EXPECT_EQ(describe(error), "document d: second half: odd");
  EXPECT_EQ(error.reason, "odd_number");
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
}

TEST(ResultTest, MacrosNestInsideOfLambdas) {
  const auto sum = [](int a, int b) -> Result<int> {
    ONGGI_TRY(const int whole, [&]() -> Result<int> {
      ONGGI_TRY(const int left, half(a));
      ONGGI_TRY(const int right, half(b));
      return left + right;
    }());
    return whole;
  };
  EXPECT_EQ(sum(2, 4).value(), 3);
  EXPECT_FALSE(sum(2, 3).has_value());
}

TEST(ResultDeathTest, AnAssertionSaysWhyItMustHold) {
  EXPECT_DEATH(ONGGI_ASSERT(1 + 1 == 3, "numbers are as they are"), "1 \\+ 1 == 3 must hold: numbers are as they are");
}

TEST(IdsTest, AreDistinctSortByTimeAndDoNotCollide) {
  static_assert(!std::is_convertible_v<DocumentId, ChunkId>);
  std::set<std::string> ids;
  const std::string first = new_id("doc");
  for (int i = 0; i < 20'000; ++i) ids.insert(new_id("doc"));
  EXPECT_EQ(ids.size(), 20'000U);
  for (const std::string& id : ids) {
    EXPECT_EQ(id.size(), 24U);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz_", 4), std::string::npos);
    EXPECT_GE(id.substr(0, 13), first.substr(0, 13));
  }
  EXPECT_TRUE(DocumentId().empty());
  EXPECT_LT(DocumentId("a"), DocumentId("b"));
  EXPECT_EQ(std::hash<DocumentId>{}(DocumentId("a")), std::hash<DocumentId>{}(DocumentId("a")));
}

// FIPS 180-4, RFC 4648 and RFC 7693 give these.
TEST(HashTest, AgreesWithTheStandards) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 piece_by_piece;
  EXPECT_EQ(piece_by_piece.hex(), sha256_hex(""));
  piece_by_piece.add("a");
  piece_by_piece.add("bc");
  EXPECT_EQ(piece_by_piece.hex(), sha256_hex("abc"));
  EXPECT_EQ(piece_by_piece.hex(), sha256_hex("abc"));  // asking changes nothing
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
  EXPECT_EQ(fnv1a(""), 14695981039346656037ULL);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cULL);
}

TEST(HashTest, PartsAreKeptApart) {
  const auto of = [](std::vector<std::string_view> parts) { return sha256_hex_parts(parts); };
  EXPECT_NE(of({"ab", "c"}), of({"a", "bc"}));
  EXPECT_NE(of({"abc"}), of({"abc", ""}));
  EXPECT_EQ(of({"a", "b"}), of({"a", "b"}));
}

TEST(HashTest, KeyedNamesNeedTheKey) {
  const std::string key(32, 'k');
  EXPECT_EQ(keyed_hash_hex(key, "text").size(), 64U);
  EXPECT_EQ(keyed_hash_hex(key, "text"), keyed_hash_hex(key, "text"));
  EXPECT_NE(keyed_hash_hex(key, "text"), keyed_hash_hex(std::string(32, 'l'), "text"));
  EXPECT_NE(keyed_hash_hex(key, "text"), keyed_hash_hex(key, "text2"));
}

TEST(HashTest, Base64ComesBackOrIsRefused) {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string bytes = random_bytes(length);
    std::string back;
    ASSERT_TRUE(from_base64(to_base64(bytes), back));
    EXPECT_EQ(back, bytes);
  }
  std::string back;
  for (const char* wrong : {"Zg", "Zg=", "Z===", "Zm9v!", "한글", "Zm9vYmFy="})
    EXPECT_FALSE(from_base64(wrong, back)) << wrong;
}

TEST(HashTest, RandomThingsDiffer) {
  EXPECT_NE(random_bytes(16), random_bytes(16));
  EXPECT_TRUE(random_bytes(0).empty());
  const std::string token = random_token(1000);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
            std::string::npos);
  EXPECT_GT(std::set<char>(token.begin(), token.end()).size(), 55U);
}

TEST(HashTest, SecretsCompareByContent) {
  EXPECT_TRUE(equal_secrets("", ""));
  EXPECT_TRUE(equal_secrets("abc", "abc"));
  EXPECT_FALSE(equal_secrets("abc", "abd"));
  EXPECT_FALSE(equal_secrets("abc", "ab"));
}

TEST(CancelTest, CopiesSeeTheSameSign) {
  const Cancel cancel;
  const Cancel copy = cancel;  // NOLINT(performance-unnecessary-copy-initialization): what is tested
  EXPECT_TRUE(copy.check().has_value());
  std::thread([&] { cancel.request(); }).join();
  EXPECT_TRUE(copy.requested());
  EXPECT_EQ(copy.check().error().code, ErrorCode::cancelled);
}

TEST(CancelTest, ATimeoutIsOfItsOwnCopyAndNeverLonger) {
  const Cancel cancel;
  const Cancel past = cancel.with_timeout(std::chrono::milliseconds(-1));
  EXPECT_EQ(past.check().error().code, ErrorCode::timeout);
  EXPECT_TRUE(cancel.check().has_value());
  EXPECT_EQ(past.with_timeout(std::chrono::hours(1)).check().error().code, ErrorCode::timeout);
  cancel.request();
  EXPECT_EQ(past.check().error().code, ErrorCode::cancelled) << "what a person asked goes first";
}

TEST(JsonDepthTest, CountsWhatStandsOutsideOfStrings) {
  EXPECT_EQ(json_depth(""), 0);
  EXPECT_EQ(json_depth("1"), 0);
  EXPECT_EQ(json_depth(R"({"a":[{},[]],"b":{}})"), 3);
  EXPECT_EQ(json_depth(R"({"[[[":"{\"{{{"})"), 1);
  EXPECT_EQ(json_depth(R"(["\\",[]])"), 2);
  EXPECT_EQ(json_depth(std::string(100'000, '[')), 100'000);
  EXPECT_EQ(json_depth("]]]][["), 0);
}

TEST(ClockTest, CountsMillisecondsSince1970) {
  const UnixMs before = system_clock().now_ms();
  EXPECT_GT(before, 1'700'000'000'000);
  EXPECT_GE(system_clock().now_ms(), before - 1000);
}

class LogTest : public testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::warning); }
  static std::string line_of(std::string_view text) {
    set_log_level(LogLevel::info);
    testing::internal::CaptureStderr();
    log(LogLevel::info, "document ready", {{"file", std::string(text)}, {"chunks", std::int64_t{12}}, {"score", 0.5}});
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, AFileNameCannotForgeALine) {
  for (const std::string& name : {std::string("a\n2026-01-01T00:00:00 error forged"), std::string("a\r\nb"),
                                  std::string("a\x1b[2Jb"), std::string("a\0b", 3),
                                  std::string("a\x7f"
                                              "b"),
                                  std::string("a\xC2\x9B[2Jb")}) {
    const std::string line = line_of(name);
    EXPECT_EQ(std::ranges::count(line, '\n'), 1) << line;
    EXPECT_THAT(line, EndsWith("\n"));
    for (const char byte : line.substr(0, line.size() - 1)) {
      EXPECT_GE(static_cast<unsigned char>(byte), 0x20);
      EXPECT_NE(byte, '\x7f');
      EXPECT_NE(byte, '\x9B');
    }
  }
}

TEST_F(LogTest, AValueCannotEndItsQuotes) {
  EXPECT_THAT(line_of("a\" chunks=99 \\"), HasSubstr("file=\"a\\\" chunks=99 \\\\\" chunks=12 score=0.500"));
  EXPECT_THAT(line_of("계약서.hwp"), HasSubstr("file=\"계약서.hwp\""));
}

TEST_F(LogTest, SpeaksFromItsLevelOn) {
  set_log_level(LogLevel::error);
  testing::internal::CaptureStderr();
  log(LogLevel::warning, "quiet");
  log(LogLevel::error, "loud");
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_THAT(lines, HasSubstr("loud"));
  EXPECT_THAT(lines, Not(HasSubstr("quiet")));
  EXPECT_EQ(log_level_from("off"), LogLevel::off);
  EXPECT_EQ(log_level_from("chatty"), LogLevel::info);
}

class KeepingSink final : public TraceSink {
 public:
  void record(const Span& span) override { spans.push_back(span); }
  std::vector<Span> spans;
};

TEST(TraceTest, ATimedPieceOfWorkIsRecordedOnce) {
  KeepingSink sink;
  {
    Timed timed(sink, "parse");
    timed.count(3);
    timed.fail();
  }
  ASSERT_EQ(sink.spans.size(), 1U);
  EXPECT_EQ(sink.spans[0].name, "parse");
  EXPECT_EQ(sink.spans[0].count, 3);
  EXPECT_FALSE(sink.spans[0].ok);
  EXPECT_GE(sink.spans[0].duration_us, 0);
  null_trace().record(sink.spans[0]);
}

}  // namespace
}  // namespace onggi
