// Walls around LibreOffice; see convert_main.cpp.
#pragma once

#include <optional>
#include <string>

namespace onggi::parse {

/// Closes the walls around this process and all that it starts: no network of any kind (seccomp, and namespaces where
/// the kernel allows them), files by Landlock where the kernel has it (the system and the program readable, `folder`
/// writable, nothing else), limits on processor seconds, file size, memory and core dumps.
/// Gives `folder`'s path inside of the walls: /tmp where a mount namespace could be had, because LibreOffice insists on
/// a socket there; else itself, and sockets may be made in the machine's own /tmp. None: the filter for system calls
/// cannot be set, so nothing may be started.
std::optional<std::string> enter_convert_sandbox(const std::string& program, const std::string& folder,
                                                 unsigned seconds);

}  // namespace onggi::parse
