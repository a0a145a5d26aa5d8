// Rows of words and groups.
#include "index/company_words.h"

#include <algorithm>
#include <map>
#include <set>

#include "text/pieces.h"
#include "text/text.h"

namespace onggi {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() ? "" : " ").append(part);
  return text;
}

// A member of a group: several words are allowed.
Result<std::string> checked_member(const std::string& word) {
  if (!is_valid_utf8(word)) return fail(ErrorCode::bad_input, "the word is not UTF-8", "bad_word");
  std::string made = squeeze_spaces(to_nfc(word));
  if (made.empty()) return fail(ErrorCode::bad_input, "the word is empty", "bad_word");
  if (made.size() > UserWords::kWordBytesMax || made.find_first_of("\t\n") != std::string::npos)
    return fail(ErrorCode::bad_input,
                "a word is at most " + std::to_string(UserWords::kWordBytesMax) + " bytes without tabs", "bad_word");
  return made;
}

CompanyWord word_of(const SqlRow& row) {
  const std::string parts = row.text("parts");
  const auto pieces = pieces_between_spaces(parts);
  return {.word = {.word = row.text("word"), .parts = {pieces.begin(), pieces.end()}},
          .from_file = row.text("origin") == "file",
          .by = PersonId(row.text("made_by")),
          .time_ms = row.integer("made_ms")};
}

std::vector<SynonymGroup> groups_of(const std::vector<SqlRow>& rows) {
  std::map<std::string, SynonymGroup> groups;
  for (const SqlRow& row : rows) {
    SynonymGroup& group = groups[row.text("group_id")];
    group.id = row.text("group_id");
    group.words.push_back(row.text("word"));
    if (row.integer("made_ms") < group.time_ms) continue;
    group.time_ms = row.integer("made_ms");
    group.by = PersonId(row.text("made_by"));
  }
  std::vector<SynonymGroup> made;
  made.reserve(groups.size());
  for (auto& [id, group] : groups) made.push_back(std::move(group));
  std::ranges::sort(made, {}, [](const SynonymGroup& group) { return UserWords::key(group.words.front()); });
  return made;
}

std::unexpected<Error> is_of_the_file() {
  return fail(ErrorCode::conflict, "the word stands in the file of ingest.user_dictionary: change it there",
              "from_file");
}

/// The origins of a word's rows.
Result<std::set<std::string>> origins_of(SqlSession& session, const std::string& key) {
  ONGGI_TRY(const auto rows, session.query("SELECT origin FROM company_words WHERE word_key = :1", {key}));
  std::set<std::string> origins;
  for (const SqlRow& row : rows) origins.insert(row.text("origin"));
  return origins;
}

}  // namespace

CompanyWords::CompanyWords(std::shared_ptr<Database> database, const Clock& clock)
    : database_(std::move(database)), clock_(clock) {}

Result<KeptWords> CompanyWords::all() const {
  return database_->read<KeptWords>([&](SqlSession& session) -> Result<KeptWords> {
    KeptWords kept;
    ONGGI_TRY(const WordsState now, state(session));
    kept.state = now.state;
    // "person" comes behind "file", and stays.
    ONGGI_TRY(const auto words, session.query("SELECT word, parts, origin, made_by, made_ms FROM company_words "
                                              "ORDER BY word_key, origin"));
    for (const SqlRow& row : words) {
      CompanyWord word = word_of(row);
      const bool again =
          !kept.words.empty() && UserWords::key(kept.words.back().word.word) == UserWords::key(word.word.word);
      if (again) kept.words.back() = std::move(word);
      else kept.words.push_back(std::move(word));
    }
    ONGGI_TRY(const auto members, session.query("SELECT word, group_id, made_by, made_ms FROM company_synonyms "
                                                "ORDER BY group_id, word_key"));
    kept.groups = groups_of(members);
    return kept;
  });
}

Result<WordsState> CompanyWords::state(SqlSession& session) {
  ONGGI_TRY(const auto rows, session.query("SELECT state, swept, documents FROM company_words_state WHERE id = 1"));
  if (rows.empty()) return fail(ErrorCode::internal, "the state of the company's words is missing");
  return WordsState{rows.front().integer("state"), rows.front().integer("swept"), rows.front().integer("documents")};
}

Result<WordsState> CompanyWords::state() const {
  return database_->read<WordsState>([](SqlSession& session) { return state(session); });
}

Result<void> CompanyWords::hold(SqlSession& session) { return session.exclusive("company words"); }

Result<void> CompanyWords::count_up(SqlSession& session) {
  ONGGI_CHECK(session.execute("UPDATE company_words_state SET state = state + 1 WHERE id = 1"));
  return {};
}

Result<bool> CompanyWords::add(SqlSession& session, const UserWord& word, const PersonId& by) const {
  ONGGI_CHECK(hold(session));
  ONGGI_TRY(const UserWord checked, UserWords::checked(word));
  const std::string key = UserWords::key(checked.word), parts = joined(checked.parts);
  ONGGI_TRY(const auto origins, origins_of(session, key));
  if (origins.contains("file") && !origins.contains("person")) return is_of_the_file();
  ONGGI_TRY(const auto there, session.query("SELECT 1 AS there FROM company_words WHERE word_key = :1 AND origin = "
                                            "'person' AND word = :2 AND parts = :3",
                                            {key, checked.word, parts}));
  if (!there.empty()) return false;
  ONGGI_TRY(const auto count, session.query("SELECT COUNT(*) AS words FROM company_words"));
  if (std::cmp_greater_equal(count.front().integer("words"), UserWords::kWordsMax))
    return fail(ErrorCode::limit_exceeded, "more than " + std::to_string(UserWords::kWordsMax) + " words");
  ONGGI_CHECK(session.execute("DELETE FROM company_words WHERE word_key = :1 AND origin = 'person'", {key}));
  ONGGI_CHECK(
      session.execute("INSERT INTO company_words (id, word_key, origin, word, parts, made_by, made_ms) VALUES "
                      "(:1, :2, 'person', :3, :4, :5, :6)",
                      {new_id("wrd"), key, checked.word, parts, by.str(), clock_.now_ms()}));
  ONGGI_CHECK(count_up(session));
  return true;
}

Result<void> CompanyWords::remove(SqlSession& session, const std::string& word) const {
  ONGGI_CHECK(hold(session));
  const std::string key = UserWords::key(squeeze_spaces(to_nfc(word)));
  ONGGI_TRY(const auto origins, origins_of(session, key));
  if (origins.empty()) return fail(ErrorCode::not_found, "the company has no such word", "no_such_word");
  if (!origins.contains("person")) return is_of_the_file();
  ONGGI_CHECK(session.execute("DELETE FROM company_words WHERE word_key = :1 AND origin = 'person'", {key}));
  return count_up(session);
}

Result<std::string> CompanyWords::same(SqlSession& session, const std::vector<std::string>& words,
                                       const PersonId& by) const {
  ONGGI_CHECK(hold(session));
  std::map<std::string, std::string> members;  // by key
  for (const std::string& word : words) {
    ONGGI_TRY(std::string checked, checked_member(word));
    const std::string key = UserWords::key(checked);
    members.emplace(key, std::move(checked));
  }
  if (members.size() < 2) return fail(ErrorCode::bad_input, "a group needs two different words", "too_few_words");
  std::set<std::string> joined_groups;
  std::size_t grouped = 0;
  for (const auto& [key, word] : members) {
    ONGGI_TRY(const auto rows, session.query("SELECT group_id FROM company_synonyms WHERE word_key = :1", {key}));
    if (rows.empty()) continue;
    joined_groups.insert(rows.front().text("group_id"));
    ++grouped;
  }
  if (joined_groups.size() == 1 && grouped == members.size()) return std::string();
  std::string id = joined_groups.empty() ? new_id("wgr") : *joined_groups.begin();
  for (const std::string& other : joined_groups)
    ONGGI_CHECK(session.execute("UPDATE company_synonyms SET group_id = :1 WHERE group_id = :2", {id, other}));
  for (const auto& [key, word] : members) {
    ONGGI_CHECK(session.execute("DELETE FROM company_synonyms WHERE word_key = :1", {key}));
    ONGGI_CHECK(
        session.execute("INSERT INTO company_synonyms (id, word_key, group_id, word, made_by, made_ms) VALUES "
                        "(:1, :2, :3, :4, :5, :6)",
                        {new_id("wsy"), key, id, word, by.str(), clock_.now_ms()}));
  }
  ONGGI_TRY(const auto count,
            session.query("SELECT COUNT(*) AS words FROM company_synonyms WHERE group_id = :1", {id}));
  if (std::cmp_greater(count.front().integer("words"), kGroupMax))
    return fail(ErrorCode::limit_exceeded, "a group has at most " + std::to_string(kGroupMax) + " words");
  ONGGI_CHECK(count_up(session));
  return id;
}

Result<void> CompanyWords::alone(SqlSession& session, const std::string& word) const {
  ONGGI_CHECK(hold(session));
  const std::string key = UserWords::key(squeeze_spaces(to_nfc(word)));
  ONGGI_TRY(const auto rows, session.query("SELECT group_id FROM company_synonyms WHERE word_key = :1", {key}));
  if (rows.empty()) return fail(ErrorCode::not_found, "the word is in no group", "no_such_word");
  const std::string id = rows.front().text("group_id");
  ONGGI_CHECK(session.execute("DELETE FROM company_synonyms WHERE word_key = :1", {key}));
  ONGGI_CHECK(session.execute(
      "DELETE FROM company_synonyms WHERE group_id = :1 AND (SELECT COUNT(*) FROM company_synonyms WHERE group_id = "
      ":2) < 2",
      {id, id}));
  return count_up(session);
}

Result<bool> CompanyWords::keep_file(SqlSession& session, const std::vector<UserWord>& words) const {
  ONGGI_CHECK(hold(session));
  ONGGI_TRY(const auto rows, session.query("SELECT word, parts FROM company_words WHERE origin = 'file'"));
  std::set<std::pair<std::string, std::string>> before, now;
  for (const SqlRow& row : rows) before.emplace(row.text("word"), row.text("parts"));
  for (const UserWord& word : words) now.emplace(word.word, joined(word.parts));
  if (before == now) return false;
  ONGGI_CHECK(session.execute("DELETE FROM company_words WHERE origin = 'file'"));
  std::vector<std::vector<SqlValue>> values;
  values.reserve(words.size());
  for (const UserWord& word : words)
    values.push_back({new_id("wrd"), UserWords::key(word.word), word.word, joined(word.parts), clock_.now_ms()});
  if (!values.empty())
    ONGGI_CHECK(
        session.execute_many("INSERT INTO company_words (id, word_key, origin, word, parts, made_by, "
                             "made_ms) VALUES (:1, :2, 'file', :3, :4, '', :5)",
                             values));
  ONGGI_CHECK(count_up(session));
  return true;
}

Result<std::vector<std::string>> CompanyWords::dismissed() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT proposal FROM company_words_dismissed"));
  std::vector<std::string> keys;
  keys.reserve(rows.size());
  for (const SqlRow& row : rows) keys.push_back(row.text("proposal"));
  return keys;
}

Result<void> CompanyWords::dismiss(SqlSession& session, const std::string& proposal, const PersonId& by) const {
  ONGGI_CHECK(session.execute("DELETE FROM company_words_dismissed WHERE proposal = :1", {proposal}));
  ONGGI_CHECK(
      session.execute("INSERT INTO company_words_dismissed (id, proposal, made_by, made_ms) VALUES (:1, :2, :3, :4)",
                      {new_id("wdi"), proposal, by.str(), clock_.now_ms()}));
  return {};
}

Result<void> CompanyWords::note_swept(SqlSession& session, std::int64_t state, std::int64_t documents) {
  ONGGI_CHECK(session.execute("UPDATE company_words_state SET swept = :1, documents = :2 WHERE id = 1 AND swept < :3",
                              {state, documents, state}));
  return {};
}

}  // namespace onggi
