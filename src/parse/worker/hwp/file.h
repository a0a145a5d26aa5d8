// The file around an HWP 5 document: its FileHeader, and its streams in clear: decrypted and inflated under limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parse/worker/compound/compound.h"
#include "parse/worker/reader.h"

namespace onggi::parse::hwp {

/// How a stream of BinData is packed: as the file is, always, or never.
enum class Packing : std::uint8_t { as_file, packed, plain };

/// What the summary information says; empty where it says nothing.
struct Summary {
  std::string title, author;
};

class File {
 public:
  /// Errors: bad_input "broken", "password_required", "password_wrong"; unsupported "drm", "encryption_version";
  /// limit_exceeded.
  static Result<File> open(const ReadContext& context);

  std::uint32_t version() const { return version_; }  // 0x05000304 is 5.0.3.4
  /// Paths of the sections in their order: below BodyText, of a distribution document below ViewText.
  const std::vector<std::string>& sections() const { return sections_; }

  /// DocInfo or a section in clear. `cut_off` becomes true when packed data ends or breaks in the middle.
  /// Errors: not_found; bad_input "broken"; limit_exceeded "inflated_bytes_max".
  Result<std::string> records(std::string_view path, bool& cut_off);
  /// BinData/BIN0001.*: its number tells, whatever its ending. Errors: as above.
  Result<std::string> binary(std::uint16_t number, Packing packing);
  Summary summary() const;

 private:
  explicit File(CompoundFile compound) : compound_(std::move(compound)) {}
  Result<void> read_header();
  Result<void> unlock(const std::string& password);
  void find_sections();
  Result<std::string> decrypted(std::string_view path) const;
  Result<std::string> inflated(std::string packed, bool& cut_off);

  CompoundFile compound_;
  std::vector<std::string> sections_;
  std::string key_;  // of a password; empty: none
  std::uint32_t version_ = 0;
  std::uint64_t budget_ = 0;  // bytes that inflating may still give
  bool packed_ = false, distributed_ = false, locked_ = false;
};

}  // namespace onggi::parse::hwp
