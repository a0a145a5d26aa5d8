// Rows of one SELECT as they come, from databases that are not ours. Inside of room ingest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/sources/reader.h"

namespace onggi::sources {

/// Values as text (bytes where the column holds bytes); none for NULL.
using RowValues = std::vector<std::optional<std::string>>;

class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual const std::vector<std::string>& columns() const = 0;
  /// None: that was all. Errors: unavailable (server lost), timeout, cancelled.
  virtual Result<std::optional<RowValues>> next() = 0;
};

/// Both open for reading alone and refuse a query that is more than one statement, or no SELECT. Errors:
/// unavailable (not there, password wrong), bad_input ("bad_query") with what the database says of its words.
Result<std::unique_ptr<RowCursor>> open_postgresql_rows(const ReaderParts& parts, const Cancel& cancel);
Result<std::unique_ptr<RowCursor>> open_sqlite_rows(const ReaderParts& parts, const Cancel& cancel);

}  // namespace onggi::sources
