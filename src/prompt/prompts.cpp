// See prompts.h.
#include "prompt/prompts.h"

#include <algorithm>

#include "text/text.h"

namespace onggi {
namespace {

constexpr std::string_view kColumns =
    "SELECT number, system_text, user_text, shipped_hash, message, made_by, made_ms FROM prompt_versions ";
constexpr std::string_view kRule = "prompts";  // of all writes: labels and versions speak of each other
constexpr std::int64_t kGone = -1;

std::string select(std::string_view rest) { return std::string(kColumns).append(rest); }

PromptVersion version_of(std::string_view id, const SqlRow& row) {
  return {.prompt = std::string(id),
          .number = row.integer("number"),
          .texts = {row.text("system_text"), row.text("user_text")},
          .shipped_hash = row.text("shipped_hash"),
          .message = row.text("message"),
          .by = PersonId(row.text("made_by")),
          .time_ms = row.integer("made_ms"),
          .approvals = {}};
}

PromptVersion shipped_version(const PromptInfo& info) {
  return {.prompt = info.id,
          .number = 0,
          .texts = info.shipped,
          .shipped_hash = info.shipped_hash,
          .message = {},
          .by = {},
          .time_ms = 0,
          .approvals = {}};
}

std::unexpected<Error> no_version() {
  return fail(ErrorCode::not_found, "this prompt has no such version", "no_such_version");
}
std::unexpected<Error> no_label() {
  return fail(ErrorCode::not_found, "this prompt has no such label", "no_such_label");
}

Result<void> check_message(const std::string& message) {
  if (!is_valid_utf8(message)) return fail(ErrorCode::invalid_argument, "the message is not UTF-8");
  if (count_code_points(message) <= Prompts::kMessageCharactersMax) return {};
  return fail(ErrorCode::limit_exceeded,
              "a message has at most " + std::to_string(Prompts::kMessageCharactersMax) + " characters");
}

bool is_label_character(char32_t one) {
  if (one == '-' || one == '_' || (one >= '0' && one <= '9')) return true;
  return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || is_hangul_syllable(one);
}

Result<void> check_label(const std::string& label) {
  constexpr std::size_t kLabelMax = 40;
  bool good = is_valid_utf8(label) && !label.empty() && count_code_points(label) <= kLabelMax &&
              (label.front() < '0' || label.front() > '9') && label.front() != '-';
  for (std::size_t at = 0; good && at < label.size();) good = is_label_character(next_code_point(label, at));
  if (!good)
    return fail(ErrorCode::invalid_argument, "a label has 1 to 40 letters, digits, - and _, and begins with a letter",
                "bad_label");
  if (label == kLatest) return fail(ErrorCode::invalid_argument, "latest is always the newest version", "bad_label");
  return {};
}

Result<std::int64_t> newest_number(SqlSession& session, const std::string& id) {
  ONGGI_TRY(const auto rows,
            session.query("SELECT COALESCE(MAX(number), 0) AS number FROM prompt_versions WHERE prompt = :1", {id}));
  return rows.front().integer("number");
}

Result<void> must_exist(SqlSession& session, const std::string& id, std::int64_t number) {
  if (number == 0) return {};
  ONGGI_TRY(const auto rows,
            session.query("SELECT number FROM prompt_versions WHERE prompt = :1 AND number = :2", {id, number}));
  if (rows.empty()) return no_version();
  return {};
}

struct Move {
  std::string label;
  std::int64_t number = 0;
  std::string_view deed = "set";
};

Result<void> add_move(SqlSession& session, const std::string& id, const Move& move, const PersonId& by, UnixMs now) {
  ONGGI_TRY(const auto rows, session.query("SELECT COALESCE(MAX(move), 0) AS move FROM prompt_labels WHERE prompt = :1 "
                                           "AND label = :2",
                                           {id, move.label}));
  ONGGI_CHECK(session.execute(
      "INSERT INTO prompt_labels (prompt, label, move, number, deed, made_by, made_ms) VALUES (:1, :2, :3, :4, :5, :6, "
      ":7)",
      {id, move.label, rows.front().integer("move") + 1, move.number, std::string(move.deed), by.str(), now}));
  return {};
}

/// What production was, the present number last: what was set and not taken back.
Result<std::vector<std::int64_t>> way_of_production(SqlSession& session, const std::string& id) {
  ONGGI_TRY(const auto rows, session.query("SELECT number, deed FROM prompt_labels WHERE prompt = :1 AND label = :2 "
                                           "ORDER BY move",
                                           {id, std::string(kProduction)}));
  std::vector<std::int64_t> way = {0};
  for (const SqlRow& row : rows) {
    if (row.text("deed") == "set") way.push_back(row.integer("number"));
    else if (way.size() > 1) way.pop_back();
  }
  return way;
}

Result<void> add_approvals(Database& database, std::vector<PromptVersion>& versions) {
  if (versions.empty()) return {};
  ONGGI_TRY(const auto rows, database.query("SELECT number, made_by, message, made_ms FROM prompt_approvals WHERE "
                                            "prompt = :1 ORDER BY made_ms, made_by",
                                            {versions.front().prompt}));
  for (const SqlRow& row : rows) {
    const auto found = std::ranges::find(versions, row.integer("number"), &PromptVersion::number);
    if (found != versions.end())
      found->approvals.push_back({PersonId(row.text("made_by")), row.text("message"), row.integer("made_ms")});
  }
  return {};
}

}  // namespace

Prompts::Prompts(std::shared_ptr<Database> database, const Clock& clock, Options options)
    : database_(std::move(database)), clock_(clock), options_(options) {}

// prompt → label → number, as they are now.
Result<std::map<std::string, std::map<std::string, std::int64_t>>> Prompts::labels() const {
  ONGGI_TRY(const auto rows, database_->query("SELECT prompt, label, number FROM prompt_labels ORDER BY move"));
  std::map<std::string, std::map<std::string, std::int64_t>> all;
  for (const SqlRow& row : rows) all[row.text("prompt")][row.text("label")] = row.integer("number");
  for (auto& [prompt, labels] : all) std::erase_if(labels, [](const auto& one) { return one.second == kGone; });
  return all;
}

Result<std::vector<PromptState>> Prompts::list() const {
  ONGGI_TRY(auto all, labels());
  std::map<std::string, std::int64_t> newest;
  std::map<std::pair<std::string, std::int64_t>, std::string> hashes;
  ONGGI_TRY(const auto rows,
            database_->query("SELECT prompt, number, shipped_hash FROM prompt_versions ORDER BY prompt, number"));
  for (const SqlRow& row : rows) {
    newest[row.text("prompt")] = row.integer("number");
    hashes[{row.text("prompt"), row.integer("number")}] = row.text("shipped_hash");
  }
  std::vector<PromptState> states;
  for (const PromptInfo& info : shipped_prompts()) {
    PromptState state{.info = &info, .newest = newest[info.id], .in_use = 0, .labels = std::move(all[info.id])};
    if (const auto production = state.labels.find(std::string(kProduction)); production != state.labels.end())
      state.in_use = production->second;
    state.labels[std::string(kLatest)] = state.newest;
    state.shipped_changed = state.in_use > 0 && hashes[{info.id, state.in_use}] != info.shipped_hash;
    states.push_back(std::move(state));
  }
  return states;
}

Result<PromptState> Prompts::state(std::string_view id) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_TRY(const auto states, list());
  return *std::ranges::find(states, info, &PromptState::info);
}

Result<PromptVersion> Prompts::get(std::string_view id, std::int64_t number) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  if (number == 0) return shipped_version(*info);
  ONGGI_TRY(const auto rows, database_->query(select("WHERE prompt = :1 AND number = :2"), {info->id, number}));
  if (rows.empty()) return no_version();
  std::vector<PromptVersion> one = {version_of(id, rows.front())};
  ONGGI_CHECK(add_approvals(*database_, one));
  return std::move(one.front());
}

Result<PromptVersion> Prompts::labelled(std::string_view id, std::string_view label) const {
  if (label == kProduction) return in_use(id);
  ONGGI_TRY(const PromptState known, state(id));
  const auto found = known.labels.find(std::string(label));
  if (found == known.labels.end()) return no_label();
  return get(id, found->second);
}

Result<std::vector<PromptVersion>> Prompts::versions(std::string_view id, std::size_t limit) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_TRY(const auto rows, database_->query(select("WHERE prompt = :1 ORDER BY number DESC LIMIT :2"),
                                              {info->id, static_cast<std::int64_t>(limit)}));
  std::vector<PromptVersion> all;
  all.reserve(rows.size());
  for (const SqlRow& row : rows) all.push_back(version_of(id, row));
  ONGGI_CHECK(add_approvals(*database_, all));
  return all;
}

Result<std::vector<PromptMove>> Prompts::moves(std::string_view id, std::size_t limit) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_TRY(const auto rows,
            database_->query("SELECT label, number, deed, made_by, made_ms FROM prompt_labels WHERE prompt = :1 "
                             "ORDER BY made_ms DESC, move DESC, label LIMIT :2",
                             {info->id, static_cast<std::int64_t>(limit)}));
  std::vector<PromptMove> all;
  all.reserve(rows.size());
  for (const SqlRow& row : rows)
    all.push_back({.label = row.text("label"),
                   .number = row.integer("number"),
                   .back = row.text("deed") == "back",
                   .by = PersonId(row.text("made_by")),
                   .time_ms = row.integer("made_ms")});
  return all;
}

Result<PromptVersion> Prompts::in_use(std::string_view id) const {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_TRY(
      const auto rows,
      database_->query(select("WHERE prompt = :1 AND number = (SELECT number FROM prompt_labels WHERE prompt = :2 "
                              "AND label = :3 ORDER BY move DESC LIMIT 1)"),
                       {info->id, info->id, std::string(kProduction)}));
  return rows.empty() ? shipped_version(*info) : version_of(id, rows.front());
}

Result<std::int64_t> Prompts::save(std::string_view id, const PromptTexts& texts, const std::string& message,
                                   const PersonId& by, std::int64_t newest) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_CHECK(check_prompt(*info, texts));
  ONGGI_CHECK(check_message(message));
  return database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_TRY(const std::int64_t now, newest_number(session, info->id));
    if (now != newest)
      return fail(ErrorCode::conflict, "the prompt was changed meanwhile: look at it again", "changed_meanwhile");
    PromptTexts before = info->shipped;
    if (now > 0) {
      ONGGI_TRY(const auto rows, session.query(select("WHERE prompt = :1 AND number = :2"), {info->id, now}));
      before = version_of(id, rows.front()).texts;
    }
    if (texts == before) return fail(ErrorCode::conflict, "the newest version says the same", "nothing_changed");
    ONGGI_CHECK(session.execute(
        "INSERT INTO prompt_versions (prompt, number, system_text, user_text, shipped_hash, "
        "message, made_by, made_ms) VALUES (:1, :2, :3, :4, :5, :6, :7, :8)",
        {info->id, now + 1, texts.system, texts.user, info->shipped_hash, message, by.str(), clock_.now_ms()}));
    return now + 1;
  });
}

// The wording as shipped needs nobody's word.
Result<void> Prompts::may_be_used(SqlSession& session, std::string_view id, std::int64_t number) const {
  if (!options_.approval || number == 0) return {};
  ONGGI_TRY(const auto rows, session.query("SELECT made_by FROM prompt_approvals WHERE prompt = :1 AND number = :2",
                                           {std::string(id), number}));
  if (!rows.empty()) return {};
  return fail(ErrorCode::conflict, "somebody else has to approve this version first", "approval_needed");
}

Result<void> Prompts::set_label(std::string_view id, const std::string& label, std::int64_t number,
                                const PersonId& by) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  ONGGI_CHECK(check_label(label));
  ONGGI_TRY([[maybe_unused]] const bool done, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_CHECK(must_exist(session, info->id, number));
    if (label == kProduction) ONGGI_CHECK(may_be_used(session, info->id, number));
    ONGGI_CHECK(add_move(session, info->id, {label, number}, by, clock_.now_ms()));
    return true;
  }));
  return {};
}

Result<void> Prompts::remove_label(std::string_view id, const std::string& label, const PersonId& by) {
  if (label == kProduction || label == kLatest)
    return fail(ErrorCode::invalid_argument,
                "this label is always there: production points to 0 for the one as shipped", "bad_label");
  ONGGI_TRY(const PromptState known, state(id));
  if (!known.labels.contains(label)) return no_label();
  ONGGI_TRY([[maybe_unused]] const bool done, database_->write<bool>([&](SqlSession& session) -> Result<bool> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_CHECK(add_move(session, known.info->id, {label, kGone}, by, clock_.now_ms()));
    return true;
  }));
  return {};
}

Result<std::int64_t> Prompts::roll_back(std::string_view id, const PersonId& by) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  return database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_CHECK(session.exclusive(kRule));
    ONGGI_TRY(const auto way, way_of_production(session, info->id));
    if (way.size() < 2) return fail(ErrorCode::conflict, "nothing was in use before", "nothing_before");
    const std::int64_t before = way[way.size() - 2];
    ONGGI_CHECK(may_be_used(session, info->id, before));
    ONGGI_CHECK(add_move(session, info->id, {std::string(kProduction), before, "back"}, by, clock_.now_ms()));
    return before;
  });
}

Result<void> Prompts::approve(std::string_view id, std::int64_t number, const std::string& message,
                              const PersonId& by) {
  ONGGI_CHECK(check_message(message));
  ONGGI_TRY(const PromptVersion version, get(id, number));
  if (number == 0) return fail(ErrorCode::invalid_argument, "the wording as shipped needs no approval");
  if (version.by == by) return fail(ErrorCode::not_allowed, "who wrote a version does not approve it", "own_version");
  ONGGI_TRY(const std::int64_t added,
            database_->execute("INSERT INTO prompt_approvals (prompt, number, made_by, message, made_ms) VALUES (:1, "
                               ":2, :3, :4, :5) ON CONFLICT (prompt, number, made_by) DO NOTHING",
                               {version.prompt, number, by.str(), message, clock_.now_ms()}));
  if (added == 0) return fail(ErrorCode::conflict, "you approved this version already", "approved_already");
  return {};
}

Result<PromptVersion> prompt_in_use(const Prompts* prompts, std::string_view id) {
  if (prompts != nullptr) return prompts->in_use(id);
  ONGGI_TRY(const PromptInfo* info, find_prompt(id));
  return shipped_version(*info);
}

}  // namespace onggi
