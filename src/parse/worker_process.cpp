// One running onggi-parse; see worker_process.h.
#include "parse/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace onggi::parse {
namespace {

constexpr int kChannel = 3;  // the worker's end of the socket, its only open descriptor that leads anywhere
constexpr std::chrono::seconds kStartMax{30};

std::unexpected<Error> cannot_start(const std::filesystem::path& program, int error_number) {
  return fail(ErrorCode::unavailable,
              "cannot start " + program.string() + ": " + std::strerror(error_number) +
                  "; onggi-parse must lie beside onggi and be executable",
              "reader_unavailable");
}

// posix_spawn's two attribute objects, freed on every way out.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    // Nothing that a library prints may hold document text in a log: no output but the channel.
    for (const int fd : {0, 1, 2})
      ::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, kChannel);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // A session of its own: Ctrl-C on the terminal is the client's to answer.
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int spawn(const std::filesystem::path& program, std::string memory_bytes, pid_t& pid) {
    std::string name = program.string();
    std::string option = "--memory-bytes";
    std::string language = "LANG=C.UTF-8";
    std::array<char*, 4> arguments = {name.data(), option.data(), memory_bytes.data(), nullptr};
    std::array<char*, 2> environment = {language.data(), nullptr};
    return ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, arguments.data(), environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return std::unexpected(system_error("hand over a file of", "memory", errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<FileDescriptor> sealed_file(std::string_view bytes) {
  FileDescriptor file(::memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return std::unexpected(system_error("hand over a file of", "memory", errno));
  ONGGI_CHECK(write_all(file.get(), bytes));
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return std::unexpected(system_error("seal a file of", "memory", errno));
  return file;
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::filesystem::path& program,
                                                            const ParseLimits& limits, const Cancel& cancel) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return cannot_start(program, errno);
  FileDescriptor ours(ends[0]);
  FileDescriptor theirs(ends[1]);
  pid_t pid = -1;
  const int error_number = SpawnPlan(theirs.get()).spawn(program, std::to_string(limits.memory_bytes_max), pid);
  if (error_number != 0) return cannot_start(program, error_number);
  theirs = FileDescriptor();  // or the end of a worker that dies at its start would never be seen
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(pid, std::move(ours)));
  ONGGI_CHECK(worker->wait_until_ready(cancel));
  return worker;
}

WorkerProcess::~WorkerProcess() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> WorkerProcess::wait_until_ready(const Cancel& cancel) {
  const Cancel limited = cancel.with_timeout(kStartMax);
  const auto no_payload = [](std::string_view) { return Result<std::uint64_t>(0); };
  auto frame = receive_frame(socket_.get(), no_payload, [&] { return limited.check(); });
  if (!frame && !cancel.check()) return cancel.check();
  if (!frame)
    return fail(ErrorCode::unavailable, "onggi-parse did not start: it ended or stayed silent", "reader_unavailable");
  ONGGI_TRY(Hello hello, decode_hello(frame->header));
  version_ = std::move(hello.version);
  return {};
}

Result<WorkerProcess::Reply> WorkerProcess::exchange(const Request& request, int file, const Cancel& cancel) {
  const Cancel limited = cancel.with_timeout(std::chrono::seconds(request.limits.seconds_max));
  const auto still_wanted = [&] { return limited.check(); };
  ++files_;
  in_step_ = false;
  if (auto sent = send_frame(socket_.get(), encode(request), {}, file, still_wanted); !sent)
    return failed(std::move(sent).error(), cancel);
  Reply reply;
  std::optional<Error> reported;  // by the worker about the file: the channel stays in step
  if (auto received = receive(request, reply, reported, still_wanted); !received)
    return failed(std::move(received).error(), cancel);
  in_step_ = true;
  if (reported) return std::unexpected(*std::move(reported));
  return reply;
}

Result<void> WorkerProcess::receive(const Request& request, Reply& reply, std::optional<Error>& reported,
                                    const StillWanted& still_wanted) {
  std::uint64_t left = request.limits.output_bytes_max;
  const auto payload_size = [&](std::string_view header) -> Result<std::uint64_t> {
    auto answer = decode_answer(header);
    if (!answer && answer.error().reason == "bad_frame") return std::unexpected(std::move(answer).error());
    if (!answer) return reported = std::move(answer).error(), 0;
    if (answer->payload_bytes > left)
      return fail(ErrorCode::limit_exceeded, "the answer is longer than output_bytes_max", "output_bytes_max");
    reply.answer = *answer;
    return reply.answer.payload_bytes;
  };
  do {
    ONGGI_TRY(Frame frame, receive_frame(socket_.get(), payload_size, still_wanted));
    left -= frame.payload.size();
    // An empty piece says nothing, and without end they would cost memory all the same.
    const bool empty = frame.payload.empty();
    if (!reported && empty && reply.answer.more)
      return fail(ErrorCode::bad_input, "a frame with more to come is empty", "bad_frame");
    if (!empty) reply.pieces.push_back(std::move(frame.payload));
  } while (!reported && reply.answer.more);
  return {};
}

// Tells the reasons apart for which there is no answer. The worker is killed by its owner, who sees that it is not
// usable.
Result<WorkerProcess::Reply> WorkerProcess::failed(Error error, const Cancel& cancel) {
  if (error.code == ErrorCode::limit_exceeded || error.code == ErrorCode::cancelled)
    return std::unexpected(std::move(error));
  if (error.code == ErrorCode::timeout) {
    if (!cancel.check()) return std::unexpected(std::move(error));
    return fail(ErrorCode::timeout, "reading this file takes longer than seconds_max", "seconds_max");
  }
  return fail(ErrorCode::internal,
              "the reader died of this file or answered nonsense; it was ended, other files are not affected",
              "reader_crashed");
}

bool WorkerProcess::usable() const {
  if (!in_step_) return false;
  // An idle worker has nothing to say: what can be read now is its end.
  pollfd idle{.fd = socket_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&idle, 1, 0) == 0;
}

}  // namespace onggi::parse
