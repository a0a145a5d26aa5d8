// onggi procedure: pseudonymisation step by step, from its purpose to its report.
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "cli/procedure_data.h"
#include "procedure/questions.h"

namespace onggi::cli_room {

Result<ProcedureActor> actor_of(CliRooms& rooms) {
  ONGGI_TRY(const Person person, rooms.people.get(rooms.owner));
  return ProcedureActor{.person = person.id, .login = person.login, .through = "command line"};
}

namespace {

using nlohmann::json;

/// "PHONE=2" → two numbers were left.
Result<std::map<std::string, std::int64_t>> left_of(const std::vector<std::string>& words) {
  std::map<std::string, std::int64_t> left;
  for (const std::string& word : words) {
    const std::size_t mark = word.find('=');
    const std::string count = mark == std::string::npos ? "1" : word.substr(mark + 1);
    if (count.empty() || count.size() > 6 || count.find_first_not_of("0123456789") != std::string::npos)
      return fail(ErrorCode::invalid_argument, "--left is KIND or KIND=COUNT, as PHONE=2");
    left[word.substr(0, mark)] += std::stoll(count);
  }
  return left;
}

Done start(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const ProcedureId id,
            rooms.procedures.start(
                {.purpose = command.purpose, .about = command.about, .recipients = command.recipients}, actor));
  if (common.json) io.out << json{{"id", id.str()}}.dump() << '\n';
  else io.out << id.str() << '\n';
  return 0;
}

Done checklist(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const Procedure state, rooms.procedures.get(ProcedureId(command.id)));
  json list = json::array();
  for (const RiskQuestion& question : risk_questions()) {
    const auto found = state.answers.find(std::string(question.id));
    const bool answered = found != state.answers.end();
    if (common.json)
      list.push_back({{"question", question.id},
                      {"part", question.part},
                      {"text", io.korean ? question.korean : question.english},
                      {"risk", answered ? json(found->second.risk) : json(nullptr)},
                      {"note", answered ? found->second.note : ""}});
    else
      io.out << question.id << '\t'
             << (answered ? found->second.risk ? say(io, "예", "yes") : say(io, "아니요", "no")
                          : say(io, "미응답", "open"))
             << '\t' << (io.korean ? question.korean : question.english) << '\n';
  }
  if (common.json) io.out << json{{"questions", std::move(list)}}.dump() << '\n';
  return 0;
}

Done answer(CliRooms& rooms, const ProcedureCommand& command, const Common&, CliIo&) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_CHECK(
      rooms.procedures.answer(ProcedureId(command.id), command.question, command.choice == "yes", command.note, actor));
  return 0;
}

Done method(CliRooms& rooms, const ProcedureCommand& command, const Common&, CliIo&) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_CHECK(rooms.procedures.method(ProcedureId(command.id), command.kind, command.choice, command.ground, actor));
  return 0;
}

Done mark(CliRooms& rooms, const ProcedureCommand& command, const Common&, CliIo&) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const auto left, left_of(command.left));
  ONGGI_CHECK(rooms.procedures.mark(ProcedureId(command.id), command.units, left, actor));
  return 0;
}

Done verdict(CliRooms& rooms, const ProcedureCommand& command, const Common&, CliIo&) {
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_CHECK(rooms.procedures.decide(ProcedureId(command.id), command.choice == "accept", command.ground, actor));
  return 0;
}

/// X.pdf: the PDF alone. Anything else: FILE.json and FILE.html beside each other, whichever of the two was named.
Result<void> write_report(std::filesystem::path path, const json& made, const ReportFonts& fonts) {
  if (path.extension() == ".pdf") {
    ONGGI_TRY(const std::string pdf, procedure_pdf(made, fonts));
    return write_file(path, pdf, Durable::yes, 0600);
  }
  ONGGI_CHECK(write_file(path.replace_extension(".json"), made.dump(2) + "\n", Durable::yes, 0600));
  return write_file(path.replace_extension(".html"), procedure_page(made), Durable::yes, 0600);
}

Done report(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const auto log, rooms.procedures.log(id));
  ONGGI_TRY(const auto broken, rooms.procedures.first_break(id));
  const json made = procedure_report(id, log, broken);
  if (!command.out.empty()) ONGGI_CHECK(write_report(resolved(io, command.out), made, rooms.report_fonts));
  ONGGI_CHECK(note_deed(rooms, "procedure.report", "procedure:" + id.str()));
  if (common.json || command.out.empty()) io.out << made.dump(common.json ? -1 : 2) << '\n';
  return broken ? 1 : 0;
}

Done list(CliRooms& rooms, const ProcedureCommand&, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto procedures, rooms.procedures.list());
  json rows = json::array();
  for (const Procedure& one : procedures) {
    if (common.json)
      rows.push_back({{"id", one.id.str()},
                      {"purpose", one.purpose},
                      {"about", one.about},
                      {"started_ms", one.started_ms},
                      {"next", one.next()}});
    else io.out << one.id.str() << '\t' << one.purpose << '\t' << one.next() << '\t' << one.about << '\n';
  }
  if (common.json) io.out << json{{"procedures", std::move(rows)}}.dump() << '\n';
  return 0;
}

}  // namespace

Done procedure(const ProcedureCommand& command, const Common& common, CliHost& host, CliIo& io) {
  using Verb = Done (*)(CliRooms&, const ProcedureCommand&, const Common&, CliIo&);
  static const std::map<std::string_view, Verb> kVerbs = {{"start", start},
                                                          {"checklist", checklist},
                                                          {"answer", answer},
                                                          {"method", method},
                                                          {"apply", apply_procedure},
                                                          {"sample", draw_sample},
                                                          {"inspect", inspect_sample},
                                                          {"mark", mark},
                                                          {"verdict", verdict},
                                                          {"report", report},
                                                          {"list", list}};
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  return kVerbs.at(command.verb)(*rooms, command, common, io);
}

}  // namespace onggi::cli_room
