// The tool file_search of /v1/responses: a question to the documents of vector stores alone. Inside of room serve.
#pragma once

#include <optional>
#include <vector>

#include "collection/vector_stores.h"
#include "serve/fields.h"
#include "serve/routes.h"

namespace onggi::serve_room {

struct FileSearch {
  std::vector<VectorStoreId> stores;
  std::optional<AttributeFilter> filter;
  std::optional<std::int32_t> hits;  // that an answer may use; none: as without the tool
};

/// Of the field `tools`; none: there is none among them. Errors: invalid_argument and unsupported, about `tools`.
Result<std::optional<FileSearch>> decode_file_search(const Fields& fields);

/// The documents that it looks in, never none: where there is nothing to look in, one that does not exist. Errors:
/// those of VectorStores::to_search(), about `tools`.
Result<std::vector<DocumentId>> documents_of(const Call& call, const FileSearch& search);

}  // namespace onggi::serve_room
