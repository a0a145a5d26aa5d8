// /v1/files: documents as OpenAI's clients know files. Each upload is a document of its own: programs send files of one
// name for many people, and none may take another's place.
#include "collection/files.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "serve/cursor.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/handlers.h"
#include "serve/multipart.h"
#include "serve/openai_tools.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr IntegerRange kListed{.min = 1, .max = 10'000, .fallback = 10'000};
constexpr std::size_t kSourceToken = 16;

std::string_view status_of(const DocumentRow& row) {
  if (row.state == DocumentState::failed) return "error";
  return row.state == DocumentState::queued ? "uploaded" : "processed";
}

json encode(const KeptFile& file) {
  const DocumentRow& row = file.document;
  const bool has_failed = row.state == DocumentState::failed;
  return {{"id", row.id.str()},
          {"object", "file"},
          {"bytes", row.bytes},
          {"created_at", row.created_ms / 1'000},
          {"expires_at", nullptr},
          {"filename", row.name},
          {"purpose", to_string(file.purpose)},
          {"status", status_of(row)},
          {"status_details", has_failed ? json(row.error_message) : json()}};
}

struct Form {
  FormPart file;
  std::string name;
  FilePurpose purpose = FilePurpose::user_data;
};

Result<FilePurpose> purpose_from(const std::string& text) {
  const auto purpose = file_purpose_from(text);
  if (!purpose) return bad_field("purpose", "is assistants or user_data here", "unsupported_purpose");
  return *purpose;
}

Result<Form> read_wish(const Request& request) {
  const TemporaryFile& sent = *request.file;
  ONGGI_TRY(const auto parts, read_form(sent, form_boundary(request.header("content-type")).value_or("")));
  Form form;
  const FormPart *file = nullptr, *purpose = nullptr;
  for (const FormPart& part : parts) {
    if (part.name.starts_with("expires_after"))
      return not_supported("expires_after", "is not supported here: a file stays until it is removed");
    if (part.name == "file") file = &part;
    if (part.name == "purpose") purpose = &part;
  }
  if (purpose == nullptr) return bad_field("purpose", "is required");
  ONGGI_TRY(const std::string named, form_text(sent, *purpose));
  ONGGI_TRY(form.purpose, purpose_from(named));
  if (file == nullptr || !file->file_name) return bad_field("file", "is required: a file with its name");
  if (file->bytes == 0) return bad_field("file", "is empty", "empty_file");
  ONGGI_TRY(const std::string name, checked_file_name("file", *file->file_name));
  form.name = name.substr(name.rfind('/') + 1);
  form.file = *file;
  return form;
}

Result<KeptFile> visible_file(const Call& call) {
  const DocumentId id{std::string(call.request.parameter("file_id"))};
  call.deed.object = "document:" + id.str();
  return call.rooms.files.get(call.viewer, id);
}

}  // namespace

Result<void> check_file_upload(const Call& call) {
  if (form_boundary(call.request.header("content-type"))) return {};
  return fail(ErrorCode::invalid_argument, "a file comes as multipart/form-data, with its purpose", "bad_form");
}

Result<Response> list_files(const Call& call) {
  ONGGI_TRY(const Cursor cursor, cursor_of(call.request, kListed));
  std::optional<FilePurpose> purpose;
  if (const auto named = call.request.query_value("purpose")) {
    purpose = file_purpose_from(*named);
    if (!purpose)
      return json_response(200, page_of(Paged<KeptFile>(), [](const KeptFile& one) { return encode(one); }));
  }
  ONGGI_TRY(const auto page, call.rooms.files.list(call.viewer, purpose, cursor));
  return json_response(200, page_of(page, [](const KeptFile& one) { return encode(one); }));
}

Result<Response> upload_file(const Call& call) {
  ONGGI_TRY(const Form form, read_wish(call.request));
  UploadFile content;
  ONGGI_CHECK(copy_part(*call.request.file, form.file, content));
  ONGGI_TRY(auto principals, principals_of(call, {}, call.viewer.person));
  ONGGI_TRY(const PermissionId permission, call.rooms.permissions.intern(Label::open, std::move(principals)));
  ONGGI_TRY(const Added added,
            call.rooms.ingest.add_file({.source = "upload:" + random_token(kSourceToken) + "/" + form.name,
                                        .name = form.name,
                                        .owner = call.viewer.person,
                                        .permission = permission},
                                       *content.file()));
  call.deed.object = "document:" + added.document.str();
  ONGGI_CHECK(call.rooms.files.note(added.document, form.purpose));
  call.rooms.work();
  ONGGI_TRY(const KeptFile kept, call.rooms.files.get(call.viewer, added.document));
  return json_response(200, encode(kept));
}

Result<Response> get_file(const Call& call) {
  ONGGI_TRY(const KeptFile file, visible_file(call));
  return json_response(200, encode(file));
}

Result<Response> remove_file(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call, "file_id"));
  ONGGI_CHECK(remove_document(call, row));
  return json_response(200, {{"id", row.id.str()}, {"object", "file"}, {"deleted", true}});
}

Result<Response> get_file_content(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call, "file_id"));
  return original_of(call, row);
}

}  // namespace onggi::serve_room
