// /api/duplicates: documents that say nearly the same, two of them beside each other, and what people decide.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "serve/documents.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kDocumentsMax = 1'000;  // of one decision

Result<double> query_threshold(const Request& request) {
  const auto text = request.query_value("threshold");
  double threshold = NearDuplicates::Listing{}.threshold;
  if (!text) return threshold;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), threshold);
  if (error != std::errc() || end != text->data() + text->size() || !(threshold >= 0.6 && threshold <= 1))
    return bad_field("threshold", "must be 0.6 to 1");
  return threshold;
}

class Encoding {
 public:
  explicit Encoding(const Call& call) : call_(call), logins_(call.rooms.people) {}

  Result<json> document(const NearDocument& document) {
    ONGGI_TRY(const Permission permission, call_.rooms.permissions.get(document.row.permission));
    json encoded = encode(document.row, permission.label, logins_);
    encoded["source"] = document.row.source;
    encoded["characters"] = document.characters;
    encoded["date"] = document.date;
    encoded["may_change"] = may_change(call_, document.row);
    if (document.similarity) encoded["similarity"] = *document.similarity;
    return encoded;
  }

  Result<json> cluster(const NearCluster& cluster) {
    json documents = json::array();
    for (const NearDocument& member : cluster.documents) {
      ONGGI_TRY(json encoded, document(member));
      documents.push_back(std::move(encoded));
    }
    return json{{"id", cluster.id.str()}, {"rule", to_string(cluster.rule)}, {"documents", std::move(documents)}};
  }

  Result<json> decision(const DuplicateDecision& decision, const std::vector<PermissionId>& visible) {
    json documents = json::array();
    bool may_undo = allows(call_.viewer.role, Right::write_documents);
    for (const DocumentId& id : decision.documents) {
      ONGGI_TRY(const DocumentRow row, call_.rooms.catalog.get(visible, id));
      may_undo = may_undo && may_change(call_, row);
      documents.push_back({{"id", id.str()}, {"title", row.title}, {"name", row.name}});
    }
    json encoded{{"id", decision.id},
                 {"what", decision.what},
                 {"documents", std::move(documents)},
                 {"by", logins_.of(decision.by)},
                 {"time_ms", decision.time_ms},
                 {"may_undo", may_undo}};
    if (decision.kept.empty()) return encoded;
    ONGGI_TRY(const DocumentRow kept, call_.rooms.catalog.get(visible, decision.kept));
    encoded["kept"] = {{"id", kept.id.str()}, {"title", kept.title}, {"name", kept.name}};
    return encoded;
  }

 private:
  const Call& call_;
  Logins logins_;
};

DocumentId document_of(const Call& call) {
  DocumentId id{std::string(call.request.parameter("document_id"))};
  call.deed.object = "document:" + id.str();
  return id;
}

/// The text of a member of the cluster; others are not there.
Result<json> text_of(const Call& call, const NearCluster& cluster, const DocumentId& id) {
  const auto member = std::ranges::find(cluster.documents, id, [](const NearDocument& one) { return one.row.id; });
  if (member == cluster.documents.end())
    return fail(ErrorCode::not_found, "document " + id.str() + " is not in this cluster");
  ONGGI_TRY(const std::string text, call.rooms.near_duplicates.text(id));
  return json{{"document_id", id.str()}, {"text", text}};
}

DocumentId wanted(const Call& call, std::string_view name, const DocumentId& otherwise) {
  const auto given = call.request.query_value(name);
  return given ? DocumentId(std::string(*given)) : otherwise;
}

NearDuplicates::MayChange rights_of(const Call& call) {
  return [&call](const DocumentRow& row) { return may_change(call, row); };
}

Result<std::vector<DocumentId>> read_documents(const Fields& fields) {
  ONGGI_TRY(const auto texts, fields.texts("documents"));
  if (texts.empty() || texts.size() > kDocumentsMax) return bad_field("documents", "must name 1 to 1000 documents");
  return std::vector<DocumentId>(texts.begin(), texts.end());
}

void note(const Call& call, const std::string& decision, std::string_view what,
          const std::vector<DocumentId>& documents) {
  json ids = json::array();
  for (const DocumentId& id : documents) ids.push_back(id.str());
  call.deed.detail = dump({{"decision", decision}, {"what", what}, {"documents", std::move(ids)}});
}

Result<Response> keep(const Call& call, const std::vector<PermissionId>& visible, const DocumentId& kept,
                      const std::vector<DocumentId>& others) {
  ONGGI_TRY(const auto done,
            call.rooms.near_duplicates.keep(visible, kept, others, rights_of(call), call.viewer.person));
  note(call, done.decision, "hide", done.hidden);
  json hidden = json::array();
  json left = json::array();
  for (const DocumentId& id : done.hidden) hidden.push_back(id.str());
  for (const auto& one : done.left) left.push_back({{"document_id", one.document.str()}, {"reason", one.reason}});
  return json_response(200, {{"decision", done.decision}, {"hidden", std::move(hidden)}, {"left", std::move(left)}});
}

Result<Response> dismiss(const Call& call, const std::vector<PermissionId>& visible,
                         const std::vector<DocumentId>& documents) {
  ONGGI_TRY(const std::string decision,
            call.rooms.near_duplicates.dismiss(visible, documents, rights_of(call), call.viewer.person));
  note(call, decision, "dismiss", documents);
  return json_response(200, {{"decision", decision}, {"hidden", json::array()}, {"left", json::array()}});
}

}  // namespace

Result<Response> list_duplicates(const Call& call) {
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 200, .fallback = 50}));
  ONGGI_TRY(const std::int64_t offset,
            query_integer(call.request, "offset", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  ONGGI_TRY(const double threshold, query_threshold(call.request));
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto listed, call.rooms.near_duplicates.list(visible, {.threshold = threshold,
                                                                         .limit = static_cast<std::int32_t>(limit),
                                                                         .offset = static_cast<std::int32_t>(offset)}));
  if (listed.waiting > 0) {
    ONGGI_CHECK(call.rooms.near_duplicates.queue_waiting());
    call.rooms.work();
  }
  Encoding encoding(call);
  json clusters = json::array();
  for (const NearCluster& cluster : listed.clusters) {
    ONGGI_TRY(json encoded, encoding.cluster(cluster));
    clusters.push_back(std::move(encoded));
  }
  return json_response(200,
                       {{"clusters", std::move(clusters)}, {"total", listed.total}, {"comparing", listed.waiting > 0}});
}

Result<Response> get_duplicates(const Call& call) {
  const DocumentId id = document_of(call);
  ONGGI_TRY(const double threshold, query_threshold(call.request));
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const NearCluster cluster, call.rooms.near_duplicates.cluster_of(visible, id, threshold));
  ONGGI_TRY(json encoded, Encoding(call).cluster(cluster));
  ONGGI_TRY(json left, text_of(call, cluster, wanted(call, "left", cluster.documents[0].row.id)));
  ONGGI_TRY(json right, text_of(call, cluster, wanted(call, "right", cluster.documents[1].row.id)));
  encoded["left"] = std::move(left);
  encoded["right"] = std::move(right);
  return json_response(200, encoded);
}

Result<Response> decide_duplicates(const Call& call) {
  const DocumentId id = document_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string what, fields.text("decision"));
  ONGGI_TRY(const auto documents, read_documents(fields));
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  if (what == "keep") return keep(call, visible, id, documents);
  if (what == "dismiss") return dismiss(call, visible, documents);
  return bad_field("decision", "must be keep or dismiss");
}

Result<Response> list_duplicate_decisions(const Call& call) {
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto decisions, call.rooms.near_duplicates.decisions(visible));
  Encoding encoding(call);
  json list = json::array();
  for (const DuplicateDecision& decision : decisions) {
    ONGGI_TRY(json encoded, encoding.decision(decision, visible));
    list.push_back(std::move(encoded));
  }
  return json_response(200, {{"decisions", std::move(list)}});
}

Result<Response> undo_duplicate_decision(const Call& call) {
  const std::string id(call.request.parameter("decision_id"));
  call.deed.object = "decision:" + id;
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const auto taken, call.rooms.near_duplicates.withdraw(visible, id, rights_of(call), call.viewer.person));
  note(call, id, taken.what, taken.documents);
  call.rooms.work();
  return Response::empty();
}

}  // namespace onggi::serve_room
