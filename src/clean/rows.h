// Rows of JSON Lines files: how data comes in from other tools and goes back to them.
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace onggi {

/// Some whole lines of a file.
struct RowBatch {
  std::string lines;             // each ends with '\n', the last one of a file perhaps not
  std::size_t first_line = 1;    // number of the first of them
  std::uint64_t end_offset = 0;  // bytes of the file read so far
};

/// Reads a file in batches of about a megabyte; a line may be as long as `kLineMax`.
class RowReader {
 public:
  static constexpr std::size_t kLineMax = 256U << 20U;

  /// not_found, unavailable. `skip_bytes` and `first_line` go on where another reader stopped.
  static Result<RowReader> open(const std::filesystem::path& file, std::uint64_t skip_bytes = 0,
                                std::size_t first_line = 1);

  /// The next lines; nullopt at the end. bad_input where a line is longer than kLineMax.
  Result<std::optional<RowBatch>> next();

  /// Bytes of the whole file, for progress.
  std::uint64_t size() const { return size_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::filesystem::path path_;
  std::string rest_;  // the beginning of a line whose end was not read yet
  std::size_t line_ = 1;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

/// Calls `each(line, number)` for every line that is not blank, until one fails.
template <typename Each>
Result<void> each_line(const RowBatch& batch, const Each& each) {
  std::size_t number = batch.first_line;
  for (std::size_t begin = 0; begin < batch.lines.size(); ++number) {
    std::size_t end = batch.lines.find('\n', begin);
    if (end == std::string::npos) end = batch.lines.size();
    const std::string_view line = std::string_view(batch.lines).substr(begin, end - begin);
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    ONGGI_CHECK(each(line, number));
  }
  return {};
}

/// One row: an object with a string `text`; a row without an `id` gets its line number. bad_input names the line and
/// what is wrong with it, never its content.
Result<nlohmann::ordered_json> read_row(std::string_view line, std::size_t number);

/// Where the rows stand that did not go into `out`.
std::filesystem::path removed_rows_file(const std::filesystem::path& out);

/// A file that is there in full or not at all: written beside its place, renamed by finish(), gone without it.
class RowWriter {
 public:
  /// unavailable.
  static Result<RowWriter> create(const std::filesystem::path& file);
  RowWriter(RowWriter&&) noexcept = default;
  RowWriter& operator=(RowWriter&&) noexcept = default;
  ~RowWriter();

  Result<void> write(std::string_view lines);
  Result<void> finish();

 private:
  RowWriter() = default;
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;  // none: finished, or moved from
  std::filesystem::path path_;
};

}  // namespace onggi
