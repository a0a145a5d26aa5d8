// Batches through the operations by all cores, results in order, a checkpoint every few seconds.
#include "clean/stage.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

#include "base/file.h"
#include "base/in_order.h"
#include "clean/row_file.h"
#include "clean/rows.h"

namespace onggi::clean_room {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A file that grows; what lies behind `size` is cut off.
class GrowingFile {
 public:
  static Result<GrowingFile> open(const std::filesystem::path& path, std::uint64_t size) {
    GrowingFile file;
    file.path_ = path;
    file.size_ = size;
    file.fd_ = FileDescriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!file.fd_ || ::ftruncate(file.fd_.get(), static_cast<off_t>(size)) != 0 ||
        ::lseek(file.fd_.get(), 0, SEEK_END) < 0)
      return std::unexpected(system_error("cannot write", path, errno));
    return file;
  }

  Result<void> append(std::string_view bytes) {
    ONGGI_CHECK(write_all(fd_.get(), bytes, path_));
    size_ += bytes.size();
    return {};
  }

  Result<void> sync() const {
    if (::fdatasync(fd_.get()) != 0) return std::unexpected(system_error("cannot write", path_, errno));
    return {};
  }

  std::uint64_t size() const { return size_; }

 private:
  FileDescriptor fd_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
};

struct NumberedBatch {
  RowBatch batch;
  std::uint32_t first_row = 0;
};

struct Piece {
  std::string kept, removed, changes;
  PassCounts counts;
  std::uint64_t end_offset = 0, lines = 0, rows = 0;
};

std::uint64_t rows_in(const RowBatch& batch) {
  std::uint64_t rows = 0;
  const Result<void> counted =
      each_line(batch, [&](std::string_view, std::size_t) -> Result<void> { return ++rows, Result<void>(); });
  return counted ? rows : 0;
}

std::filesystem::path state_file(const std::filesystem::path& base) { return base.string() + ".json"; }

Result<void> save_state(const StageState& state, const std::filesystem::path& base) {
  const Json saved{{"done", state.done},       {"offset", state.offset},       {"line", state.line},
                   {"rows", state.rows},       {"kept", state.kept},           {"removed", state.removed},
                   {"changes", state.changes}, {"counts", state.counts.save()}};
  return write_file(state_file(base), saved.dump(), Durable::yes, 0600);
}

// A row on its way through the operations of a pass.
class Work {
 public:
  explicit Work(const Stage& stage) : stage_(stage) {}

  Result<Piece> batch(const NumberedBatch& numbered) const {
    Piece piece;
    piece.counts.steps.resize(stage_.operations.size());
    piece.end_offset = numbered.batch.end_offset;
    piece.lines = static_cast<std::uint64_t>(std::ranges::count(numbered.batch.lines, '\n'));
    std::uint32_t number = numbered.first_row;
    ONGGI_CHECK(each_line(numbered.batch, [&](std::string_view line, std::size_t line_number) -> Result<void> {
      ONGGI_TRY(Json row, read_row(line, line_number));
      one(std::move(row), number++, piece);
      return {};
    }));
    piece.rows = number - numbered.first_row;
    return piece;
  }

 private:
  void one(Json row, std::uint32_t number, Piece& piece) const {
    auto& text = row["text"].get_ref<std::string&>();
    if (stage_.first) {
      const Features features = features_of(text);
      piece.counts.before.add(features);
      piece.counts.strangest.add(row["id"], features, text);
    }
    for (std::size_t i = 0; i < stage_.operations.size(); ++i) {
      const std::string before = text;
      const auto begin = SteadyClock::now();
      const RowOutcome outcome = stage_.operations[i]->apply(row, number);
      StepCounts& counts = piece.counts.steps[i];
      counts.seconds += std::chrono::duration<double>(SteadyClock::now() - begin).count();
      counts.see(row["id"], outcome, before, text);
      if (outcome.removed) return remove(row, stage_.names[i], outcome, piece);
      if (!outcome.notes.empty()) note(row, stage_.names[i], outcome, piece);
    }
    if (stage_.last) piece.counts.after.add(features_of(text));
    piece.kept += row.dump() += '\n';
  }

  static void remove(Json& row, const std::string& name, const RowOutcome& outcome, Piece& piece) {
    Json reasons = Json::array();
    for (const RowNote& one : outcome.notes) reasons.push_back(one.reason);
    row["removed"] = {{"operation", name}, {"reasons", std::move(reasons)}};
    piece.removed += row.dump() += '\n';
  }

  static void note(const Json& row, const std::string& name, const RowOutcome& outcome, Piece& piece) {
    Json changes = Json::object();
    for (const RowNote& one : outcome.notes) changes[one.reason] = one.count;
    piece.changes += Json{{"id", row["id"]}, {"operation", name}, {"changes", std::move(changes)}}.dump() += '\n';
  }

  const Stage& stage_;
};

class Pass {
 public:
  Pass(Stage& stage, StageState state, const StageProgress& progress, const Cancel& cancel)
      : stage_(stage), state_(std::move(state)), progress_(progress), cancel_(cancel) {}

  Result<StageState> run() {
    if (!stage_.operations.empty() && stage_.operations.front()->observes()) ONGGI_CHECK(look());
    ONGGI_CHECK(open());
    state_.counts.steps.resize(stage_.operations.size());
    ONGGI_TRY(RowReader reader, RowReader::open(stage_.source, state_.offset, state_.line));
    std::uint64_t rows = state_.rows;
    const Work work(stage_);
    const Result<void> passed = in_order<NumberedBatch, Piece>(
        std::thread::hardware_concurrency(), [&] { return numbered(reader, rows); },
        [&](const NumberedBatch& batch) { return work.batch(batch); },
        [&](const Piece& piece) { return write(piece, reader.size()); }, cancel_);
    if (!passed && passed.error().code == ErrorCode::cancelled) ONGGI_CHECK(checkpoint());
    ONGGI_CHECK(passed);
    state_.done = true;
    ONGGI_CHECK(checkpoint());
    return std::move(state_);
  }

 private:
  // All rows before the first is treated.
  Result<void> look() {
    RowOperation& operation = *stage_.operations.front();
    ONGGI_TRY(RowFile rows, RowFile::open(stage_.source));
    ONGGI_TRY(RowReader reader, RowReader::open(stage_.source));
    struct Seen {
      std::uint64_t offset;
      std::size_t size, line;
      std::any kept;
    };
    struct SeenBatch {
      std::vector<Seen> rows;
      std::uint64_t end_offset = 0;
    };
    const auto observe = [&](const RowBatch& batch) -> Result<SeenBatch> {
      SeenBatch seen{.rows = {}, .end_offset = batch.end_offset};
      const std::uint64_t begin = batch.end_offset - batch.lines.size();
      ONGGI_CHECK(each_line(batch, [&](std::string_view line, std::size_t number) -> Result<void> {
        ONGGI_TRY(const Json row, read_row(line, number));
        seen.rows.push_back({begin + static_cast<std::uint64_t>(line.data() - batch.lines.data()), line.size(), number,
                             operation.observe(row)});
        return {};
      }));
      return seen;
    };
    ONGGI_CHECK(in_order<RowBatch, SeenBatch>(
        std::thread::hardware_concurrency(), [&] { return reader.next(); }, observe,
        [&](SeenBatch batch) -> Result<void> {
          for (Seen& row : batch.rows) {
            rows.add(row.offset, row.size, row.line);
            operation.add(std::move(row.kept));
          }
          progress_(true, batch.end_offset, reader.size());
          return {};
        },
        cancel_));
    return operation.settle(rows, cancel_);
  }

  Result<void> open() {
    ONGGI_TRY(kept_, GrowingFile::open(kept_file(stage_.base), state_.kept));
    ONGGI_TRY(removed_, GrowingFile::open(removed_file(stage_.base), state_.removed));
    ONGGI_TRY(changes_, GrowingFile::open(changes_file(stage_.base), state_.changes));
    return {};
  }

  static Result<std::optional<NumberedBatch>> numbered(RowReader& reader, std::uint64_t& rows) {
    ONGGI_TRY(std::optional<RowBatch> batch, reader.next());
    if (!batch) return std::optional<NumberedBatch>();
    const auto first = static_cast<std::uint32_t>(rows);
    rows += rows_in(*batch);
    return std::optional<NumberedBatch>({std::move(*batch), first});
  }

  Result<void> write(const Piece& piece, std::uint64_t size) {
    ONGGI_CHECK(kept_.append(piece.kept));
    ONGGI_CHECK(removed_.append(piece.removed));
    ONGGI_CHECK(changes_.append(piece.changes));
    state_.counts.add(piece.counts);
    state_.offset = piece.end_offset;
    state_.line += piece.lines;
    state_.rows += piece.rows;
    progress_(false, piece.end_offset, size);
    if (SteadyClock::now() - last_ < std::chrono::seconds(5)) return {};
    return checkpoint();
  }

  // The files first: what the state says of them must be true.
  Result<void> checkpoint() {
    last_ = SteadyClock::now();
    for (const GrowingFile* file : {&kept_, &removed_, &changes_}) ONGGI_CHECK(file->sync());
    state_.kept = kept_.size();
    state_.removed = removed_.size();
    state_.changes = changes_.size();
    return save_state(state_, stage_.base);
  }

  Stage& stage_;
  StageState state_;
  const StageProgress& progress_;
  const Cancel& cancel_;
  GrowingFile kept_, removed_, changes_;
  SteadyClock::time_point last_ = SteadyClock::now();
};

// Whether the files hold at least what the state says; what lies behind was written after it and is cut off.
bool fits(const StageState& state, const std::filesystem::path& base) {
  const std::pair<std::filesystem::path, std::uint64_t> files[] = {
      {kept_file(base), state.kept}, {removed_file(base), state.removed}, {changes_file(base), state.changes}};
  return std::ranges::all_of(files, [](const auto& file) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file.first, error);
    if (error || size < file.second) return false;
    if (size > file.second) std::filesystem::resize_file(file.first, file.second, error);
    return !error;
  });
}

}  // namespace

Result<StageState> load_state(const std::filesystem::path& base) {
  auto text = read_file(state_file(base));
  if (!text && text.error().code == ErrorCode::not_found) return StageState();
  if (!text) return std::unexpected(std::move(text).error());
  try {
    const Json saved = Json::parse(*text);
    StageState state;
    state.done = saved.at("done");
    state.offset = saved.at("offset");
    state.line = saved.at("line");
    state.rows = saved.at("rows");
    state.kept = saved.at("kept");
    state.removed = saved.at("removed");
    state.changes = saved.at("changes");
    state.counts.load(saved.at("counts"));
    return fits(state, base) ? std::move(state) : StageState();
  } catch (const nlohmann::json::exception&) {
    return StageState();  // of another version: done anew
  }
}

Result<StageState> run_stage(Stage& stage, StageState state, const StageProgress& progress, const Cancel& cancel) {
  return Pass(stage, std::move(state), progress, cancel).run();
}

}  // namespace onggi::clean_room
