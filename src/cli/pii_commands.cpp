// onggi pii: personal data in rows of JSON Lines. Needs no workspace.
#include <nlohmann/json.hpp>
#include <map>
#include <ostream>
#include <thread>

#include "base/file.h"
#include "base/in_order.h"
#include "clean/rows.h"
#include "cli/commands.h"
#include "privacy/company_patterns.h"
#include "privacy/privacy.h"
#include "text/text.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

struct Counted {
  std::string kept;     // lines for the output
  std::string removed;  // lines for the side file
  std::map<std::string, std::int64_t> by_type;
  std::int64_t rows = 0;
  std::int64_t touched = 0;
};

// Offsets of one text in code points, for findings in the order of the text.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : text_(text) {}
  std::size_t of(std::size_t byte) {
    count_ += count_code_points(text_.substr(byte_, byte - byte_));
    byte_ = byte;
    return count_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0, count_ = 0;
};

Json findings_json(std::string_view text, const std::vector<Finding>& findings) {
  Json list = Json::array();
  CodePoints place(text);
  for (const Finding& finding : findings) {
    const std::size_t start = place.of(finding.bytes.begin);
    list.push_back({{"type", finding.type},
                    {"start", start},
                    {"end", place.of(finding.bytes.end)},
                    {"confidence", std::round(finding.confidence * 100) / 100},
                    {"reason", finding.reason}});
  }
  return list;
}

std::vector<Finding> sure_findings(std::string_view text, const FindOptions& options, double confidence_min) {
  std::vector<Finding> findings = find_personal_data(text, options);
  std::erase_if(findings, [&](const Finding& finding) { return finding.confidence < confidence_min; });
  return findings;
}

class Pii {
 public:
  Pii(const PiiCommand& command, FindOptions options) : command_(command), options_(options) {}

  Result<Counted> batch(RowBatch batch) const {
    Counted counted;
    ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
      ONGGI_TRY(Json row, read_row(line, number));
      one(row, line, counted);
      return {};
    }));
    return counted;
  }

 private:
  void one(Json& row, std::string_view line, Counted& counted) const {
    const std::string text = to_nfc(row["text"].get_ref<const std::string&>());
    const std::vector<Finding> findings = sure_findings(text, options_, command_.confidence_min);
    ++counted.rows;
    counted.touched += findings.empty() ? 0 : 1;
    for (const Finding& finding : findings) ++counted.by_type[finding.type];
    if (command_.verb == "scan") {
      counted.kept += Json{{"id", row["id"]}, {"findings", findings_json(text, findings)}}.dump() += '\n';
    } else if (command_.action == "remove" && !findings.empty()) {
      counted.removed.append(line) += '\n';
    } else {
      row["text"] = mask(text, findings, command_.action == "partial" ? MaskAction::partial : MaskAction::replace_by_type,
                         command_.confidence_min);
      counted.kept += row.dump() += '\n';
    }
  }

  const PiiCommand& command_;
  FindOptions options_;
};

void add(Counted& total, const Counted& part) {
  total.rows += part.rows;
  total.touched += part.touched;
  for (const auto& [type, count] : part.by_type) total.by_type[type] += count;
}

void tell(const Counted& total, CliIo& io) {
  io.err << grouped(total.rows) << say(io, "줄 가운데 ", " rows, ") << grouped(total.touched)
         << say(io, "줄에 개인정보", " with personal data");
  for (const auto& [type, count] : total.by_type) io.err << ", " << type << ' ' << grouped(count);
  io.err << '\n';
}

Result<std::optional<CompanyPatterns>> read_patterns(const std::string& file, const CliIo& io) {
  if (file.empty()) return std::nullopt;
  ONGGI_TRY(const std::string text, read_file(resolved(io, file), 1U << 20U));
  auto patterns = CompanyPatterns::read(text);
  if (!patterns) return within(file, std::move(patterns).error());
  return std::optional<CompanyPatterns>(std::move(*patterns));
}

}  // namespace

Done pii(const PiiCommand& command, const Common& common, CliHost&, CliIo& io) {
  ONGGI_TRY(const std::optional<CompanyPatterns> patterns, read_patterns(command.patterns, io));
  const FindOptions options{.company = patterns ? &*patterns : nullptr, .everything = command.everything};
  ONGGI_TRY(RowReader reader, RowReader::open(resolved(io, command.file)));
  std::optional<RowWriter> kept;
  std::optional<RowWriter> removed;
  if (!command.out.empty()) {
    ONGGI_TRY(kept, RowWriter::create(resolved(io, command.out)));
    if (command.action == "remove") {
      ONGGI_TRY(removed, RowWriter::create(resolved(io, command.out + ".removed.jsonl")));
    }
  }
  const Pii work(command, options);
  Counted total;
  ONGGI_CHECK(in_order<RowBatch, Counted>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [&](RowBatch batch) { return work.batch(std::move(batch)); },
      [&](Counted part) -> Result<void> {
        add(total, part);
        if (removed) ONGGI_CHECK(removed->write(part.removed));
        if (kept) return kept->write(part.kept);
        io.out << part.kept;
        return {};
      },
      io.cancel));
  if (kept) ONGGI_CHECK(kept->finish());
  if (removed) ONGGI_CHECK(removed->finish());
  if (!common.quiet) tell(total, io);
  return 0;
}

}  // namespace onggi::cli_room
