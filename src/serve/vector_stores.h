// What handlers of vector stores share. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "collection/vector_stores.h"
#include "serve/fields.h"
#include "serve/routes.h"

namespace onggi::serve_room {

/// Of the address, noted as the deed's object.
VectorStoreId store_id(const Call& call);

nlohmann::json encode(const FileCounts& counts);

/// The field that named a file which is not there, as `param`.
Error about_files(Error error, std::string_view field);

/// Documents are cut as the workspace says: `chunking_strategy` is auto. Errors: unsupported.
Result<void> check_chunking(const Fields& fields);

/// What is not done yet says when to ask again.
Response polled_response(const nlohmann::json& body, bool in_progress);

}  // namespace onggi::serve_room
