// onggi spell: spelling and spacing of Korean, in a text or in rows of JSON Lines. Needs no workspace.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "base/file.h"
#include "base/in_order.h"
#include "clean/rows.h"
#include "clean/spelling.h"
#include "cli/commands.h"
#include "text/text.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kTextBytesMax = std::size_t{1} << 30;

struct Counted {
  std::string lines;
  std::map<std::string, std::int64_t> by_rule;
  std::int64_t rows = 0, touched = 0;
};

// Where bytes of a text stand, asked in their order.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}
  std::size_t code_point(std::size_t byte) {
    for (; byte_ < byte; next_code_point(text_, byte_)) {
      ++code_points_;
      if (text_[byte_] == '\n') ++line_, line_begin_ = code_points_;
    }
    return code_points_;
  }
  std::size_t line() const { return line_; }
  std::size_t column() const { return code_points_ - line_begin_ + 1; }

 private:
  std::string_view text_;
  std::size_t byte_ = 0, code_points_ = 0, line_ = 1, line_begin_ = 0;
};

Json corrections_json(std::string_view text, const std::vector<SpellingCorrection>& corrections) {
  Json list = Json::array();
  Places places(text);
  for (const SpellingCorrection& one : corrections) {
    const std::size_t start = places.code_point(one.bytes.begin), line = places.line(), column = places.column();
    Json made = {{"start", start},
                 {"end", places.code_point(one.bytes.end)},
                 {"line", line},
                 {"column", column},
                 {"wrong", to_nfc(slice(text, one.bytes))}};
    made["replacement"] = one.replacement ? Json(*one.replacement) : Json();
    made["rule"] = one.rule;
    made["rule_name"] = spelling_rule_name(one.rule, RuleLanguage::korean);
    made["confidence"] = std::round(one.confidence * 100) / 100;
    if (!one.suggestions.empty()) made["suggestions"] = one.suggestions;
    list.push_back(std::move(made));
  }
  return list;
}

// A stretch with what stands beside it, so that a changed space can be seen: "할수" for a space between 할 and 수.
ByteRange shown(std::string_view text, ByteRange bytes) {
  const auto is_edge = [&](std::size_t at) {
    return at == 0 || at >= text.size() || text[at] == ' ' || text[at] == '\n' || text[at - 1] == ' ' ||
           text[at - 1] == '\n';
  };
  while (!is_edge(bytes.begin)) --bytes.begin;
  while (!is_edge(bytes.end)) ++bytes.end;
  if (bytes.begin > 0 && text[bytes.begin] == ' ') {
    --bytes.begin;
    while (!is_edge(bytes.begin)) --bytes.begin;
  }
  if (bytes.end < text.size() && bytes.end > 0 && text[bytes.end - 1] == ' ') {
    ++bytes.end;
    while (!is_edge(bytes.end)) ++bytes.end;
  }
  return bytes;
}

std::string report_text(std::string_view text, const std::vector<SpellingCorrection>& corrections, const CliIo& io) {
  std::string lines;
  Places places(text);
  for (const SpellingCorrection& one : corrections) {
    places.code_point(one.bytes.begin);
    const ByteRange around = shown(text, one.bytes);
    const std::string_view before = text.substr(around.begin, one.bytes.begin - around.begin),
                           behind = text.substr(one.bytes.end, around.end - one.bytes.end);
    lines +=
        std::to_string(places.line()) + ":" + std::to_string(places.column()) + ": " + std::string(slice(text, around));
    if (one.replacement) lines += " → " + std::string(before) + *one.replacement + std::string(behind);
    for (std::size_t i = 0; i < one.suggestions.size(); ++i) lines += (i == 0 ? " → " : ", ") + one.suggestions[i];
    lines += "  (" +
             std::string(spelling_rule_name(one.rule, io.korean ? RuleLanguage::korean : RuleLanguage::english)) +
             ")\n";
  }
  return lines;
}

class Spell {
 public:
  Spell(const SpellCommand& command, const SpellChecker& checker) : command_(command), checker_(checker) {
    options_.confidence_min = command.confidence_min >= 0 ? command.confidence_min
                              : command.mode == "apply"   ? 0.8
                                                          : 0.5;
    options_.quoted = command.quoted == "check" ? QuotedText::check : QuotedText::keep;
    options_.unknown = command.unknown ? UnknownWords::tell : UnknownWords::leave;
  }

  std::vector<SpellingCorrection> check(std::string_view text, Counted& counted) const {
    std::vector<SpellingCorrection> corrections = checker_.check(text, options_);
    ++counted.rows;
    counted.touched += corrections.empty() ? 0 : 1;
    for (const SpellingCorrection& one : corrections) ++counted.by_rule[one.rule];
    return corrections;
  }

  Result<Counted> batch(const RowBatch& batch) const {
    Counted counted;
    ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
      ONGGI_TRY(Json row, read_row(line, number));
      const std::string text = row["text"].get<std::string>();
      const std::vector<SpellingCorrection> corrections = check(text, counted);
      if (command_.mode == "report") row = {{"id", row["id"]}, {"corrections", corrections_json(text, corrections)}};
      else if (command_.mode == "apply") row["text"] = apply_corrections(text, corrections);
      else if (corrections.empty()) return {};
      else
        row["suggested"] = apply_corrections(text, corrections),
        row["corrections"] = corrections_json(text, corrections);
      counted.lines += row.dump() += '\n';
      return {};
    }));
    return counted;
  }

  // Suggestions a line each, for review; nothing for lines that are right.
  std::string suggestions(std::string_view text, const std::vector<SpellingCorrection>& corrections) const {
    std::string lines;
    std::size_t number = 1, begin = 0;
    for (auto one = corrections.begin(); one != corrections.end();) {
      std::size_t end = std::min(text.find('\n', begin), text.size());
      std::vector<SpellingCorrection> here;
      for (; one != corrections.end() && one->bytes.begin <= end; ++one) {
        here.push_back(*one);
        here.back().bytes = {one->bytes.begin - begin, one->bytes.end - begin};
      }
      const std::string_view line = text.substr(begin, end - begin);
      if (!here.empty())
        lines += Json{{"line", number},
                      {"text", line},
                      {"suggested", apply_corrections(line, here)},
                      {"corrections", corrections_json(line, here)}}
                     .dump() += '\n';
      begin = end + 1;
      ++number;
    }
    return lines;
  }

 private:
  const SpellCommand& command_;
  const SpellChecker& checker_;
  SpellingOptions options_;
};

void add(Counted& total, const Counted& part) {
  total.rows += part.rows;
  total.touched += part.touched;
  for (const auto& [rule, count] : part.by_rule) total.by_rule[rule] += count;
}

void tell(const Counted& total, bool rows, CliIo& io) {
  std::int64_t corrections = 0;
  for (const auto& [rule, count] : total.by_rule) corrections += count;
  if (rows) io.err << grouped(total.rows) << say(io, "줄, ", " rows, ");
  io.err << say(io, "고칠 곳 ", "corrections ") << grouped(corrections);
  for (const auto& [rule, count] : total.by_rule)
    io.err << ", " << spelling_rule_name(rule, io.korean ? RuleLanguage::korean : RuleLanguage::english) << ' '
           << grouped(count);
  io.err << '\n';
}

Result<void> of_rows(const SpellCommand& command, const Spell& work, Counted& total, CliIo& io) {
  ONGGI_TRY(RowReader reader, RowReader::open(resolved(io, command.file)));
  std::optional<RowWriter> out;
  if (!command.out.empty()) {
    ONGGI_TRY(out, RowWriter::create(resolved(io, command.out)));
  }
  ONGGI_CHECK(in_order<RowBatch, Counted>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [&](const RowBatch& batch) { return work.batch(batch); },
      [&](const Counted& part) -> Result<void> {
        add(total, part);
        if (out) return out->write(part.lines);
        io.out << part.lines;
        return {};
      },
      io.cancel));
  return out ? out->finish() : Result<void>();
}

Result<void> of_text(const SpellCommand& command, const Common& common, const Spell& work, Counted& total, CliIo& io) {
  std::string text = io.input;
  if (command.file != "-") {
    ONGGI_TRY(text, read_file(resolved(io, command.file), kTextBytesMax));
  }
  if (!is_valid_utf8(text)) text = decode_text(text).utf8;
  const std::vector<SpellingCorrection> corrections = work.check(text, total);
  std::string made;
  if (command.mode == "apply") made = apply_corrections(text, corrections);
  else if (command.mode == "suggest") made = work.suggestions(text, corrections);
  else if (common.json) made = Json{{"corrections", corrections_json(text, corrections)}}.dump() + "\n";
  else made = report_text(text, corrections, io);
  if (!command.out.empty()) return write_file(resolved(io, command.out), made);
  io.out << made;
  return {};
}

}  // namespace

Done spell(const SpellCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.rows && command.file == "-") return fail(ErrorCode::invalid_argument, "--rows needs a file");
  ONGGI_TRY(
      const std::shared_ptr<const SpellChecker> checker,
      host.recipe_parts().spell_checker(command.words.empty() ? std::filesystem::path() : resolved(io, command.words)));
  const Spell work(command, *checker);
  Counted total;
  if (command.rows) ONGGI_CHECK(of_rows(command, work, total, io));
  else ONGGI_CHECK(of_text(command, common, work, total, io));
  if (!common.quiet) tell(total, command.rows, io);
  return 0;
}

}  // namespace onggi::cli_room
