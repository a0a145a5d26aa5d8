// See sources.h.
#include "ingest/sources.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/hash.h"
#include "base/log.h"
#include "ingest/sources/location.h"
#include "ingest/sources/reader.h"
#include "ingest/sources/rows.h"
#include "ingest/sources/schedule.h"
#include "ingest/sources/sync.h"
#include "text/text.h"

namespace onggi {
namespace {

using namespace sources;  // NOLINT(google-build-using-namespace): the inside of this very room
using nlohmann::json;

// Why so many: a kill of the server burns an attempt of whatever was running, and that is no fault of the source.
constexpr std::int32_t kAttemptsMax = 50;
constexpr std::size_t kNameBytesMax = 200;

std::string source_in(const Job& job) { return json::parse(job.payload).value("source", ""); }

std::unique_ptr<Reader> open_reader(const std::string& kind, ReaderParts parts) {
  if (kind == "folder") return folder_reader(parts);
  if (kind == "mail") return mail_reader(parts);
  if (kind == "s3") return s3_reader(std::move(parts));
  if (kind == "sql") return sql_reader(std::move(parts));
  return web_reader(std::move(parts));
}

Result<void> check_name(const std::string& name) {
  if (!name.empty() && name.size() <= kNameBytesMax && is_valid_utf8(name) && !name.contains('\n')) return {};
  return fail(ErrorCode::invalid_argument, "a source has a name of 1 to 200 bytes", "bad_name");
}

Result<void> check_secrets(const KindRule& rule, const std::map<std::string, std::string>& secrets) {
  for (const auto& [name, value] : secrets)
    if (std::ranges::find(rule.secrets, name) == rule.secrets.end())
      return fail(ErrorCode::invalid_argument, "a " + std::string(rule.kind) + " source takes no secret " + name,
                  "bad_secret");
  return {};
}

Result<void> check_fields(const std::map<std::string, std::string>& fields) {
  for (const auto& [name, value] : fields)
    if (name.empty() || name.size() > 64 || value.size() > 1'000)
      return fail(ErrorCode::invalid_argument, "a field has a name of 1 to 64 bytes and a value of at most 1,000",
                  "bad_field");
  return {};
}

}  // namespace

class Sources::Impl {
 public:
  explicit Impl(Parts parts) : parts_(std::move(parts)), rows_(parts_.database) {}

  Result<Source> add(const SourceWish& wish) {
    if (!wish.name || !wish.kind || !wish.location || !wish.permission)
      return fail(ErrorCode::invalid_argument, "a source needs a name, a kind, a location and a permission");
    Source source{.id = SourceId(new_id("src")), .kind = *wish.kind, .state = "active", .owner = wish.owner};
    source.created_ms = parts_.clock.now_ms();
    return keep(std::move(source), wish);
  }

  Result<Source> change(const SourceId& id, const SourceWish& wish) {
    ONGGI_TRY(Source source, rows_.get(id.str()));
    if (wish.kind && *wish.kind != source.kind)
      return fail(ErrorCode::invalid_argument, "a source keeps its kind; add another one", "kind_stays");
    return keep(std::move(source), wish);
  }

  Result<std::vector<Source>> list() const {
    ONGGI_TRY(auto sources, rows_.list());
    ONGGI_TRY(const auto jobs, active_jobs());
    for (Source& source : sources) note_job(source, jobs);
    return sources;
  }

  Result<Source> get(std::string_view id_or_name) const {
    ONGGI_TRY(Source source, rows_.get(id_or_name));
    ONGGI_TRY(const auto jobs, active_jobs());
    note_job(source, jobs);
    return source;
  }

  Result<void> rest(const SourceId& id, bool paused) {
    ONGGI_TRY(const Source source, rows_.get(id.str()));
    ONGGI_TRY(const Schedule schedule, Schedule::read(source.schedule));
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.set_state(session, id, paused ? "paused" : "active",
                                  paused ? 0 : schedule.next(parts_.clock.now_ms())));
      return true;
    }));
    return {};
  }

  Result<JobId> run(const SourceId& id, AllowEmpty allow_empty) {
    ONGGI_TRY(const Source source, rows_.get(id.str()));
    if (source.state == "removing") return fail(ErrorCode::conflict, "the source is being removed", "removing");
    return parts_.jobs.enqueue(sync_job(source, allow_empty));
  }

  Result<JobId> remove(const SourceId& id, Documents documents) {
    ONGGI_TRY(const Source source, get(id.str()));
    if (!source.job.empty() && source.state != "removing") ONGGI_CHECK(parts_.jobs.cancel(source.job));
    return parts_.database->write<JobId>([&](SqlSession& session) -> Result<JobId> {
      ONGGI_CHECK(rows_.set_state(session, id, "removing", 0));
      return parts_.jobs.enqueue(
          session, {.type = std::string(kRemoveJob),
                    .payload = json{{"source", id.str()}, {"documents", documents == Documents::remove}}.dump(),
                    .key = "source.remove:" + id.str(),
                    .attempts_max = kAttemptsMax,
                    .owner = source.owner.str()});
    });
  }

  // The time is moved on and the job is queued in one transaction; of several who find it due, one moves it.
  Result<std::int64_t> enqueue_due() {
    const UnixMs now = parts_.clock.now_ms();
    ONGGI_TRY(const auto due, rows_.due(now));
    std::int64_t queued = 0;
    for (const Source& source : due) {
      ONGGI_TRY(const Schedule schedule, Schedule::read(source.schedule));
      ONGGI_TRY(const bool mine, parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
        ONGGI_TRY(const bool moved, rows_.move_on(session, source, schedule.next(now)));
        if (!moved) return false;
        ONGGI_CHECK(parts_.jobs.enqueue(session, sync_job(source, AllowEmpty::no)));
        return true;
      }));
      queued += mine ? 1 : 0;
    }
    return queued;
  }

  Result<void> do_sync(const JobContext& context) {
    auto source = rows_.get(source_in(context.job));
    if (!source && source.error().code == ErrorCode::not_found)
      return parts_.jobs.complete(context.job.id, context.worker);
    if (!source) return std::unexpected(std::move(source).error());
    if (source->state == "removing") return parts_.jobs.complete(context.job.id, context.worker);
    ONGGI_TRY(const SourceRun run, parts_.database->write<SourceRun>([&](SqlSession& session) {
      return rows_.begin_run(session, source->id, parts_.clock.now_ms());
    }));
    const Result<void> done = sync(*source, run, context);
    if (!done && done.error().code == ErrorCode::cancelled) return done;
    return end(*source, run, context, done ? nullptr : &done.error());
  }

  Result<void> do_remove(const JobContext& context) {
    const SourceId id(source_in(context.job));
    const bool with_documents = json::parse(context.job.payload).value("documents", true);
    ONGGI_TRY(const BlobId secrets, rows_.secrets_of(id));
    context.report(0, "remove");
    for (bool more = with_documents; more;) {
      ONGGI_CHECK(context.cancel.check());
      ONGGI_TRY(const auto items, rows_.gone(id, INT64_MAX, 200));
      for (const Rows::Gone& item : items) ONGGI_CHECK(remove_item(id, item));
      more = !items.empty();
    }
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.remove(session, id));
      ONGGI_CHECK(parts_.jobs.complete(session, context.job.id, context.worker));
      return true;
    }));
    return secrets.empty() ? Result<void>{} : parts_.blobs.remove(secrets);
  }

  const Rows& rows() const { return rows_; }

 private:
  static NewJob sync_job(const Source& source, AllowEmpty allow_empty) {
    return {.type = std::string(kSyncJob),
            .payload = json{{"source", source.id.str()}, {"allow_empty", allow_empty == AllowEmpty::yes}}.dump(),
            .key = "source:" + source.id.str(),
            .attempts_max = kAttemptsMax,
            .owner = source.owner.str()};
  }

  Result<Source> keep(Source source, const SourceWish& wish) {
    ONGGI_TRY(const KindRule rule, rule_of(source.kind));
    ONGGI_TRY(const Options options, Options::read(source.kind, wish.options.value_or(source.options)));
    if (const std::string recipe = options.text("recipe"); !recipe.empty())
      ONGGI_CHECK(parts_.documents.recipe_called(recipe));
    ONGGI_TRY(const Schedule schedule, Schedule::read(wish.schedule.value_or(source.schedule)));
    if (wish.name) source.name = to_nfc(*wish.name);
    if (wish.location) source.location = *wish.location;
    if (wish.permission) source.permission = *wish.permission;
    if (wish.fields) source.fields = *wish.fields;
    source.options = options.given();
    ONGGI_CHECK(check_name(source.name));
    ONGGI_CHECK(check_fields(source.fields));
    if (wish.secrets) ONGGI_CHECK(check_secrets(rule, *wish.secrets));
    ONGGI_CHECK(check_location({.kind = source.kind,
                                .location = source.location,
                                .options = options,
                                .home = parts_.home,
                                .folders = parts_.folders,
                                .any_folder = wish.folders == SourceWish::Folders::any,
                                .gate = *parts_.gate}));
    source.updated_ms = parts_.clock.now_ms();
    if (wish.schedule) {
      source.schedule = *wish.schedule;
      source.next_ms = source.state == "active" ? schedule.first(source.updated_ms) : 0;
    }
    return store(std::move(source), wish);
  }

  // Secrets first, so that a kill leaves a blob that nothing names rather than a name without a blob.
  Result<Source> store(Source source, const SourceWish& wish) {
    ONGGI_TRY(const BlobId before, rows_.secrets_of(source.id));
    BlobId secrets = before;
    if (wish.secrets) {
      ONGGI_TRY(secrets, keep_secrets(*wish.secrets));
      source.secrets.clear();
      for (const auto& [name, value] : *wish.secrets) source.secrets.push_back(name);
    }
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.put(session, source, secrets));
      return true;
    }));
    if (secrets != before && !before.empty()) ONGGI_CHECK(parts_.blobs.remove(before));
    return get(source.id.str());
  }

  // The random part keeps two sources with the same secrets from sharing a blob that one of them removes.
  Result<BlobId> keep_secrets(const std::map<std::string, std::string>& secrets) {
    if (secrets.empty()) return BlobId();
    return parts_.blobs.put(json{{"secrets", secrets}, {"random", random_token(20)}}.dump());
  }

  Result<std::map<std::string, std::string>> secrets_of(const Source& source) const {
    ONGGI_TRY(const BlobId blob, rows_.secrets_of(source.id));
    if (blob.empty()) return std::map<std::string, std::string>{};
    ONGGI_TRY(const std::string text, parts_.blobs.get(blob));
    return json::parse(text).at("secrets").get<std::map<std::string, std::string>>();
  }

  Result<void> sync(const Source& source, const SourceRun& run, const JobContext& context) {
    ONGGI_TRY(const Options options, Options::read(source.kind, source.options));
    ONGGI_TRY(const auto secrets, secrets_of(source));
    const auto reader = open_reader(source.kind, {.location = source.location,
                                                  .options = options,
                                                  .secrets = secrets,
                                                  .http = parts_.http,
                                                  .gate = parts_.gate,
                                                  .scratch = parts_.scratch,
                                                  .bytes_max = parts_.bytes_max});
    const bool asked = json::parse(context.job.payload).value("allow_empty", false);
    Sync work(parts_, rows_, source, run, context);
    return work.run(*reader, asked || options.flag("allow_empty") ? AllowEmpty::yes : AllowEmpty::no);
  }

  // A run that failed is not tried again by the queue: the schedule does, and people see why.
  Result<void> end(const Source& source, const SourceRun& run, const JobContext& context, const Error* error) {
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.end_run(session, source.id, run.number, parts_.clock.now_ms(), error));
      if (error == nullptr) ONGGI_CHECK(parts_.jobs.complete(session, context.job.id, context.worker));
      return true;
    }));
    if (error == nullptr) return {};
    log(LogLevel::warning, "a source failed",
        {{"source", source.id.str()}, {"code", std::string(to_string(error->code))}});
    return parts_.jobs.fail_job(context.job.id, context.worker, *error, JobQueue::Again::no);
  }

  Result<void> remove_item(const SourceId& id, const Rows::Gone& item) {
    if (!item.document.empty()) ONGGI_CHECK(remove_with_versions(parts_, item.document));
    ONGGI_CHECK(parts_.database->write<bool>([&](SqlSession& session) -> Result<bool> {
      ONGGI_CHECK(rows_.remove_item(session, id, item.item_hash));
      return true;
    }));
    return {};
  }

  using JobsBySource = std::unordered_map<std::string, Job>;
  Result<JobsBySource> active_jobs() const {
    JobsBySource found;
    for (const std::string_view type : {kSyncJob, kRemoveJob})
      for (const JobState state : {JobState::queued, JobState::running}) {
        ONGGI_TRY(auto jobs,
                  parts_.jobs.list({.state = state, .type = std::string(type), .owner = {}, .limit = 10'000}));
        for (Job& job : jobs) found[source_in(job)] = std::move(job);
      }
    return found;
  }

  static void note_job(Source& source, const JobsBySource& jobs) {
    const auto job = jobs.find(source.id.str());
    if (job != jobs.end()) source.job = job->second.id, source.progress = job->second.progress;
    else if (source.last && source.last->state == "running") source.last->state = "stopped";
  }

  Parts parts_;
  Rows rows_;
};

Sources::Sources(Parts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

std::vector<std::string_view> Sources::kinds() {
  std::vector<std::string_view> kinds;
  for (const KindRule& rule : kind_rules()) kinds.push_back(rule.kind);
  return kinds;
}

Result<Source> Sources::add(const SourceWish& wish) { return impl_->add(wish); }
Result<std::vector<Source>> Sources::list() const { return impl_->list(); }
Result<Source> Sources::get(std::string_view id_or_name) const { return impl_->get(id_or_name); }
Result<std::vector<SourceRun>> Sources::runs(const SourceId& id, std::int32_t limit) const {
  return impl_->rows().runs(id, limit);
}
Result<std::vector<SourceItem>> Sources::items(const SourceId& id, Which which, std::int32_t limit,
                                               std::int32_t offset) const {
  return impl_->rows().items(id, which, limit, offset);
}
Result<std::int64_t> Sources::waiting(const SourceId& id) const { return impl_->rows().waiting(id); }
Result<Source> Sources::change(const SourceId& id, const SourceWish& wish) { return impl_->change(id, wish); }
Result<void> Sources::pause(const SourceId& id) { return impl_->rest(id, true); }
Result<void> Sources::resume(const SourceId& id) { return impl_->rest(id, false); }
Result<JobId> Sources::run(const SourceId& id, AllowEmpty allow_empty) { return impl_->run(id, allow_empty); }
Result<JobId> Sources::remove(const SourceId& id, Documents documents) { return impl_->remove(id, documents); }
Result<std::int64_t> Sources::enqueue_due() { return impl_->enqueue_due(); }

void Sources::register_handlers(JobRunner& runner) {
  runner.add(std::string(kSyncJob), [impl = impl_](const JobContext& context) { return impl->do_sync(context); });
  runner.add(std::string(kRemoveJob), [impl = impl_](const JobContext& context) { return impl->do_remove(context); });
}

Result<bool> Sources::keeps(Database& database, const BlobId& blob) {
  ONGGI_TRY(const auto rows,
            database.query("SELECT 1 AS kept FROM ingest_sources WHERE secrets_blob = :1", {blob.str()}));
  return !rows.empty();
}

}  // namespace onggi
