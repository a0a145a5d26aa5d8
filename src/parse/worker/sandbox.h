// The walls around the readers. Once entered there is no way out, not even for this program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace onggi::parse {

/// Ends: files, network, processes, new privileges, executable memory, core dumps. Memory grows by at most
/// `memory_bytes_max` from here on. Call it once, on one thread, when everything that lies in files is loaded.
///
/// Several walls behind each other: rlimits; Landlock and namespaces where the kernel allows them; a seccomp list of
/// the few system calls that reading needs, everything else answers EPERM. Only a missing seccomp is an error:
/// unavailable (reason "sandbox_unavailable").
Result<void> enter_sandbox(std::uint64_t memory_bytes_max);

/// What a reader must not be able to do, tried from the inside.
struct Attempt {
  std::string name;
  bool denied = false;
};
std::vector<Attempt> try_to_escape();

}  // namespace onggi::parse
