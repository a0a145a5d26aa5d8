// See converter.h.
#include "parse/converter.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <thread>
#include <utility>

#include "base/file.h"
#include "parse/media_type.h"

namespace onggi::parse {
namespace {

namespace fs = std::filesystem;

struct Form {
  std::string_view media_type, ending, form;
};

constexpr auto kForms = std::to_array<Form>({
    {"application/msword", "doc", "docx"},
    {"application/rtf", "rtf", "docx"},
    {"application/vnd.oasis.opendocument.text", "odt", "docx"},
    {"application/vnd.ms-excel", "xls", "xlsx"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods", "xlsx"},
    {"application/vnd.ms-powerpoint", "ppt", "pptx"},
    {"application/vnd.oasis.opendocument.presentation", "odp", "pptx"},
});

const Form* form_of(std::string_view media_type) {
  const auto found = std::ranges::find(kForms, media_type, &Form::media_type);
  return found == kForms.end() ? nullptr : &*found;
}

fs::path find_soffice() {
  std::error_code error;
  for (const char* place : {"/usr/bin/soffice", "/usr/lib/libreoffice/program/soffice", "/usr/local/bin/soffice",
                            "/opt/libreoffice/program/soffice"}) {
    if (fs::exists(place, error)) return place;
  }
  return {};
}

// A folder of our own that goes with all that lies in it.
class WorkFolder {
 public:
  WorkFolder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "onggi-convert-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~WorkFolder() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// A running helper in a process group of its own, so that LibreOffice's own children end with it.
class HelperProcess {
 public:
  explicit HelperProcess(pid_t pid) : pid_(pid) {}
  ~HelperProcess() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    wait(0);
  }
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

  /// Its exit status once it has ended; none while it runs.
  std::optional<int> ended() { return wait(WNOHANG); }

 private:
  std::optional<int> wait(int options) {
    int status = 0;
    pid_t changed = 0;
    while ((changed = ::waitpid(pid_, &status, options)) < 0 && errno == EINTR) {
    }
    if (changed == 0) return std::nullopt;
    ::kill(-std::exchange(pid_, 0), SIGKILL);
    return status;
  }

  pid_t pid_;
};

Result<pid_t> spawn(std::array<std::string, 6> words) {
  std::array<char*, 7> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments.at(i) = words.at(i).data();
  std::string language = "LANG=C.UTF-8";
  std::array<char*, 2> environment = {language.data(), nullptr};
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  for (const int fd : {0, 1, 2})  // what it prints may hold names of documents
    ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, words[0].c_str(), &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return fail(ErrorCode::unavailable, "onggi-convert cannot be started; it must lie beside onggi",
                "reader_unavailable");
  return pid;
}

// Exit statuses are looked at every 20 ms: a conversion takes seconds.
Result<void> wait_for(HelperProcess& process, const Cancel& cancel) {
  for (;;) {
    if (process.ended()) return {};
    if (auto wanted = cancel.check(); !wanted) {
      if (wanted.error().code != ErrorCode::timeout) return wanted;
      return fail(ErrorCode::timeout, "LibreOffice takes longer than seconds_max over this file", "seconds_max");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

std::optional<std::string_view> converted_form(std::string_view media_type) {
  const Form* form = form_of(media_type);
  return form == nullptr ? std::nullopt : std::optional(form->form);
}

Converter::Converter(fs::path helper, fs::path soffice)
    : helper_(std::move(helper)), soffice_(soffice.empty() ? find_soffice() : std::move(soffice)) {
  std::error_code error;
  if (!fs::exists(soffice_, error)) soffice_.clear();
}

Result<std::string> Converter::convert(std::string_view bytes, std::string_view media_type, const ParseLimits& limits,
                                       const Cancel& cancel) const {
  const Form* form = form_of(media_type);
  if (form == nullptr || !available())
    return fail(ErrorCode::unsupported, describe_unsupported(media_type), "unsupported_format");
  const WorkFolder folder;
  if (folder.path().empty())
    return fail(ErrorCode::unavailable, "no folder for temporary files can be made", "no_temporary_folder");
  const std::string input = "in." + std::string(form->ending);
  ONGGI_CHECK(write_file(folder.path() / input, bytes, Durable::no, 0600));
  ONGGI_TRY(const pid_t pid, spawn({helper_.string(), soffice_.string(), folder.path().string(), input,
                                    std::string(form->form), std::to_string(limits.seconds_max)}));
  HelperProcess process(pid);
  ONGGI_CHECK(wait_for(process, cancel.with_timeout(std::chrono::seconds(limits.seconds_max))));
  auto converted = read_file(folder.path() / "out" / ("in." + std::string(form->form)), limits.inflated_bytes_max);
  if (converted) return converted;
  if (converted.error().code == ErrorCode::limit_exceeded) return converted;
  return fail(ErrorCode::bad_input, "LibreOffice cannot read this file: it is broken or asks for a password", "broken");
}

}  // namespace onggi::parse
