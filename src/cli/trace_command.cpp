// onggi trace: how answers came about, and asking again.
#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "answer/traced.h"
#include "application/applications.h"
#include "cli/commands.h"
#include "cli/when.h"
#include "model/price.h"
#include "monitor/json.h"
#include "monitor/traces.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

/// Everything that a verb works with.
struct Bench {
  CliRooms& rooms;
  const TraceCommand& command;
  const Common& common;
  CliIo& io;
  Viewer viewer;  // whom the command line acts for

  void print(const json& value) const { io.out << value.dump(-1, ' ', false, json::error_handler_t::replace) << '\n'; }
};

Result<Traces*> kept_here(const Bench& bench) {
  if (bench.rooms.traces != nullptr) return bench.rooms.traces;
  return fail(ErrorCode::not_found, "traces are not kept here (monitor.trace_days in onggi.toml)", "not_kept");
}

json object_of(const std::string& text) {
  json object = json::parse(text, nullptr, false);
  return object.is_object() ? object : json::object();
}

json encode(const Bench& bench, const Trace& trace) {
  json object = to_json(trace);
  object["person"] = login_of(bench.rooms, trace.person);
  object["through"] = trace.through;
  object["question"] = object_of(trace.text).value("question", "");
  return object;
}

std::string milliseconds(std::int64_t us) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(us) / 1000 << " ms";
  return text.str();
}

// What is not to be shown, and what came of it instead of an answer.
std::string told_of(const Bench& bench, const Trace& trace) {
  if (trace.hidden) return say(bench.io, "(볼 수 없는 문서에 근거함)", "(rests on closed documents)");
  if (trace.outcome != "ok") return "(" + trace.outcome + ")";
  return object_of(trace.text).value("question", "");
}

Result<Traces::Filter> filter_of(const Bench& bench) {
  const TraceCommand& command = bench.command;
  Traces::Filter filter;
  if (!command.person.empty()) {
    ONGGI_TRY(const Person person, bench.rooms.people.find(command.person));
    filter.person = person.id;
  }
  filter.model = command.model;
  filter.application = command.application;
  filter.request_id = command.request_id;
  filter.cursor = command.cursor;
  if (command.abstained) filter.abstained = true;
  if (command.failed) filter.failed = true;
  filter.took_us_min = command.slow_ms * 1'000;
  filter.limit = command.limit;
  return filter;
}

Done list(const Bench& bench) {
  ONGGI_TRY(const Traces* traces, kept_here(bench));
  ONGGI_TRY(const Traces::Filter filter, filter_of(bench));
  ONGGI_TRY(const Traces::Page page, traces->list(bench.viewer, filter));
  json all = json::array();
  for (const Trace& one : page.traces) {
    if (bench.common.json) {
      all.push_back(encode(bench, one));
      continue;
    }
    bench.io.out << one.id.str() << '\t' << when(one.time_ms) << '\t' << login_of(bench.rooms, one.person) << '\t'
                 << one.model << '\t' << milliseconds(one.whole_us) << '\t' << told_of(bench, one) << '\n';
  }
  if (bench.common.json) bench.print({{"traces", std::move(all)}, {"next", page.next}});
  else if (!page.next.empty())
    bench.io.err << say(bench.io, "더 있습니다: ", "there are more: ") << "--cursor " << page.next << '\n';
  return 0;
}

Result<void> show_hits(const Bench& bench, const Trace& trace, const json& course) {
  ONGGI_TRY(const auto visible, bench.rooms.permissions.visible_to(bench.viewer));
  ONGGI_TRY(const auto rows, bench.rooms.catalog.documents(visible, trace.documents));
  for (const json& hit : course.value("hits", json::array())) {
    const DocumentId document(hit.value("document", ""));
    const auto row = std::ranges::find(rows, document, &DocumentRow::id);
    bench.io.out << "  " << hit.value("rank", 0) << ". " << (row == rows.end() ? document.str() : row->name) << "  "
                 << std::fixed << std::setprecision(3) << hit.value("score", 0.0)
                 << (hit.value("read", false) ? "" : say(bench.io, "  읽지 않음", "  not read"))
                 << (hit.value("cited", false) ? say(bench.io, "  인용", "  cited") : "") << '\n';
  }
  return {};
}

void show_readable(const Bench& bench, const Trace& trace) {
  std::ostream& out = bench.io.out;
  out << trace.id.str() << "  " << when(trace.time_ms) << "  " << login_of(bench.rooms, trace.person) << "  "
      << to_string(trace.way) << (trace.application.empty() ? "" : "  onggi/" + trace.application) << '\n'
      << say(bench.io, "모델: ", "model: ") << trace.model
      << (trace.prompt.empty() ? "" : say(bench.io, ", 프롬프트: ", ", prompt: ") + trace.prompt) << '\n'
      << say(bench.io, "토큰: ", "tokens: ") << trace.prompt_tokens << " + " << trace.completion_tokens
      << (trace.cost_micros > 0
              ? say(bench.io, ", 비용: ", ", cost: ") + text_of_micros(trace.cost_micros) + " " + trace.currency
              : "")
      << '\n'
      << say(bench.io, "시간: 찾기 ", "times: search ") << milliseconds(trace.retrieve_us)
      << (trace.first_us > 0 ? say(bench.io, ", 첫 조각 ", ", first piece ") + milliseconds(trace.first_us) : "")
      << say(bench.io, ", 전체 ", ", whole ") << milliseconds(trace.whole_us) << '\n'
      << say(bench.io, "등급: ", "label: ") << to_string(trace.label) << '\n';
}

Done show(const Bench& bench) {
  ONGGI_TRY(const Traces* traces, kept_here(bench));
  ONGGI_TRY(const Trace trace, traces->get(bench.viewer, TraceId(bench.command.id)));
  const json course = object_of(trace.course), text = object_of(trace.text);
  if (bench.common.json) {
    json object = encode(bench, trace);
    object["course"] = course;
    for (const char* field : {"queries", "answer", "citations", "sentences"})
      if (text.contains(field)) object[field] = text[field];
    bench.print(object);
    return 0;
  }
  show_readable(bench, trace);
  bench.io.out << say(bench.io, "질문: ", "question: ") << told_of(bench, trace) << '\n';
  for (const json& query : text.value("queries", json::array()))
    bench.io.out << say(bench.io, "검색어: ", "looked for: ") << query.get<std::string>() << '\n';
  ONGGI_CHECK(show_hits(bench, trace, course));
  for (const json& guard : course.value("guards", json::array()))
    bench.io.out << say(bench.io, "규칙: ", "rule: ") << guard.value(bench.io.korean ? "name" : "name_en", "") << '\n';
  if (text.contains("answer"))
    bench.io.out << say(bench.io, "답: ", "answer: ") << text["answer"].get<std::string>() << '\n';
  return 0;
}

Result<AskRequest> may_ask_again(const Bench& bench, const Trace& trace) {
  if (trace.person != bench.viewer.person)
    return fail(ErrorCode::not_found, "only who asked asks again: --as LOGIN acts for somebody else");
  ONGGI_TRY(AskRequest request, asked_again(trace));
  if (request.application.empty()) return request;
  ONGGI_TRY(const auto usable, bench.rooms.applications.named(bench.viewer, request.application));
  if (!usable) return fail(ErrorCode::not_found, "there is no such application any more", "model_not_found");
  return request;
}

json encode(const std::vector<OtherHit>& hits) {
  json list = json::array();
  for (const OtherHit& hit : hits) list.push_back({{"document", hit.document.str()}, {"chunk_id", hit.chunk.str()}});
  return list;
}

Done replay(const Bench& bench) {
  ONGGI_TRY(const Traces* traces, kept_here(bench));
  ONGGI_TRY(const Trace trace, traces->get(bench.viewer, TraceId(bench.command.id)));
  ONGGI_TRY(const AskRequest request, may_ask_again(bench, trace));
  ONGGI_TRY(const Answer answer, bench.rooms.answerer.ask(request, bench.viewer, nullptr, bench.io.cancel));
  const TraceDifference told = difference(trace, answer);
  ONGGI_CHECK(note_deed(bench.rooms, "trace.replay", "trace:" + trace.id.str()));
  if (bench.common.json) {
    bench.print({{"answer", answer.text},
                 {"same_answer", told.same_answer},
                 {"same_model", told.same_model},
                 {"same_prompt", told.same_prompt},
                 {"kept", told.kept},
                 {"moved", told.moved},
                 {"gained", encode(told.gained)},
                 {"lost", encode(told.lost)}});
    return 0;
  }
  bench.io.out << (told.same_answer ? say(bench.io, "같은 답입니다.\n", "The same answer.\n")
                                    : say(bench.io, "다른 답입니다.\n", "Another answer.\n"))
               << say(bench.io, "찾은 곳: 그대로 ", "hits: as before ") << told.kept
               << say(bench.io, ", 새로 ", ", new ") << told.gained.size() << say(bench.io, ", 없어짐 ", ", gone ")
               << told.lost.size() << '\n'
               << answer.text << '\n';
  return 0;
}

}  // namespace

Done trace(const TraceCommand& command, const Common& common, CliHost& host, CliIo& io) {
  using Verb = Done (*)(const Bench&);
  constexpr std::pair<std::string_view, Verb> kVerbs[] = {{"list", list}, {"show", show}, {"replay", replay}};
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(Viewer viewer, viewer_for(*rooms, command.as));
  const auto* const verb = std::ranges::find(kVerbs, command.verb, &std::pair<std::string_view, Verb>::first);
  return verb->second({*rooms, command, common, io, std::move(viewer)});
}

}  // namespace onggi::cli_room
