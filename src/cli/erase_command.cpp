// onggi erase: a person out of the whole workspace, a certificate that says so.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "base/file.h"
#include "cli/certificate.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "privacy/subject.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kFileBytesMax = 16U << 20U;

Result<std::vector<std::string>> given_values(const EraseCommand& command, const CliIo& io) {
  std::vector<std::string> values = command.subjects;
  if (command.subject_file.empty()) return values;
  std::string text = io.input;
  if (command.subject_file != "-") {
    ONGGI_TRY(text, read_file(resolved(io, command.subject_file), kFileBytesMax));
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) values.push_back(line);
  }
  return values;
}

Result<ErasureRequest> request_of(CliRooms& rooms, const EraseCommand& command, const CliIo& io) {
  ONGGI_TRY(const auto texts, given_values(command, io));
  if (texts.empty()) return fail(ErrorCode::invalid_argument, "name at least one --subject, or a --subject-file");
  std::vector<SubjectValue> values;
  for (const std::string& text : texts) {
    ONGGI_TRY(SubjectValue value, subject_value(text));
    if (value.type.empty() && !command.kind.empty()) {
      ONGGI_TRY(value, subject_value(text, command.kind));
    }
    if (std::ranges::find(values, value.bare, &SubjectValue::bare) == values.end()) values.push_back(std::move(value));
  }
  using NamesAlone = ErasureRequest::NamesAlone;
  using Documents = ErasureRequest::Documents;
  ErasureRequest request{.subject = Subject(std::move(values)),
                         .names_alone = command.yes ? NamesAlone::yes : NamesAlone::no,
                         .documents = command.remove_documents ? Documents::remove : Documents::mask,
                         .by = rooms.owner,
                         .by_login = {}};
  ONGGI_TRY(const Person person, rooms.people.get(rooms.owner));
  request.by_login = person.login;
  return request;
}

Erasure::Report report_on(CountLine& line) {
  return [&line](const ErasureProgress& progress) { line(progress.done, progress.of, progress.stage); };
}

std::int64_t places_in(const SubjectDocument& document) {
  std::int64_t places = 0;
  for (const std::int64_t count : document.places) places += count;
  return places;
}

json to_json(const SubjectFound& found, const Subject& subject) {
  json documents = json::array();
  for (const SubjectDocument& document : found.documents) {
    json places = json::array();
    for (std::size_t v = 0; v < document.places.size(); ++v)
      places.push_back({{"value", v + 1}, {"type", subject.values()[v].type}, {"places", document.places[v]}});
    documents.push_back({{"document_id", document.id.str()},
                         {"name", document.name},
                         {"places", std::move(places)},
                         {"in_name", document.in_name},
                         {"in_file_only", document.in_file_only},
                         {"left", document.left}});
  }
  json unread = json::array();
  for (const DocumentId& id : found.unread) unread.push_back(id.str());
  return {{"documents", std::move(documents)},
          {"searched", found.documents_searched},
          {"not_readable", std::move(unread)},
          {"rows", found.rows}};
}

const char* fate(const CliIo& io, const SubjectDocument& document, const EraseCommand& command) {
  if (document.left) return say(io, "이름만 같음: 그대로 둠", "a name alone: left");
  return command.remove_documents ? say(io, "문서를 없앰", "removed") : say(io, "가림", "masked");
}

// Never the values: who looks over a shoulder, or a terminal's log, learns where, not who.
Done dry_run(CliRooms& rooms, const EraseCommand& command, const ErasureRequest& request, const Common& common,
             CliIo& io) {
  SubjectFound found;
  {
    CountLine line(common, io);
    ONGGI_TRY(found, rooms.erasure.look(request, report_on(line), io.cancel));
  }
  if (common.json) {
    io.out << to_json(found, request.subject).dump() << '\n';
    return 0;
  }
  for (const SubjectDocument& document : found.documents)
    io.out << document.id.str() << '\t' << grouped(places_in(document)) << say(io, "곳\t", " places\t")
           << fate(io, document, command) << '\t' << document.name << '\n';
  for (const auto& [table, rows] : found.rows) io.out << table << '\t' << grouped(rows) << say(io, "행\n", " rows\n");
  for (const DocumentId& id : found.unread)
    io.out << id.str() << '\t' << say(io, "읽을 수 없는 문서", "could not be read") << '\n';
  io.err << say(io, "문서 ", "documents ") << grouped(static_cast<std::int64_t>(found.documents.size())) << " / "
         << grouped(found.documents_searched) << say(io, ". 바꾼 것은 없습니다.\n", ". Nothing was changed.\n");
  return 0;
}

// FILE.json and FILE.html beside each other, whichever of the two was named.
Result<void> write_certificate(const std::filesystem::path& named, const json& certificate) {
  for (const char* ending : {".json", ".html"}) {
    std::filesystem::path path = named;
    path.replace_extension(ending);
    const std::string text = ending == std::string_view(".json") ? certificate.dump(2) + "\n" : to_html(certificate);
    ONGGI_CHECK(write_file(path, text, Durable::yes, 0600));
  }
  return {};
}

void tell(const json& certificate, CliIo& io) {
  const json& removed = certificate["removed"];
  io.out << certificate["id"].get<std::string>() << '\t' << say(io, "문서 ", "documents ")
         << removed["documents"].size() << '\t' << say(io, "지운 곳 ", "places ") << removed["places"].dump() << '\n';
  for (const json& one : certificate["not_removed"])
    io.out << one["where"].get<std::string>() << '\t' << one["count"].dump() << '\t'
           << why_text(one["why"].get<std::string>(), io.korean) << '\n';
}

Done verify(CliRooms& rooms, const EraseCommand& command, const Common& common, CliIo& io) {
  ONGGI_TRY(const std::string text, read_file(resolved(io, command.verify), kFileBytesMax));
  const auto certificate = certificate_in(text);
  if (!certificate || !rooms.erasure.verify(*certificate))
    return fail(ErrorCode::bad_input,
                "this is no certificate of this workspace, or somebody changed it since: compare it with the one that "
                "`onggi erase --certificate` wrote",
                "certificate_changed");
  if (common.json) io.out << json{{"valid", true}, {"id", (*certificate)["id"]}}.dump() << '\n';
  else
    io.out << (*certificate)["id"].get<std::string>() << '\t'
           << say(io, "이 홈이 만든 그대로입니다", "as this workspace wrote it") << '\n';
  return 0;
}

}  // namespace

Done erase(const EraseCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (!command.verify.empty()) return verify(*rooms, command, common, io);
  ONGGI_TRY(const ErasureRequest request, request_of(*rooms, command, io));
  if (command.dry_run) return dry_run(*rooms, command, request, common, io);
  json certificate;
  {
    CountLine line(common, io);
    ONGGI_TRY(certificate, rooms->erasure.erase(request, report_on(line), io.cancel));
  }
  if (!command.certificate.empty()) ONGGI_CHECK(write_certificate(resolved(io, command.certificate), certificate));
  if (common.json) io.out << certificate.dump() << '\n';
  else tell(certificate, io);
  return certificate["complete"].get<bool>() && certificate["not_removed"].empty() ? 0 : 1;
}

}  // namespace onggi::cli_room
