// onggi search, ask, evaluate answers.
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "answer/charge.h"
#include "answer/json.h"
#include "answer/masked_hits.h"
#include "answer/traced.h"
#include "base/file.h"
#include "cli/commands.h"
#include "evaluate/answers.h"
#include "model/price.h"
#include "monitor/spending.h"
#include "retrieve/json.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

// On the command line a document is called by its file name; its id stands beside it.
json by_name(json item) {
  item["document_id"] = item["document"];
  item["document"] = item["name"];
  item.erase("name");
  return item;
}

json hits_json(const std::vector<Hit>& hits) {
  json list = json::array();
  for (const Hit& hit : hits) list.push_back(by_name(to_json(hit)));
  return list;
}

std::string page_of(const std::vector<Place>& places, const CliIo& io) {
  if (places.empty()) return "";
  return io.korean ? " " + places.front().page_label + "쪽" : " p. " + places.front().page_label;
}

// "08010.html 3쪽 (인쇄 옵션)": the title where it says more than the name.
std::string source_of(const std::string& name, const std::string& title, const std::vector<Place>& places,
                      const CliIo& io) {
  const std::string told = title.empty() || name.starts_with(title) ? "" : " (" + title + ")";
  return name + page_of(places, io) + told;
}

std::string one_line(std::string text, std::size_t bytes_max) {
  for (char& byte : text)
    if (byte == '\n') byte = ' ';
  if (text.size() <= bytes_max) return text;
  return text.substr(0, floor_to_code_point(text, bytes_max)) + "…";
}

void show_hit(const Hit& hit, bool explain, CliIo& io) {
  io.out << hit.rank << ". " << source_of(hit.name, hit.title, hit.places, io) << "  " << std::fixed
         << std::setprecision(3) << hit.score << '\n';
  if (!hit.chunk.lead.empty()) io.out << "   " << one_line(hit.chunk.lead, 160) << '\n';
  io.out << "   " << one_line(hit.chunk.text, 320) << '\n';
  if (!explain) return;
  for (const LegScore& leg : hit.legs)
    io.out << "   " << leg.leg << ": " << say(io, "순위 ", "rank ") << leg.rank << say(io, ", 점수 ", ", score ")
           << leg.score << '\n';
  io.out << say(io, "   질문 낱말 포함률 ", "   question words covered ") << std::setprecision(0)
         << hit.features.covered * 100 << say(io, " %, 이웃한 낱말 ", " %, neighbouring words ")
         << hit.features.adjacent * 100 << say(io, " %, 앞쪽에 나옴 ", " %, early in it ") << hit.features.early * 100
         << " %\n";
  if (hit.reranker.rank > 0)
    io.out << say(io, "   재정렬 모델: 순위 ", "   reranker: rank ") << hit.reranker.rank
           << say(io, ", 점수 ", ", score ") << std::setprecision(3) << hit.reranker.score << '\n';
}

/// What was looked for instead of what was typed; other words for the same only where somebody asks why.
void show_variants(const std::vector<retrieve::Variant>& variants, bool explain, CliIo& io) {
  for (const retrieve::Variant& variant : variants)
    if (explain || variant.kind != retrieve::VariantKind::synonym)
      io.out << say(io, "‘", "“") << variant.typed << say(io, "’: ‘", "”: also looked for “") << variant.meant
             << say(io, "’도 함께 찾았습니다.\n", "”.\n");
}

/// Korean and English.
std::pair<const char*, const char*> words_of(AbsenceReason reason) {
  switch (reason) {
    case AbsenceReason::found:
      return {"찾았습니다.", "It is found."};
    case AbsenceReason::label:
      return {"이 사람이 볼 수 있는 등급보다 높은 문서입니다.", "Its label is above what this person may see."};
    case AbsenceReason::readers:
      return {"이 사람은 이 문서를 볼 수 없습니다.", "This person is not among its readers."};
    case AbsenceReason::waiting:
      return {"아직 읽는 중인 문서입니다.", "It is being read."};
    case AbsenceReason::failed:
      return {"읽지 못한 문서입니다.", "It could not be read."};
    case AbsenceReason::duplicate:
      return {"내용이 같은 다른 문서로 찾습니다.", "Its text is found under another document."};
    case AbsenceReason::superseded:
      return {"더 새로운 판이 있습니다. 이전 판은 --as-of로 찾습니다.",
              "A newer version holds; --as-of finds the earlier one."};
    case AbsenceReason::not_in_force:
      return {"그날에는 시행 중이 아니었습니다.", "It did not hold on that day."};
    case AbsenceReason::conditions:
      return {"검색 조건에 맞지 않습니다.", "It does not meet the conditions."};
    case AbsenceReason::no_words:
      return {"질문의 낱말이 없고, 뜻이 가까운 곳도 없습니다.",
              "It holds no word of the question, and nothing near in meaning."};
    case AbsenceReason::outranked:
      return {"다른 문서가 더 앞에 옵니다.", "Others come first."};
  }
  return {"", ""};
}

Done why_not_found(CliRooms& rooms, const SearchRequest& request, const Viewer& person, const std::string& named,
                   const Common& common, CliIo& io) {
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  ONGGI_TRY(const DocumentRow document, find_document(rows, named));
  ONGGI_TRY(const Viewer owner, viewer_for(rooms, {}));
  ONGGI_TRY(const Absence absence, why_absent({rooms.retriever, rooms.catalog, rooms.permissions}, request, person,
                                              owner, document.id, io.cancel));
  if (common.json) {
    io.out << to_json(absence).dump() << '\n';
    return 0;
  }
  const auto [korean, english] = words_of(absence.reason);
  io.out << document.name << ": " << say(io, korean, english);
  if (absence.rank > 0) io.out << ' ' << absence.rank << say(io, "위", ". in order");
  io.out << '\n';
  for (const DocumentRow& row : rows)
    if (row.id == absence.instead) io.out << "   → " << row.name << '\n';
  for (const LegScore& leg : absence.legs)
    io.out << "   " << leg.leg << ": " << say(io, "점수 ", "score ") << leg.score << '\n';
  return 0;
}

json share_json(const Share& share) {
  return {{"value", share.value}, {"low", share.low}, {"high", share.high}, {"hits", share.hits}, {"of", share.of}};
}

json citations_json(const std::vector<Citation>& citations) {
  json list = json::array();
  for (const Citation& citation : citations) {
    std::set<std::string> pages;
    for (const Place& place : citation.places) pages.insert(place.page_label);
    list.push_back({{"document", citation.name}, {"pages", pages}, {"quote", citation.quote}});
  }
  return list;
}

json report_json(const AnswerReport& report) {
  json cases = json::array();
  for (const CaseOutcome& outcome : report.cases)
    cases.push_back({{"id", outcome.id},
                     {"answer_contained", outcome.answer_contained},
                     {"document_cited", outcome.document_cited},
                     {"page_cited", outcome.page_cited},
                     {"abstained", outcome.abstained},
                     {"leaked_to", outcome.leaked_to},
                     {"duration_us", outcome.duration_us},
                     {"error", outcome.error},
                     {"text", outcome.text},
                     {"citations", citations_json(outcome.citations)}});
  return {{"answer_contained", share_json(report.answer_contained)},
          {"document_cited", share_json(report.document_cited)},
          {"page_cited", share_json(report.page_cited)},
          {"abstained", share_json(report.abstained)},
          {"wrongly_abstained", share_json(report.wrongly_abstained)},
          {"citations_right", share_json(report.citations_right)},
          {"leaks", report.leaks},
          {"leak_checks", report.leak_checks},
          {"latency_ms",
           {{"p50", static_cast<double>(report.p50_us) / 1000}, {"p95", static_cast<double>(report.p95_us) / 1000}}},
          {"cases", std::move(cases)}};
}

void show_share(const char* name, const Share& share, CliIo& io) {
  io.out << name << "  " << std::fixed << std::setprecision(3) << share.value << "  (" << share.hits << "/" << share.of
         << ", 95 % " << share.low << "–" << share.high << ")\n";
}

void show_report(const AnswerReport& report, CliIo& io) {
  show_share(say(io, "답 포함          ", "answer contained "), report.answer_contained, io);
  show_share(say(io, "문서 인용        ", "document cited   "), report.document_cited, io);
  show_share(say(io, "쪽 인용          ", "page cited       "), report.page_cited, io);
  show_share(say(io, "없음을 밝힘      ", "abstained        "), report.abstained, io);
  show_share(say(io, "잘못 물러섬      ", "wrongly abstained"), report.wrongly_abstained, io);
  show_share(say(io, "맞는 문서의 인용 ", "citations right  "), report.citations_right, io);
  io.out << say(io, "누출 ", "leaks ") << report.leaks << " / " << report.leak_checks << "\n"
         << say(io, "시간 p50 ", "time p50 ") << static_cast<double>(report.p50_us) / 1000 << " ms, p95 "
         << static_cast<double>(report.p95_us) / 1000 << " ms\n";
}

/// What guards found, each rule once.
void show_guards(const std::vector<GuardDecision>& decisions, CliIo& io) {
  std::set<std::pair<GuardPlace, std::string>> told;
  for (const GuardDecision& decision : decisions) {
    const bool left_out = decision.place == GuardPlace::document && decision.deed == GuardDeed::refuse;
    if (!told.emplace(decision.place, decision.rule).second) continue;
    io.out << (left_out ? say(io, "문서의 문장을 답에 쓰지 않았습니다: ", "A document's sentence was left out: ")
                        : say(io, "규칙: ", "Rule: "))
           << (io.korean || decision.name_en.empty() ? decision.name : decision.name_en) << '\n';
  }
}

std::string reason_of(const CheckedSentence& sentence, CliIo& io) {
  switch (sentence.support) {
    case Support::other_number:
      return say(io, "출처에 없는 수: ", "a number that no source holds: ") + sentence.what;
    case Support::other_date:
      return say(io, "출처에 없는 날짜: ", "a date that no source holds: ") + sentence.what;
    case Support::other_name:
      return say(io, "출처에 없는 이름: ", "a name that no source holds: ") + sentence.what;
    case Support::denial:
      return say(io, "출처와 반대되는 말: ", "the opposite of what the source says: ") + sentence.what;
    case Support::no_source:
      return say(io, "출처에서 찾을 수 없는 내용", "stands in no source");
    case Support::borne_out:
      break;
  }
  return {};
}

/// Sentences of a model that a person should look up.
void show_doubts(const Answer& answer, CliIo& io) {
  for (const CheckedSentence& sentence : answer.sentences) {
    if (sentence.support == Support::borne_out) continue;
    io.out << say(io, "확인이 필요한 문장: “", "To be checked: “")
           << one_line(std::string(slice(answer.text, sentence.bytes)), 400) << "” (" << reason_of(sentence, io)
           << ")\n";
  }
}

void show_answer(const Answer& answer, CliIo& io) {
  io.out << answer.text << '\n';
  if (!answer.citations.empty()) io.out << '\n';
  for (const Citation& citation : answer.citations) {
    io.out << '[' << citation.number << "] " << source_of(citation.name, citation.title, citation.places, io)
           << (citation.clause.empty() ? "" : ", " + citation.clause) << '\n';
    // What the answer quotes needs no second time.
    if (!answer.text.contains(citation.quote)) io.out << "    “" << one_line(citation.quote, 400) << "”\n";
  }
  if (answer.abstained && !answer.nearest.empty()) io.out << say(io, "\n가까운 문서:\n", "\nNearest documents:\n");
  for (const Hit& hit : answer.nearest) io.out << "  - " << source_of(hit.name, hit.title, hit.places, io) << '\n';
  show_doubts(answer, io);
  if (!answer.guards.empty()) io.out << '\n';
  show_guards(answer.guards, io);
}

}  // namespace

Done search(const SearchCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  ONGGI_TRY(auto conditions, read_conditions(command.where));
  const SearchRequest request{
      .query = command.query, .limit = command.limit, .conditions = std::move(conditions), .as_of = command.as_of};
  if (!command.why.empty()) return why_not_found(*rooms, request, viewer, command.why, common, io);
  ONGGI_TRY(SearchResult result, rooms->retriever.search(request, viewer, io.cancel));
  ONGGI_CHECK(mask_hits(rooms->guards, result.hits));
  if (common.json) {
    io.out << json{{"hits", hits_json(result.hits)},
                   {"variants", to_json(result.variants)},
                   {"reranker", to_string(result.reranker)}}
                  .dump()
           << '\n';
    return 0;
  }
  show_variants(result.variants, command.explain, io);
  if (command.explain && result.reranker == RerankerOutcome::failed)
    io.out << say(io, "재정렬 모델이 답하지 않아 기본 순서로 보여 드립니다.\n",
                  "The reranker did not answer; this is the built-in order.\n");
  for (const Hit& hit : result.hits) show_hit(hit, command.explain, io);
  if (result.hits.empty()) io.err << say(io, "찾은 것이 없습니다.\n", "Nothing was found.\n");
  return 0;
}

namespace {

/// "onggi/<name>" is an application where there is one.
Result<void> ask_application(CliRooms& rooms, const Viewer& viewer, AskRequest& request) {
  if (!request.model.starts_with(kApplicationPrefix) || request.model == kExtractiveModel) return {};
  ONGGI_TRY(const auto application, rooms.applications.named(viewer, request.model.substr(kApplicationPrefix.size())));
  if (!application) return {};
  request.application = application->name;
  return narrow(application->settings, request);
}

/// What a language model took of it and cost, into `trace` too.
void count_spent(CliRooms& rooms, const Viewer& viewer, const AskRequest& request, const Answer& answer, Trace& trace) {
  const WorkTaken taken = taken_by(answer);
  if (taken.prompt + taken.completion == 0) return;
  const Cost cost =
      charge(rooms.models, rooms.spending,
             {.model = answer.model, .person = viewer.person, .key = {}, .application = request.application}, taken);
  trace.cost_micros = cost.micros, trace.currency = cost.currency;
}

void note_trace(CliRooms& rooms, const Viewer& viewer, const AskRequest& request, const Result<Answer>& answer) {
  Trace trace{.id = TraceId(new_id("trc")), .person = viewer.person, .through = "command line"};
  trace.time_ms = system_clock().now_ms() - (answer ? answer->course.whole_us / 1'000 : 0);
  if (answer) count_spent(rooms, viewer, request, *answer, trace);
  if (rooms.traces == nullptr) return;
  tell(request, answer, rooms.trace_text == "none" ? TraceText::no : TraceText::yes, trace);
  rooms.traces->note(std::move(trace));
}

}  // namespace

Done ask(const AskCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer viewer, viewer_for(*rooms, command.as));
  AskRequest request{.question = command.question, .model = command.model, .as_of = command.as_of};
  ONGGI_TRY(request.conditions, read_conditions(command.where));
  ONGGI_CHECK(ask_application(*rooms, viewer, request));
  const auto asked = rooms->answerer.ask(request, viewer, nullptr, io.cancel);
  note_trace(*rooms, viewer, request, asked);
  if (!asked) return std::unexpected(asked.error());
  const Answer& answer = *asked;
  if (common.json) {
    json encoded = to_json(answer);
    for (json& citation : encoded["citations"]) citation = by_name(citation);
    for (json& hit : encoded["nearest"]) hit = by_name(hit);
    io.out << encoded.dump() << '\n';
    return 0;
  }
  show_answer(answer, io);
  return 0;
}

Done evaluate_answers_command(const EvaluateAnswersCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(const std::string text, read_file(resolved(io, command.file), 256U << 20U));
  ONGGI_TRY(const auto cases, read_answer_cases(text));
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const Viewer asker, viewer_for(*rooms, command.as));
  const auto viewer_of = [rooms](std::string_view login) { return viewer_for(*rooms, std::string(login)); };
  ONGGI_TRY(const AnswerReport report,
            evaluate_answers(cases, rooms->answerer, {.model = command.model}, asker, viewer_of, io.cancel));
  if (common.json) io.out << report_json(report).dump() << '\n';
  else show_report(report, io);
  return report.leaks == 0 ? 0 : 1;
}

}  // namespace onggi::cli_room
