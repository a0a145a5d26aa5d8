// See convert_sandbox.h. Sources: seccomp(2), landlock(7), unshare(2), setrlimit(2).
#include "parse/worker/convert_sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>

namespace onggi::parse {
namespace {

void limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{.rlim_cur = value, .rlim_max = value};
  ::setrlimit(resource, &both);
}

// LibreOffice maps its libraries and fonts generously: 4 GiB of address space are about 400 MB in memory.
void limit_resources(unsigned seconds) {
  limit(RLIMIT_AS, 4ULL << 30U);
  limit(RLIMIT_CPU, seconds);
  limit(RLIMIT_FSIZE, 1ULL << 30U);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
}

// What an office program never needs; everything else stays, its own walls are the files and the network.
bool filter_calls() {
  constexpr auto kDenied = std::to_array<int>({SCMP_SYS(ptrace),
                                               SCMP_SYS(process_vm_readv),
                                               SCMP_SYS(process_vm_writev),
                                               SCMP_SYS(mount),
                                               SCMP_SYS(umount2),
                                               SCMP_SYS(pivot_root),
                                               SCMP_SYS(chroot),
                                               SCMP_SYS(bpf),
                                               SCMP_SYS(perf_event_open),
                                               SCMP_SYS(userfaultfd),
                                               SCMP_SYS(keyctl),
                                               SCMP_SYS(add_key),
                                               SCMP_SYS(request_key),
                                               SCMP_SYS(kexec_load),
                                               SCMP_SYS(init_module),
                                               SCMP_SYS(finit_module),
                                               SCMP_SYS(open_by_handle_at),
                                               SCMP_SYS(setns),
                                               SCMP_SYS(unshare),
                                               SCMP_SYS(io_uring_setup),
                                               SCMP_SYS(reboot),
                                               SCMP_SYS(swapon),
                                               SCMP_SYS(settimeofday)});
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  bool added = true;
  for (const int call : kDenied) added = added && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) == 0;
  const scmp_arg_cmp not_local{.arg = 0, .op = SCMP_CMP_NE, .datum_a = AF_UNIX, .datum_b = 0};
  added = added && ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1, &not_local) == 0;
  const bool loaded = added && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return loaded;
}

// Landlock's first version numbers the rights 0 to 12; bits 0, 2 and 3 are execute, read a file, read a folder.
class FileWalls {
 public:
  FileWalls() {
    struct Attributes {
      std::uint64_t handled_access_fs;
    };
    const Attributes all{kAll};
    ruleset_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0));
  }
  void readable(const std::filesystem::path& path) const { allow(path, kRead); }
  void writable(const std::filesystem::path& path) const { allow(path, kAll); }
  void sockets(const std::filesystem::path& path) const { allow(path, kSockets); }
  void close() const {
    if (ruleset_ < 0) return;  // a kernel without Landlock: the other walls stand
    ::syscall(SYS_landlock_restrict_self, ruleset_, 0);
    ::close(ruleset_);
  }

 private:
  static constexpr std::uint64_t kAll = (1ULL << 13U) - 1, kRead = 0b1101;
  static constexpr std::uint64_t kSockets = (1ULL << 5U) | (1ULL << 9U);  // remove, make

  void allow(const std::filesystem::path& path, std::uint64_t rights) const {
    if (ruleset_ < 0) return;
    const int place = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (place < 0) return;
    std::error_code error;
    constexpr std::uint64_t kOfFiles = 0b111;  // execute, write, read: a file knows no others
    const bool folder = std::filesystem::is_directory(path, error);
    const landlock_path_beneath_attr rule{.allowed_access = folder ? rights : rights & kOfFiles, .parent_fd = place};
    ::syscall(SYS_landlock_add_rule, ruleset_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    ::close(place);
  }

  int ruleset_ = -1;
};

// Namespaces of its own: no network devices, and `folder` in place of /tmp. Many machines refuse; false then.
bool enter_namespaces(const std::string& folder) {
  const uid_t user = ::getuid();
  const gid_t group = ::getgid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS) != 0) return false;
  const auto one_to_one = [](const char* file, unsigned id) { std::ofstream(file) << id << ' ' << id << " 1"; };
  std::ofstream("/proc/self/setgroups") << "deny";
  one_to_one("/proc/self/uid_map", user);
  one_to_one("/proc/self/gid_map", group);
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount(folder.c_str(), "/tmp", nullptr, MS_BIND, nullptr) == 0;
}

}  // namespace

std::optional<std::string> enter_convert_sandbox(const std::string& program, const std::string& folder,
                                                 unsigned seconds) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::error_code error;
  const std::filesystem::path home = std::filesystem::canonical(program, error).parent_path().parent_path();
  const FileWalls walls;
  for (const char* place : {"/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys/devices/system/cpu",
                            "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig"})
    walls.readable(place);
  walls.readable(home);
  for (const char* device : {"/dev/null", "/dev/urandom", "/dev/zero", "/dev/shm"}) walls.writable(device);
  walls.writable(folder);
  const bool alone = enter_namespaces(folder);
  if (!alone) walls.sockets("/tmp");
  limit_resources(seconds);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return std::nullopt;
  walls.close();
  if (!filter_calls()) return std::nullopt;
  return alone ? "/tmp" : folder;
}

}  // namespace onggi::parse
