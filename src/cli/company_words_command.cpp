// onggi words: the company's own words, what means the same, and what the documents suggest.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/waiting.h"
#include "text/text.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::string_view kSame = "=";  // the first column of a line that is a group

/// Everything that a verb works with.
struct Bench {
  CliRooms& rooms;
  const CompanyWordsCommand& command;
  const Common& common;
  CliIo& io;
};

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? std::string_view() : between).append(word);
  return text;
}

std::vector<std::string> split(std::string_view line, char border) {
  std::vector<std::string> pieces;
  for (;;) {
    const std::size_t end = line.find(border);
    std::string piece = squeeze_spaces(line.substr(0, end));
    if (!piece.empty()) pieces.push_back(std::move(piece));
    if (end == std::string_view::npos) return pieces;
    line.remove_prefix(end + 1);
  }
}

json words_json(const Bench& bench, const KeptWords& kept, const WordsState& state) {
  json words = json::array(), groups = json::array();
  for (const CompanyWord& one : kept.words)
    words.push_back({{"word", one.word.word},
                     {"parts", one.word.parts},
                     {"from_file", one.from_file},
                     {"by", login_of(bench.rooms, one.by)},
                     {"time_ms", one.time_ms}});
  for (const SynonymGroup& one : kept.groups)
    groups.push_back(
        {{"id", one.id}, {"words", one.words}, {"by", login_of(bench.rooms, one.by)}, {"time_ms", one.time_ms}});
  return {{"words", std::move(words)}, {"groups", std::move(groups)}, {"following", state.swept < state.state}};
}

Result<void> list(const Bench& bench) {
  ONGGI_TRY(const KeptWords kept, bench.rooms.vocabulary.list());
  ONGGI_TRY(const WordsState state, bench.rooms.vocabulary.state());
  if (bench.common.json) {
    bench.io.out << words_json(bench, kept, state).dump() << '\n';
    return {};
  }
  for (const CompanyWord& one : kept.words)
    bench.io.out << one.word.word << '\t' << joined(one.word.parts, " ") << '\t'
                 << (one.from_file ? say(bench.io, "파일", "file") : login_of(bench.rooms, one.by)) << '\n';
  for (const SynonymGroup& one : kept.groups)
    bench.io.out << joined(one.words, " = ") << '\t' << login_of(bench.rooms, one.by) << '\n';
  if (state.swept < state.state && !bench.common.quiet)
    bench.io.err << say(bench.io, "바뀐 낱말이 나오는 문서를 다시 분석하고 있습니다.\n",
                        "Documents in which a changed word occurs are being analysed again.\n");
  return {};
}

// The file of export: words as in `ingest.user_dictionary`, groups behind "=".
Result<WordsChange> read_change(const Bench& bench) {
  constexpr std::uint64_t kFileBytesMax = 16U << 20U;
  ONGGI_TRY(const std::string text, read_file(resolved(bench.io, bench.command.file), kFileBytesMax));
  if (!is_valid_utf8(text)) return fail(ErrorCode::bad_input, bench.command.file + " is not UTF-8");
  WordsChange change;
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (; !rest.empty(); rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1)) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    std::vector<std::string> columns = split(line, '\t');
    if (columns.empty() || line.starts_with('#')) continue;
    if (columns.front() == kSame) change.same.emplace_back(columns.begin() + 1, columns.end());
    else change.add.push_back({.word = columns.front(), .parts = {columns.begin() + 1, columns.end()}});
  }
  return change;
}

Result<void> write_words(const Bench& bench) {
  ONGGI_TRY(const KeptWords kept, bench.rooms.vocabulary.list());
  std::string text;
  for (const CompanyWord& one : kept.words) {
    if (one.from_file) continue;
    text += one.word.word;
    if (!one.word.parts.empty()) text += "\t" + joined(one.word.parts, " ");
    text += '\n';
  }
  for (const SynonymGroup& one : kept.groups) text.append(kSame).append("\t" + joined(one.words, "\t") + "\n");
  if (bench.command.file == "-") {
    bench.io.out << text;
    return {};
  }
  return write_file(resolved(bench.io, bench.command.file), text, Durable::no, 0600);
}

Result<WordsChange> wanted(const Bench& bench) {
  const CompanyWordsCommand& command = bench.command;
  if (command.verb == "import") return read_change(bench);
  WordsChange change;
  if (command.verb == "same") change.same.push_back(command.words);
  else if (command.verb == "alone") change.alone = command.words;
  else if (command.verb == "remove") change.remove = command.words;
  else if (!command.parts.empty() && command.words.size() != 1)
    return fail(ErrorCode::invalid_argument, "--parts belongs to one word");
  else
    for (const std::string& word : command.words) {
      change.add.push_back({.word = word, .parts = {}});
      if (!command.parts.empty()) change.add.back().parts.push_back(command.parts);
    }
  return change;
}

void tell(const Bench& bench, const WordsChanged& done, const WordsState& state) {
  const bool following = state.swept < done.state;
  if (bench.common.json) {
    bench.io.out << json{{"changed", done.anything},
                         {"documents", done.anything && !following ? state.documents : 0},
                         {"following", following}}
                        .dump()
                 << '\n';
    return;
  }
  if (bench.common.quiet) return;
  if (!done.anything) bench.io.err << say(bench.io, "바뀐 것이 없습니다.\n", "Nothing changed.\n");
  else if (following)
    bench.io.err << say(bench.io, "바꾸었습니다. 이 낱말이 나오는 문서는 뒤에서 다시 분석합니다.\n",
                        "Changed. Documents in which such words occur are analysed again in the background.\n");
  else
    bench.io.err << say(bench.io, "바꾸었습니다. 다시 분석한 문서: ", "Changed. Documents analysed again: ")
                 << grouped(state.documents) << say(bench.io, "건\n", "\n");
}

Result<void> change(const Bench& bench) {
  ONGGI_TRY(const WordsChange change, wanted(bench));
  ONGGI_TRY(const WordsChanged done, bench.rooms.vocabulary.change(change, bench.rooms.owner));
  if (done.anything) {
    ONGGI_CHECK(note_deed(bench.rooms, "words.change", "words:" + std::to_string(done.state),
                          json{{"add", change.add.size()},
                               {"same", change.same.size()},
                               {"remove", change.remove.size()},
                               {"alone", change.alone.size()}}
                              .dump()));
    bench.rooms.work();
    if (!bench.command.no_wait)
      ONGGI_CHECK(wait_until(bench.rooms, bench.io.cancel, [&]() -> Result<bool> {
        ONGGI_TRY(const WordsState state, bench.rooms.vocabulary.state());
        return state.swept >= done.state;
      }));
  }
  ONGGI_TRY(const WordsState state, bench.rooms.vocabulary.state());
  tell(bench, done, state);
  return {};
}

Result<void> propose(const Bench& bench) {
  ONGGI_TRY(const Viewer viewer, viewer_for(bench.rooms, bench.command.as));
  ONGGI_TRY(const auto visible, bench.rooms.permissions.visible_to(viewer));
  ONGGI_TRY(const WordProposals found,
            bench.rooms.vocabulary.proposals(visible, static_cast<std::size_t>(bench.command.limit), bench.io.cancel));
  json proposals = json::array();
  for (const WordProposal& one : found.proposals) {
    if (bench.common.json) {
      proposals.push_back({{"id", one.id},
                           {"kind", one.kind == WordProposal::Kind::synonyms ? "synonyms" : "word"},
                           {"words", one.words},
                           {"documents", one.documents},
                           {"document_id", one.document.str()},
                           {"document", one.document_name},
                           {"chunk_id", one.chunk.str()},
                           {"text", one.text}});
      continue;
    }
    bench.io.out << joined(one.words, " = ") << '\t' << grouped(one.documents) << say(bench.io, "건", " documents")
                 << '\t' << one.document_name << '\t' << one.text << '\n';
  }
  if (bench.common.json)
    bench.io.out << json{{"proposals", std::move(proposals)},
                         {"documents_read", found.documents_read},
                         {"documents", found.documents}}
                        .dump()
                 << '\n';
  else if (found.documents_read < found.documents && !bench.common.quiet)
    bench.io.err << say(bench.io, "최근 문서만 살펴보았습니다: ", "Only the newest documents were read: ")
                 << grouped(found.documents_read) << " / " << grouped(found.documents) << '\n';
  return {};
}

Result<void> dismiss(const Bench& bench) {
  for (const std::string& proposal : bench.command.words)
    ONGGI_CHECK(bench.rooms.vocabulary.dismiss(proposal, bench.rooms.owner));
  return note_deed(bench.rooms, "words.dismiss", "words");
}

Result<void> run(const Bench& bench) {
  const std::string& verb = bench.command.verb;
  if (verb == "list") return list(bench);
  if (verb == "export") return write_words(bench);
  if (verb == "propose") return propose(bench);
  if (verb == "dismiss") return dismiss(bench);
  return change(bench);
}

}  // namespace

Done company_words(const CompanyWordsCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms* const rooms, host.rooms());
  ONGGI_CHECK(run({*rooms, command, common, io}));
  return 0;
}

}  // namespace onggi::cli_room
