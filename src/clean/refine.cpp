// A recipe in passes: each begins where an operation has to see all rows before it can judge one.
#include "clean/refine.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "base/in_order.h"
#include "clean/rows.h"
#include "clean/stage.h"

namespace onggi {
namespace {

using clean_room::Json;
using clean_room::PassCounts;
using clean_room::Stage;
using clean_room::StageState;

constexpr std::size_t kKeyDigits = 16;

// Hash of hashes of batches, so that all cores can work on it. Batches are cut at the same places every time.
Result<std::string> hash_of_file(const std::filesystem::path& path, const Cancel& cancel) {
  ONGGI_TRY(RowReader reader, RowReader::open(path));
  std::string hashes;
  ONGGI_CHECK(in_order<RowBatch, std::string>(
      std::thread::hardware_concurrency(), [&] { return reader.next(); },
      [](const RowBatch& batch) -> Result<std::string> { return sha256_hex(batch.lines); },
      [&](const std::string& hash) -> Result<void> { return hashes += hash, Result<void>(); }, cancel));
  return sha256_hex(hashes);
}

// "0-", sixteen hexadecimal digits of a key, what the pass is and holds; or the lock.
bool is_work_file(const std::string& name) {
  const std::size_t mark = name.find('-'), key = mark + 1, end = name.find_first_of("-.", key);
  if (name == "lock") return true;
  return mark != std::string::npos && end != std::string::npos && end - key == kKeyDigits &&
         name.find_first_not_of("0123456789abcdef", key) == end;
}

class Refinery {
 public:
  Refinery(const RefineTask& task, const Recipe& recipe, const std::function<void(const RefineProgress&)>& progress,
           const Cancel& cancel)
      : task_(task),
        recipe_(recipe),
        progress_(progress),
        cancel_(cancel),
        work_(task.work.empty() ? std::filesystem::path(task.out.string() + ".work") : task.work) {}

  Result<Refined> run() {
    ONGGI_TRY(std::string key, hash_of_file(task_.file, cancel_));
    ONGGI_CHECK(open_work());
    plan();
    std::filesystem::path source = task_.file;
    for (std::size_t i = 0; i < passes_.size(); ++i) {
      for (std::size_t step = passes_[i].first; step < passes_[i].second; ++step)
        key = sha256_hex_parts(std::vector<std::string_view>{key, recipe_.steps()[step].key});
      ONGGI_TRY(source, pass(i, key, source));
    }
    ONGGI_CHECK(finish(source));
    refined_.report = report().dump(1);
    return std::move(refined_);
  }

 private:
  Result<void> open_work() {
    ONGGI_CHECK(make_folder(work_));
    std::error_code ignored;
    std::filesystem::permissions(work_, std::filesystem::perms::owner_all, ignored);
    lock_ = FileDescriptor(::open((work_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock_) return std::unexpected(system_error("cannot write in", work_, errno));
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
      return fail(ErrorCode::unavailable,
                  "another run works in " + work_.string() + ": wait for its end, or choose another --work");
    return {};
  }

  // [first, last) of the steps of each pass.
  void plan() {
    std::size_t first = 0;
    for (std::size_t step = 1; step < recipe_.steps().size(); ++step) {
      if (!recipe_.steps()[step].looks_at_all_rows) continue;
      passes_.emplace_back(first, step);
      first = step;
    }
    passes_.emplace_back(first, recipe_.steps().size());
    stages_ = 2 * passes_.size();
  }

  Result<std::filesystem::path> pass(std::size_t number, const std::string& key, const std::filesystem::path& source) {
    const auto [first, last] = passes_[number];
    Stage stage{.names = {},
                .operations = {},
                .source = source,
                .base = work_ / (std::to_string(number) + "-" + key.substr(0, kKeyDigits)),
                .first = number == 0,
                .last = number + 1 == passes_.size()};
    if (stage.last) stage.base += "-last";  // the last pass measures its rows: another pass behind it, other files
    ONGGI_TRY(StageState state, clean_room::load_state(stage.base));
    refined_.went_on = refined_.went_on || state.offset > 0;
    for (std::size_t step = first; step < last; ++step) stage.names.push_back(recipe_.steps()[step].operation);
    if (!state.done) {
      for (std::size_t step = first; step < last; ++step) {
        ONGGI_TRY(stage.operations.emplace_back(), recipe_.make(step));
      }
      const auto progress = [&](bool looking, std::uint64_t done, std::uint64_t all) {
        progress_({.stage = 2 * number + (looking ? 1 : 2), .stages = stages_, .done = done, .all = all});
      };
      ONGGI_TRY(state, clean_room::run_stage(stage, std::move(state), progress, cancel_));
    }
    take(stage, std::move(state));
    return clean_room::kept_file(bases_.back());
  }

  void take(const Stage& stage, StageState state) {
    for (std::size_t i = 0; i < stage.names.size(); ++i) {
      const clean_room::StepCounts& counts = state.counts.steps[i];
      refined_.steps.push_back({stage.names[i], counts.rows_in, counts.changed, counts.removed, counts.seconds});
    }
    if (stage.first) refined_.rows_in = state.counts.before.of(clean_room::Feature::characters).rows();
    if (stage.last) refined_.rows_out = state.counts.after.of(clean_room::Feature::characters).rows();
    bases_.push_back(stage.base);
    counts_.push_back(std::move(state.counts));
  }

  // The side files of all passes one behind the other; the rows last, so that they appear when all is there.
  Result<void> finish(const std::filesystem::path& kept) const {
    ONGGI_CHECK(join(clean_room::removed_file, removed_rows_file(task_.out)));
    ONGGI_CHECK(join(clean_room::changes_file, task_.out.string() + ".changes.jsonl"));
    ONGGI_TRY(RowWriter out, RowWriter::create(task_.out));
    ONGGI_CHECK(copy(kept, out));
    ONGGI_CHECK(out.finish());
    if (!task_.keep_work) remove_work();
    return {};
  }

  // What this program wrote there and nothing else; the folder goes when nothing is left in it.
  void remove_work() const {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(work_, ignored))
      if (is_work_file(entry.path().filename().string())) std::filesystem::remove(entry.path(), ignored);
    std::filesystem::remove(work_, ignored);
  }

  Result<void> join(std::filesystem::path (*of)(const std::filesystem::path&),
                    const std::filesystem::path& into) const {
    ONGGI_TRY(RowWriter writer, RowWriter::create(into));
    for (const std::filesystem::path& base : bases_) ONGGI_CHECK(copy(of(base), writer));
    return writer.finish();
  }

  static Result<void> copy(const std::filesystem::path& from, RowWriter& writer) {
    ONGGI_TRY(RowReader reader, RowReader::open(from));
    for (;;) {
      ONGGI_TRY(const std::optional<RowBatch> batch, reader.next());
      if (!batch) return {};
      ONGGI_CHECK(writer.write(batch->lines));
    }
  }

  Json report() const {
    Json steps = Json::array();
    std::size_t step = 0;
    for (const PassCounts& counts : counts_)
      for (const clean_room::StepCounts& one : counts.steps) {
        Json json = one.to_json(recipe_.steps()[step].operation);
        json["options"] = Json::parse(recipe_.steps()[step].options);
        steps.push_back(std::move(json));
        ++step;
      }
    const PassCounts& first = counts_.front();
    return {{"recipe", recipe_.name()},
            {"rows_in", refined_.rows_in},
            {"rows_out", refined_.rows_out},
            {"steps", std::move(steps)},
            {"before", first.before.to_json()},
            {"after", counts_.back().after.to_json()},
            {"strangest", first.strangest.to_json(first.before)}};
  }

  const RefineTask& task_;
  const Recipe& recipe_;
  const std::function<void(const RefineProgress&)>& progress_;
  const Cancel& cancel_;
  std::filesystem::path work_;
  FileDescriptor lock_;
  std::vector<std::pair<std::size_t, std::size_t>> passes_;
  std::size_t stages_ = 0;
  std::vector<std::filesystem::path> bases_;
  std::vector<PassCounts> counts_;
  Refined refined_;
};

}  // namespace

Result<Refined> refine(const RefineTask& task, const Recipe& recipe,
                       const std::function<void(const RefineProgress&)>& progress, const Cancel& cancel) {
  return Refinery(task, recipe, progress, cancel).run();
}

}  // namespace onggi
