// Traces of answers, kept for a while: written behind the answers' back, read by who asked and who runs the system.
//
// Course and text are sealed (store/sealed_text.h); ids, times, tokens, models, labels and outcomes stand readable. A
// person reads their own traces; who may manage the system reads everybody's. Either opens course and text only where
// they may see now all documents on which these rest and the label is within their clearance: a document that was
// closed or removed closes the texts of its traces.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/clock.h"
#include "base/result.h"
#include "monitor/otlp.h"
#include "monitor/trace.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sealed_text.h"

namespace onggi {

/// The tables of this room; those of `access` come before.
std::vector<Migration> monitor_migrations();

namespace monitor {
class TraceQueue;
}

/// Thread and process safe over its database.
class Traces {
 public:
  /// Of these documents the ones that the viewer may see now.
  using VisibleDocuments =
      std::function<Result<std::set<DocumentId>>(const Viewer& viewer, const std::vector<DocumentId>& documents)>;
  struct Options {
    std::int64_t keep_days = 30;                       // 0: none is kept
    std::unique_ptr<OtlpExporter> exporter = nullptr;  // null: they go nowhere else
  };

  static constexpr std::size_t kWaitingMax = 4'000;            // that are not written yet; more are dropped
  static constexpr std::size_t kWaitingBytesMax = 64U << 20U;  // likewise
  static constexpr std::size_t kTextBytesMax = 1U << 20U;      // a longer text is left out
  static constexpr std::chrono::milliseconds kWriteAfter{50};

  /// The database is migrated. Errors: those of SealedText::open().
  static Result<std::unique_ptr<Traces>> open(std::shared_ptr<Database> database, const Vault& vault,
                                              const Clock& clock, VisibleDocuments visible_documents, Options options);
  ~Traces();  // writes what note() took
  Traces(const Traces&) = delete;
  Traces& operator=(const Traces&) = delete;

  /// Whether traces can be read here again.
  bool keeps() const { return options_.keep_days > 0; }

  /// Written within a twentieth of a second, together with others; never waits. What finds no room, or cannot be
  /// written, is counted (Counts). A killed process loses what was not written yet.
  void note(Trace trace);
  /// Writes now what note() took; every call below begins with it.
  void flush() const;

  struct Filter {
    PersonId person;  // who asked; empty: everybody whose traces the viewer may read
    std::string model, application, request_id, belongs_to;  // empty: all
    std::optional<bool> abstained, failed;
    std::optional<int> rating;
    UnixMs from_ms = 0, before_ms = INT64_MAX;
    std::int64_t took_us_min = 0;
    std::string cursor;  // Page::next of before; empty: from the newest
    std::int64_t limit = 50;
  };
  struct Page {
    std::vector<Trace> traces;  // newest first
    std::string next;           // empty: that was all
  };
  /// Cost: opens the texts of the page. Errors: invalid_argument ("bad_cursor"); bad_input ("sealed_damaged").
  Result<Page> list(const Viewer& viewer, const Filter& filter) const;
  /// Errors: not_found, also for what is there but not the viewer's to read; bad_input ("sealed_damaged").
  Result<Trace> get(const Viewer& viewer, const TraceId& id) const;

  /// What the viewer thinks of an answer of theirs; none of that exchange: nothing happens.
  Result<void> rate(const Viewer& viewer, const std::string& belongs_to, std::int64_t exchange, int rating);
  /// With a conversation or response of the viewer's its traces go.
  Result<void> forget(const Viewer& viewer, const std::string& belongs_to);

  // ---- care ----
  /// Removes what is older than `keep_days`; where none is kept, all. Gives how many went.
  Result<std::int64_t> sweep();
  /// Traces in whose text `holds` says that somebody stands: how many there are, or that are removed. Cost: opens all.
  enum class Deed : std::uint8_t { count, remove };
  Result<std::int64_t> go_through(const std::function<bool(std::string_view)>& holds, Deed deed);

  struct Counts {
    std::int64_t kept = 0, dropped = 0;   // of this process, since it began
    std::int64_t sent = 0, not_sent = 0;  // over OTLP
  };
  Counts counts() const;

 private:
  Traces(std::shared_ptr<Database> database, SealedText sealed, const Clock& clock, VisibleDocuments visible,
         Options options);
  std::int64_t hand_on(std::vector<Trace> traces);
  Result<void> write(const std::vector<Trace>& traces);
  Result<std::vector<Trace>> opened(const Viewer& viewer, const std::vector<SqlRow>& rows) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  SealedText sealed_;
  const Clock& clock_;
  VisibleDocuments visible_documents_;
  Options options_;
  std::unique_ptr<monitor::TraceQueue> queue_;  // last: its thread uses the others
};

}  // namespace onggi
