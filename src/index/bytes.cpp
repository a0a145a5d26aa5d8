// Mapped files, checksum, codec.
#include "index/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <bit>
#include <cerrno>

#include "base/file.h"

namespace onggi::index {

static_assert(std::endian::native == std::endian::little, "files of the index are little endian and read in place");

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t state = 0x9E3779B97F4A7C15ULL ^ bytes.size();
  const auto step = [&state](std::uint64_t word) {
    state = (state ^ word) * 0xD6E8FEB86659FD93ULL;
    state ^= state >> 32U;
  };
  std::uint64_t word = 0;
  for (; bytes.size() >= sizeof word; bytes.remove_prefix(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    step(word);
  }
  word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  step(word);
  return state;
}

Result<std::shared_ptr<const Bytes>> Bytes::map(const std::filesystem::path& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return fail(ErrorCode::not_found, "no file " + path.string());
  if (!fd) return std::unexpected(system_error("open", path, errno));
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return std::unexpected(system_error("look at", path, errno));
  std::shared_ptr<Bytes> bytes(new Bytes());
  if (info.st_size <= 0) return bytes;
  const auto size = static_cast<std::size_t>(info.st_size);
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (start == MAP_FAILED) return std::unexpected(system_error("map", path, errno));
  bytes->view_ = {static_cast<const char*>(start), size};
  bytes->mapped_ = true;
  return bytes;
}

std::shared_ptr<const Bytes> Bytes::borrow(std::string_view bytes) {
  std::shared_ptr<Bytes> borrowed(new Bytes());
  borrowed->view_ = bytes;
  return borrowed;
}

Bytes::~Bytes() {
  if (mapped_) ::munmap(const_cast<char*>(view_.data()), view_.size());
}

void ByteWriter::number(std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7U) bytes_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  bytes_.push_back(static_cast<char>(value));
}

void ByteWriter::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
}

std::uint64_t ByteReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  ok_ = false;
  return 0;
}

std::string_view ByteReader::text() {
  const std::uint64_t size = number();
  if (size > rest_.size()) {
    ok_ = false;
    return {};
  }
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

}  // namespace onggi::index
