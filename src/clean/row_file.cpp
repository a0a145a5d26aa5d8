// One pread a row.
#include "clean/row_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "clean/rows.h"

namespace onggi::clean_room {

Result<RowFile> RowFile::open(const std::filesystem::path& path) {
  RowFile file;
  file.fd_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.fd_ && errno == ENOENT) return fail(ErrorCode::not_found, "no file " + path.string());
  if (!file.fd_) return std::unexpected(system_error("cannot open", path, errno));
  file.path_ = path;
  return file;
}

Result<RowFile> RowFile::of(const std::vector<std::string>& lines) {
  RowFile file;
  file.path_ = "memory";
  file.fd_ = FileDescriptor(::memfd_create("onggi-rows", MFD_CLOEXEC));
  if (!file.fd_) return std::unexpected(system_error("cannot make", file.path_, errno));
  std::uint64_t offset = 0;
  for (const std::string& line : lines) {
    ONGGI_CHECK(write_all(file.fd_.get(), line, file.path_));
    file.add(offset, line.size(), file.rows() + 1);
    offset += line.size();
  }
  return file;
}

Result<std::string> RowFile::line(std::uint32_t row) const {
  std::string bytes(places_[row].size, '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const auto offset = static_cast<off_t>(places_[row].offset + done);
    const ssize_t got = ::pread(fd_.get(), bytes.data() + done, bytes.size() - done, offset);
    if (got <= 0) return std::unexpected(system_error("cannot read", path_, errno));
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<nlohmann::ordered_json> RowFile::row(std::uint32_t number) const {
  ONGGI_TRY(const std::string bytes, line(number));
  return read_row(bytes, places_[number].line);
}

}  // namespace onggi::clean_room
