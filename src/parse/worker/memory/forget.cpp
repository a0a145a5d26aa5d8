// See forget.h.
#include "parse/worker/memory/forget.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace onggi::parse {
namespace {

struct Pages {
  void* begin = nullptr;
  std::size_t bytes = 0;
};

// The whole pages of a stretch.
Pages pages_of(std::span<const std::byte> bytes) {
  static const auto kPage = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t first = (begin + kPage - 1) / kPage * kPage;
  const std::uintptr_t end = (begin + bytes.size()) / kPage * kPage;
  if (first >= end) return {};
  return {reinterpret_cast<void*>(first), end - first};  // NOLINT(performance-no-int-to-ptr): rounded
}

// The kernel takes this advice for memory without a file only (madvise(2)); it means nothing here, since no reader
// forks, and is taken back.
bool is_mapping(const Pages& pages) {
  if (::madvise(pages.begin, pages.bytes, MADV_WIPEONFORK) != 0) return true;
  ::madvise(pages.begin, pages.bytes, MADV_KEEPONFORK);
  return false;
}

}  // namespace

void forget(std::span<const std::byte> bytes) {
  const Pages pages = pages_of(bytes);
  if (pages.bytes > 0) ::madvise(pages.begin, pages.bytes, MADV_DONTNEED);
}

void forget_mapping(std::string_view bytes) {
  const Pages pages = pages_of(std::as_bytes(std::span(bytes)));
  if (pages.bytes > 0 && is_mapping(pages)) ::madvise(pages.begin, pages.bytes, MADV_DONTNEED);
}

}  // namespace onggi::parse
