// See temporary_file.h.
#include "store/temporary_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>

#include "base/hash.h"
#include "store/blob_files.h"

namespace onggi {
namespace {
constexpr std::uint64_t kBlockBytes = 64;  // of XChaCha20
}

TemporaryFile::TemporaryFile(FileDescriptor file, std::filesystem::path path)
    : file_(std::move(file)), path_(std::move(path)), nonce_(random_bytes(crypto_stream_xchacha20_NONCEBYTES)) {
  std::string key = random_bytes(store::LockedKey::kBytes);
  key_ = store::LockedKey(key);
  store::wipe(key);
}

TemporaryFile::~TemporaryFile() { ::unlink(path_.c_str()); }

Result<std::unique_ptr<TemporaryFile>> TemporaryFile::create(const std::filesystem::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return std::unexpected(system_error("create", path, errno));
  std::unique_ptr<TemporaryFile> made(new TemporaryFile(std::move(file), path));  // NOLINT: the constructor is private
  if (!made->key_) return fail(ErrorCode::unavailable, "no locked memory for a key; raise the limit (ulimit -l)");
  return made;
}

// The same applied twice gives the bytes back.
void TemporaryFile::apply_stream(std::uint64_t offset, std::string& bytes) const {
  const std::size_t lead = offset % kBlockBytes;
  bytes.insert(0, lead, '\0');
  auto* data = reinterpret_cast<unsigned char*>(bytes.data());
  crypto_stream_xchacha20_xor_ic(data, data, bytes.size(), reinterpret_cast<const unsigned char*>(nonce_.data()),
                                 offset / kBlockBytes, reinterpret_cast<const unsigned char*>(key_.view().data()));
  bytes.erase(0, lead);
}

Result<void> TemporaryFile::append(std::string_view bytes) {
  std::string sealed(bytes);
  apply_stream(bytes_, sealed);
  ONGGI_CHECK(write_all(file_.get(), sealed, path_));
  bytes_ += bytes.size();
  return {};
}

Result<std::string> TemporaryFile::read(std::uint64_t offset, std::size_t bytes_max) const {
  ONGGI_TRY(std::string bytes, store::read_at(file_.get(), offset, bytes_max, path_));
  apply_stream(offset, bytes);
  return bytes;
}

}  // namespace onggi
