// onggi-parse: reads one file at a time in a sandbox. Started by onggi with a socket as descriptor 3; not for people,
// but for `onggi-parse --self-test`, which enters the sandbox, tries to break out, prints what was denied, and ends
// with 0 when everything was.
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "parse/channel.h"
#include "parse/messages.h"
#include "parse/worker/reader.h"
#include "parse/worker/sandbox.h"
#include "parse/worker/serve_requests.h"

namespace onggi::parse {
namespace {

constexpr int kChannel = 3;

// Inside of the sandbox even a redirected standard output is out of reach (files may not grow): the lines go through a
// pipe.
int attempt_all(int pipe) {
  warm_readers();
  std::string lines;
  bool all = true;
  if (const auto entered = enter_sandbox(ParseLimits{}.memory_bytes_max); !entered) {
    lines = describe(entered.error()) + "\n";
    all = false;
  } else {
    for (const Attempt& attempt : try_to_escape()) {
      lines += attempt.name + (attempt.denied ? " denied\n" : " ALLOWED\n");
      all = all && attempt.denied;
    }
  }
  const bool written = ::write(pipe, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size());
  return all && written ? 0 : 1;
}

int self_test() {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return 9;
  const pid_t child = ::fork();
  if (child < 0) return 9;
  if (child == 0) ::_exit(attempt_all(pipe[1]));
  ::close(pipe[1]);
  for (char byte = 0; ::read(pipe[0], &byte, 1) == 1;) std::fputc(byte, stdout);
  std::fflush(stdout);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int serve(std::uint64_t memory_bytes_max) {
  ::close_range(kChannel + 1, ~0U, 0);  // nothing that the client left open by mistake
  // Large blocks go back to the system at once: while an answer is written, the document that it is made from shrinks.
  constexpr int kLargeBytes = 256 << 10;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  warm_readers();
  const auto still_wanted = [] { return Result<void>(); };
  if (const auto entered = enter_sandbox(memory_bytes_max); !entered) {
    [[maybe_unused]] const auto told = send_frame(kChannel, encode(entered.error()), {}, -1, still_wanted);
    return 9;
  }
  if (!send_frame(kChannel, encode(Hello{readers_version()}), {}, -1, still_wanted)) return 9;
  return serve_requests(kChannel) ? 0 : 7;
}

int run(int count, char** arguments) {
  const std::string_view first = count > 1 ? arguments[1] : "";
  if (first == "--self-test") return self_test();
  const std::string_view value = count > 2 ? arguments[2] : "";
  std::uint64_t memory_bytes = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), memory_bytes);
  if (first == "--memory-bytes" && error == std::errc() && end == value.data() + value.size())
    return serve(memory_bytes);
  std::fputs("onggi-parse is started by onggi; by hand only: onggi-parse --self-test\n", stderr);
  return 2;
}

}  // namespace
}  // namespace onggi::parse

// _exit: nothing is left to write, and libraries' exit handlers expect more than the sandbox allows.
int main(int count, char** arguments) { ::_exit(onggi::parse::run(count, arguments)); }
