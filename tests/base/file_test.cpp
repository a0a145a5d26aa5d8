// Files: whole or not at all, also when the disk is full or refuses.
#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <iostream>

namespace onggi {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::string pattern = (fs::temp_directory_path() / "onggi-file-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FileTest() override { fs::remove_all(folder_); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

// Runs `check` in a process of its own, because it changes what the process may do.
bool holds_in_child(const std::function<bool()>& check) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(check() ? 0 : 1);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool become_nobody() {
  constexpr uid_t kNobody = 65534;
  return ::geteuid() != 0 || (::setegid(kNobody) == 0 && ::seteuid(kNobody) == 0);
}

TEST_F(FileTest, WhatIsWrittenIsRead) {
  const fs::path path = folder_ / "옹기.bin";
  for (const Durable durable : {Durable::no, Durable::yes}) {
    std::string bytes(200'000, durable == Durable::yes ? 'y' : 'n');
    bytes[7] = '\0';
    ASSERT_TRUE(write_file(path, bytes, durable).has_value());
    EXPECT_EQ(read_file(path).value(), bytes);
  }
  ASSERT_TRUE(write_file(path, "").has_value());
  EXPECT_EQ(read_file(path).value(), "");
  EXPECT_EQ(files(), 1U) << "nothing is left beside";
}

TEST_F(FileTest, ModeIsThatOfTheCaller) {
  ASSERT_TRUE(write_file(folder_ / "secret", "x", Durable::no, 0600).has_value());
  EXPECT_EQ(fs::status(folder_ / "secret").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FileTest, ReadingSaysWhatIsWrong) {
  EXPECT_EQ(read_file(folder_ / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder_).error().code, ErrorCode::invalid_argument);
  ASSERT_TRUE(write_file(folder_ / "ten", "0123456789").has_value());
  EXPECT_EQ(read_file(folder_ / "ten", 9).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(read_file(folder_ / "ten", 10).value().size(), 10U);
  EXPECT_EQ(read_file(folder_ / "ten" / "below").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file("/dev/zero", 1000).error().code, ErrorCode::limit_exceeded) << "endless, and of length 0";
}

TEST_F(FileTest, AFullDiskSaysHowToGoOn) {
  const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full);
  const auto done = write_all(full.get(), "bytes", "/dev/full");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_EQ(done.error().reason, "disk_full");
  EXPECT_THAT(done.error().message, HasSubstr("free some space"));
}

TEST_F(FileTest, AWriteThatFailsLeavesTheOldFileAndNothingBeside) {
  const fs::path path = folder_ / "file";
  ASSERT_TRUE(write_file(path, "old").has_value());
  EXPECT_TRUE(holds_in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};  // no file of this process may grow over it: as a disk that is full half way
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    const auto done = write_file(path, std::string(5000, 'x'), Durable::yes);
    return !done && done.error().code == ErrorCode::unavailable;
  }));
  EXPECT_EQ(read_file(path).value(), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(FileTest, AReadOnlyFolderIsSaidToBeOne) {
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  EXPECT_TRUE(holds_in_child([&] {
    if (!become_nobody()) return false;
    const auto file = write_file(folder_ / "file", "x");
    const auto folder = make_folder(folder_ / "inner");
    return !file && file.error().code == ErrorCode::unavailable && file.error().reason == "read_only" && !folder &&
           folder.error().reason == "read_only";
  }));
  ASSERT_EQ(::chmod(folder_.c_str(), 0755), 0);
}

TEST_F(FileTest, FoldersAreMadeWithTheirParents) {
  EXPECT_TRUE(make_folder(folder_ / "a" / "b" / "c").has_value());
  EXPECT_TRUE(make_folder(folder_ / "a" / "b" / "c").has_value());
  EXPECT_TRUE(sync_folder(folder_ / "a").has_value());
  ASSERT_TRUE(write_file(folder_ / "file", "x").has_value());
  EXPECT_EQ(make_folder(folder_ / "file" / "below").error().code, ErrorCode::unavailable);
  EXPECT_EQ(sync_folder(folder_ / "none").error().code, ErrorCode::unavailable);
}

TEST_F(FileTest, DescriptorsCloseOnceAndMove) {
  const auto is_open = [](int fd) { return ::fcntl(fd, F_GETFD) >= 0; };
  int number = -1;
  {
    FileDescriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.get();
    FileDescriptor second(std::move(first));
    EXPECT_TRUE(second);
    EXPECT_TRUE(is_open(number));
    FileDescriptor third;
    third = std::move(second);
    EXPECT_EQ(third.get(), number);
    third = FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_FALSE(is_open(number)) << "what it held before is closed";
    number = third.get();
  }
  EXPECT_FALSE(is_open(number));
}

}  // namespace
}  // namespace onggi
