// Shared by the parts of the driver.
#pragma once

#include <stdlib.h>  // mkdtemp
#include <sys/resource.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "index/index.h"

namespace onggi {

using Random = std::mt19937_64;

template <typename T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}
inline void must(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

inline double seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// CPU time of this thread, or of all, or of the wall.
class Stopwatch {
 public:
  explicit Stopwatch(clockid_t clock = CLOCK_THREAD_CPUTIME_ID) : clock_(clock), start_(seconds(clock)) {}
  double passed() const { return seconds(clock_) - start_; }

 private:
  clockid_t clock_;
  double start_;
};

inline double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1000;
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "onggi-index-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::exit(1);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<Index> open(const Folder& folder, std::int32_t dimensions) {
  return must(open_embedded_index({folder.path(), dimensions, "bench", "bench"})).index;
}

inline std::string six(std::uint64_t number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 7 ? 7 - text.size() : 0, '0') + text;
}

int vectors(const std::string& file, std::size_t dimensions, std::size_t rows, std::size_t queries, int runs);
int large(std::size_t chunks, std::size_t dimensions);

}  // namespace onggi
