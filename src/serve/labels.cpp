// Labels and metadata: many documents at once, proposals of markings, the report, the fields of the workspace.
#include <nlohmann/json.hpp>

#include "serve/documents.h"
#include "serve/error.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kDocumentsMax = 1'000;

Result<std::vector<DocumentId>> documents_of(const Call& call, const Fields& fields) {
  ONGGI_TRY(const auto texts, fields.texts("documents"));
  if (texts.empty() || texts.size() > kDocumentsMax) return bad_field("documents", "must name 1 to 1000 documents");
  std::vector<DocumentId> ids;
  ids.reserve(texts.size());
  for (const std::string& text : texts) ids.emplace_back(text);
  call.deed.detail = dump({{"documents", ids.size()}});
  return ids;
}

json encode(const MetadataField& field) {
  return {{"name", field.name},       {"type", to_string(field.type)}, {"korean", field.korean},
          {"english", field.english}, {"choices", field.choices},      {"built_in", field.built_in}};
}

}  // namespace

nlohmann::json encode(const LabelProposal& one, Logins& logins) {
  return {{"document_id", one.document.str()},
          {"name", one.name},
          {"label", to_string(one.label)},
          {"present", to_string(one.present)},
          {"above", one.above()},
          {"reason", one.reason},
          {"element", one.element.str()},
          {"page_index", one.page_index},
          {"state", to_string(one.state)},
          {"by", one.by.empty() ? std::string() : logins.of(one.by)},
          {"found_ms", one.found_ms},
          {"decided_ms", one.decided_ms}};
}

Result<nlohmann::json> metadata_of(const Call& call, const DocumentId& document, Logins& logins) {
  ONGGI_TRY(const auto values, call.rooms.labelling.metadata().of(document));
  json list = json::array();
  for (const MetadataValue& one : values)
    list.push_back({{"field", one.field},
                    {"value", one.value},
                    {"origin", to_string(one.origin)},
                    {"by", one.by.empty() ? std::string() : logins.of(one.by)},
                    {"time_ms", one.time_ms}});
  return list;
}

Result<DocumentChange> read_change(const Call& call, const Fields& fields) {
  DocumentChange change;
  ONGGI_TRY(change.label, fields.label("label"));
  if (fields.find("allow") != nullptr) {
    ONGGI_TRY(const auto names, fields.texts("allow"));
    ONGGI_TRY(change.principals, principals_of(call, names, {}));
  }
  const json* values = fields.find("metadata");
  if (values == nullptr) return change;
  if (!values->is_object()) return bad_field("metadata", "must be an object of field and value");
  for (const auto& [field, value] : values->items()) {
    if (!value.is_string() && !value.is_null()) return bad_field("metadata", "has values that are no texts");
    change.values[field] = value.is_null() ? std::string() : value.get<std::string>();
  }
  return change;
}

Result<Response> change_documents(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto documents, documents_of(call, fields));
  ONGGI_TRY(const DocumentChange change, read_change(call, fields));
  ONGGI_TRY(const std::int64_t changed, call.rooms.labelling.change(call.viewer, documents, change));
  return json_response(200, {{"changed", changed}});
}

Result<Response> list_label_proposals(const Call& call) {
  const std::string_view text = call.request.query_value("state").value_or("open");
  const auto state = proposal_state_from(text);
  if (!state) return bad_field("state", "must be open, accepted or dismissed");
  ONGGI_TRY(const auto proposals, call.rooms.labelling.proposals(call.viewer, *state));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const LabelProposal& one : proposals) list.push_back(encode(one, logins));
  return json_response(200, {{"proposals", std::move(list)}});
}

Result<Response> decide_label_proposals(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto documents, documents_of(call, fields));
  ONGGI_TRY(const std::string decision, fields.text("decision"));
  if (decision != "accept" && decision != "dismiss") return bad_field("decision", "must be accept or dismiss");
  const auto state = decision == "accept" ? ProposalState::accepted : ProposalState::dismissed;
  ONGGI_TRY(const std::int64_t changed, call.rooms.labelling.decide(call.viewer, documents, state));
  return json_response(200, {{"changed", changed}});
}

Result<Response> get_label_report(const Call& call) {
  ONGGI_TRY(const std::int64_t days,
            query_integer(call.request, "stale_days", {.min = 1, .max = 36'500, .fallback = 365}));
  ONGGI_TRY(const CareReport report, call.rooms.labelling.report(call.viewer, days));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const CareEntry& entry : report.entries)
    list.push_back({{"document_id", entry.document.str()},
                    {"name", entry.name},
                    {"owner", logins.of(entry.owner)},
                    {"label", to_string(entry.label)},
                    {"reasons", entry.reasons},
                    {"newest_day", entry.newest_day},
                    {"newest_of", entry.newest_of}});
  return json_response(200, {{"documents", report.documents}, {"counts", report.counts}, {"entries", std::move(list)}});
}

Result<Response> list_metadata_fields(const Call& call) {
  ONGGI_TRY(const auto fields, call.rooms.labelling.fields());
  json list = json::array();
  for (const MetadataField& field : fields) list.push_back(encode(field));
  return json_response(200, {{"fields", std::move(list)}});
}

Result<Response> add_metadata_field(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  MetadataField field;
  ONGGI_TRY(field.name, fields.text("name"));
  ONGGI_TRY(const std::string type, fields.text("type"));
  const auto known = field_type_from(type);
  if (!known) return bad_field("type", "must be text, date, number or choice");
  field.type = *known;
  ONGGI_TRY(field.korean, fields.text("korean"));
  ONGGI_TRY(field.english, fields.text("english"));
  ONGGI_TRY(field.choices, fields.texts("choices"));
  call.deed.object = "field:" + field.name;
  ONGGI_CHECK(call.rooms.labelling.add_field(call.viewer, field));
  return json_response(201, encode(field));
}

Result<Response> remove_metadata_field(const Call& call) {
  const std::string name(call.request.parameter("field"));
  call.deed.object = "field:" + name;
  ONGGI_CHECK(call.rooms.labelling.remove_field(call.viewer, name));
  return Response::empty();
}

}  // namespace onggi::serve_room
