// See pinned_rows.h.
#include "clean/pinned_rows.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "base/hash.h"
#include "clean/rows.h"

namespace onggi {

Result<PinnedRows> read_pinned_rows(const std::filesystem::path& file, const std::set<std::int64_t>& wanted,
                                    const Cancel& cancel) {
  ONGGI_TRY(RowReader reader, RowReader::open(file));
  PinnedRows read;
  Sha256 hash;
  for (;;) {
    ONGGI_CHECK(cancel.check());
    ONGGI_TRY(const std::optional<RowBatch> batch, reader.next());
    if (!batch) break;
    hash.add(batch->lines);
    ONGGI_CHECK(each_line(*batch, [&](std::string_view line, std::size_t number) -> Result<void> {
      ++read.rows;
      if (!wanted.contains(read.rows)) return {};
      ONGGI_TRY(const auto row, read_row(line, number));
      read.texts[read.rows] = row.at("text").get<std::string>();
      return {};
    }));
  }
  read.hash = hash.hex();
  return read;
}

}  // namespace onggi
