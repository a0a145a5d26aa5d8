// /api/personal: what was found as personal data, to be confirmed or dismissed, and the thresholds of kinds.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "serve/documents.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kFindingsMax = 1'000;  // of one decision
constexpr std::size_t kNamedMax = 20;        // documents that the audit log names

Result<PersonalReviewer> reviewer_of(const Call& call) {
  PersonalReviewer reviewer{
      .visible = {}, .person = call.viewer.person, .all = allows(call.viewer.role, Right::see_unmasked)};
  ONGGI_TRY(reviewer.visible, call.rooms.permissions.visible_to(call.viewer));
  return reviewer;
}

json encode(const PersonalReview::Bin& bin) {
  return {{"open", bin.open}, {"personal", bin.personal}, {"not_personal", bin.not_personal}};
}

json encode(const ThresholdProposal& proposal) {
  json encoded{{"threshold", nullptr},
               {"decided", proposal.decided},
               {"personal", proposal.personal},
               {"not_personal", proposal.not_personal},
               {"precision", proposal.precision},
               {"precision_low", proposal.precision_low},
               {"personal_below", proposal.personal_below},
               {"missing", proposal.threshold ? 0 : proposal.missing},
               {"masked_more", proposal.masked_more},
               {"left_more", proposal.left_more}};
  if (proposal.threshold) encoded["threshold"] = *proposal.threshold;
  return encoded;
}

json encode(const PersonalReview::Kind& kind, Logins& logins) {
  json bins = json::array();
  for (const PersonalReview::Bin& bin : kind.bins) bins.push_back(encode(bin));
  json encoded{{"kind", kind.kind},
               {"values", encode(kind.values)},
               {"bins", std::move(bins)},
               {"threshold", kind.threshold},
               {"is_kept", kind.is_kept},
               {"fixed_by", kind.fixed_by},
               {"proposal", encode(kind.proposal)}};
  if (kind.is_kept) encoded["set_by"] = logins.of(kind.set_by), encoded["set_ms"] = kind.set_ms;
  return encoded;
}

json encode(const PersonalFinding& finding, Logins& logins) {
  json encoded{{"id", finding.id},
               {"document_id", finding.document.str()},
               {"document_name", finding.document_name},
               {"document_title", finding.document_title},
               {"document_state", to_string(finding.state)},
               {"kind", finding.kind},
               {"confidence", finding.confidence},
               {"reason", finding.reason},
               {"places", finding.places},
               {"documents", finding.documents},
               {"element", finding.element.str()},
               {"row", finding.row},
               {"column", finding.column},
               {"ruling", nullptr},
               {"text", nullptr}};
  if (finding.ruling)
    encoded["ruling"] = {{"decision_id", finding.ruling->decision},
                         {"decision", finding.ruling->personal ? "personal" : "not_personal"},
                         {"scope", finding.ruling->whole_workspace ? "workspace" : "document"},
                         {"by", logins.of(finding.ruling->by)},
                         {"time_ms", finding.ruling->time_ms}};
  if (!finding.text) return encoded;
  const auto& text = *finding.text;
  encoded["text"] = {{"before", text.before}, {"value", text.value}, {"after", text.after}, {"heading", text.heading}};
  encoded["page_index"] = text.places.empty() ? -1 : text.places.front().page_index;
  return encoded;
}

Result<PersonalReview::State> query_state(const Request& request) {
  using enum PersonalReview::State;
  const auto text = request.query_value("state");
  if (!text || *text == "open") return open;
  if (*text == "personal") return personal;
  if (*text == "not_personal") return not_personal;
  if (*text == "decided") return decided;
  return bad_field("state", "must be open, personal, not_personal or decided");
}

Result<PersonalReview::Listing> listing_of(const Call& call) {
  PersonalReview::Listing listing;
  ONGGI_TRY(listing.state, query_state(call.request));
  listing.kind = call.request.query_value("kind").value_or("");
  listing.document = DocumentId(std::string(call.request.query_value("document_id").value_or("")));
  listing.cursor = call.request.query_value("cursor").value_or("");
  ONGGI_TRY(const std::int64_t limit, query_integer(call.request, "limit", {.min = 1, .max = 200, .fallback = 50}));
  listing.limit = static_cast<std::int32_t>(limit);
  const auto reason = call.request.query_value("reason");
  if (!reason) return listing;
  ONGGI_TRY(const std::string why, checked_reason(reason));
  call.deed.detail = dump({{"unmasked", true}, {"reason", why}});
  listing.with_texts = true;
  return listing;
}

/// For the audit log: kinds, scope and documents, never a value.
json noted(const PersonalReview::Decided& done) {
  json documents = json::array();
  for (std::size_t i = 0; i < std::min(done.documents.size(), kNamedMax); ++i)
    documents.push_back(done.documents[i].str());
  return {{"kinds", done.kinds}, {"reworked", done.documents.size()}, {"documents", std::move(documents)}};
}

void queue_rest(const Call& call, std::int64_t not_looked_at) {
  if (not_looked_at > 0 && call.rooms.personal_review.queue_waiting()) call.rooms.work();
}

Result<Response> keep_threshold(const Call& call, std::optional<double> threshold) {
  const std::string kind(call.request.parameter("kind"));
  call.deed.object = "kind:" + kind;
  ONGGI_TRY(const PersonalReviewer reviewer, reviewer_of(call));
  ONGGI_TRY(const auto documents, call.rooms.personal_review.set_threshold(reviewer, kind, threshold));
  json detail{{"kind", kind}, {"threshold", nullptr}, {"reworked", documents.size()}};
  if (threshold) detail["threshold"] = *threshold;
  call.deed.detail = dump(detail);
  call.rooms.work();
  return json_response(200, {{"reworked", documents.size()}});
}

}  // namespace

Result<Response> list_personal_kinds(const Call& call) {
  ONGGI_TRY(const PersonalReviewer reviewer, reviewer_of(call));
  ONGGI_TRY(const auto kinds, call.rooms.personal_review.kinds(reviewer));
  queue_rest(call, kinds.not_looked_at);
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const PersonalReview::Kind& kind : kinds.kinds) list.push_back(encode(kind, logins));
  return json_response(200, {{"kinds", std::move(list)},
                             {"documents", kinds.documents},
                             {"not_looked_at", kinds.not_looked_at},
                             {"with_values_left", kinds.with_values_left},
                             {"without_masking", kinds.without_masking},
                             {"may_decide_workspace", reviewer.all}});
}

Result<Response> list_personal_findings(const Call& call) {
  ONGGI_TRY(const PersonalReview::Listing listing, listing_of(call));
  ONGGI_TRY(const PersonalReviewer reviewer, reviewer_of(call));
  ONGGI_TRY(const auto listed, call.rooms.personal_review.list(reviewer, listing, call.cancel));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const PersonalFinding& finding : listed.findings) list.push_back(encode(finding, logins));
  return json_response(200, {{"findings", std::move(list)}, {"next", listed.next}});
}

Result<Response> decide_personal_findings(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  PersonalReview::Wish wish;
  ONGGI_TRY(const std::string what, fields.text("decision"));
  if (what != "personal" && what != "not_personal") return bad_field("decision", "must be personal or not_personal");
  wish.personal = what == "personal";
  ONGGI_TRY(const std::string scope, fields.text("scope"));
  if (scope != "document" && scope != "workspace") return bad_field("scope", "must be document or workspace");
  wish.whole_workspace = scope == "workspace";
  ONGGI_TRY(wish.findings, fields.texts("findings"));
  if (wish.findings.empty() || wish.findings.size() > kFindingsMax)
    return bad_field("findings", "must name 1 to 1000 findings");
  ONGGI_TRY(const PersonalReviewer reviewer, reviewer_of(call));
  call.deed.detail = dump({{"decision", what}, {"scope", scope}});
  ONGGI_TRY(const auto done, call.rooms.personal_review.decide(reviewer, wish));
  json detail = noted(done);
  detail["decision"] = what, detail["scope"] = scope;
  call.deed.object = "decision:" + done.decision;
  call.deed.detail = dump(detail);
  call.rooms.work();
  return json_response(200, {{"decision_id", done.decision},
                             {"decided", done.decided},
                             {"left", done.left},
                             {"reworked", done.documents.size()}});
}

Result<Response> undo_personal_decision(const Call& call) {
  const std::string id(call.request.parameter("decision_id"));
  call.deed.object = "decision:" + id;
  const std::string finding(call.request.query_value("finding").value_or(""));
  ONGGI_TRY(const PersonalReviewer reviewer, reviewer_of(call));
  ONGGI_TRY(const auto done, call.rooms.personal_review.withdraw(reviewer, id, finding));
  call.deed.detail = dump(noted(done));
  call.rooms.work();
  return json_response(200, {{"reworked", done.documents.size()}});
}

Result<Response> set_personal_threshold(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  if (fields.find("threshold") == nullptr) return bad_field("threshold", "is required: 0 to 1");
  ONGGI_TRY(const double threshold, fields.real("threshold", {.min = 0, .max = 1, .fallback = 0}));
  return keep_threshold(call, threshold);
}

Result<Response> reset_personal_threshold(const Call& call) { return keep_threshold(call, std::nullopt); }

}  // namespace onggi::serve_room
