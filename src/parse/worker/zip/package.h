// A ZIP package in memory, read under limits: the layer below DOCX and HWPX.
//
// Names are looked up as writers meant them: exact first, then without a leading slash, with backslashes as slashes and
// without regard to case. Of duplicate names the first wins. Nothing is ever written to a file, so path traversal has
// no target.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "parse/parse.h"

struct zip;
struct zip_file;

namespace onggi::parse {

class Package {
 public:
  /// `bytes` must outlive the package. Errors: bad_input "broken"; limit_exceeded "entries_max".
  static Result<Package> open(std::string_view bytes, const ParseLimits& limits);

  /// Names in the order of the directory, as they stand there.
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const { return find(name) >= 0; }

  /// One member, unpacked. Each call uses up the package's budget of `inflated_bytes_max`.
  /// Errors: not_found; bad_input "broken" (bad checksum, cut data) or "password_required"; unsupported (compression
  /// method); limit_exceeded "inflated_bytes_max" or "inflation_ratio_max".
  Result<std::string> read(std::string_view name);

  /// Unpacks a member and forgets it: false where its data is broken or fails its checksum. Members over 64 MB are
  /// believed. Uses up no budget.
  bool is_sound(std::string_view name) const;

  /// A member that is unpacked as it is read, for parts too large to hold. The package must outlive it.
  class Stream {
   public:
    /// Up to `size` bytes; 0 at the end, -1 where the data is broken or fails its checksum.
    std::int64_t read(char* buffer, std::size_t size);

   private:
    friend class Package;
    struct Close {
      void operator()(zip_file* file) const;
    };
    std::unique_ptr<zip_file, Close> file_;
  };
  /// Uses up the budget as read() does. Errors: as read().
  Result<Stream> stream(std::string_view name);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  struct Opened {
    Stream stream;
    std::uint64_t size = 0;
  };
  Result<Opened> open_member(std::string_view name);
  std::int64_t find(std::string_view name) const;

  std::unique_ptr<zip, Close> archive_;
  std::vector<std::string> names_;
  std::map<std::string, std::int64_t, std::less<>> index_;
  std::uint64_t budget_ = 0;
};

}  // namespace onggi::parse
