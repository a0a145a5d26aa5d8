// Commands sent to a running server: when a server holds a home, the command line sends it the work instead of opening
// the files itself.
//
// A socket in the home (mode 0600: only the user who runs the server may open it) takes one command a connection.
// Frames: one byte kind, four bytes length (little endian), then that many bytes. In: 'a' the command as JSON. Out: 'o'
// and 'e' pieces of output and talk, 'x' the exit code as text.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli.h"

namespace onggi::app {

struct SentCommand {
  std::vector<std::string> arguments;
  std::string folder;  // of the caller
  std::string input;   // what stood on its standard input, where the command reads it
  bool terminal = false, korean = true;
};

/// Listens until it is destroyed; each command runs on a thread of its own. A caller that goes away cancels its
/// command.
class CommandSocket {
 public:
  using Run = std::function<int(const SentCommand&, CliIo&)>;
  /// Errors: unavailable (the path is too long for a socket, no right).
  static Result<std::unique_ptr<CommandSocket>> open(const std::filesystem::path& path, Run run);
  virtual ~CommandSocket() = default;
};

/// Sends a command and copies what comes back to `out` and `err`. None when no server listens there.
std::optional<int> send_command(const std::filesystem::path& path, const SentCommand& command, std::ostream& out,
                                std::ostream& err, const Cancel& cancel);

}  // namespace onggi::app
