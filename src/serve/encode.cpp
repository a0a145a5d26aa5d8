// Encoding of rows.
#include "serve/encode.h"

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace onggi::serve_room {
namespace {

/// The document that a job is about, out of its payload; "" for jobs about none.
std::string document_of(const Job& job) {
  const auto payload = nlohmann::json::parse(job.payload, nullptr, false);
  return payload.is_object() ? payload.value("document", "") : "";
}

/// The catalog keeps a failure as "reason: message"; a reason is one word of [a-z_].
nlohmann::json document_error(const DocumentRow& row) {
  if (row.error_code.empty()) return nullptr;
  const std::size_t end = row.error_message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  const bool has_reason = end != std::string::npos && end > 0 && row.error_message.compare(end, 2, ": ") == 0;
  return {{"code", row.error_code},
          {"message", has_reason ? row.error_message.substr(end + 2) : row.error_message},
          {"reason", has_reason ? row.error_message.substr(0, end) : ""}};
}

}  // namespace

nlohmann::json encode(const Person& person) {
  return {{"id", person.id.str()},
          {"login", person.login},
          {"display_name", person.display_name},
          {"role", to_string(person.role)},
          {"clearance", to_string(person.clearance)},
          {"active", person.active},
          {"created_ms", person.created_ms}};
}

nlohmann::json encode(const Job& job) {
  nlohmann::json error = nullptr;
  if (!job.error_code.empty()) error = {{"code", job.error_code}, {"message", job.error_message}};
  return {{"id", job.id.str()},
          {"type", job.type},
          {"state", to_string(job.state)},
          {"progress", job.progress},
          {"stage", job.stage},
          {"attempts", job.attempts},
          {"created_ms", job.created_ms},
          {"started_ms", job.started_ms},
          {"finished_ms", job.finished_ms},
          {"document_id", document_of(job)},
          {"error", std::move(error)}};
}

nlohmann::json encode(const AuditEntry& entry) {
  return {{"number", entry.number},   {"time_ms", entry.time_ms}, {"actor", entry.actor},
          {"through", entry.through}, {"action", entry.action},   {"object", entry.object},
          {"outcome", entry.outcome}, {"detail", entry.detail},   {"address", entry.address}};
}

nlohmann::json encode(const ModelInfo& info) {
  return {{"id", info.id},           {"kind", info.kind},         {"chat", info.can_chat},
          {"embed", info.can_embed}, {"rerank", info.can_rerank}, {"label_max", info.label_max}};
}

nlohmann::json encode(const Group& group, bool with_members) {
  nlohmann::json members = nlohmann::json::array();
  if (with_members) members = group.members;
  return {{"id", group.id.str()}, {"name", group.name}, {"members", std::move(members)}};
}

const std::string& Logins::of(const PersonId& id) {
  const auto known = known_.find(id);
  if (known != known_.end()) return known->second;
  const auto person = people_.get(id);
  return known_.emplace(id, person ? person->login : std::string()).first->second;
}

nlohmann::json encode(const DocumentRow& row, Label label, Logins& logins) {
  nlohmann::json json = {{"id", row.id.str()},
                         {"name", row.name},
                         {"title", row.title},
                         {"media_type", row.media_type},
                         {"bytes", row.bytes},
                         {"state", to_string(row.state)},
                         {"label", to_string(label)},
                         {"owner", logins.of(row.owner)},
                         {"pages", row.pages},
                         {"chunks", row.chunks},
                         {"warnings", row.warnings},
                         {"characters_in", row.characters_in},
                         {"characters_out", row.characters_out},
                         {"created_ms", row.created_ms},
                         {"updated_ms", row.updated_ms},
                         {"error", document_error(row)}};
  if (!row.duplicate_of.empty()) json["duplicate_of"] = row.duplicate_of.str();
  if (!row.superseded_by.empty()) json["superseded_by"] = row.superseded_by.str();
  if (!row.superseded_on.empty()) json["superseded_on"] = row.superseded_on;
  return json;
}

}  // namespace onggi::serve_room
