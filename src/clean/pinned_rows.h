// A file of rows whose bytes are held to a hash, so that what people look at is what was written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "base/cancel.h"
#include "base/result.h"

namespace onggi {

struct PinnedRows {
  std::string hash;                           // SHA-256 of the whole file
  std::int64_t rows = 0;                      // lines that are not blank
  std::map<std::int64_t, std::string> texts;  // of the rows asked for, by number from 1
};

/// Reads the file once, from its beginning to its end; memory goes with the rows asked for. Whoever holds a hash
/// compares it before anything of `texts` is shown. Errors: not_found, unavailable; bad_input for a row that was asked
/// for and is none; cancelled.
Result<PinnedRows> read_pinned_rows(const std::filesystem::path& file, const std::set<std::int64_t>& wanted,
                                    const Cancel& cancel);

}  // namespace onggi
