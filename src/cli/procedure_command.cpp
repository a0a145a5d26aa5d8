// onggi procedure: pseudonymisation step by step, from its purpose to its report.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "base/file.h"
#include "cli/commands.h"
#include "procedure/procedure.h"
#include "procedure/questions.h"
#include "procedure/statistics.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr auto kLookEvery = std::chrono::milliseconds(100);

Result<ProcedureActor> actor_of(CliRooms& rooms) {
  ONGGI_TRY(const Person person, rooms.people.get(rooms.owner));
  return ProcedureActor{.person = person.id, .login = person.login, .through = "command line"};
}

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

Result<std::vector<DocumentId>> documents_of(CliRooms& rooms, const std::vector<std::string>& names) {
  ONGGI_TRY(const auto rows, rooms.catalog.all());
  std::vector<DocumentId> documents;
  for (const std::string& name : names) {
    ONGGI_TRY(const DocumentRow row, find_document(rows, name));
    if (std::ranges::find(documents, row.id) == documents.end()) documents.push_back(row.id);
  }
  return documents;
}

/// Until none of them waits any more; gives how many the recipe held back.
Result<std::int64_t> wait_for(CliRooms& rooms, const std::vector<DocumentId>& documents, const CliIo& io) {
  std::int64_t held_back = 0;
  for (const DocumentId& id : documents) {
    for (;;) {
      ONGGI_CHECK(io.cancel.check());
      ONGGI_TRY(const DocumentRow row, rooms.catalog.row(id));
      held_back += row.state == DocumentState::failed ? 1 : 0;
      if (row.state != DocumentState::queued) break;
      std::this_thread::sleep_for(kLookEvery);
    }
  }
  return held_back;
}

/// What the recipe masked in these documents, by kind.
Result<std::map<std::string, std::int64_t>> masked_in(CliRooms& rooms, const std::vector<DocumentId>& documents) {
  constexpr std::string_view kMask = "mask.";
  std::map<std::string, std::int64_t> masked;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const auto stages, rooms.ingest.lineage(id));
    for (const StageRecord& stage : stages)
      for (const StageChange& change : stage.changes)
        if (stage.stage == "refine" && change.operation.starts_with(kMask))
          masked[change.operation.substr(kMask.size())] += change.count;
  }
  return masked;
}

/// Every text of the documents as people are shown them; those that were held back have none.
Result<std::vector<SampleUnit>> texts_of(CliRooms& rooms, const std::vector<DocumentId>& documents, const CliIo& io) {
  std::vector<SampleUnit> units;
  for (const DocumentId& id : documents) {
    ONGGI_TRY(const DocumentRow row, rooms.catalog.row(id));
    if (row.state == DocumentState::failed) continue;
    ONGGI_TRY(const Document document, rooms.ingest.shown(id, io.cancel));
    for (const Element& element : document.elements)
      if (!element.text.empty()) units.push_back({id, element.id});
  }
  return units;
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

Done apply(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const std::string yaml, rooms.procedures.recipe(id));
  ONGGI_TRY(const Recipe recipe, Recipe::read_without_files(yaml, rooms.recipe_parts));
  ONGGI_TRY(const auto documents, documents_of(rooms, command.documents));
  ONGGI_TRY(const RecipeId kept, rooms.ingest.keep_recipe(recipe));
  ONGGI_TRY([[maybe_unused]] const std::int64_t queued, rooms.ingest.follow(documents, kept));
  rooms.work();
  Procedure::Applied applied{.recipe = kept, .documents = documents, .masked = {}, .held_back = 0};
  ONGGI_TRY(applied.held_back, wait_for(rooms, documents, io));
  ONGGI_TRY(applied.masked, masked_in(rooms, documents));
  ONGGI_CHECK(rooms.procedures.applied(id, applied, actor));
  if (common.json) {
    io.out << json{{"recipe", yaml},
                   {"documents", documents.size()},
                   {"masked", applied.masked},
                   {"held_back", applied.held_back}}
                  .dump()
           << '\n';
    return 0;
  }
  for (const auto& [kind, count] : applied.masked) io.out << kind << '\t' << grouped(count) << '\n';
  if (applied.held_back > 0)
    io.err << say(io, "통과하지 못한 문서 ", "documents held back ") << applied.held_back << '\n';
  return applied.held_back > 0 ? 1 : 0;
}

Done sample(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const ProcedureActor actor, actor_of(rooms));
  ONGGI_TRY(const Procedure state, rooms.procedures.get(id));
  if (!state.applied)
    return fail(ErrorCode::conflict, "the methods that stand now were not applied to documents yet", "not_applied");
  ONGGI_TRY(auto units, texts_of(rooms, state.applied->documents, io));
  ONGGI_TRY(const auto drawn, rooms.procedures.draw(id, std::move(units), command.rate_max, command.seed, actor));
  if (common.json)
    io.out << json{{"population", drawn.population}, {"drawn", drawn.units.size()}, {"seed", drawn.seed}}.dump()
           << '\n';
  else
    io.out << grouped(drawn.population) << say(io, "개 글 가운데 ", " texts, drawn ")
           << grouped(std::ssize(drawn.units)) << say(io, "개를 뽑음, 씨앗값 ", ", seed ") << drawn.seed << '\n';
  return 0;
}

/// Drawn texts that nobody marked yet, as they stand in the processed documents.
Done inspect(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const Procedure state, rooms.procedures.get(ProcedureId(command.id)));
  if (!state.sample) return fail(ErrorCode::conflict, "no sample is drawn yet", "no_sample");
  ONGGI_CHECK(note_deed(rooms, "procedure.inspect", "procedure:" + state.id.str()));
  std::map<DocumentId, Document> opened;
  int shown = 0;
  for (std::size_t i = 0; i < state.sample->units.size() && shown < command.limit; ++i) {
    const SampleUnit& unit = state.sample->units[i];
    const auto number = static_cast<std::int64_t>(i) + 1;
    if (state.marks.contains(number)) continue;
    if (!opened.contains(unit.document)) {
      ONGGI_TRY(opened[unit.document], rooms.ingest.shown(unit.document, io.cancel));
    }
    const auto& elements = opened[unit.document].elements;
    const auto element = std::ranges::find(elements, unit.element, &Element::id);
    if (element == elements.end())
      return fail(ErrorCode::conflict,
                  "document " + unit.document.str() + " changed since the sample was drawn: draw another one",
                  "sample_outdated");
    ++shown;
    if (common.json)
      io.out << json{{"unit", number}, {"document_id", unit.document.str()}, {"text", element->text}}.dump() << '\n';
    else io.out << "── " << number << " ──\n" << element->text << '\n';
  }
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

// FILE.json and FILE.html beside each other, whichever of the two was named.
Done report(CliRooms& rooms, const ProcedureCommand& command, const Common& common, CliIo& io) {
  const ProcedureId id(command.id);
  ONGGI_TRY(const auto log, rooms.procedures.log(id));
  ONGGI_TRY(const auto broken, rooms.procedures.first_break(id));
  const json made = procedure_report(id, log, broken);
  if (!command.out.empty()) {
    std::filesystem::path path = resolved(io, command.out);
    ONGGI_CHECK(write_file(path.replace_extension(".json"), made.dump(2) + "\n", Durable::yes, 0600));
    ONGGI_CHECK(write_file(path.replace_extension(".html"), procedure_page(made), Durable::yes, 0600));
  }
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
  static const std::map<std::string_view, Verb> kVerbs = {
      {"start", start},     {"checklist", checklist}, {"answer", answer},   {"method", method},
      {"apply", apply},     {"sample", sample},       {"inspect", inspect}, {"mark", mark},
      {"verdict", verdict}, {"report", report},       {"list", list}};
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  return kVerbs.at(command.verb)(*rooms, command, common, io);
}

}  // namespace onggi::cli_room
