// Where a home's master key comes from and how another one takes its place. Inside of room store.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi::store {

inline constexpr const char* kKeyVariable = "ONGGI_MASTER_KEY";
inline constexpr const char* kNewKeyVariable = "ONGGI_NEW_MASTER_KEY";

std::filesystem::path key_file(const std::filesystem::path& folder);  // folder/master.key

/// 64 hex digits as 32 bytes. `what` names their place for the error (bad_input).
Result<std::string> key_from_hex(std::string_view text, std::string_view what);

/// The key of an environment variable; none when it is not set. Errors: bad_input.
Result<std::optional<std::string>> key_from_environment(const char* variable);

/// The 32 bytes of a private file. Errors: not_found, not_allowed (readable by others), bad_input.
Result<std::string> key_from_file(const std::filesystem::path& path);

/// A key that an operator gives: 32 bytes, or 64 hex digits. Errors: as key_from_file().
Result<std::string> key_given(const std::filesystem::path& path);

/// Makes folder/master.key unless it is there.
Result<void> make_key(const std::filesystem::path& folder);

/// The next key is written beside the present one before anything is sealed with it, and takes its place afterwards, so
/// that a kill at any moment leaves the key that the database asks for in one of the two files.
Result<void> write_next_key(const std::filesystem::path& folder, std::string_view key);
Result<std::string> next_key(const std::filesystem::path& folder);  // errors: as key_from_file()
Result<void> take_next_key(const std::filesystem::path& folder);    // not an error when it was taken already
Result<void> remove_key_files(const std::filesystem::path& folder);

}  // namespace onggi::store
