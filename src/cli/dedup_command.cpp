// onggi dedup: rows of JSON Lines that say the same. Needs no workspace.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/in_order.h"
#include "clean/duplicates.h"
#include "clean/rows.h"
#include "cli/commands.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

double thousandths(double number) { return std::round(number * 1000) / 1000; }

DuplicateMethod method_from(const std::string& name) {
  if (name == "exact") return DuplicateMethod::exact;
  if (name == "levenshtein") return DuplicateMethod::levenshtein;
  return DuplicateMethod::minhash;
}

// Rows of the file by number, read again where one is wanted.
class RowFile {
 public:
  static Result<RowFile> open(const std::filesystem::path& path) {
    RowFile file;
    file.fd_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.fd_) return std::unexpected(system_error("cannot open", path, errno));
    file.path_ = path;
    return file;
  }

  void add(std::uint64_t offset, std::size_t size, std::size_t line) {
    places_.push_back({offset, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(line)});
  }

  Result<std::string> line(std::uint32_t row) const {
    std::string bytes(places_[row].size, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got =
          ::pread(fd_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(places_[row].offset + done));
      if (got <= 0) return std::unexpected(system_error("cannot read", path_, errno));
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

  Result<Json> row(std::uint32_t number) const {
    ONGGI_TRY(const std::string bytes, line(number));
    return read_row(bytes, places_[number].line);
  }

 private:
  struct Place {
    std::uint64_t offset;
    std::uint32_t size, line;
  };
  FileDescriptor fd_;
  std::filesystem::path path_;
  std::vector<Place> places_;
};

struct Sketched {
  struct Row {
    std::uint64_t offset;
    std::size_t size, line;
    DuplicateFinder::Sketch sketch;
  };
  std::vector<Row> rows;
};

Result<Sketched> sketch_batch(const RowBatch& batch, const DuplicateFinder& finder) {
  Sketched made;
  const std::uint64_t begin = batch.end_offset - batch.lines.size();
  ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
    ONGGI_TRY(const Json row, read_row(line, number));
    made.rows.push_back({begin + static_cast<std::uint64_t>(line.data() - batch.lines.data()), line.size(), number,
                         finder.sketch(row["text"].get_ref<const std::string&>())});
    return {};
  }));
  return made;
}

// What decides which row of a cluster stays.
struct Merit {
  std::string date;  // of metadata, as written; ISO 8601 sorts by itself
  std::size_t length = 0;
  std::string id;
};

std::string date_of(const Json& row) {
  const auto metadata = row.find("metadata");
  for (const Json* place : {metadata == row.end() ? nullptr : &*metadata, &row}) {
    if (place == nullptr || !place->is_object()) continue;
    for (const char* name : {"effective_date", "revised", "date"})
      if (const auto found = place->find(name); found != place->end() && found->is_string()) return *found;
  }
  return {};
}

bool is_better(const Merit& a, const Merit& b) {
  if (a.date != b.date) return a.date > b.date;
  return a.length != b.length ? a.length > b.length : a.id < b.id;
}

class Report {
 public:
  Report(const RowFile& file, const DedupCommand& command) : file_(file), command_(command) {}

  // The cluster as JSON, its kept row first; the others go to removed().
  Result<Json> cluster(const std::vector<std::uint32_t>& rows) {
    std::vector<std::pair<Merit, std::uint32_t>> ranked;
    for (const std::uint32_t row : rows) {
      ONGGI_TRY(const Json json, file_.row(row));
      const Json& id = json["id"];
      ranked.push_back({{date_of(json), json["text"].get_ref<const std::string&>().size(),
                         id.is_string() ? id.get<std::string>() : id.dump()},
                        row});
    }
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return is_better(a.first, b.first); });
    ONGGI_TRY(const Json kept, file_.row(ranked.front().second));
    Json members = Json::array();
    for (std::size_t i = 1; i < ranked.size(); ++i) {
      removed_.insert(ranked[i].second);
      ONGGI_TRY(const Json json, file_.row(ranked[i].second));
      const double similarity = similarity_of(kept["text"].get_ref<const std::string&>(),
                                              json["text"].get_ref<const std::string&>(), options_of(command_));
      members.push_back({{"id", json["id"]}, {"similarity", thousandths(similarity)}});
    }
    return Json{{"kept", kept["id"]}, {"removed", std::move(members)}};
  }

  static DuplicateOptions options_of(const DedupCommand& command) {
    return {.method = method_from(command.method), .threshold = command.threshold, .ngram = command.ngram};
  }

  const std::set<std::uint32_t>& removed() const { return removed_; }

 private:
  const RowFile& file_;
  const DedupCommand& command_;
  std::set<std::uint32_t> removed_;
};

Result<void> write_rows(const RowFile& file, std::size_t rows, const std::set<std::uint32_t>& removed,
                        const std::filesystem::path& out) {
  ONGGI_TRY(RowWriter kept, RowWriter::create(out));
  ONGGI_TRY(RowWriter side, RowWriter::create(out.string() + ".removed.jsonl"));
  for (std::uint32_t row = 0; row < rows; ++row) {
    ONGGI_TRY(const std::string line, file.line(row));
    ONGGI_CHECK((removed.contains(row) ? side : kept).write(line + "\n"));
  }
  ONGGI_CHECK(side.finish());
  return kept.finish();
}

Result<void> sketch_rows(const std::filesystem::path& path, DuplicateFinder& finder, RowFile& file,
                         const Cancel& cancel) {
  ONGGI_TRY(RowReader reader, RowReader::open(path));
  return in_order<RowBatch, Sketched>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [&](const RowBatch& batch) { return sketch_batch(batch, finder); },
      [&](const Sketched& part) -> Result<void> {
        for (const Sketched::Row& row : part.rows) {
          file.add(row.offset, row.size, row.line);
          finder.add(row.sketch);
        }
        return {};
      },
      cancel);
}

Result<Json> pairs_json(const std::vector<DuplicatePair>& pairs, const RowFile& file) {
  Json list = Json::array();
  for (const DuplicatePair& pair : pairs) {
    ONGGI_TRY(const Json left, file.row(pair.left));
    ONGGI_TRY(const Json right, file.row(pair.right));
    list.push_back({left["id"], right["id"], thousandths(pair.similarity)});
  }
  return list;
}

void tell(const DuplicateFinder& finder, const DedupCommand& command, std::size_t removed, CliIo& io) {
  io.err << grouped(static_cast<std::int64_t>(finder.rows())) << say(io, "줄 가운데 중복 ", " rows, duplicates ")
         << grouped(static_cast<std::int64_t>(removed));
  if (command.method == "minhash")
    io.err << say(io, ", 기준 유사도에서 기대 재현율 ", ", expected recall at the threshold ")
           << thousandths(finder.banding().recall_at(command.threshold)) << " (" << finder.banding().bands << " x "
           << finder.banding().rows << ")";
  io.err << '\n';
}

}  // namespace

Done dedup(const DedupCommand& command, const Common& common, CliHost&, CliIo& io) {
  const std::filesystem::path path = resolved(io, command.file);
  DuplicateFinder finder(Report::options_of(command));
  ONGGI_TRY(RowFile file, RowFile::open(path));
  ONGGI_CHECK(sketch_rows(path, finder, file, io.cancel));
  const auto text_of = [&](std::uint32_t row) -> Result<std::string> {
    ONGGI_TRY(const Json json, file.row(row));
    return json["text"].get<std::string>();
  };
  ONGGI_TRY(const std::vector<DuplicatePair> pairs, finder.pairs(text_of, io.cancel));
  Report report(file, command);
  Json clusters = Json::array();
  for (const std::vector<std::uint32_t>& rows : clusters_of(pairs, finder.rows())) {
    ONGGI_TRY(Json cluster, report.cluster(rows));
    if (common.json) clusters.push_back(std::move(cluster));
    else io.out << cluster.dump() << '\n';
  }
  if (common.json) {
    const double recall = command.method == "exact" ? 1.0 : finder.banding().recall_at(command.threshold);
    Json whole{{"method", command.method},
               {"threshold", command.threshold},
               {"rows", finder.rows()},
               {"removed", report.removed().size()},
               {"expected_recall", thousandths(recall)},
               {"clusters", std::move(clusters)}};
    if (command.pairs) {
      ONGGI_TRY(whole["pairs"], pairs_json(pairs, file));
    }
    io.out << whole.dump() << '\n';
  }
  if (!command.out.empty()) ONGGI_CHECK(write_rows(file, finder.rows(), report.removed(), resolved(io, command.out)));
  if (!common.quiet) tell(finder, command, report.removed().size(), io);
  return 0;
}

}  // namespace onggi::cli_room
