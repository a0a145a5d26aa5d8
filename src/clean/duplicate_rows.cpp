// Sketches of all rows, pairs, clusters; then the file once more to part the rows.
#include "clean/duplicate_rows.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "base/in_order.h"
#include "clean/duplicate_clusters.h"
#include "clean/row_file.h"
#include "clean/rows.h"

namespace onggi {
namespace {

using clean_room::RowFile;
using Json = nlohmann::ordered_json;

const std::string& text_of(const Json& row) { return row["text"].get_ref<const std::string&>(); }

struct Sketched {
  struct Row {
    std::uint64_t offset;
    std::size_t size, line;
    DuplicateFinder::Sketch sketch;
  };
  std::vector<Row> rows;
  std::uint64_t end_offset = 0;
};

Result<Sketched> sketch_batch(const RowBatch& batch, const DuplicateFinder& finder) {
  Sketched made{.rows = {}, .end_offset = batch.end_offset};
  const std::uint64_t begin = batch.end_offset - batch.lines.size();
  ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
    ONGGI_TRY(const Json row, read_row(line, number));
    made.rows.push_back({begin + static_cast<std::uint64_t>(line.data() - batch.lines.data()), line.size(), number,
                         finder.sketch(text_of(row))});
    return {};
  }));
  return made;
}

class Finding {
 public:
  Finding(const DuplicateRowsTask& task, RowFile file, const Cancel& cancel)
      : task_(task), file_(std::move(file)), finder_(task.options), cancel_(cancel) {}

  Result<void> sketch(const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    ONGGI_TRY(RowReader reader, RowReader::open(task_.file));
    return in_order<RowBatch, Sketched>(
        std::thread::hardware_concurrency(), [&] { return reader.next(); },
        [&](const RowBatch& batch) { return sketch_batch(batch, finder_); },
        [&](const Sketched& part) -> Result<void> {
          for (const Sketched::Row& row : part.rows) {
            file_.add(row.offset, row.size, row.line);
            finder_.add(row.sketch);
          }
          progress(part.end_offset, reader.size());
          return {};
        },
        cancel_);
  }

  Result<DuplicateRows> find(const std::function<void(const RowCluster&)>& on_cluster) {
    const auto text = [&](std::uint32_t row) -> Result<std::string> {
      ONGGI_TRY(const Json json, file_.row(row));
      return text_of(json);
    };
    ONGGI_TRY(const std::vector<DuplicatePair> pairs, finder_.pairs(text, cancel_));
    removed_.assign(finder_.rows(), false);
    DuplicateRows found{.rows = finder_.rows(), .removed = 0, .banding = finder_.banding(), .pairs = {}};
    for (const std::vector<std::uint32_t>& rows : clusters_of(pairs, finder_.rows())) {
      ONGGI_CHECK(cancel_.check());
      ONGGI_TRY(const RowCluster made, cluster(rows));
      found.removed += made.removed.size();
      on_cluster(made);
    }
    if (task_.pairs) {
      ONGGI_TRY(found.pairs, pairs_by_id(pairs));
    }
    return found;
  }

  Result<void> write() const {
    ONGGI_TRY(RowWriter kept, RowWriter::create(task_.out));
    ONGGI_TRY(RowWriter side, RowWriter::create(removed_rows_file(task_.out)));
    for (std::uint32_t row = 0; row < file_.rows(); ++row) {
      ONGGI_TRY(const std::string line, file_.line(row));
      ONGGI_CHECK((removed_[row] ? side : kept).write(line + "\n"));
    }
    ONGGI_CHECK(side.finish());
    return kept.finish();
  }

 private:
  Result<RowCluster> cluster(const std::vector<std::uint32_t>& rows) {
    ONGGI_TRY(const std::vector<std::uint32_t> order, clean_room::ranked(rows, file_));
    ONGGI_TRY(const Json kept, file_.row(order.front()));
    RowCluster made{.kept = kept["id"].dump(), .removed = {}};
    for (std::size_t i = 1; i < order.size(); ++i) {
      removed_[order[i]] = true;
      ONGGI_TRY(const Json row, file_.row(order[i]));
      ONGGI_TRY(const double similarity, finder_.similarity(text_of(kept), text_of(row), cancel_));
      made.removed.push_back({row["id"].dump(), similarity});
    }
    return made;
  }

  Result<std::vector<DuplicateRows::Pair>> pairs_by_id(const std::vector<DuplicatePair>& pairs) const {
    std::vector<DuplicateRows::Pair> named;
    for (const DuplicatePair& pair : pairs) {
      ONGGI_TRY(const Json left, file_.row(pair.left));
      ONGGI_TRY(const Json right, file_.row(pair.right));
      named.push_back({left["id"].dump(), right["id"].dump(), pair.similarity});
    }
    return named;
  }

  const DuplicateRowsTask& task_;
  RowFile file_;
  DuplicateFinder finder_;
  std::vector<bool> removed_;
  const Cancel& cancel_;
};

}  // namespace

Result<DuplicateRows> find_duplicate_rows(const DuplicateRowsTask& task,
                                          const std::function<void(const RowCluster&)>& on_cluster,
                                          const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                          const Cancel& cancel) {
  ONGGI_TRY(RowFile file, RowFile::open(task.file));
  Finding finding(task, std::move(file), cancel);
  ONGGI_CHECK(finding.sketch(progress));
  ONGGI_TRY(DuplicateRows found, finding.find(on_cluster));
  if (!task.out.empty()) ONGGI_CHECK(finding.write());
  return found;
}

}  // namespace onggi
