// See forget.h.
#include "parse/worker/memory/forget.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace onggi::parse {

void forget(std::span<const std::byte> bytes) {
  static const auto kPage = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t first = (begin + kPage - 1) / kPage * kPage;
  const std::uintptr_t end = (begin + bytes.size()) / kPage * kPage;
  if (first < end) ::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);  // NOLINT: whole pages
}

}  // namespace onggi::parse
