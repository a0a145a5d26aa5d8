// The client against the real onggi-parse, and against workers that misbehave on purpose.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "parse/parse.h"

namespace onggi {
namespace {

namespace fs = std::filesystem;

const fs::path kProgram = fs::path(ONGGI_BINARY_DIR) / "onggi-parse";

// The state letter and the parent of a process, from /proc/PID/stat.
struct Process {
  char state = '?';
  pid_t parent = -1;
};

Process process(const std::string& pid) {
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string line;
  std::getline(stat, line);
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos || end + 4 > line.size()) return {};
  return {line[end + 2], static_cast<pid_t>(std::atoi(line.c_str() + end + 4))};
}

std::set<pid_t> children() {
  std::set<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (process(name).parent == ::getpid()) found.insert(static_cast<pid_t>(std::stoi(name)));
  }
  return found;
}

std::unique_ptr<Parser> open_parser(const Parser::Options& changes = {}) {
  Parser::Options options = changes;
  if (options.program.empty()) options.program = kProgram;
  auto parser = Parser::open(options);
  EXPECT_TRUE(parser.has_value()) << describe(parser.error());
  return parser ? *std::move(parser) : nullptr;
}

ErrorCode code_of(const Result<Document>& document) {
  EXPECT_FALSE(document.has_value());
  return document ? ErrorCode::conflict : document.error().code;
}

TEST(ParseClient, ReadsAFileInTheWorker) {
  const auto parser = open_parser();
  const auto document = parser->parse("# 휴가 규정\n\n연차는 15일이다.\n", "규정.md", {}, {});
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  EXPECT_EQ(document->title, "휴가 규정");
  ASSERT_EQ(document->elements.size(), 2U);
  EXPECT_EQ(document->elements[1].text, "연차는 15일이다.");
  EXPECT_EQ(document->media_type, "text/markdown");
  EXPECT_NE(parser->version().find("markdown "), std::string::npos);
}

TEST(ParseClient, KeepsItsWorkerAndReplacesItAfterItsShare) {
  const auto parser = open_parser({.workers_max = 1, .files_per_worker = 2, .limits = {}});
  const auto first = children();
  ASSERT_EQ(first.size(), 1U);
  ASSERT_TRUE(parser->parse("하나", "a.txt", {}, {}).has_value());
  EXPECT_EQ(children(), first);
  ASSERT_TRUE(parser->parse("둘", "a.txt", {}, {}).has_value());
  ASSERT_TRUE(parser->parse("셋", "a.txt", {}, {}).has_value());
  EXPECT_EQ(children().size(), 1U);
  EXPECT_NE(children(), first);
}

TEST(ParseClient, EndsAWorkerThatHasNothingToDo) {
  const auto parser = open_parser({.workers_max = 1, .idle_max = std::chrono::milliseconds(30), .limits = {}});
  for (int round = 0; round < 3; ++round) {
    while (!children().empty()) std::this_thread::yield();
    const auto document = parser->parse("하나", "a.txt", {}, {});
    ASSERT_TRUE(document.has_value()) << describe(document.error());
  }
}

TEST(ParseClient, EndsItsWorkers) {
  {
    const auto parser = open_parser();
  }
  EXPECT_TRUE(children().empty());
}

TEST(ParseClient, AWorkerKilledWhileIdleIsReplaced) {
  const auto parser = open_parser({.workers_max = 1, .limits = {}});
  for (const pid_t child : children()) {
    ::kill(child, SIGKILL);
    while (process(std::to_string(child)).state != 'Z') std::this_thread::yield();
  }
  EXPECT_TRUE(parser->parse("아직 읽는다", "a.txt", {}, {}).has_value());
}

TEST(ParseClient, ServesTwoThreadsAtOnce) {
  const auto parser = open_parser({.workers_max = 2, .limits = {}});
  std::atomic<int> right = 0;
  const auto work = [&](const std::string& word) {
    for (int i = 0; i < 20; ++i) {
      const std::string text = word + std::to_string(i);
      const auto document = parser->parse(text, "a.txt", {}, {});
      if (document && document->elements.size() == 1 && document->elements[0].text == text) ++right;
    }
  };
  {
    const std::jthread one(work, "하나"), two(work, "둘"), three(work, "셋");
  }
  EXPECT_EQ(right, 60);
  EXPECT_LE(children().size(), 2U);
}

TEST(ParseClient, RefusesEmptyAndOversizedFilesItself) {
  Parser::Options options;
  options.limits.bytes_max = 10;
  const auto parser = open_parser(options);
  const auto empty = parser->parse("", "a.pdf", {}, {});
  EXPECT_EQ(code_of(empty), ErrorCode::bad_input);
  EXPECT_EQ(empty.error().reason, "empty_file");
  EXPECT_EQ(code_of(parser->parse("열 바이트가 넘는다", "a.txt", {}, {})), ErrorCode::limit_exceeded);
}

TEST(ParseClient, AnOutputOverItsLimitIsRefused) {
  Parser::Options options;
  options.limits.output_bytes_max = 2000;
  const auto parser = open_parser(options);
  EXPECT_EQ(code_of(parser->parse(std::string(3000, 'a'), "a.txt", {}, {})), ErrorCode::limit_exceeded);
  EXPECT_TRUE(parser->parse("짧다", "a.txt", {}, {}).has_value());
}

TEST(ParseClient, AFileThatNeedsTooMuchMemoryEndsOnlyItself) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "address space is not limited under AddressSanitizer";
#endif
  Parser::Options options;
  options.limits.memory_bytes_max = 64U << 20U;
  const auto parser = open_parser(options);
  std::string html = "<ul>";
  for (int i = 0; i < 1'000'000; ++i) html += "<li>a";
  const auto document = parser->parse(html, "a.html", {}, {});
  ASSERT_FALSE(document.has_value());
  EXPECT_TRUE(document.error().code == ErrorCode::limit_exceeded || document.error().code == ErrorCode::internal);
  EXPECT_TRUE(parser->parse("아직 읽는다", "a.txt", {}, {}).has_value());
}

TEST(ParseClient, CancelEndsAReadThatHangs) {
  const auto parser = open_parser({.workers_max = 1, .limits = {}});
  for (const pid_t child : children()) ::kill(child, SIGSTOP);
  const Cancel cancel;
  const std::jthread person([&] { cancel.request(); });
  EXPECT_EQ(code_of(parser->parse("멈춘 것", "a.txt", {}, cancel)), ErrorCode::cancelled);
  for (const pid_t child : children()) ::kill(child, SIGCONT);  // where the cancel came before the read
  EXPECT_TRUE(parser->parse("아직 읽는다", "a.txt", {}, {}).has_value());
}

TEST(ParseClient, TheDeadlineEndsAReadThatHangs) {
  Parser::Options options{.workers_max = 1, .limits = {}};
  options.limits.seconds_max = 1;
  const auto parser = open_parser(options);
  for (const pid_t child : children()) ::kill(child, SIGSTOP);
  const auto document = parser->parse("멈춘 것", "a.txt", {}, {});
  EXPECT_EQ(code_of(document), ErrorCode::timeout);
  EXPECT_EQ(document.error().reason, "seconds_max");
  for (const pid_t child : children()) ::kill(child, SIGSTOP);
  EXPECT_TRUE(parser->parse("아직 읽는다", "a.txt", {}, {}).has_value());
}

TEST(ParseClient, AMissingProgramIsUnavailable) {
  const auto parser = Parser::open({.program = "/nowhere/onggi-parse", .limits = {}});
  ASSERT_FALSE(parser.has_value());
  EXPECT_EQ(parser.error().code, ErrorCode::unavailable);
}

TEST(ParseClient, PagesOfTextCannotBeDrawn) {
  const auto parser = open_parser();
  const auto image = parser->render_page("글", "a.txt", 0, 72, {}, {});
  ASSERT_FALSE(image.has_value());
  EXPECT_EQ(image.error().code, ErrorCode::unsupported);
  EXPECT_EQ(parser->render_page("글", "a.txt", 0, 1000, {}, {}).error().code, ErrorCode::invalid_argument);
}

// A worker made of a shell script that says hello and then does `then`.
class BadWorker : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "onggi-bad-worker-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<Parser> parser_that(const std::string& then) {
    const std::string hello = R"({"version":"bad 1"})";
    std::ofstream(folder_ / "worker") << "#!/bin/sh\nprintf '\\023\\000\\000\\000" << hello << "' >&3\n"
                                      << then << "\n";
    ::chmod((folder_ / "worker").c_str(), 0700);
    return open_parser({.program = folder_ / "worker", .workers_max = 1, .limits = limits_});
  }

  fs::path folder_;
  ParseLimits limits_;
};

constexpr const char* kTakeARequest = "head -c 5 <&3 >/dev/null; ";

TEST_F(BadWorker, ACrashIsTheFilesFaultAndNamedSo) {
  const auto document = parser_that(kTakeARequest + std::string("kill -9 $$"))->parse("글", "a.txt", {}, {});
  EXPECT_EQ(code_of(document), ErrorCode::internal);
  EXPECT_EQ(document.error().reason, "reader_crashed");
}

TEST_F(BadWorker, GarbageIsNotBelieved) {
  for (const std::string answer : {R"(\005\000\000\000hello)", R"(\377\377\377\377)", R"(\002\000\000\000{})",
                                   R"(\062\000\000\000{"payload_bytes":2,"width_px":0,"height_px":0}     []     )"}) {
    SCOPED_TRACE(answer);
    const auto document =
        parser_that(kTakeARequest + ("printf '" + answer + "' >&3; sleep 60"))->parse("글", "a.txt", {}, {});
    EXPECT_EQ(code_of(document), ErrorCode::internal);
  }
}

TEST_F(BadWorker, AnEndlessAnswerStopsAtTheLimit) {
  const std::string header = R"({"payload_bytes":99999999999,"width_px":0,"height_px":0,"more":false})";
  const std::string answer = "printf '\\105\\000\\000\\000" + header + "' >&3; exec cat /dev/zero >&3";
  EXPECT_EQ(code_of(parser_that(kTakeARequest + answer)->parse("글", "a.txt", {}, {})), ErrorCode::limit_exceeded);
}

TEST_F(BadWorker, PiecesWithoutAnythingInThemEndTheReading) {
  const std::string header = R"({"payload_bytes":0,"width_px":0,"height_px":0,"more":true})";
  const std::string answer = "while printf '\\072\\000\\000\\000" + header + "' >&3; do :; done";
  EXPECT_EQ(code_of(parser_that(kTakeARequest + answer)->parse("글", "a.txt", {}, {})), ErrorCode::internal);
}

TEST_F(BadWorker, SilenceEndsAtTheDeadline) {
  limits_.seconds_max = 1;
  EXPECT_EQ(code_of(parser_that("exec cat <&3 >/dev/null")->parse("글", "a.txt", {}, {})), ErrorCode::timeout);
}

TEST_F(BadWorker, OneThatWillNotStartIsUnavailable) {
  std::ofstream(folder_ / "worker") << "#!/bin/sh\nexit 1\n";
  ::chmod((folder_ / "worker").c_str(), 0700);
  const auto parser = Parser::open({.program = folder_ / "worker", .limits = {}});
  ASSERT_FALSE(parser.has_value());
  EXPECT_EQ(parser.error().code, ErrorCode::unavailable);
}

TEST_F(BadWorker, NeverSeesOurEnvironment) {
  ::setenv("ONGGI_SECRET_FOR_TEST", "1", 1);

  const fs::path seen = folder_ / "seen";
  const auto parser = parser_that("env > " + seen.string() + "; exec cat <&3 >/dev/null");
  while (!fs::exists(seen) || fs::file_size(seen) == 0) std::this_thread::yield();
  const auto text = read_file(seen);
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->find("ONGGI_SECRET"), std::string::npos);
  EXPECT_EQ(text->find("HOME="), std::string::npos);
}

TEST(Sandbox, NothingGetsOut) {
  FILE* pipe = ::popen((kProgram.string() + " --self-test").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string lines;
  for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) lines.push_back(static_cast<char>(byte));
  EXPECT_EQ(::pclose(pipe), 0) << lines;
  for (const char* attempt :
       {"open_to_read", "open_to_write", "socket_inet", "socket_unix", "execute", "fork", "executable_memory"})
    EXPECT_NE(lines.find(std::string(attempt) + " denied\n"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("ALLOWED"), std::string::npos) << lines;
  EXPECT_FALSE(fs::exists("/tmp/onggi-escape"));
}

}  // namespace
}  // namespace onggi
