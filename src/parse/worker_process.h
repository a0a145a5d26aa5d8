// One running onggi-parse, seen from the client. Inside of the room.
#pragma once

#include <sys/types.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/cancel.h"
#include "base/file.h"
#include "base/result.h"
#include "parse/channel.h"
#include "parse/messages.h"

namespace onggi::parse {

/// A memory file with these bytes, sealed: the worker cannot change it and we cannot pull it from under the worker.
/// Errors: unavailable.
Result<FileDescriptor> sealed_file(std::string_view bytes);

class WorkerProcess {
 public:
  /// Starts the program and waits until it says that its sandbox stands.
  /// Errors: unavailable (program missing, sandbox refused, no start within 30 s); what `cancel` says.
  static Result<std::unique_ptr<WorkerProcess>> start(const std::filesystem::path& program, const ParseLimits& limits,
                                                      const Cancel& cancel);
  /// Kills it.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  struct Reply {
    Answer answer;  // the last one
    std::deque<std::string> pieces;
  };

  /// One request and its answers. After an error for which usable() is false the worker must be thrown away.
  /// Errors: those the worker reports; timeout; cancelled; internal (reason "reader_crashed"); limit_exceeded
  /// (output_bytes_max).
  Result<Reply> exchange(const Request& request, int file, const Cancel& cancel);

  /// False once the channel is out of step or the process is gone.
  bool usable() const;
  const std::string& version() const { return version_; }
  int files() const { return files_; }

 private:
  WorkerProcess(pid_t pid, FileDescriptor socket) : pid_(pid), socket_(std::move(socket)) {}
  Result<void> wait_until_ready(const Cancel& cancel);
  Result<void> receive(const Request& request, Reply& reply, std::optional<Error>& reported,
                       const StillWanted& still_wanted);
  Result<Reply> failed(Error error, const Cancel& cancel);

  pid_t pid_;
  FileDescriptor socket_;
  std::string version_;
  int files_ = 0;
  bool in_step_ = true;
};

}  // namespace onggi::parse
