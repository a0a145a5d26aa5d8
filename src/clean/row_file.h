// Rows of a file by number, read again where one is wanted. Inside of room clean.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace onggi::clean_room {

/// Keeps 16 bytes a row. Reading is safe from many threads once all rows are added.
class RowFile {
 public:
  /// not_found, unavailable.
  static Result<RowFile> open(const std::filesystem::path& path);

  /// The same rows in memory that is no file of any disk. unavailable.
  static Result<RowFile> of(const std::vector<std::string>& lines);

  /// The next row: where its line lies, and its number in the file for messages.
  void add(std::uint64_t offset, std::size_t size, std::size_t line) {
    places_.push_back({offset, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(line)});
  }

  std::size_t rows() const { return places_.size(); }
  Result<std::string> line(std::uint32_t row) const;
  Result<nlohmann::ordered_json> row(std::uint32_t number) const;

 private:
  struct Place {
    std::uint64_t offset;
    std::uint32_t size, line;
  };
  FileDescriptor fd_;
  std::filesystem::path path_;
  std::vector<Place> places_;
};

}  // namespace onggi::clean_room
