// See traces.h.
#include "monitor/traces.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/log.h"
#include "monitor/trace_queue.h"
#include "store/text_list.h"
#include "store/unremembered.h"

namespace onggi {
namespace {

constexpr std::string_view kColumns =
    "id, person, through, way, time_ms, request_id, belongs_to, exchange, application, model, prompt, outcome, "
    "abstained, refused, label, documents, prompt_tokens, completion_tokens, retrieve_us, first_us, whole_us, rating, "
    "course, text, cost_micros, currency";
constexpr std::int64_t kPage = 500;
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

std::string row_of(std::string_view id, std::string_view column) {
  return "traces/" + std::string(id) + "/" + std::string(column);
}

/// WHERE with its parameters, in order.
class Where {
 public:
  /// `condition` ends before its parameter: "model =".
  void add(std::string_view condition, SqlValue value) {
    sql_ += (values_.empty() ? " WHERE " : " AND ") + std::string(condition) + " ";
    sql_ += next(std::move(value));
  }
  /// What comes before (time, id) in the order of a list.
  void add_before(std::int64_t time_ms, const std::string& id) {
    add("(time_ms <", time_ms);
    sql_ += " OR (time_ms = " + next(time_ms);
    sql_ += " AND id < " + next(id) + "))";
  }
  std::string next(SqlValue value) {
    values_.push_back(std::move(value));
    return ":" + std::to_string(values_.size());
  }
  const std::string& sql() const { return sql_; }
  const std::vector<SqlValue>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<SqlValue> values_;
};

/// "<time>.<id>" of the last one of the page before.
Result<void> add_cursor(const std::string& cursor, Where& where) {
  if (cursor.empty()) return {};
  std::int64_t time_ms = 0;
  const char* const last = cursor.data() + cursor.size();
  const auto [end, error] = std::from_chars(cursor.data(), last, time_ms);
  if (error != std::errc() || end == last || *end != '.')
    return fail(ErrorCode::invalid_argument, "the cursor is none that a list gave", "bad_cursor");
  where.add_before(time_ms, std::string(end + 1, last));
  return {};
}

void add_viewer(const Viewer& viewer, Where& where) {
  if (!allows(viewer.role, Right::manage_system)) where.add("person =", viewer.person.str());
}

Result<Where> where_of(const Viewer& viewer, const Traces::Filter& filter) {
  Where where;
  add_viewer(viewer, where);
  if (!filter.person.empty()) where.add("person =", filter.person.str());
  if (!filter.model.empty()) where.add("model =", filter.model);
  if (!filter.application.empty()) where.add("application =", filter.application);
  if (!filter.request_id.empty()) where.add("request_id =", filter.request_id);
  if (!filter.belongs_to.empty()) where.add("belongs_to =", filter.belongs_to);
  if (filter.abstained) where.add("abstained =", std::int64_t{*filter.abstained});
  if (filter.failed) where.add(*filter.failed ? "outcome <>" : "outcome =", std::string("ok"));
  if (filter.rating) where.add("rating =", std::int64_t{*filter.rating});
  if (filter.from_ms > 0) where.add("time_ms >=", filter.from_ms);
  if (filter.before_ms < INT64_MAX) where.add("time_ms <", filter.before_ms);
  if (filter.took_us_min > 0) where.add("whole_us >=", filter.took_us_min);
  ONGGI_CHECK(add_cursor(filter.cursor, where));
  return where;
}

std::vector<DocumentId> documents_of(const SqlRow& row) {
  std::vector<DocumentId> documents;
  for (const auto& id : nlohmann::json::parse(row.text("documents"), nullptr, false))
    if (id.is_string()) documents.emplace_back(id.get<std::string>());
  return documents;
}

Trace readable_of(const SqlRow& row) {
  return {.id = TraceId(row.text("id")),
          .person = PersonId(row.text("person")),
          .through = row.text("through"),
          .way = trace_way_from(row.text("way")).value_or(TraceWay::ask),
          .time_ms = row.integer("time_ms"),
          .request_id = row.text("request_id"),
          .parent = {},
          .belongs_to = row.text("belongs_to"),
          .exchange = row.integer("exchange"),
          .application = row.text("application"),
          .model = row.text("model"),
          .prompt = row.text("prompt"),
          .outcome = row.text("outcome"),
          .abstained = row.integer("abstained") != 0,
          .refused = row.integer("refused") != 0,
          .label = static_cast<Label>(row.integer("label")),
          .documents = documents_of(row),
          .prompt_tokens = row.integer("prompt_tokens"),
          .completion_tokens = row.integer("completion_tokens"),
          .cost_micros = row.integer("cost_micros"),
          .currency = row.text("currency"),
          .retrieve_us = row.integer("retrieve_us"),
          .first_us = row.integer("first_us"),
          .whole_us = row.integer("whole_us"),
          .rating = static_cast<int>(row.integer("rating")),
          .course = {},
          .text = {},
          .hidden = false};
}

}  // namespace

Traces::Traces(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock, VisibleDocuments visible,
               Options options)
    : database_(std::move(database)),
      sealed_(std::move(sealed)),
      clock_(clock),
      visible_documents_(std::move(visible)),
      options_(std::move(options)),
      queue_(std::make_unique<monitor::TraceQueue>(
          monitor::TraceQueue::Limits{.traces_max = kWaitingMax, .bytes_max = kWaitingBytesMax, .gather = kWriteAfter},
          [this](std::vector<Trace> traces) { return hand_on(std::move(traces)); })) {}

Traces::~Traces() = default;

Result<std::unique_ptr<Traces>> Traces::open(std::shared_ptr<Database> database, const Vault& vault, const Clock& clock,
                                             VisibleDocuments visible_documents, Options options) {
  ONGGI_TRY(SealedText sealed, SealedText::open(database, vault, clock, "traces"));
  return std::unique_ptr<Traces>(
      new Traces(std::move(database), std::move(sealed), clock, std::move(visible_documents), std::move(options)));
}

void Traces::note(Trace trace) {
  if (!keeps() && options_.exporter == nullptr) return;
  if (trace.text.size() > kTextBytesMax) trace.text.clear();
  queue_->add(std::move(trace));
}

void Traces::flush() const { queue_->flush(); }

// One that cannot be written, because its person is gone, takes no others along.
std::int64_t Traces::hand_on(std::vector<Trace> traces) {
  std::int64_t lost = 0;
  if (keeps() && !write(traces))
    for (const Trace& one : traces)
      if (const auto written = write({one}); !written) {
        ++lost;
        log(LogLevel::error, "a trace is not kept", {{"trace", one.id.str()}, {"reason", describe(written.error())}});
      }
  if (options_.exporter != nullptr)
    for (Trace& one : traces) options_.exporter->add(std::move(one));
  return lost;
}

Result<void> Traces::write(const std::vector<Trace>& traces) {
  std::vector<std::vector<SqlValue>> rows;
  rows.reserve(traces.size());
  for (const Trace& one : traces) {
    const std::string& id = one.id.str();
    const auto sealed = [&](std::string_view column, const std::string& text) {
      return text.empty() ? std::string() : sealed_.seal(row_of(id, column), text);
    };
    rows.push_back({id,
                    one.person.str(),
                    one.through,
                    std::string(to_string(one.way)),
                    one.time_ms,
                    one.request_id,
                    one.belongs_to,
                    one.exchange,
                    one.application,
                    one.model,
                    one.prompt,
                    one.outcome,
                    std::int64_t{one.abstained},
                    std::int64_t{one.refused},
                    static_cast<std::int64_t>(one.label),
                    text_list(one.documents),
                    one.prompt_tokens,
                    one.completion_tokens,
                    one.retrieve_us,
                    one.first_us,
                    one.whole_us,
                    std::int64_t{one.rating},
                    sealed("course", one.course),
                    sealed("text", one.text),
                    one.cost_micros,
                    one.currency});
  }
  const UnrememberedWrites adding;
  const auto done = database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.execute_many(
        "INSERT INTO traces (" + std::string(kColumns) +
            ") VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, :15, :16, :17, :18, :19, :20, :21, "
            ":22, :23, :24, :25, :26) ON CONFLICT DO NOTHING",
        rows));
    return true;
  });
  return done ? Result<void>{} : std::unexpected(done.error());
}

// Asks once for the documents of all.
Result<std::vector<Trace>> Traces::opened(const Viewer& viewer, const std::vector<SqlRow>& rows) const {
  std::vector<Trace> traces;
  std::set<DocumentId> all;
  for (const SqlRow& row : rows) {
    traces.push_back(readable_of(row));
    all.insert(traces.back().documents.begin(), traces.back().documents.end());
  }
  ONGGI_TRY(const auto visible, visible_documents_(viewer, {all.begin(), all.end()}));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Trace& one = traces[i];
    one.hidden = one.label > viewer.clearance || !std::ranges::all_of(one.documents, [&](const DocumentId& document) {
                   return visible.contains(document);
                 });
    if (one.hidden) {
      one.documents.clear();
      continue;
    }
    const auto open = [&](std::string_view column) -> Result<std::string> {
      const std::string sealed = rows[i].text(column);
      return sealed.empty() ? Result<std::string>("") : sealed_.open(row_of(one.id.str(), column), sealed);
    };
    ONGGI_TRY(one.course, open("course"));
    ONGGI_TRY(one.text, open("text"));
  }
  return traces;
}

Result<Traces::Page> Traces::list(const Viewer& viewer, const Filter& filter) const {
  flush();
  ONGGI_TRY(Where where, where_of(viewer, filter));
  const std::string limit = where.next(filter.limit + 1);
  ONGGI_TRY(auto rows, database_->query("SELECT " + std::string(kColumns) + " FROM traces" + where.sql() +
                                            " ORDER BY time_ms DESC, id DESC LIMIT " + limit,
                                        where.values()));
  const bool has_more = std::cmp_greater(rows.size(), filter.limit);
  if (has_more) rows.pop_back();
  Page page;
  ONGGI_TRY(page.traces, opened(viewer, rows));
  if (has_more) page.next = std::to_string(page.traces.back().time_ms) + "." + page.traces.back().id.str();
  return page;
}

Result<Trace> Traces::get(const Viewer& viewer, const TraceId& id) const {
  flush();
  Where where;
  where.add("id =", id.str());
  add_viewer(viewer, where);
  ONGGI_TRY(const auto rows,
            database_->query("SELECT " + std::string(kColumns) + " FROM traces" + where.sql(), where.values()));
  if (rows.empty()) return fail(ErrorCode::not_found, "no trace " + id.str());
  ONGGI_TRY(auto traces, opened(viewer, rows));
  return std::move(traces.front());
}

Result<void> Traces::rate(const Viewer& viewer, const std::string& belongs_to, std::int64_t exchange, int rating) {
  flush();
  ONGGI_CHECK(
      database_->execute("UPDATE traces SET rating = :1 WHERE belongs_to = :2 AND exchange = :3 AND person = :4",
                         {std::int64_t{rating}, belongs_to, exchange, viewer.person.str()}));
  return {};
}

Result<void> Traces::forget(const Viewer& viewer, const std::string& belongs_to) {
  flush();
  ONGGI_CHECK(database_->execute("DELETE FROM traces WHERE belongs_to = :1 AND person = :2",
                                 {belongs_to, viewer.person.str()}));
  return {};
}

Result<std::int64_t> Traces::sweep() {
  flush();
  return database_->execute("DELETE FROM traces WHERE time_ms < :1", {clock_.now_ms() - options_.keep_days * kDayMs});
}

Result<std::int64_t> Traces::go_through(const std::function<bool(std::string_view)>& holds, Deed deed) {
  flush();
  std::int64_t count = 0;
  for (std::string last;;) {
    ONGGI_TRY(const auto rows,
              database_->query("SELECT id, text FROM traces WHERE id > :1 ORDER BY id LIMIT :2", {last, kPage}));
    if (rows.empty()) return count;
    for (const SqlRow& row : rows) {
      last = row.text("id");
      if (row.text("text").empty()) continue;
      ONGGI_TRY(const std::string text, sealed_.open(row_of(last, "text"), row.text("text")));
      if (!holds(text)) continue;
      ++count;
      if (deed == Deed::remove) ONGGI_CHECK(database_->execute("DELETE FROM traces WHERE id = :1", {last}));
    }
  }
}

Traces::Counts Traces::counts() const {
  Counts counts{.kept = keeps() ? queue_->handed_on() : 0, .dropped = queue_->dropped()};
  if (options_.exporter != nullptr) {
    counts.sent = options_.exporter->sent();
    counts.not_sent = options_.exporter->not_sent();
  }
  return counts;
}

}  // namespace onggi
