// The master key: from the environment or a private file.
#include "store/master_key.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/file.h"
#include "base/hash.h"
#include "store/locked_key.h"

namespace onggi::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 4096;

fs::path next_file(const fs::path& folder) { return folder / "master.key.next"; }

Result<std::string> read_private(const fs::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return fail(ErrorCode::not_found,
                "no master key " + path.string() + "; restore it from a backup or set " + kKeyVariable);
  if ((info.st_mode & 077U) != 0)
    return fail(ErrorCode::not_allowed, path.string() + " can be read by others: chmod 600 " + path.string());
  return read_file(path, kFileBytesMax);
}

}  // namespace

fs::path key_file(const fs::path& folder) { return folder / "master.key"; }

Result<std::string> key_from_hex(std::string_view text, std::string_view what) {
  std::string key(LockedKey::kBytes, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const bool ok = sodium_hex2bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(), text.size(),
                                 nullptr, &length, &end) == 0 &&
                  length == key.size() && end == text.data() + text.size();
  if (!ok) return fail(ErrorCode::bad_input, std::string(what) + " does not hold 64 hex digits");
  return key;
}

Result<std::optional<std::string>> key_from_environment(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return std::optional<std::string>();
  ONGGI_TRY(std::string key, key_from_hex(text, variable));
  return std::optional(std::move(key));
}

Result<std::string> key_from_file(const fs::path& path) {
  ONGGI_TRY(std::string key, read_private(path));
  if (key.size() != LockedKey::kBytes)
    return fail(ErrorCode::bad_input, path.string() + " has " + std::to_string(key.size()) + " bytes, a key has 32");
  return key;
}

Result<std::string> key_given(const fs::path& path) {
  auto text = read_private(path);
  if (!text && text.error().code == ErrorCode::not_found) return fail(ErrorCode::not_found, "no file " + path.string());
  if (!text) return text;
  if (text->size() == LockedKey::kBytes) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r' || text->back() == ' ')) text->pop_back();
  return key_from_hex(*text, path.string() + " is no key: it");
}

// Made beside and linked, not renamed: of two processes that make a home at once, both end up with the key of the
// first.
Result<void> make_key(const fs::path& folder) {
  ONGGI_CHECK(make_folder(folder));
  const fs::path path = key_file(folder);
  std::string key = random_bytes(LockedKey::kBytes);
  const fs::path beside = path.string() + ".new-" + random_token(8);
  auto done = write_file(beside, key, Durable::yes, 0600);
  wipe(key);
  ONGGI_CHECK(done);
  if (::link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST)
    done = std::unexpected(system_error("create", path, errno));
  ::unlink(beside.c_str());
  ONGGI_CHECK(done);
  return sync_folder(folder);
}

Result<void> write_next_key(const fs::path& folder, std::string_view key) {
  return write_file(next_file(folder), key, Durable::yes, 0600);
}

Result<std::string> next_key(const fs::path& folder) { return key_from_file(next_file(folder)); }

Result<void> take_next_key(const fs::path& folder) {
  if (::rename(next_file(folder).c_str(), key_file(folder).c_str()) != 0 && errno != ENOENT)
    return std::unexpected(system_error("replace", key_file(folder), errno));
  return sync_folder(folder);
}

Result<void> remove_key_files(const fs::path& folder) {
  for (const fs::path& path : {key_file(folder), next_file(folder)})
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return std::unexpected(system_error("remove", path, errno));
  return sync_folder(folder);
}

}  // namespace onggi::store
