// Whole lines in batches, rows as JSON, files that appear when they are finished.
#include "clean/rows.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/file.h"
#include "base/json_depth.h"

namespace onggi {

namespace {

constexpr std::size_t kBatch = 1U << 20U;

std::filesystem::path part_of(const std::filesystem::path& path) { return path.string() + ".part"; }

}  // namespace

Result<RowReader> RowReader::open(const std::filesystem::path& file, std::uint64_t skip_bytes, std::size_t first_line) {
  RowReader reader;
  reader.path_ = file;
  reader.file_.reset(std::fopen(file.c_str(), "rbe"));
  if (!reader.file_) {
    const Error error = system_error("cannot open", file, errno);
    return errno == ENOENT ? fail(ErrorCode::not_found, "no file " + file.string()) : std::unexpected(error);
  }
  std::error_code none;
  reader.size_ = std::filesystem::file_size(file, none);
  if (std::fseek(reader.file_.get(), static_cast<long>(skip_bytes), SEEK_SET) != 0)
    return std::unexpected(system_error("cannot seek in", file, errno));
  reader.offset_ = skip_bytes;
  reader.line_ = first_line;
  return reader;
}

Result<std::optional<RowBatch>> RowReader::next() {
  RowBatch batch;
  batch.first_line = line_;
  batch.lines = std::move(rest_);
  rest_.clear();
  for (;;) {
    const std::size_t had = batch.lines.size();
    batch.lines.resize(had + kBatch);
    const std::size_t got = std::fread(batch.lines.data() + had, 1, kBatch, file_.get());
    batch.lines.resize(had + got);
    if (got == 0 && std::ferror(file_.get()) != 0) return std::unexpected(system_error("cannot read", path_, errno));
    if (got == 0) break;
    const std::size_t last = batch.lines.rfind('\n');
    if (last != std::string::npos && last >= had) {
      rest_ = batch.lines.substr(last + 1);
      batch.lines.resize(last + 1);
      break;
    }
    if (batch.lines.size() > kLineMax)
      return fail(ErrorCode::bad_input, "line " + std::to_string(line_) + " is longer than 256 MiB");
  }
  if (batch.lines.empty()) return std::optional<RowBatch>();
  line_ += static_cast<std::size_t>(std::count(batch.lines.begin(), batch.lines.end(), '\n'));
  offset_ += batch.lines.size();
  batch.end_offset = offset_;
  return std::optional<RowBatch>(std::move(batch));
}

Result<nlohmann::ordered_json> read_row(std::string_view line, std::size_t number) {
  const auto wrong = [&](const char* what) {
    return fail(ErrorCode::bad_input, "line " + std::to_string(number) + ": " + what);
  };
  if (json_depth(line) > kJsonDepthMax) return wrong("is nested too deep");
  nlohmann::ordered_json row = nlohmann::ordered_json::parse(line, nullptr, false);
  if (row.is_discarded()) return wrong("is not JSON");
  if (!row.is_object()) return wrong("is not an object");
  const auto text = row.find("text");
  if (text == row.end() || !text->is_string()) return wrong("has no string \"text\"");
  if (!row.contains("id")) row["id"] = number;
  return row;
}

std::filesystem::path removed_rows_file(const std::filesystem::path& out) { return out.string() + ".removed.jsonl"; }

Result<RowWriter> RowWriter::create(const std::filesystem::path& file) {
  RowWriter writer;
  writer.path_ = file;
  writer.file_.reset(std::fopen(part_of(file).c_str(), "wbe"));
  if (!writer.file_) return std::unexpected(system_error("cannot write", file, errno));
  return writer;
}

RowWriter::~RowWriter() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_of(path_), ignored);
}

Result<void> RowWriter::write(std::string_view lines) {
  if (std::fwrite(lines.data(), 1, lines.size(), file_.get()) != lines.size())
    return std::unexpected(system_error("cannot write", path_, errno));
  return {};
}

Result<void> RowWriter::finish() {
  if (std::fflush(file_.get()) != 0) return std::unexpected(system_error("cannot write", path_, errno));
  file_.reset();
  std::error_code error;
  std::filesystem::rename(part_of(path_), path_, error);
  if (error) return std::unexpected(system_error("cannot write", path_, error.value()));
  return {};
}

}  // namespace onggi
