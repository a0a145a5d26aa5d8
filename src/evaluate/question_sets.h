// Sets of questions about the documents of a workspace, each with the document that answers it: what runs
// (question_runs.h) are measured on.
//
// A question tells what stands in its document. It is shown only to who may see that one, and goes when it goes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/people.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "evaluate/search_uses.h"
#include "index/catalog.h"
#include "store/database.h"
#include "store/migrations.h"

namespace onggi {

std::vector<Migration> evaluate_migrations();

using QuestionSetId = Id<struct QuestionSetTag>;
using QuestionId = Id<struct QuestionTag>;

/// Where a question comes from: a person, a file of questions, what people searched and opened (search_uses.h), or a
/// rule over the document (made_questions.h).
inline constexpr std::string_view kByPerson = "person", kByFile = "file", kByUse = "use";

struct JudgedQuestion {
  QuestionId id;
  std::string text;
  std::string answer;  // a passage that answers holds this, spaces and case aside; empty: any passage of the document
  DocumentId document;
  std::string name;  // of the document's file, for showing
  std::string origin;
  bool accepted = true;  // what a rule made counts after a person said that it is a good question
};

struct QuestionSet {
  QuestionSetId id;
  std::string name;
  PersonId made_by;
  UnixMs made_ms = 0;
  std::int64_t accepted = 0, proposed = 0;  // questions about documents that are visible
};

/// Whether a choice between settings leaves this question out, to measure on it what was chosen. So it is with one of
/// two, by the id alone: what one choice held out no later one chooses on.
bool is_held_out(const QuestionId& id);

/// To choose between settings.
inline constexpr std::size_t kQuestionsLeast = 16, kHalfLeast = 4;
bool are_enough(std::size_t choosing, std::size_t held_out);

/// Thread and process safe over its database. What serves a person takes the permission ids that the person may see.
class QuestionSets {
 public:
  static constexpr std::size_t kQuestionsMax = 10'000;  // of one set
  static constexpr std::size_t kNameBytesMax = 200, kQuestionBytesMax = 1'000, kAnswerBytesMax = 4'000;

  /// `uses` outlives it.
  QuestionSets(std::shared_ptr<Database> database, const Catalog& catalog, const SearchUses& uses, const Clock& clock);

  /// Errors: invalid_argument (no name, too long); conflict ("name_taken").
  Result<QuestionSetId> add(const std::string& name, const PersonId& by);
  /// With its questions and runs. Errors: not_found.
  Result<void> remove(const QuestionSetId& id);
  /// Newest first.
  Result<std::vector<QuestionSet>> list(const std::vector<PermissionId>& permissions) const;
  /// By id, or by name. Errors: not_found.
  Result<QuestionSet> get(const std::vector<PermissionId>& permissions, const std::string& id_or_name) const;

  /// In the order in which they came. Errors: not_found.
  Result<std::vector<JudgedQuestion>> questions(const std::vector<PermissionId>& permissions,
                                                const QuestionSetId& id) const;

  /// All or none; those that the set has already are left out. Gives how many came. Errors: not_found (set, or a
  /// document that is not visible), invalid_argument (empty or too long), limit_exceeded.
  Result<std::int64_t> put(const std::vector<PermissionId>& permissions, const QuestionSetId& id,
                           std::vector<JudgedQuestion> questions);

  /// Proposals: first what people asked and agreed on (SearchUses::agreed), then questions made by rule out of visible
  /// documents; at most `limit`, a few of each document, of documents in no particular but always the same order. Gives
  /// how many came. Errors: not_found, limit_exceeded, cancelled.
  Result<std::int64_t> propose(const std::vector<PermissionId>& permissions, const QuestionSetId& id, std::size_t limit,
                               const Cancel& cancel);

  enum class Decision : std::uint8_t { accept, discard };
  /// Of questions about visible documents; others are passed over. Gives how many.
  Result<std::int64_t> decide(const std::vector<PermissionId>& permissions, const QuestionSetId& id,
                              const std::vector<QuestionId>& questions, Decision decision);

 private:
  Result<std::vector<QuestionSet>> sets(const std::vector<PermissionId>& permissions, const std::string& only) const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Catalog& catalog_;
  const SearchUses& uses_;
  const Clock& clock_;
};

}  // namespace onggi
