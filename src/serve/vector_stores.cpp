// /v1/vector_stores: stores themselves.
#include "serve/vector_stores.h"

#include <nlohmann/json.hpp>

#include "serve/attributes.h"
#include "serve/cursor.h"
#include "serve/error.h"
#include "serve/handlers.h"
#include "serve/openai_tools.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr IntegerRange kListed{.min = 1, .max = 100, .fallback = 20};
constexpr std::int64_t kDaysMax = 365;
constexpr std::size_t kNameMax = 256, kDescriptionMax = 1'000;  // code points
constexpr std::string_view kAskAgainMs = "250";

Result<std::string> short_text(const Fields& fields, std::string_view name, std::size_t most) {
  ONGGI_TRY(auto text, fields.text_if(name));
  if (text && count_code_points(*text) > most)
    return bad_field(name, "has at most " + std::to_string(most) + " characters");
  return std::move(text).value_or("");
}

/// Days; 0: never.
Result<std::int64_t> decode_expiry(const Fields& fields) {
  const json* object = fields.find("expires_after");
  if (object == nullptr) return 0;
  if (!object->is_object()) return bad_field("expires_after", "is an object with anchor and days");
  const Fields policy(*object);
  ONGGI_TRY(const auto anchor, policy.text_if("anchor"));
  if (anchor != "last_active_at") return bad_field("expires_after.anchor", "is last_active_at");
  const json* days = policy.find("days");
  if (days == nullptr || !days->is_number_integer() || *days < 1 || *days > kDaysMax)
    return bad_field("expires_after.days", "is a whole number from 1 to 365");
  return days->get<std::int64_t>();
}

/// Null is not the same as absent: it takes back what was said.
bool says(const Call& call, const char* field) {
  return json::parse(call.request.body, nullptr, false).contains(field);
}

std::string_view status_of(const VectorStore& store) {
  if (store.expires_ms() != 0 && store.expires_ms() <= system_clock().now_ms()) return "expired";
  return store.files.in_progress > 0 ? "in_progress" : "completed";
}

json store_json(const VectorStore& store) {
  const bool expires = store.expires_days > 0;
  return {{"id", store.id.str()},
          {"object", "vector_store"},
          {"created_at", store.created_ms / 1'000},
          {"name", store.name},
          {"description", store.description},
          {"usage_bytes", store.bytes},
          {"file_counts", encode(store.files)},
          {"status", status_of(store)},
          {"expires_after", expires ? json{{"anchor", "last_active_at"}, {"days", store.expires_days}} : json()},
          {"expires_at", expires ? json(store.expires_ms() / 1'000) : json()},
          {"last_active_at", store.active_ms / 1'000},
          {"metadata", store.metadata}};
}

Response reply(const VectorStore& store) { return polled_response(store_json(store), store.files.in_progress > 0); }

}  // namespace

VectorStoreId store_id(const Call& call) {
  const VectorStoreId id{std::string(call.request.parameter("vector_store_id"))};
  call.deed.object = "vector_store:" + id.str();
  return id;
}

json encode(const FileCounts& counts) {
  return {{"in_progress", counts.in_progress},
          {"completed", counts.completed},
          {"failed", counts.failed},
          {"cancelled", counts.cancelled},
          {"total", counts.total()}};
}

Error about_files(Error error, std::string_view field) {
  if (error.reason == "no_such_file") error.where = "field " + std::string(field);
  return error;
}

Result<void> check_chunking(const Fields& fields) {
  const json* strategy = fields.find("chunking_strategy");
  if (strategy == nullptr) return {};
  if (strategy->is_object() && strategy->value("type", json()) == "auto") return {};
  return not_supported("chunking_strategy", "is auto here: documents are cut as the workspace says");
}

Response polled_response(const json& body, bool in_progress) {
  Response response = json_response(200, body);
  if (in_progress) response.headers.emplace_back("openai-poll-after-ms", kAskAgainMs);
  return response;
}

Result<Response> list_vector_stores(const Call& call) {
  ONGGI_TRY(const Cursor cursor, cursor_of(call.request, kListed));
  ONGGI_TRY(const auto page, call.rooms.vector_stores.list(call.viewer, cursor));
  return json_response(200, page_of(page, [](const VectorStore& one) { return store_json(one); }));
}

Result<Response> add_vector_store(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  VectorStores::NewStore wanted;
  ONGGI_TRY(wanted.name, short_text(fields, "name", kNameMax));
  ONGGI_TRY(wanted.description, short_text(fields, "description", kDescriptionMax));
  ONGGI_TRY(wanted.metadata, decode_metadata(fields));
  ONGGI_TRY(wanted.expires_days, decode_expiry(fields));
  ONGGI_CHECK(check_chunking(fields));
  ONGGI_TRY(const auto files, fields.texts("file_ids"));
  for (const std::string& id : files) wanted.files.push_back({.document = DocumentId(id), .attributes = {}});
  const auto made = call.rooms.vector_stores.add(call.viewer, wanted);
  if (!made) return std::unexpected(about_files(made.error(), "file_ids"));
  call.deed.object = "vector_store:" + made->id.str();
  return reply(*made);
}

Result<Response> get_vector_store(const Call& call) {
  ONGGI_TRY(const VectorStore store, call.rooms.vector_stores.get(call.viewer, store_id(call)));
  return reply(store);
}

Result<Response> change_vector_store(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  VectorStores::Change change;
  if (fields.find("name") != nullptr) {
    ONGGI_TRY(change.name, short_text(fields, "name", kNameMax));
  }
  if (says(call, "metadata")) {
    ONGGI_TRY(change.metadata, decode_metadata(fields));
  }
  if (says(call, "expires_after")) {
    ONGGI_TRY(change.expires_days, decode_expiry(fields));
  }
  ONGGI_TRY(const VectorStore store, call.rooms.vector_stores.change(call.viewer, id, change));
  return reply(store);
}

Result<Response> remove_vector_store(const Call& call) {
  const VectorStoreId id = store_id(call);
  ONGGI_CHECK(call.rooms.vector_stores.remove(call.viewer, id));
  return json_response(200, {{"id", id.str()}, {"object", "vector_store.deleted"}, {"deleted", true}});
}

}  // namespace onggi::serve_room
