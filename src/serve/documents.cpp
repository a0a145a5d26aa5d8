// /api/documents: listing, uploading, changing, reading. What a person may not see is not there for them: the same 404.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "access/principals.h"
#include "document/json.h"
#include "serve/documents.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

constexpr std::size_t kNameBytesMax = 1'024;
constexpr std::size_t kReasonBytesMax = 300;

Result<nlohmann::json> summary(const Call& call, const DocumentRow& row, Logins& logins) {
  ONGGI_TRY(const Permission permission, call.rooms.permissions.get(row.permission));
  return encode(row, permission.label, logins);
}

/// Those that the person may see, oldest first; empty where there was never another.
Result<nlohmann::json> versions(const Call& call, const DocumentRow& row) {
  nlohmann::json list = nlohmann::json::array();
  if (row.series.empty()) return list;
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto rows, call.rooms.catalog.versions_of(visible, row));
  for (const DocumentRow& version : rows)
    list.push_back({{"document_id", version.id.str()},
                    {"version", version.version},
                    {"created_ms", version.created_ms},
                    {"superseded_on", version.superseded_on}});
  return list;
}

Result<nlohmann::json> detail(const Call& call, const DocumentRow& row) {
  Logins logins(call.rooms.people);
  ONGGI_TRY(nlohmann::json json, summary(call, row, logins));
  ONGGI_TRY(json["allow"], call.rooms.permissions.names_of(row.permission));
  ONGGI_TRY(const auto stages, call.rooms.ingest.lineage(row.id));
  json["source"] = row.source;
  ONGGI_TRY(json["versions"], versions(call, row));
  json["may_change"] = may_change(call, row);
  json["may_delete"] = may_delete(call, row);
  ONGGI_TRY(const bool hides, call.rooms.ingest.hides(row));
  json["masked"] = hides;
  json["may_see_unmasked"] = !hides || may_see_unmasked(call, row);
  json["may_correct"] = may_correct(call, row) && (!hides || may_see_unmasked(call, row));
  ONGGI_TRY(json["metadata_values"], metadata_of(call, row.id, logins));
  ONGGI_TRY(const auto proposal, call.rooms.labelling.proposal(row));
  json["proposal"] = proposal ? encode(*proposal, logins) : nlohmann::json();
  json["stages"] = nlohmann::json::array();
  for (const StageRecord& stage : stages)
    json["stages"].push_back(
        {{"stage", stage.stage}, {"key", stage.key}, {"duration_us", stage.duration_us}, {"reused", stage.reused}});
  return json;
}

}  // namespace

Result<std::vector<std::string>> principals_of(const Call& call, const std::vector<std::string>& names,
                                               const PersonId& owner) {
  auto principals = call.rooms.permissions.resolve(names);
  if (!principals) {
    Error error = std::move(principals).error();
    if (error.code == ErrorCode::not_found)
      error.code = ErrorCode::invalid_argument, error.reason = "unknown_principal";
    return std::unexpected(std::move(error));
  }
  if (!owner.empty()) principals->push_back("person:" + owner.str());
  std::ranges::sort(*principals);
  principals->erase(std::ranges::unique(*principals).begin(), principals->end());
  return principals;
}

Result<std::vector<std::string>> names_of(const Call& call, const std::vector<std::string>& principals,
                                          Logins& logins) {
  return names_of_principals(principals, call.rooms.people, [&logins](const PersonId& id) { return logins.of(id); });
}

namespace {

/// Who gives a label above their own clearance could not see the document any more.
Result<void> within_clearance(const Call& call, Label label) {
  if (label <= call.viewer.clearance) return {};
  return fail(ErrorCode::not_allowed, "the label is above your own clearance", "label_above_clearance");
}

struct UploadWish {
  std::string name, source;
  Label label = Label::open;
  std::vector<std::string> principals;
};

Result<UploadWish> read_wish(const Call& call) {
  UploadWish wish;
  ONGGI_TRY(const std::string name, checked_file_name("name", call.request.query_value("name").value_or("")));
  wish.name = name.substr(name.rfind('/') + 1);
  wish.source = "upload:" + name;
  ONGGI_TRY(const auto label, query_label(call.request, "label"));
  wish.label = label.value_or(Label::open);
  ONGGI_CHECK(within_clearance(call, wish.label));
  ONGGI_TRY(wish.principals, principals_of(call, call.request.query_values("allow"), call.viewer.person));
  return wish;
}

std::string_view name_of(Added::What what) {
  constexpr std::array<std::string_view, 4> kNames = {"created", "changed", "unchanged", "reread"};
  return kNames.at(static_cast<std::size_t>(what));
}

Result<std::optional<DocumentState>> query_state(const Request& request) {
  const auto text = request.query_value("state");
  if (!text) return std::optional<DocumentState>();
  for (const auto state :
       {DocumentState::queued, DocumentState::ready, DocumentState::duplicate, DocumentState::failed})
    if (to_string(state) == *text) return std::optional(state);
  return bad_field("state", "must be queued, ready, duplicate or failed");
}

}  // namespace

Result<std::string> checked_file_name(std::string_view field, std::string_view given) {
  std::string name = to_nfc(given);  // a Mac sends its file names decomposed
  if (name.empty() || name.size() > kNameBytesMax) return bad_field(field, "is required: a name of 1 to 1024 bytes");
  for (std::size_t offset = 0; offset < name.size();) {
    const char32_t character = next_code_point(name, offset);
    if (is_control(character) || character == U'\t' || character == U'\n')
      return bad_field(field, "must not hold control characters");
  }
  if (name.ends_with('/')) return bad_field(field, "must end with the name of a file");
  return name;
}

Result<DocumentRow> visible_document(const Call& call, std::string_view parameter) {
  const DocumentId id{std::string(call.request.parameter(parameter))};
  call.deed.object = "document:" + id.str();
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  return call.rooms.catalog.get(visible, id);
}

bool owns(const Call& call, const DocumentRow& row) { return row.owner == call.viewer.person; }

bool may_change(const Call& call, const DocumentRow& row) { return Labelling::may_change(call.viewer, row); }

bool may_delete(const Call& call, const DocumentRow& row) {
  return call.viewer.role == Role::owner || (owns(call, row) && allows(call.viewer.role, Right::write_documents));
}

bool may_correct(const Call& call, const DocumentRow& row) {
  return allows(call.viewer.role, Right::correct_documents) ||
         (owns(call, row) && allows(call.viewer.role, Right::write_documents));
}

bool may_see_unmasked(const Call& call, const DocumentRow& row) {
  return allows(call.viewer.role, Right::see_unmasked) || owns(call, row);
}

Result<void> open_unmasked(const Call& call, const DocumentRow& row, std::optional<std::string_view> reason) {
  ONGGI_TRY(const bool hides, call.rooms.ingest.hides(row));
  if (!hides) return {};
  if (!may_see_unmasked(call, row))
    return fail(ErrorCode::not_allowed,
                "personal data are masked in this document: the original is for its owner and the right see_unmasked",
                "masked");
  ONGGI_TRY(const std::string why, checked_reason(reason));
  call.deed.detail = dump({{"unmasked", true}, {"reason", why}});
  return {};
}

Result<std::string> checked_reason(std::optional<std::string_view> reason) {
  if (!reason || reason->empty() || reason->size() > kReasonBytesMax)
    return bad_field("reason", "is required where personal data are masked: 1 to 300 bytes; the audit log keeps it");
  return std::string(*reason);
}

Result<Response> list_documents(const Call& call) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 500, .fallback = 100}));
  ONGGI_TRY(const std::int64_t offset,
            query_integer(call.request, "offset", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  ONGGI_TRY(const auto state, query_state(call.request));
  const std::string name = to_nfc(call.request.query_value("name").value_or(""));
  if (name.size() > 256) return bad_field("name", "must have at most 256 bytes");
  ONGGI_TRY(const auto label, query_label(call.request, "label"));
  ONGGI_TRY(const auto asked, read_conditions(call.request.query_values("where")));
  ONGGI_TRY(auto conditions, call.rooms.labelling.search().checked(asked));
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer, label));
  ONGGI_TRY(const auto listed, call.rooms.catalog.list(visible, {.name_contains = name,
                                                                 .state = state,
                                                                 .conditions = std::move(conditions),
                                                                 .limit = static_cast<std::int32_t>(limit),
                                                                 .offset = static_cast<std::int32_t>(offset)}));
  std::vector<DocumentId> ids;
  ids.reserve(listed.documents.size());
  for (const DocumentRow& row : listed.documents) ids.push_back(row.id);
  ONGGI_TRY(const auto metadata, call.rooms.labelling.metadata().of(ids));
  nlohmann::json documents = nlohmann::json::array();
  Logins logins(call.rooms.people);
  for (const DocumentRow& row : listed.documents) {
    ONGGI_TRY(nlohmann::json json, summary(call, row, logins));
    json["may_change"] = may_change(call, row);
    json["metadata"] = nlohmann::json::object();
    if (const auto at = metadata.find(row.id); at != metadata.end())
      for (const MetadataValue& one : at->second) json["metadata"][one.field] = one.value;
    documents.push_back(std::move(json));
  }
  return json_response(200, {{"documents", std::move(documents)}, {"total", listed.total}});
}

Result<void> check_upload(const Call& call) {
  ONGGI_CHECK(read_wish(call));
  return {};
}

Result<Response> upload_document(const Call& call) {
  ONGGI_TRY(UploadWish wish, read_wish(call));
  ONGGI_TRY(const PermissionId permission, call.rooms.permissions.intern(wish.label, std::move(wish.principals)));
  ONGGI_TRY(const Added added,
            call.rooms.ingest.add_file(
                {.source = wish.source, .name = wish.name, .owner = call.viewer.person, .permission = permission},
                *call.request.file));
  call.deed.object = "document:" + added.document.str();
  if (!added.job.empty()) call.rooms.work();
  return json_response(
      202, {{"document_id", added.document.str()}, {"what", name_of(added.what)}, {"job_id", added.job.str()}});
}

Result<Response> get_document(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  ONGGI_TRY(const nlohmann::json json, detail(call, row));
  return json_response(200, json);
}

Result<Response> change_document(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  if (!may_change(call, row))
    return fail(ErrorCode::not_allowed, "own documents, or the right manage_labels", "right_missing");
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const DocumentChange change, read_change(call, fields));
  if (change.label || change.principals || !change.values.empty())
    ONGGI_CHECK(call.rooms.labelling.change(call.viewer, {row.id}, change));
  ONGGI_TRY(const DocumentRow now, call.rooms.catalog.row(row.id));
  ONGGI_TRY(const nlohmann::json json, detail(call, now));
  return json_response(200, json);
}

Result<Response> delete_document(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  ONGGI_CHECK(remove_document(call, row));
  return Response::empty();
}

Result<void> remove_document(const Call& call, const DocumentRow& row) {
  if (!may_delete(call, row)) return fail(ErrorCode::not_allowed, "own documents, or any as owner", "right_missing");
  return call.rooms.ingest.remove(row.id);
}

Result<Response> get_document_content(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  if (const auto reason = call.request.query_value("unmasked")) {
    ONGGI_CHECK(open_unmasked(call, row, reason));
    ONGGI_TRY(const CorrectedDocument corrected, call.rooms.ingest.corrected(row.id));
    return json_response(200, to_json(corrected.document));
  }
  ONGGI_TRY(const Document document, call.rooms.ingest.shown(row.id, call.cancel));
  return json_response(200, to_json(document));
}

Result<Response> get_document_original(const Call& call) {
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  return original_of(call, row);
}

Result<Response> original_of(const Call& call, const DocumentRow& row) {
  ONGGI_CHECK(open_unmasked(call, row, call.request.query_value("reason")));
  ONGGI_TRY(std::string bytes, call.rooms.ingest.original(row.id));
  // Never by its own type: a browser shall save a foreign file, not run it in our origin.
  Response response{.content_type = "application/octet-stream", .body = std::move(bytes)};
  response.headers.emplace_back("Content-Disposition", attachment_disposition(row.name));
  return response;
}

namespace {

Result<std::int32_t> page_index_of(const Call& call) {
  Request path;
  path.query.emplace_back("page_index", call.request.parameter("page_index"));
  ONGGI_TRY(const std::int64_t page, query_integer(path, "page_index", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  return static_cast<std::int32_t>(page);
}

}  // namespace

Result<Response> get_page_image(const Call& call) {
  ONGGI_TRY(const std::int64_t dpi, query_integer(call.request, "dpi", {.min = 36, .max = 300, .fallback = 110}));
  ONGGI_TRY(const std::int32_t page, page_index_of(call));
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  ONGGI_TRY(PageImage image, call.rooms.ingest.page_image(row.id, page, static_cast<double>(dpi), call.cancel));
  return Response{.content_type = "image/png", .body = std::move(image.png)};
}

Result<Response> get_page_words(const Call& call) {
  ONGGI_TRY(const std::int32_t page, page_index_of(call));
  ONGGI_TRY(const DocumentRow row, visible_document(call));
  ONGGI_TRY(const std::vector<PageWord> words, call.rooms.ingest.page_words(row.id, page, call.cancel));
  nlohmann::json list = nlohmann::json::array();
  for (const PageWord& word : words)
    list.push_back({{"text", word.text}, {"box", {word.box.x0, word.box.y0, word.box.x1, word.box.y1}}});
  return json_response(200, {{"words", std::move(list)}});
}

}  // namespace onggi::serve_room
