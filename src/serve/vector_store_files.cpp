// Files of vector stores, alone and in batches.
#include <nlohmann/json.hpp>

#include "document/render.h"
#include "serve/attributes.h"
#include "serve/cursor.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/handlers.h"
#include "serve/vector_stores.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;
using NewFile = VectorStores::NewFile;

constexpr IntegerRange kListed{.min = 1, .max = 100, .fallback = 20};

DocumentId file_id(const Call& call) { return DocumentId(std::string(call.request.parameter("file_id"))); }
FileBatchId batch_id(const Call& call) { return FileBatchId(std::string(call.request.parameter("batch_id"))); }

json last_error(const DocumentRow& row) {
  if (row.state != DocumentState::failed) return nullptr;
  const bool is_ours = row.error_code == to_string(ErrorCode::internal) ||
                       row.error_code == to_string(ErrorCode::unavailable) ||
                       row.error_code == to_string(ErrorCode::timeout);
  const bool is_unknown = row.error_code == to_string(ErrorCode::unsupported);
  return {{"code", is_ours      ? "server_error"
                   : is_unknown ? "unsupported_file"
                                : "invalid_file"},
          {"message", row.error_message}};
}

json file_json(const VectorStoreId& store, const StoreFile& file) {
  const bool is_done = file.state == StoreFileState::completed;
  return {{"id", file.document.id.str()},
          {"object", "vector_store.file"},
          {"usage_bytes", is_done ? file.document.bytes : 0},
          {"created_at", file.added_ms / 1'000},
          {"vector_store_id", store.str()},
          {"status", to_string(file.state)},
          {"last_error", last_error(file.document)},
          {"attributes", encode(file.attributes)},
          {"chunking_strategy", {{"type", "other"}}}};
}

Response reply(const VectorStoreId& store, const StoreFile& file) {
  return polled_response(file_json(store, file), file.state == StoreFileState::in_progress);
}

std::string_view status_of(const FileBatch& batch) {
  if (batch.cancelled) return "cancelled";
  if (batch.files.in_progress > 0) return "in_progress";
  return batch.files.failed > 0 && batch.files.failed == batch.files.total() ? "failed" : "completed";
}

Response reply(const VectorStoreId& store, const FileBatch& batch) {
  return polled_response({{"id", batch.id.str()},
                          {"object", "vector_store.files_batch"},
                          {"created_at", batch.created_ms / 1'000},
                          {"vector_store_id", store.str()},
                          {"status", status_of(batch)},
                          {"file_counts", encode(batch.files)}},
                         batch.files.in_progress > 0);
}

Result<std::optional<StoreFileState>> filter_of(const Request& request) {
  const auto text = request.query_value("filter");
  if (!text) return std::optional<StoreFileState>();
  const auto state = store_file_state_from(*text);
  if (!state) return bad_field("filter", "is in_progress, completed, failed or cancelled");
  return state;
}

Response page_response(const VectorStoreId& store, const Paged<StoreFile>& page) {
  return json_response(200, page_of(page, [&](const StoreFile& one) { return file_json(store, one); }));
}

Result<NewFile> decode_file(const Fields& fields) {
  ONGGI_TRY(const std::string id, fields.text("file_id"));
  ONGGI_CHECK(check_chunking(fields));
  ONGGI_TRY(Attributes attributes, decode_attributes(fields));
  return NewFile{.document = DocumentId(id), .attributes = std::move(attributes)};
}

/// `file_ids` with what is said of all, or `files` with what is said of each.
Result<std::vector<NewFile>> decode_batch(const Fields& fields) {
  std::vector<NewFile> batch;
  const json* files = fields.find("files");
  if ((files == nullptr) == (fields.find("file_ids") == nullptr))
    return bad_field("file_ids", "is given, or files; not both");
  if (files == nullptr) {
    ONGGI_CHECK(check_chunking(fields));
    ONGGI_TRY(const Attributes attributes, decode_attributes(fields));
    ONGGI_TRY(const auto ids, fields.texts("file_ids"));
    for (const std::string& id : ids) batch.push_back({.document = DocumentId(id), .attributes = attributes});
  } else {
    if (!files->is_array()) return bad_field("files", "is a list of objects with file_id");
    for (const json& one : *files) {
      if (!one.is_object()) return bad_field("files", "is a list of objects with file_id");
      ONGGI_TRY(NewFile file, decode_file(Fields(one)));
      batch.push_back(std::move(file));
    }
  }
  if (batch.empty()) return bad_field(files == nullptr ? "file_ids" : "files", "names at least one file");
  return batch;
}

}  // namespace

Result<Response> list_store_files(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Cursor cursor, cursor_of(call.request, kListed));
  ONGGI_TRY(const auto state, filter_of(call.request));
  ONGGI_TRY(const auto page, call.rooms.vector_stores.files(call.viewer, id, state, cursor));
  return page_response(id, page);
}

Result<Response> add_store_file(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const NewFile wanted, decode_file(fields));
  if (const auto added = call.rooms.vector_stores.add_files(call.viewer, id, {wanted}); !added)
    return std::unexpected(about_files(added.error(), "file_id"));
  ONGGI_TRY(const StoreFile file, call.rooms.vector_stores.file(call.viewer, id, wanted.document));
  return reply(id, file);
}

Result<Response> get_store_file(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const StoreFile file, call.rooms.vector_stores.file(call.viewer, id, file_id(call)));
  return reply(id, file);
}

Result<Response> change_store_file(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const Attributes attributes, decode_attributes(fields));
  ONGGI_CHECK(call.rooms.vector_stores.set_attributes(call.viewer, id, file_id(call), attributes));
  ONGGI_TRY(const StoreFile file, call.rooms.vector_stores.file(call.viewer, id, file_id(call)));
  return reply(id, file);
}

Result<Response> remove_store_file(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_CHECK(call.rooms.vector_stores.remove_file(call.viewer, id, file_id(call)));
  return json_response(200, {{"id", file_id(call).str()}, {"object", "vector_store.file.deleted"}, {"deleted", true}});
}

// What was read, as everybody who sees the document may read it.
Result<Response> get_store_file_content(const Call& call) {
  ONGGI_TRY(const StoreFile file, call.rooms.vector_stores.file(call.viewer, store_id(call), file_id(call)));
  call.deed.object = "document:" + file.document.id.str();
  ONGGI_TRY(const Document document, call.rooms.ingest.shown(file.document.id, call.cancel));
  return json_response(200, {{"object", "vector_store.file_content.page"},
                             {"file_id", file.document.id.str()},
                             {"filename", file.document.name},
                             {"attributes", encode(file.attributes)},
                             {"data", json::array({{{"type", "text"}, {"text", to_text(document)}}})},
                             {"has_more", false},
                             {"next_page", nullptr}});
}

Result<Response> add_file_batch(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto files, decode_batch(fields));
  const auto batch = call.rooms.vector_stores.add_batch(call.viewer, id, files);
  if (!batch) return std::unexpected(about_files(batch.error(), fields.find("files") ? "files" : "file_ids"));
  return reply(id, *batch);
}

Result<Response> get_file_batch(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const FileBatch batch, call.rooms.vector_stores.batch(call.viewer, id, batch_id(call)));
  return reply(id, batch);
}

Result<Response> cancel_file_batch(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const FileBatch batch, call.rooms.vector_stores.cancel_batch(call.viewer, id, batch_id(call)));
  return reply(id, batch);
}

Result<Response> list_batch_files(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Cursor cursor, cursor_of(call.request, kListed));
  ONGGI_TRY(const auto state, filter_of(call.request));
  ONGGI_TRY(const auto page, call.rooms.vector_stores.batch_files(call.viewer, id, batch_id(call), state, cursor));
  return page_response(id, page);
}

}  // namespace onggi::serve_room
