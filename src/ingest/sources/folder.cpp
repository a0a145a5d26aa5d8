// A folder of this machine, also a mounted one (SMB, NFS). Its version mark is size and time of change in nanoseconds.
#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "base/file.h"
#include "ingest/sources/reader.h"
#include "text/text.h"

namespace onggi::sources {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

std::string mark_of(const struct stat& status) {
  return std::to_string(status.st_size) + "-" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

Error cannot_list(const fs::path& folder, const std::error_code& error) {
  return system_error("look into", folder, error.value());
}

class FolderReader final : public Reader {
 public:
  explicit FolderReader(const ReaderParts& parts)
      : root_(parts.location), include_(parts.options.texts("include")), exclude_(parts.options.texts("exclude")) {}

  Result<void> walk(const Walk& walk) override {
    std::error_code error;
    if (!fs::is_directory(root_, error))
      return fail(ErrorCode::not_found,
                  "there is no folder " + root_.string() + "; nothing was removed. Mount it, or correct the location",
                  "source_missing");
    return into(root_, walk);
  }

 private:
  // A folder that cannot be listed ends the run: else its files would count as gone.
  Result<void> into(const fs::path& folder, const Walk& walk) {
    ONGGI_CHECK(walk.cancel.check());
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    fs::directory_iterator at(folder, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) entries.push_back(*at);
    if (error) return std::unexpected(cannot_list(folder, error));
    std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) { return entry.path().native(); });
    for (const fs::directory_entry& entry : entries) {
      std::error_code unknown;
      if (is_hidden(entry.path()) || entry.is_symlink(unknown)) continue;
      if (entry.is_directory(unknown)) ONGGI_CHECK(into(entry.path(), walk));
      else if (entry.is_regular_file(unknown)) ONGGI_CHECK(file(entry.path(), walk));
    }
    return {};
  }

  Result<void> file(const fs::path& path, const Walk& walk) {
    const std::string id = path.lexically_relative(root_).generic_string();
    if (!is_valid_utf8(id))
      return walk.failed(decode_text(id).utf8, {ErrorCode::bad_input, "its name is not UTF-8", {}, "bad_name"});
    if (!wanted(to_nfc(id), include_, exclude_)) return {};
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
      if (errno == ENOENT) return {};  // it went while we looked
      return walk.failed(id, system_error("look at", path, errno));
    }
    return walk.each({.id = id, .name = to_nfc(path.filename().string()), .mark = mark_of(status), .read = [path] {
                        Content content;
                        content.file = path;
                        return Result<Content>(std::move(content));
                      }});
  }

  fs::path root_;
  std::vector<std::string> include_, exclude_;
};

}  // namespace

std::unique_ptr<Reader> folder_reader(const ReaderParts& parts) { return std::make_unique<FolderReader>(parts); }

}  // namespace onggi::sources
