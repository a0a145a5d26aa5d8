// onggi pii findings, confirm, dismiss, undo, kinds, threshold: what was found in documents, and what is decided about
// it.
#include <functional>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/waiting.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kReasonBytesMax = 300;

/// The command line acts for the workspace's owner.
Result<PersonalReviewer> owner_of(CliRooms& rooms) {
  ONGGI_TRY(const Viewer viewer, viewer_for(rooms, {}));
  PersonalReviewer reviewer{.visible = {}, .person = rooms.owner, .all = true};
  ONGGI_TRY(reviewer.visible, rooms.permissions.visible_to(viewer));
  return reviewer;
}

// A command that ended before the job did left documents that are not looked at.
Result<void> catch_up(CliRooms& rooms, const Common& common, CliIo& io) {
  CountLine line(common, io);
  return rooms.personal_review.catch_up(std::ref(line), io.cancel);
}

Json finding_json(const PersonalFinding& finding) {
  Json json{{"id", finding.id},         {"document_id", finding.document.str()}, {"document", finding.document_name},
            {"kind", finding.kind},     {"confidence", finding.confidence},      {"reason", finding.reason},
            {"places", finding.places}, {"documents", finding.documents},        {"element", finding.element.str()}};
  if (finding.ruling)
    json["ruling"] = {{"decision", finding.ruling->decision},
                      {"what", finding.ruling->personal ? "personal" : "not_personal"},
                      {"scope", finding.ruling->whole_workspace ? "workspace" : "document"}};
  if (finding.text)
    json["text"] = {{"before", finding.text->before}, {"value", finding.text->value}, {"after", finding.text->after}};
  return json;
}

void tell(const PersonalFinding& finding, CliIo& io) {
  io.out << finding.id << '\t' << std::fixed << std::setprecision(2) << finding.confidence << std::defaultfloat << '\t'
         << finding.document_name << '\t' << finding.reason;
  if (finding.text) io.out << '\t' << finding.text->before << "[" << finding.text->value << "]" << finding.text->after;
  io.out << '\n';
}

PersonalReview::State state_of(const std::string& word) {
  using enum PersonalReview::State;
  return word == "personal" ? personal : word == "not_personal" ? not_personal : word == "decided" ? decided : open;
}

Done findings(CliRooms& rooms, const PersonalCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const PersonalReviewer reviewer, owner_of(rooms));
  PersonalReview::Listing listing{.state = state_of(command.state),
                                  .kind = command.kind,
                                  .cursor = command.cursor,
                                  .limit = command.limit,
                                  .with_texts = !command.reason.empty()};
  if (!command.document.empty()) {
    ONGGI_TRY(const auto rows, rooms.catalog.all());
    ONGGI_TRY(const DocumentRow row, find_document(rows, command.document));
    listing.document = row.id;
  }
  if (command.reason.size() > kReasonBytesMax)
    return fail(ErrorCode::invalid_argument, "--reason has 1 to 300 bytes: the audit log keeps it");
  if (listing.with_texts)  // the deed is in the log before anybody sees a value
    ONGGI_CHECK(note_deed(rooms, "personal.read", listing.document.empty() ? "" : "document:" + listing.document.str(),
                          Json{{"unmasked", true}, {"reason", command.reason}}.dump()));
  ONGGI_TRY(const auto listed, rooms.personal_review.list(reviewer, listing, io.cancel));
  Json list = Json::array();
  for (const PersonalFinding& finding : listed.findings) {
    if (common.json) list.push_back(finding_json(finding));
    else tell(finding, io);
  }
  if (common.json) io.out << Json{{"findings", std::move(list)}, {"next", listed.next}}.dump() << '\n';
  else if (!listed.next.empty() && !common.quiet)
    io.err << say(io, "이어서: --cursor ", "more: --cursor ") << listed.next << '\n';
  return 0;
}

/// What a decision did: its id, and how many documents were worked on again.
Done tell_done(CliRooms& rooms, const PersonalReview::Decided& done, const Common& common, CliIo& io) {
  ONGGI_CHECK(wait_for_documents(rooms, done.documents, io.cancel));
  if (common.json)
    io.out << Json{{"decision", done.decision},
                   {"decided", done.decided},
                   {"left", done.left},
                   {"reworked", done.documents.size()}}
                  .dump()
           << '\n';
  else
    io.out << done.decision << '\t' << say(io, "다시 처리한 문서 ", "documents worked on again ")
           << grouped(std::ssize(done.documents)) << '\n';
  return done.left.empty() ? 0 : 1;
}

Json noted(const PersonalReview::Decided& done) { return {{"kinds", done.kinds}, {"reworked", done.documents.size()}}; }

Done decide(CliRooms& rooms, const PersonalCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const PersonalReviewer reviewer, owner_of(rooms));
  const PersonalReview::Wish wish{
      .findings = command.findings, .personal = command.verb == "confirm", .whole_workspace = command.workspace};
  ONGGI_TRY(const auto done, rooms.personal_review.decide(reviewer, wish));
  Json detail = noted(done);
  detail["decision"] = wish.personal ? "personal" : "not_personal";
  detail["scope"] = wish.whole_workspace ? "workspace" : "document";
  ONGGI_CHECK(note_deed(rooms, "personal.decide", "decision:" + done.decision, detail.dump()));
  return tell_done(rooms, done, common, io);
}

Done undo(CliRooms& rooms, const PersonalCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const PersonalReviewer reviewer, owner_of(rooms));
  ONGGI_TRY(const auto done, rooms.personal_review.withdraw(reviewer, command.decision));
  ONGGI_CHECK(note_deed(rooms, "personal.undo", "decision:" + done.decision, noted(done).dump()));
  return tell_done(rooms, done, common, io);
}

Json kind_json(const PersonalReview::Kind& kind) {
  Json json{{"kind", kind.kind},
            {"open", kind.values.open},
            {"personal", kind.values.personal},
            {"not_personal", kind.values.not_personal},
            {"threshold", kind.threshold},
            {"is_kept", kind.is_kept},
            {"fixed_by", kind.fixed_by},
            {"proposed", nullptr},
            {"missing", kind.proposal.threshold ? 0 : kind.proposal.missing}};
  if (kind.proposal.threshold) {
    json["proposed"] = *kind.proposal.threshold;
    json["precision_low"] = kind.proposal.precision_low;
    json["masked_more"] = kind.proposal.masked_more, json["left_more"] = kind.proposal.left_more;
  }
  return json;
}

Done kinds(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const PersonalReviewer reviewer, owner_of(rooms));
  ONGGI_TRY(const auto made, rooms.personal_review.kinds(reviewer));
  Json list = Json::array();
  for (const PersonalReview::Kind& kind : made.kinds) {
    if (common.json) {
      list.push_back(kind_json(kind));
      continue;
    }
    io.out << kind.kind << '\t' << say(io, "미결 ", "open ") << grouped(kind.values.open)
           << say(io, "\t개인정보 ", "\tpersonal ") << grouped(kind.values.personal)
           << say(io, "\t아님 ", "\tnot personal ") << grouped(kind.values.not_personal)
           << say(io, "\t기준 ", "\tthreshold ") << kind.threshold;
    if (kind.proposal.threshold) io.out << say(io, "\t제안 ", "\tproposed ") << *kind.proposal.threshold;
    io.out << '\n';
  }
  if (common.json)
    io.out << Json{{"kinds", std::move(list)},
                   {"documents", made.documents},
                   {"not_looked_at", made.not_looked_at},
                   {"with_values_left", made.with_values_left},
                   {"without_masking", made.without_masking}}
                  .dump()
           << '\n';
  else if (made.without_masking > 0 && !common.quiet)
    io.err << say(io, "가리는 레시피가 없는 문서 ", "documents without a recipe that masks ")
           << grouped(made.without_masking) << '\n';
  return 0;
}

Done threshold(CliRooms& rooms, const PersonalCommand& command, const Common& common, CliIo& io) {
  if (command.threshold < 0 && !command.reset)
    return fail(ErrorCode::invalid_argument, "give a value of 0 to 1, or --reset");
  ONGGI_TRY(const PersonalReviewer reviewer, owner_of(rooms));
  std::optional<double> wanted;
  if (!command.reset) wanted = command.threshold;
  ONGGI_TRY(const auto documents, rooms.personal_review.set_threshold(reviewer, command.kind, wanted));
  Json detail{{"kind", command.kind}, {"threshold", nullptr}, {"reworked", documents.size()}};
  if (wanted) detail["threshold"] = *wanted;
  ONGGI_CHECK(note_deed(rooms, "personal.threshold", "kind:" + command.kind, detail.dump()));
  ONGGI_CHECK(wait_for_documents(rooms, documents, io.cancel));
  if (common.json) io.out << detail.dump() << '\n';
  else
    io.out << command.kind << '\t' << say(io, "다시 처리한 문서 ", "documents worked on again ")
           << grouped(std::ssize(documents)) << '\n';
  return 0;
}

}  // namespace

Done personal(const PersonalCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_CHECK(catch_up(*rooms, common, io));
  if (command.verb == "findings") return findings(*rooms, command, common, io);
  if (command.verb == "undo") return undo(*rooms, command, common, io);
  if (command.verb == "kinds") return kinds(*rooms, common, io);
  if (command.verb == "threshold") return threshold(*rooms, command, common, io);
  return decide(*rooms, command, common, io);
}

}  // namespace onggi::cli_room
