// onggi ingest: files and folders in, an account of each file out.
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/waiting.h"
#include "evaluate/change_gate.h"

namespace onggi::cli_room {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr auto kLookEvery = std::chrono::milliseconds(100);
// Documents are worked on in the order in which they came, so only the first open ones are asked about: asking about
// all of a large folder each time would take as long as reading it.
constexpr std::size_t kLookAt = 100;

struct Item {
  fs::path path;
  std::string name;
  DocumentId document;  // empty: it could not be added
  Added::What what = Added::What::created;
  std::string error_code, error_message;
};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

// Regular files below a folder, in order of name; hidden ones and links out of it are passed over.
Result<void> collect(const fs::path& path, std::vector<Item>& items) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return fail(ErrorCode::not_found, "no file or folder " + path.string());
  if (!fs::is_directory(status)) {
    items.push_back({.path = path, .name = to_nfc(path.filename().string())});
    return {};
  }
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
       entry != end; entry.increment(error)) {
    if (error) return std::unexpected(system_error("look into", path, error.value()));
    if (is_hidden(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_regular_file() && !entry->is_symlink()) files.push_back(entry->path());
  }
  if (error) return std::unexpected(system_error("look into", path, error.value()));
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) items.push_back({.path = file, .name = to_nfc(file.filename().string())});
  return {};
}

class Ingestion {
 public:
  Ingestion(CliRooms& rooms, const Common& common, CliIo& io)
      : rooms_(rooms), common_(common), io_(io), line_(common, io) {}

  Result<void> add(std::vector<Item> items, const PermissionId& permission, const std::optional<RecipeId>& recipe) {
    items_ = std::move(items);
    for (Item& item : items_) {
      ONGGI_CHECK(io_.cancel.check());
      auto added = rooms_.ingest.add_file({.source = "file:" + item.path.string(),
                                           .name = item.name,
                                           .owner = rooms_.owner,
                                           .permission = permission,
                                           .recipe = recipe},
                                          item.path);
      if (!added && added.error().code == ErrorCode::unavailable) return within(item.name, std::move(added).error());
      if (!added) item.error_code = to_string(added.error().code), item.error_message = describe(added.error());
      else item.document = added->document, item.what = added->what;
      if (++kept_ % 64 == 0) rooms_.work();
    }
    rooms_.work();
    return {};
  }

  Result<void> read_again() {
    ONGGI_TRY(const auto rows, rooms_.ingest.read_again());
    for (const DocumentRow& row : rows)
      items_.push_back({.path = row.name, .name = row.name, .document = row.id, .what = Added::What::reread});
    rooms_.work();
    return {};
  }

  // Waits for every document to be done, telling of each as it gets there.
  Result<int> wait() {
    std::vector<std::size_t> open;  // that were asked about and are not done
    std::size_t next = 0;
    while (!open.empty() || next < items_.size()) {
      ONGGI_CHECK(io_.cancel.check());
      while (open.size() < kLookAt && next < items_.size()) open.push_back(next++);
      Result<void> failure;
      const std::size_t done = std::erase_if(
          open, [&](std::size_t index) { return failure.has_value() && settled(items_[index], failure); });
      ONGGI_CHECK(failure);
      line_(static_cast<std::int64_t>(next - open.size()), std::ssize(items_));
      if (done == 0) std::this_thread::sleep_for(kLookEvery);
    }
    return sum_up();
  }

 private:
  bool settled(const Item& item, Result<void>& failure) {
    if (item.document.empty()) {
      tell_failed(item.path, item.error_code, item.error_message);
      return true;
    }
    auto row = rooms_.catalog.row(item.document);
    if (!row) {
      failure = within(item.name, std::move(row).error());
      return false;
    }
    if (row->state == DocumentState::queued) return false;
    if (row->state == DocumentState::failed) {
      tell_failed(item.path, row->error_code, row->error_message);
      return true;
    }
    auto conflicts = conflicts_of(item);
    if (conflicts) tell_done(item, *row, *conflicts);
    else failure = within(item.name, std::move(conflicts).error());
    return true;
  }

  static double share(const DocumentRow& row) {
    return row.characters_in == 0 ? 1.0
                                  : static_cast<double>(row.characters_out) / static_cast<double>(row.characters_in);
  }

  // Corrections that do not fit what was read this time.
  Result<std::size_t> conflicts_of(const Item& item) {
    if (item.what == Added::What::created || item.what == Added::What::unchanged) return 0;
    ONGGI_TRY(const CorrectedDocument document, rooms_.ingest.corrected(item.document));
    return document.conflicts.size();
  }

  void tell_done(const Item& item, const DocumentRow& row, std::size_t conflicts) {
    ++done_;
    const bool suspicious = share(row) < 0.995 || row.chunks == 0;
    if ((suspicious && row.state != DocumentState::duplicate) || conflicts > 0) ++suspicious_;
    if (common_.json) return tell_json(item.path, row, conflicts);
    if (common_.quiet) return;
    line_.clear();
    io_.out << item.path.string() << '\t' << state_word(item, row) << '\t' << std::fixed << std::setprecision(1)
            << share(row) * 100 << " % (" << grouped(row.characters_out) << "/" << grouped(row.characters_in) << ")\t"
            << row.pages << say(io_, "쪽", " pages") << '\t' << row.chunks << say(io_, "조각", " chunks");
    if (row.warnings > 0) io_.out << '\t' << say(io_, "주의 ", "warnings ") << row.warnings;
    if (conflicts > 0) io_.out << '\t' << say(io_, "고친 내용과 어긋남 ", "conflicting corrections ") << conflicts;
    io_.out << '\n';
  }

  const char* state_word(const Item& item, const DocumentRow& row) const {
    if (row.state == DocumentState::duplicate) return say(io_, "중복", "duplicate");
    if (item.what == Added::What::unchanged) return say(io_, "그대로", "unchanged");
    if (item.what == Added::What::reread) return say(io_, "다시 읽음", "read again");
    return say(io_, "완료", "done");
  }

  void tell_json(const fs::path& path, const DocumentRow& row, std::size_t conflicts) {
    io_.out << json{{"file", path.string()},
                    {"document_id", row.id.str()},
                    {"state", to_string(row.state)},
                    {"media_type", row.media_type},
                    {"pages", row.pages},
                    {"elements", row.elements},
                    {"chunks", row.chunks},
                    {"warnings", row.warnings},
                    {"characters_in", row.characters_in},
                    {"characters_out", row.characters_out},
                    {"conflicts", conflicts}}
                   .dump()
            << '\n';
  }

  void tell_failed(const fs::path& path, const std::string& code, const std::string& message) {
    ++failed_;
    if (common_.json) {
      io_.out << json{{"file", path.string()}, {"state", "failed"}, {"error", {{"code", code}, {"message", message}}}}
                     .dump()
              << '\n';
      return;
    }
    line_.clear();
    io_.out << path.string() << '\t' << say(io_, "실패", "failed") << '\t' << code << ": " << message << '\n';
  }

  int sum_up() {
    line_.clear();
    if (!common_.quiet && !common_.json)
      io_.err << say(io_, "완료 ", "done ") << done_ << say(io_, ", 실패 ", ", failed ") << failed_
              << say(io_, ", 살펴볼 것 ", ", to look at ") << suspicious_ << '\n';
    return failed_ + suspicious_ > 0 ? 1 : 0;
  }

  CliRooms& rooms_;
  const Common& common_;
  CliIo& io_;
  CountLine line_;
  std::vector<Item> items_;
  std::int64_t kept_ = 0, done_ = 0, failed_ = 0, suspicious_ = 0;
};

/// Refuses to cut documents anew where less would be found then (evaluate.gate).
Result<void> pass_gate(CliRooms& rooms, const Common& common, CliIo& io) {
  if (rooms.gate.empty()) return {};
  ONGGI_TRY(const std::int64_t documents, rooms.ingest.cut_otherwise());
  if (documents == 0) return {};
  ONGGI_TRY(const Viewer viewer, viewer_for(rooms, {}));
  ONGGI_TRY(const auto visible, rooms.permissions.visible_to(viewer));
  auto gate = start_gate(rooms.question_runs, rooms.question_sets, rooms.gate,
                         {.chunk = rooms.question_runs.own_chunk(), .embedder = {}}, viewer, visible);
  if (!gate) return within("evaluate.gate", std::move(gate).error());
  CountLine line(common, io);
  std::optional<RunComparison> compared;
  ONGGI_CHECK(wait_until(rooms, io.cancel, [&]() -> Result<bool> {
    ONGGI_TRY(const QuestionRun after, rooms.question_runs.get(visible, gate->after));
    line(static_cast<std::int64_t>(after.progress * 100), 100, say(io, "시험", "trial"));
    ONGGI_TRY(compared, gate_result(rooms.question_runs, visible, *gate));
    return compared.has_value();
  }));
  line.clear();
  ONGGI_CHECK(note_deed(rooms, "questions.gate", "question_run:" + gate->after.str(),
                        json{{"passed", !is_worse(*compared)}}.dump()));
  if (!is_worse(*compared)) return {};
  std::ostringstream told;
  told << std::fixed << std::setprecision(4) << std::showpos << "nDCG@10 " << compared->ndcg_10.value
       << ", nDCG (read) " << compared->ndcg_read.value;
  return fail(ErrorCode::conflict,
              "documents stay cut as they are: with the settings of onggi.toml less is found in the questions of "
              "evaluate.gate (" +
                  told.str() + "); look at run " + gate->after.str() + " against " + gate->before.str() +
                  ", take the settings back, or give --force",
              "finds_less");
}

}  // namespace

Done ingest(const IngestCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.again) {
    ONGGI_TRY(CliRooms * rooms, host.rooms());
    if (!command.force) ONGGI_CHECK(pass_gate(*rooms, common, io));
    Ingestion again(*rooms, common, io);
    ONGGI_CHECK(again.read_again());
    ONGGI_CHECK(note_deed(*rooms, "document.read_again", ""));
    return again.wait();
  }
  if (command.paths.empty()) return fail(ErrorCode::invalid_argument, "ingest wants files or folders, or --again");
  ONGGI_TRY(const Label label, read_label(command.label));
  std::vector<Item> items;
  for (const std::string& path : command.paths) ONGGI_CHECK(collect(resolved(io, path), items));
  if (items.empty()) return fail(ErrorCode::bad_input, "there is no file in what was named");
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto principals, principals_for(*rooms, command.allow));
  ONGGI_TRY(const PermissionId permission, rooms->permissions.intern(label, principals));
  ONGGI_TRY(const auto recipe, kept_recipe(command.recipe, *rooms, common, io));
  Ingestion ingestion(*rooms, common, io);
  const std::size_t files = items.size();
  ONGGI_CHECK(ingestion.add(std::move(items), permission, recipe));
  ONGGI_CHECK(note_deed(*rooms, "document.add", "files:" + std::to_string(files)));
  return ingestion.wait();
}

}  // namespace onggi::cli_room
