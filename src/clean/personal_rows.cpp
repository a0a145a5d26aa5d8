// A file scanned or masked by all cores.
#include "clean/personal_rows.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/in_order.h"
#include "clean/rows.h"
#include "text/text.h"

namespace onggi {
namespace {

using Json = nlohmann::ordered_json;

struct Treated {
  std::string kept;     // lines for the output
  std::string removed;  // lines for the side file
  PersonalRows counts;
  std::uint64_t end_offset = 0;
};

// Offsets of one text in code points, asked in the order of the text.
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

void treat(std::string_view line, Json row, bool scan, const PersonalDataPolicy& policy, Treated& treated) {
  auto& text = row["text"].get_ref<std::string&>();
  const std::vector<Finding> findings = policy.find(text);
  ++treated.counts.rows;
  treated.counts.touched += findings.empty() ? 0 : 1;
  for (const Finding& finding : findings) ++treated.counts.by_type[finding.type];
  if (scan) {
    treated.kept += Json{{"id", row["id"]}, {"findings", findings_json(text, findings)}}.dump() += '\n';
  } else if (policy.removes(findings)) {
    treated.removed.append(line) += '\n';
  } else {
    text = policy.masked(text, findings);
    treated.kept += row.dump() += '\n';
  }
}

Result<Treated> treat_batch(const RowBatch& batch, bool scan, const PersonalDataPolicy& policy) {
  Treated treated;
  treated.end_offset = batch.end_offset;
  ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
    ONGGI_TRY(Json row, read_row(line, number));
    treat(line, std::move(row), scan, policy, treated);
    return {};
  }));
  return treated;
}

void add(PersonalRows& total, const PersonalRows& part) {
  total.rows += part.rows;
  total.touched += part.touched;
  for (const auto& [type, count] : part.by_type) total.by_type[type] += count;
}

}  // namespace

Result<PersonalRows> treat_personal_rows(const PersonalRowsTask& task, const PersonalDataPolicy& policy,
                                         const std::function<void(std::string_view)>& on_lines,
                                         const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                         const Cancel& cancel) {
  const bool removes = !task.scan && policy.may_remove();
  if (removes && task.out.empty())
    return fail(ErrorCode::invalid_argument,
                "rows are to be removed: name a file with --out, the removed ones stand beside it");
  ONGGI_TRY(RowReader reader, RowReader::open(task.file));
  std::optional<RowWriter> kept;
  std::optional<RowWriter> removed;
  if (!task.out.empty()) {
    ONGGI_TRY(kept, RowWriter::create(task.out));
  }
  if (removes) {
    ONGGI_TRY(removed, RowWriter::create(removed_rows_file(task.out)));
  }
  PersonalRows total;
  ONGGI_CHECK(in_order<RowBatch, Treated>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [&](const RowBatch& batch) { return treat_batch(batch, task.scan, policy); },
      [&](const Treated& part) -> Result<void> {
        add(total, part.counts);
        progress(part.end_offset, reader.size());
        if (removed) ONGGI_CHECK(removed->write(part.removed));
        if (kept) return kept->write(part.kept);
        on_lines(part.kept);
        return {};
      },
      cancel));
  if (removed) ONGGI_CHECK(removed->finish());
  if (kept) ONGGI_CHECK(kept->finish());
  return total;
}

}  // namespace onggi
