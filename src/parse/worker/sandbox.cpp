// The walls around the readers; see sandbox.h. Sources: seccomp(2), landlock(7), capabilities(7), setrlimit(2),
// user_namespaces(7).
#include "parse/worker/sandbox.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>

namespace onggi::parse {
namespace {

bool set_limit(__rlimit_resource resource, rlim_t value) {
  const rlimit limit{.rlim_cur = value, .rlim_max = value};
  return ::setrlimit(resource, &limit) == 0;
}

#ifndef ONGGI_SANITIZED
std::uint64_t address_space_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}
#endif

// Every rlimit here is a second wall: a kernel that refuses one still has the others.
void limit_resources([[maybe_unused]] std::uint64_t memory_bytes_max) {
#ifndef ONGGI_SANITIZED
  set_limit(RLIMIT_AS, address_space_bytes() + memory_bytes_max);
#endif
  set_limit(RLIMIT_FSIZE, 0);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_NPROC, 0);
  set_limit(RLIMIT_NOFILE, 16);
}

// Landlock without a single rule denies every access to files it knows of. Its constants grew with kernels newer than
// the headers of Debian 12, so they are written as the kernel numbers them: ABI 1 has bits 0-12, 2 refer, 3 truncate, 5
// ioctl; 4 added TCP.
void deny_files() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return;
  struct Attributes {
    std::uint64_t handled_access_fs, handled_access_net;
  };
  const int bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
  const Attributes attributes{(1ULL << bits) - 1, abi >= 4 ? 3ULL : 0ULL};
  const std::size_t size = abi >= 4 ? sizeof(Attributes) : sizeof(std::uint64_t);
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return;
  ::syscall(SYS_landlock_restrict_self, ruleset, 0);
  ::close(static_cast<int>(ruleset));
}

void drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, 2> none{};
  ::syscall(SYS_capset, &header, none.data());
}

constexpr auto kAllowed = std::to_array<int>({
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(alarm),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
#ifdef ONGGI_SANITIZED
    SCMP_SYS(pipe),  // UBSan asks through a pipe whether memory is readable
    SCMP_SYS(pipe2),
#endif
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
});

// Memory is never made executable, and abort() may signal nobody else.
bool add_rules(scmp_filter_ctx filter) {
  for (const int call : kAllowed) {
    if (::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  const scmp_arg_cmp not_executable = SCMP_A2_64(SCMP_CMP_MASKED_EQ, static_cast<scmp_datum_t>(PROT_EXEC), 0);
  const scmp_arg_cmp myself = SCMP_A0_64(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()), 0);
  return ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable) == 0 &&
         ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable) == 0 &&
         ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, myself) == 0;
}

bool filter_system_calls() {
  const std::unique_ptr<void, decltype(&::seccomp_release)> filter(::seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                   &::seccomp_release);
  if (!filter) return false;
  ::seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  return add_rules(filter.get()) && ::seccomp_load(filter.get()) == 0;
}

bool denied(long result) {
  if (result >= 0) return false;
  return errno == EPERM || errno == EACCES || errno == EAGAIN;
}

}  // namespace

Result<void> enter_sandbox(std::uint64_t memory_bytes_max) {
  const auto refused = [] {
    return fail(ErrorCode::unavailable,
                "the kernel refuses the sandbox (seccomp filters), without which no file is read",
                "sandbox_unavailable");
  };
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused();
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  limit_resources(memory_bytes_max);
  // A network of its own without any interface. Refused in many containers: seccomp denies sockets anyway.
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) != 0) ::unshare(CLONE_NEWNET | CLONE_NEWIPC);
  deny_files();
  drop_capabilities();
  if (!filter_system_calls()) return refused();
  return {};
}

std::vector<Attempt> try_to_escape() {
  std::string shell = "/bin/true";
  std::array<char*, 2> arguments = {shell.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  void* executable = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::vector<Attempt> attempts;
  attempts.push_back({"executable_memory", executable == MAP_FAILED && errno == EPERM});
  attempts.push_back({"open_to_read", denied(::syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY))});
  attempts.push_back(
      {"open_to_write", denied(::syscall(SYS_openat, AT_FDCWD, "/tmp/onggi-escape", O_CREAT | O_WRONLY, 0600))});
  attempts.push_back({"old_open", denied(::syscall(SYS_open, "/etc/hostname", O_RDONLY, 0))});
  attempts.push_back({"stat", denied(::syscall(SYS_newfstatat, AT_FDCWD, "/etc/hostname", nullptr, 0))});
  attempts.push_back({"unlink", denied(::syscall(SYS_unlink, "/tmp/onggi-escape"))});
  attempts.push_back({"socket_inet", denied(::syscall(SYS_socket, 2, 1, 0))});
  attempts.push_back({"socket_unix", denied(::syscall(SYS_socket, 1, 1, 0))});
  attempts.push_back({"fork", denied(::syscall(SYS_clone, 17, nullptr, nullptr, nullptr, 0))});
  attempts.push_back({"kill_parent", denied(::syscall(SYS_kill, ::getpid() - 1, 0))});
  attempts.push_back({"ptrace", denied(::syscall(SYS_ptrace, 0, 0, nullptr, nullptr))});
  attempts.push_back({"raise_limits", denied(::syscall(SYS_prlimit64, 0, RLIMIT_AS, nullptr, nullptr))});
  attempts.push_back({"execute", denied(::syscall(SYS_execve, "/bin/true", arguments.data(), environment.data()))});
  return attempts;
}

}  // namespace onggi::parse
