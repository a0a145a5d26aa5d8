// Packages over libzip; the only file that includes it.
#include "parse/worker/zip/package.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <utility>

namespace onggi::parse {
namespace {

// Why 65,536: real packages hold some hundreds of members; the directory alone of a million empty ones costs seconds.
constexpr zip_int64_t kEntriesMax = 65'536;
// DEFLATE reaches 1032:1 on zeros, repetitive real XML about 60:1. Small members may be as dense as they like.
constexpr std::uint64_t kRatioMax = 400;
constexpr std::uint64_t kRatioFromBytes = 16ULL << 20U;

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char character : name) {
    const char lower = (character >= 'A' && character <= 'Z') ? static_cast<char>(character - 'A' + 'a') : character;
    plain += lower == '\\' ? '/' : lower;
  }
  while (plain.starts_with("./")) plain.erase(0, 2);
  while (plain.starts_with('/')) plain.erase(0, 1);
  return plain;
}

std::unexpected<Error> broken(std::string_view what) { return fail(ErrorCode::bad_input, std::string(what), "broken"); }

Result<void> check_member(const zip_stat_t& stat, std::uint64_t budget) {
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return fail(ErrorCode::bad_input, "the package is encrypted: give its password or an open copy",
                "password_required");
  }
  if ((stat.valid & ZIP_STAT_COMP_METHOD) != 0 && zip_compression_method_supported(stat.comp_method, 0) == 0) {
    return fail(ErrorCode::unsupported, "a package member uses compression method " + std::to_string(stat.comp_method),
                "compression");
  }
  if ((stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0)
    return broken("a package member has no size");
  if (stat.size > budget)
    return fail(ErrorCode::limit_exceeded, "the package unpacks to more than inflated_bytes_max", "inflated_bytes_max");
  if (stat.size > kRatioFromBytes && stat.size / std::max<std::uint64_t>(stat.comp_size, 1) > kRatioMax) {
    return fail(ErrorCode::limit_exceeded, "a package member unpacks to more than 400 times its size",
                "inflation_ratio_max");
  }
  return {};
}

}  // namespace

void Package::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<Package> Package::open(std::string_view bytes, const ParseLimits& limits) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return broken("the package cannot be opened");
  Package package;
  package.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!package.archive_) {
    zip_source_free(source);
    return broken("the package's directory is broken or missing: the file was cut off or is no ZIP package");
  }
  const zip_int64_t entries = zip_get_num_entries(package.archive_.get(), 0);
  if (entries > kEntriesMax)
    return fail(ErrorCode::limit_exceeded, "the package has more than 65,536 members", "entries_max");
  package.budget_ = limits.inflated_bytes_max;
  for (zip_int64_t i = 0; i < entries; ++i) {
    const char* name = zip_get_name(package.archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    package.names_.emplace_back(name == nullptr ? "" : name);
    package.index_.emplace(package.names_.back(), i);
    package.index_.emplace(plain_name(package.names_.back()), i);
  }
  return package;
}

std::int64_t Package::find(std::string_view name) const {
  if (const auto exact = index_.find(name); exact != index_.end()) return exact->second;
  const auto plain = index_.find(plain_name(name));
  return plain == index_.end() ? -1 : plain->second;
}

void Package::Stream::Close::operator()(zip_file* file) const { zip_fclose(file); }

std::int64_t Package::Stream::read(char* buffer, std::size_t size) { return zip_fread(file_.get(), buffer, size); }

Result<Package::Opened> Package::open_member(std::string_view name) {
  const std::int64_t index = find(name);
  if (index < 0) return fail(ErrorCode::not_found, "the package has no member " + std::string(name));
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0)
    return broken("a package member is broken");
  ONGGI_CHECK(check_member(stat, budget_));
  Opened opened;
  opened.stream.file_.reset(zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
  opened.size = stat.size;
  if (!opened.stream.file_) return broken("a package member cannot be read");
  return opened;
}

Result<Package::Stream> Package::stream(std::string_view name) {
  ONGGI_TRY(Opened opened, open_member(name));
  budget_ -= opened.size;
  return std::move(opened.stream);
}

Result<std::string> Package::read(std::string_view name) {
  ONGGI_TRY(Opened opened, open_member(name));
  // The directory's size is only a promise: libzip stops there, and a stream that ends earlier or fails its checksum is
  // an error.
  std::string bytes(opened.size, '\0');
  const std::int64_t read = opened.stream.read(bytes.data(), bytes.size());
  char rest = 0;
  const bool ended = read >= 0 && opened.stream.read(&rest, 1) == 0;  // reading past the end checks the sum
  if (!ended || static_cast<std::uint64_t>(read) != opened.size)
    return broken("a package member is cut off or fails its checksum");
  budget_ -= opened.size;
  return bytes;
}

bool Package::is_sound(std::string_view name) const {
  constexpr std::uint64_t kBelievedFrom = 64ULL << 20U;
  zip_stat_t stat;
  zip_stat_init(&stat);
  const auto index = static_cast<zip_uint64_t>(std::max<std::int64_t>(find(name), 0));
  if (zip_stat_index(archive_.get(), index, 0, &stat) != 0) return false;
  if (stat.size > kBelievedFrom) return true;
  zip_file_t* file = zip_fopen_index(archive_.get(), index, 0);
  if (file == nullptr) return false;
  std::array<char, 16U << 10U> buffer{};
  zip_int64_t read = 0;
  do {
    read = zip_fread(file, buffer.data(), buffer.size());
  } while (read > 0);
  zip_fclose(file);
  return read == 0;
}

}  // namespace onggi::parse
