// onggi pii: personal data in rows of JSON Lines. Needs no workspace.
#include <map>
#include <nlohmann/json.hpp>
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
  Pii(const PiiCommand& command, FindOptions options, MaskPolicy policy)
      : command_(command), options_(options), policy_(std::move(policy)) {}

  Result<Counted> batch(const RowBatch& batch) const {
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
      row["text"] = mask(text, findings, policy_);
      counted.kept += row.dump() += '\n';
    }
  }

  const PiiCommand& command_;
  FindOptions options_;
  MaskPolicy policy_;
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

Result<MaskAction> read_action(const std::string& word) {
  if (word == "type" || word == "remove") return MaskAction::replace_by_type;
  if (word == "partial") return MaskAction::partial;
  if (word == "pseudonym") return MaskAction::pseudonym;
  if (word == "keep") return MaskAction::keep;
  return fail(ErrorCode::invalid_argument, "an action is type, partial, pseudonym, keep or remove");
}

// `--action partial --action PHONE=keep`: one for all kinds, others for some.
Result<MaskPolicy> read_policy(const PiiCommand& command, const CliIo& io) {
  MaskPolicy policy;
  policy.confidence_min = command.confidence_min;
  ONGGI_TRY(policy.action, read_action(command.action));
  bool named = policy.action == MaskAction::pseudonym;
  for (const std::string& own : command.actions_of_kinds) {
    const std::size_t mark = own.find('=');
    if (mark == std::string::npos) return fail(ErrorCode::invalid_argument, "--kind is KIND=ACTION, as PHONE=keep");
    ONGGI_TRY(const MaskAction action, read_action(own.substr(mark + 1)));
    policy.of_type[own.substr(0, mark)] = action;
    named = named || action == MaskAction::pseudonym;
  }
  if (!named) return policy;
  if (command.key_file.empty())
    return fail(ErrorCode::invalid_argument,
                "pseudonyms need --key-file: a file of at least 16 bytes that only you keep");
  ONGGI_TRY(policy.key, read_file(resolved(io, command.key_file), 4096));
  if (policy.key.size() < 16 || policy.key.size() > 64)
    return fail(ErrorCode::bad_input, command.key_file + " must hold 16 to 64 bytes");
  return policy;
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
  ONGGI_TRY(MaskPolicy policy, read_policy(command, io));
  const Pii work(command, options, std::move(policy));
  Counted total;
  ONGGI_CHECK(in_order<RowBatch, Counted>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [&](const RowBatch& batch) { return work.batch(batch); },
      [&](const Counted& part) -> Result<void> {
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
