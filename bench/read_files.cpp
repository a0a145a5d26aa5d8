// Reads files with the readers alone, each in a forked child: what a file costs without the start of a process, how
// much memory it takes, and whether it crashes or hangs.
//
// usage: onggi_read_files [--seconds N] [--settle-ms N] [--ocr auto|off] [--content main|all] < LIST      one path a
// line in, one JSON object a line out
//
// The child has the worker's limit of address space but not its sandbox, so that the numbers are those of the readers.
// Kernels count CPU time in ticks of up to 4 ms, so a file is read again until N ms were used: `cpu_ms` is the mean.
// `peak_mb` is the child's largest resident memory less what it had when it began.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "parse/worker/reader.h"

namespace onggi {
namespace {

using nlohmann::json;

double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// A line of /proc/self/status, in megabytes.
double status_mb(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
  return 0;
}

std::int64_t count_hangul(std::string_view utf8) {
  std::int64_t count = 0;
  for (std::size_t offset = 0; offset < utf8.size();)
    count += is_hangul_syllable(next_code_point(utf8, offset)) ? 1 : 0;
  return count;
}

void describe_document(const Document& document, json& line) {
  std::int64_t tables = 0, cells = 0, unaccounted = 0, hangul = 0;
  for (const Element& element : document.elements) {
    hangul += count_hangul(element.text);  // page headers and footers too, which running text leaves out
    tables += element.table ? 1 : 0;
    cells += element.table ? static_cast<std::int64_t>(element.table->cells.size()) : 0;
  }
  json dropped = json::object();
  for (const LossAccount::Dropped& one : document.account.dropped) {
    dropped[one.reason] = one.characters;
    if (one.reason == "unaccounted") unaccounted += one.characters;
  }
  std::set<std::string> warnings;
  for (const Warning& warning : document.warnings) warnings.insert(warning.code);
  line["status"] = "ok";
  line["pages"] = document.pages.size();
  line["elements"] = document.elements.size();
  line["tables"] = tables;
  line["cells"] = cells;
  line["characters_in"] = document.account.characters_in;
  line["characters_out"] = document.account.characters_out;
  line["dropped"] = dropped;
  line["unaccounted"] = unaccounted;
  line["warnings"] = warnings;
  line["silent_empty"] = document.elements.empty() && document.warnings.empty();
  line["hangul"] = hangul;
}

struct Settings {
  int seconds = 120, settle_ms = 0;
  ParseOptions options;
};

json read_again_and_again(const std::string& bytes, const std::string& name, const Settings& settings) {
  constexpr int kRunsMax = 500;
  json line;
  const double start = cpu_ms();
  int runs = 0;
  do {
    const auto document = parse::read_document(bytes, name, settings.options, {});
    if (runs++ > 0) continue;
    if (document) describe_document(*document, line);
    else line.update({{"status", to_string(document.error().code)}, {"reason", document.error().reason}});
  } while (cpu_ms() - start < settings.settle_ms && runs < kRunsMax);
  line["cpu_ms"] = (cpu_ms() - start) / runs;
  return line;
}

[[noreturn]] void work_in_child(int out, const std::string& path, const Settings& settings) {
  const double before_mb = status_mb("VmRSS");
  const auto limit = [](int resource, std::uint64_t value) {
    const rlimit both{value, value};
    static_cast<void>(::setrlimit(static_cast<__rlimit_resource>(resource), &both));
  };
  const auto used = static_cast<std::uint64_t>(status_mb("VmSize") * 1024 * 1024);
  limit(RLIMIT_AS, used + ParseLimits{}.memory_bytes_max);
  limit(RLIMIT_CPU, static_cast<std::uint64_t>(settings.seconds));
  limit(RLIMIT_CORE, 0);
  ::alarm(static_cast<unsigned>(settings.seconds) * 10);  // hangs without working; other loads may slow the work down
  json line;
  if (const auto bytes = read_file(path); bytes) {
    const std::string name = std::filesystem::path(path).filename();
    line = read_again_and_again(*bytes, name, settings);
    line["media_type"] = detect_media_type(*bytes, name);
  } else {
    line["status"] = to_string(bytes.error().code);
  }
  line["peak_mb"] = std::max(0.0, status_mb("VmHWM") - before_mb);
  static_cast<void>(write_all(out, line.dump(), "pipe"));
  ::_exit(0);
}

std::string drain(int pipe) {
  std::string all;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = ::read(pipe, part.data(), part.size())) > 0;)
    all.append(part.data(), static_cast<std::size_t>(got));
  return all;
}

json read_in_child(const std::string& path, const Settings& settings) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {{"status", "internal"}};
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) work_in_child(ends[1], path, settings);
  ::close(ends[1]);
  const std::string answer = drain(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  json line = json::parse(answer, nullptr, false);
  if (!line.is_object()) line = json::object();
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGXCPU || signal == SIGALRM || signal == SIGKILL) line["status"] = "hang";
  else if (signal != 0 || !line.contains("status")) line["status"] = "crash";
  line["file"] = path;
  line["wall_ms"] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return line;
}

}  // namespace
}  // namespace onggi

int main(int count, char** words) {
  onggi::Settings settings;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i];
    if (name == "--seconds") settings.seconds = std::stoi(words[i + 1]);
    if (name == "--settle-ms") settings.settle_ms = std::stoi(words[i + 1]);
    if (name == "--ocr") settings.options.ocr = onggi::ocr_from(words[i + 1]).value_or(onggi::Ocr::automatic);
    if (name == "--content")
      settings.options.content = onggi::content_from(words[i + 1]).value_or(onggi::Content::main);
  }
  for (const onggi::parse::Reader& reader : onggi::parse::readers())
    if (reader.warm != nullptr) reader.warm();
  for (std::string path; std::getline(std::cin, path);)
    std::cout << onggi::read_in_child(path, settings).dump() << std::endl;
}
