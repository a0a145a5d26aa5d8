// A compound file (MS-CFB: storages and streams in one file) in memory, read under limits: the layer below HWP 5 and
// Outlook messages. Reading by libgsf.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "parse/parse.h"

struct _GsfInfile;  // NOLINT(bugprone-reserved-identifier): the library named it

namespace onggi::parse {

class CompoundFile {
 public:
  struct Stream {
    std::string path;  // storages and stream joined by "/": "BodyText/Section0"
    std::uint64_t size = 0;
  };

  /// `bytes` must outlive it. Errors: bad_input "broken"; limit_exceeded "entries_max" (65,536 streams), "depth_max".
  static Result<CompoundFile> open(std::string_view bytes, const ParseLimits& limits);

  /// Every stream in the order of the directory.
  const std::vector<Stream>& streams() const { return streams_; }
  bool has(std::string_view path) const;

  /// One stream as it is stored. Errors: not_found; bad_input "broken"; limit_exceeded "inflated_bytes_max".
  Result<std::string> read(std::string_view path) const;

 private:
  struct Close {
    void operator()(_GsfInfile* storage) const;
  };
  std::unique_ptr<_GsfInfile, Close> root_;
  std::vector<Stream> streams_;
  std::uint64_t stream_bytes_max_ = 0;
};

/// Registers the library's types, before the sandbox closes.
void warm_compound();

}  // namespace onggi::parse
