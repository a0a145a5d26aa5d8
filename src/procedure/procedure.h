// Pseudonymisation as a procedure: purpose → risk checklist → method for each kind with its ground → applied →
// re-inspection of a drawn sample by other people → verdict → report.
//
// A procedure is its log: what people did, in order, chained by keyed hashes. State and report are read out of it and
// out of nothing else. No entry holds a value that was found in a document.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/audit.h"
#include "base/ids.h"
#include "store/database.h"
#include "store/vault.h"

namespace onggi {

std::vector<Migration> procedure_migrations();

using ProcedureId = Id<struct ProcedureTag>;

/// Who acts, for the log and the audit log.
struct ProcedureActor {
  PersonId person;
  std::string login;
  std::string through;  // "command line", "password", "key:<id>"
};

struct ProcedureEntry {
  std::int64_t number = 0;  // 1, 2, 3 ...
  UnixMs time_ms = 0;
  PersonId person;
  std::string login;
  std::string step;    // "start", "answer", "method", "apply", "sample", "mark", "verdict"
  std::string detail;  // JSON: what was said in this step
  std::string hash;
};

/// One text that was drawn: an element of a document, whose id is a hash of its text, or a row of the file that was
/// written, whose hash stands in the log. Either way what people looked at is pinned.
struct SampleUnit {
  DocumentId document;
  ElementId element;
  std::int64_t row = 0;  // of a file, from 1; 0: an element
};

/// A file of rows that was taken through the recipe.
struct ProcedureRows {
  std::string file;               // where the rows were written, absolute
  std::string hash_in, hash_out;  // SHA-256 of what was read and what was written
  std::int64_t rows_in = 0, rows_out = 0;
  PermissionId permission;  // who may look at drawn rows, beside the right that every step needs
};

/// Where a procedure stands, read out of its log.
struct Procedure {
  struct Answer {
    bool risk = false;
    std::string note, login;
  };
  struct Method {
    std::string action, ground, login;
    PersonId person;
  };
  struct Applied {
    RecipeId recipe;
    std::vector<DocumentId> documents;           // these, or ...
    std::optional<ProcedureRows> rows;           // ... a file of rows; never both
    std::map<std::string, std::int64_t> masked;  // by kind
    std::int64_t held_back = 0;                  // documents or rows that the recipe let not pass
    std::string login;                           // who applied; filled in by what is noted
    PersonId person;
  };
  struct Sample {
    std::int64_t population = 0;
    double rate_max = 0;
    std::string seed;
    std::vector<SampleUnit> units;
    std::int64_t times = 1;  // how often a sample of this was drawn; the last one counts
  };
  struct Mark {
    std::map<std::string, std::int64_t> left;  // by kind; empty: nothing was left
    std::string login;
    PersonId person;
  };
  struct Verdict {
    bool accepted = false;
    std::string ground, login;
    UnixMs time_ms = 0;
    PersonId person;
  };
  ProcedureId id;
  UnixMs started_ms = 0;
  std::string started_by, purpose, about;
  std::vector<std::string> recipients;
  std::map<std::string, Answer> answers;  // by question
  std::map<std::string, Method> methods;  // by kind; "others": kinds that are not named
  std::optional<Applied> applied;         // under the methods that stand now
  std::optional<Sample> sample;           // of what is applied
  std::map<std::int64_t, Mark> marks;     // by number in the sample, from 1
  std::optional<Verdict> verdict;
  bool log_changed = false;  // behind the program's back; list() alone gives such a one

  std::int64_t leaks() const;
  /// Whether this person applied the methods or chose one that stands: who should not be the one to check them.
  bool processed_by(const PersonId& person) const;
  /// "checklist", "method", "apply", "sample", "inspect", "verdict", "closed": what is to be done next.
  std::string_view next() const;
};

/// Thread and process safe over its database. Each change is one entry of the log and one of the audit log
/// ("procedure.<step>"), in one transaction. Errors of all changes: not_found; conflict ("procedure_closed") after the
/// verdict; conflict ("procedure_changed") where somebody changed the log behind our back.
class Procedures {
 public:
  struct Options {
    /// Who applied the methods or chose one neither marks drawn texts nor gives the verdict.
    bool two_people = true;
  };
  Procedures(std::shared_ptr<Database> database, AuditLog& audit, const Vault& vault, const Clock& clock,
             Options options);

  struct Start {
    std::string purpose;  // an id of purposes()
    std::string about;    // what for, in words; required
    std::vector<std::string> recipients;
  };
  /// Errors: invalid_argument.
  Result<ProcedureId> start(const Start& start, const ProcedureActor& actor);

  /// Answers a question of the checklist, or answers it anew. A risk asks for a note on what is done about it.
  /// Errors: invalid_argument.
  Result<void> answer(const ProcedureId& id, std::string_view question, bool risk, std::string_view note,
                      const ProcedureActor& actor);

  /// What is done with one kind ("PERSON"; "others": all that are not named), and why so. Actions are those of `pii`:
  /// type, partial, pseudonym, remove, keep. What was applied before counts no more. Errors: invalid_argument.
  Result<void> method(const ProcedureId& id, const std::string& kind, const std::string& action,
                      std::string_view ground, const ProcedureActor& actor);

  /// The recipe that follows from the methods, as YAML. Errors: conflict ("checklist_open": not every question has an
  /// answer; "method_missing": nothing is said for "others").
  Result<std::string> recipe(const ProcedureId& id) const;

  /// Notes that documents or rows went through `recipe`, the YAML that recipe() gave. `also` is done in the same
  /// transaction. Errors: as recipe(); conflict ("method_changed") where recipe() gives another one by now.
  using Also = std::function<Result<void>(SqlSession&)>;
  Result<void> applied(const ProcedureId& id, const Procedure::Applied& applied, std::string_view recipe,
                       const ProcedureActor& actor, const Also& also = {});

  /// Draws texts for re-inspection out of all of the documents: as many as sample_size() says, by the seed alone, so
  /// that anybody can draw them again. An empty seed: one is made. Errors: conflict ("not_applied", "rows_applied"),
  /// invalid_argument (rate outside of (0, 0.5], nothing to draw from).
  Result<Procedure::Sample> draw(const ProcedureId& id, std::vector<SampleUnit> population, double rate_max,
                                 std::string seed, const ProcedureActor& actor);
  /// The same out of all rows of the file that was written. Errors: conflict ("not_applied", "documents_applied").
  Result<Procedure::Sample> draw_rows(const ProcedureId& id, double rate_max, std::string seed,
                                      const ProcedureActor& actor);

  /// What an inspector found left in a drawn text, by kind; nothing: it is clean. Marking again counts instead of what
  /// was marked before. Errors: conflict ("no_sample"), invalid_argument (no such number or kind), not_allowed
  /// ("same_person": Options::two_people).
  Result<void> mark(const ProcedureId& id, const std::vector<std::int64_t>& units,
                    const std::map<std::string, std::int64_t>& left, const ProcedureActor& actor);

  /// Closes the procedure. Errors: conflict ("inspection_open") while a drawn text is not marked; not_allowed
  /// ("same_person").
  Result<void> decide(const ProcedureId& id, bool accepted, std::string_view ground, const ProcedureActor& actor);

  Result<Procedure> get(const ProcedureId& id) const;
  /// Newest first; also those whose log was changed, as far as it can be read.
  Result<std::vector<Procedure>> list() const;
  Result<std::vector<ProcedureEntry>> log(const ProcedureId& id) const;
  /// The first entry that was changed, removed or put in since; none: the log is whole.
  Result<std::optional<std::int64_t>> first_break(const ProcedureId& id) const;
  const Options& options() const { return options_; }

 private:
  using Check = std::function<Result<void>(const Procedure&)>;
  Result<void> append(const ProcedureId& id, std::string_view step, const nlohmann::json& detail,
                      const ProcedureActor& actor, const Check& check, const Also& also = {});
  Result<void> another_person(const Procedure& state, const ProcedureActor& actor) const;
  Result<void> note_sample(const ProcedureId& id, const Procedure::Sample& sample, const ProcedureActor& actor,
                           const Check& check);

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  AuditLog& audit_;
  std::string chain_key_;
  const Clock& clock_;
  Options options_;
};

/// A procedure out of its log; an entry that somebody made unreadable is passed over (first_break() tells of it).
Procedure procedure_of(const ProcedureId& id, const std::vector<ProcedureEntry>& log);

/// The report out of the log and nothing else: JSON ("onggi.procedure.1") and a page to print, Korean first. `broken`:
/// first_break().
nlohmann::json procedure_report(const ProcedureId& id, const std::vector<ProcedureEntry>& log,
                                const std::optional<std::int64_t>& broken);
std::string procedure_page(const nlohmann::json& report);

/// TrueType files with Hangul, embedded into a PDF as far as it uses them.
struct ReportFonts {
  std::filesystem::path regular, bold;
};
/// The same report as a PDF: A4, page numbers, tables that go on over pages under their headings. The same report and
/// fonts give the same bytes. Cost: reads both fonts (9 MB). Errors: unavailable ("font_missing") naming what to
/// install; internal where the library fails. Thread safe.
Result<std::string> procedure_pdf(const nlohmann::json& report, const ReportFonts& fonts);

}  // namespace onggi
