// Files as programs know them: documents, with the purpose for which they were brought.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/permissions.h"
#include "collection/cursor.h"
#include "index/catalog.h"

namespace onggi {

enum class FilePurpose : std::uint8_t { assistants, user_data };
std::string_view to_string(FilePurpose purpose);  // as OpenAI names them
std::optional<FilePurpose> file_purpose_from(std::string_view text);

struct KeptFile {
  DocumentRow document;
  FilePurpose purpose = FilePurpose::user_data;  // also of documents that were not brought as a file
};

/// Thread and process safe over its database.
class Files {
 public:
  struct Parts {
    std::shared_ptr<Database> database;  // shared with every room that owns tables
    const Catalog& catalog;
    const Permissions& permissions;
  };
  explicit Files(Parts parts) : parts_(std::move(parts)) {}

  /// For what a document was brought. Errors: conflict (it is gone).
  Result<void> note(const DocumentId& document, FilePurpose purpose);

  /// Errors: not_found, also for what the viewer may not see.
  Result<KeptFile> get(const Viewer& viewer, const DocumentId& document) const;

  /// What the viewer uploaded, by whatever way, and may see now.
  Result<Paged<KeptFile>> list(const Viewer& viewer, std::optional<FilePurpose> purpose, const Cursor& cursor) const;

 private:
  Parts parts_;
};

}  // namespace onggi
