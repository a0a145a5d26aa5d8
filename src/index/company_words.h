// The company's own words and what stands for the same thing, as rows: what all processes over a workspace agree on.
//
// A word is one that the dictionary does not know, or knows otherwise ("온기뱅크", parts "온기 뱅크"). A group holds
// words that mean the same thing ("금감원", "금융감독원"); a word is in one group at most. Each change counts a state
// up; who uses the words compares it with the one that it has.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/database.h"
#include "text/user_words.h"

namespace onggi {

struct CompanyWord {
  UserWord word;
  bool from_file = false;  // of `ingest.user_dictionary`: changed there alone
  PersonId by;             // empty: from the file
  UnixMs time_ms = 0;
};

/// Words that mean the same thing; they may hold spaces.
struct SynonymGroup {
  std::string id;
  std::vector<std::string> words;  // two and more, by key
  PersonId by;                     // who changed it last
  UnixMs time_ms = 0;
};

struct KeptWords {
  std::int64_t state = 0;
  std::vector<CompanyWord> words;  // by key; of a word that a person and the file name, the person's
  std::vector<SynonymGroup> groups;
};

/// How far the documents follow the words.
struct WordsState {
  std::int64_t state = 0;      // of the words
  std::int64_t swept = 0;      // up to which all documents were looked through
  std::int64_t documents = 0;  // that were analysed again by the last time that they were
};

/// Thread and process safe over its database. It asks nobody for a right. Everything that changes takes the session of
/// a write, in which no job ends between the words that it used and this change (hold()).
class CompanyWords {
 public:
  CompanyWords(std::shared_ptr<Database> database, const Clock& clock);

  Result<KeptWords> all() const;
  Result<WordsState> state() const;
  static Result<WordsState> state(SqlSession& session);

  /// From here to the end of the write the words do not change.
  static Result<void> hold(SqlSession& session);
  /// The words are other ones now: each change here says so itself, whoever changes rows otherwise does.
  static Result<void> count_up(SqlSession& session);

  /// Adds a word, or gives one that is there other parts. Gives false where nothing changed. Errors: bad_input (as
  /// UserWords::checked()), conflict ("from_file") for a word of the file, limit_exceeded.
  Result<bool> add(SqlSession& session, const UserWord& word, const PersonId& by) const;
  /// Errors: not_found; conflict ("from_file").
  Result<void> remove(SqlSession& session, const std::string& word) const;

  /// These words, and all that stand for the same as one of them, mean the same thing from now on. Gives the group's
  /// id, and an empty one where they did already. Errors: bad_input (fewer than two different words, not UTF-8, too
  /// long), limit_exceeded (kGroupMax words of one group).
  Result<std::string> same(SqlSession& session, const std::vector<std::string>& words, const PersonId& by) const;
  /// Takes a word out of its group; one that is left alone goes, too. Errors: not_found.
  Result<void> alone(SqlSession& session, const std::string& word) const;

  /// What the file holds, in place of what it held before. Gives whether anything changed.
  Result<bool> keep_file(SqlSession& session, const std::vector<UserWord>& words) const;

  /// Proposals that somebody does not want to see again, by their keys.
  Result<std::vector<std::string>> dismissed() const;
  Result<void> dismiss(SqlSession& session, const std::string& proposal, const PersonId& by) const;

  /// All documents were looked through with the words of `state`. Documents: how many were analysed again.
  static Result<void> note_swept(SqlSession& session, std::int64_t state, std::int64_t documents);

  static constexpr std::size_t kGroupMax = 50;

 private:
  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
};

}  // namespace onggi
