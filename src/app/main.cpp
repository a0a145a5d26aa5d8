// onggi: the program. Words in, exit code out; a command for a home that a server holds is sent to that server.
#include <csignal>
#include <iostream>
#include <iterator>
#include <thread>

#include <pthread.h>
#include <unistd.h>

#include "app/command_socket.h"
#include "app/host.h"
#include "base/log.h"

namespace onggi::app {
namespace {

constexpr std::size_t kInputBytesMax = 64U << 20U;

// Korean unless the environment asks for another language by name; "C" and "POSIX" name none.
bool wants_korean() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view language(value);
    return language.starts_with("ko") || language.starts_with("C") || language.starts_with("POSIX");
  }
  return true;
}

std::string read_input() {
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  if (text.size() > kInputBytesMax) text.resize(kInputBytesMax);
  return text;
}

// Interrupts become a request to cancel; a second one ends the program at once.
class Interrupts {
 public:
  explicit Interrupts(Cancel cancel) {
    ::sigemptyset(&signals_);
    for (const int number : {SIGINT, SIGTERM, SIGUSR1}) ::sigaddset(&signals_, number);
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    waiting_ = std::thread([this, cancel] {
      for (int number = 0;;) {
        ::sigwait(&signals_, &number);
        if (number == SIGUSR1) return;
        if (cancel.requested()) ::_exit(exit_code(ErrorCode::cancelled));
        cancel.request();
      }
    });
  }
  ~Interrupts() {
    ::pthread_kill(waiting_.native_handle(), SIGUSR1);
    waiting_.join();
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  sigset_t signals_{};
  std::thread waiting_;
};

int run(const std::vector<std::string>& arguments) {
  const CommandLine line = look_at(arguments);
  if (!line.log_level.empty()) set_log_level(log_level_from(line.log_level));
  CliIo io{.out = std::cout,
           .err = std::cerr,
           .input = line.reads_input ? read_input() : std::string(),
           .folder = std::filesystem::current_path(),
           .terminal = ::isatty(STDERR_FILENO) != 0,
           .korean = wants_korean()};
  const Interrupts interrupts(io.cancel);
  if (line.needs_workspace) {
    const SentCommand command{arguments, io.folder.string(), io.input, io.terminal, io.korean};
    if (const auto code =
            send_command(HomePaths{std::filesystem::absolute(line.home)}.socket(), command, io.out, io.err, io.cancel))
      return *code;
  }
  Host host(line.home);
  return run_command(arguments, host, io);
}

}  // namespace
}  // namespace onggi::app

int main(int count, char** words) {
  try {
    const int code = onggi::app::run({words + 1, words + count});
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "onggi: the output could not be written\n";
      return onggi::exit_code(onggi::ErrorCode::unavailable);
    }
    return code;
  } catch (const std::bad_alloc&) {
    std::cerr << "onggi: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "onggi: internal error: " << error.what() << '\n';
  }
  return onggi::exit_code(onggi::ErrorCode::internal);
}
