// Prompts: the wording that a company has written, in versions; which of them is in use, and who said so.
//
// Version 0 is the wording as shipped (prompt_table.h); 1, 2, ... are the company's and never change. Labels point at
// versions: `production` is what answers are written with, `latest` is always the newest, others are the company's own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "prompt/prompt_table.h"
#include "prompt/prompt_text.h"
#include "store/database.h"

namespace onggi {

inline constexpr std::string_view kProduction = "production";
inline constexpr std::string_view kLatest = "latest";

/// Who found a version good.
struct PromptApproval {
  PersonId by;
  std::string message;
  UnixMs time_ms = 0;
};

struct PromptVersion {
  std::string prompt;
  std::int64_t number = 0;  // 0: as shipped; then nobody wrote it, at no time
  PromptTexts texts;
  std::string shipped_hash;  // PromptInfo::shipped_hash when it was written
  std::string message;
  PersonId by;
  UnixMs time_ms = 0;
  std::vector<PromptApproval> approvals;  // oldest first

  /// "answer.question@3": what an answer says it came from.
  std::string reference() const { return prompt + "@" + std::to_string(number); }
};

/// Where a prompt stands.
struct PromptState {
  const PromptInfo* info = nullptr;            // of the table
  std::int64_t newest = 0, in_use = 0;         // numbers
  std::map<std::string, std::int64_t> labels;  // with latest and, where it was ever set, production
  bool shipped_changed = false;  // the version in use was written before an upgrade changed the wording as shipped
};

/// A label that was moved.
struct PromptMove {
  std::string label;
  std::int64_t number = 0;  // -1: the label was taken away
  bool back = false;        // a rollback
  PersonId by;
  UnixMs time_ms = 0;
};

/// Thread and process safe over its database. It asks nobody for a right. Every call with an id that is not in the
/// table is not_found ("no_such_prompt"), a number that was never saved not_found ("no_such_version").
class Prompts {
 public:
  struct Options {
    bool approval = false;  // production moves only to versions that somebody but their author approved
  };
  Prompts(std::shared_ptr<Database> database, const Clock& clock, Options options);

  Result<std::vector<PromptState>> list() const;
  Result<PromptState> state(std::string_view id) const;

  Result<PromptVersion> get(std::string_view id, std::int64_t number) const;
  /// Errors: not_found ("no_such_label").
  Result<PromptVersion> labelled(std::string_view id, std::string_view label) const;
  /// Newest first, at most `limit`; the one as shipped is not among them.
  Result<std::vector<PromptVersion>> versions(std::string_view id, std::size_t limit) const;
  /// Newest first, at most `limit`.
  Result<std::vector<PromptMove>> moves(std::string_view id, std::size_t limit) const;

  /// What answers are written with now, in all processes. Cost: one row is read.
  Result<PromptVersion> in_use(std::string_view id) const;

  /// A new version; nothing uses it yet. `newest`: the newest number that its author knew; another one meanwhile is a
  /// conflict ("changed_meanwhile"). Errors: those of check_prompt(); limit_exceeded for a message over
  /// kMessageCharactersMax; conflict ("nothing_changed") where the newest version says the same.
  Result<std::int64_t> save(std::string_view id, const PromptTexts& texts, const std::string& message,
                            const PersonId& by, std::int64_t newest);

  /// `number` 0: as shipped. Errors: invalid_argument for a name that is none (1 to 40 letters, digits, - and _, no
  /// digit first) or for `latest`; conflict ("approval_needed").
  Result<void> set_label(std::string_view id, const std::string& label, std::int64_t number, const PersonId& by);
  /// Errors: not_found ("no_such_label"); invalid_argument for `production` and `latest`.
  Result<void> remove_label(std::string_view id, const std::string& label, const PersonId& by);

  /// Production goes back to what it was before it was last set; again, one further. Gives the number. Errors: conflict
  /// ("nothing_before"), conflict ("approval_needed").
  Result<std::int64_t> roll_back(std::string_view id, const PersonId& by);

  /// Errors: not_allowed ("own_version") for its author, conflict ("approved_already").
  Result<void> approve(std::string_view id, std::int64_t number, const std::string& message, const PersonId& by);

  bool needs_approval() const { return options_.approval; }

  static constexpr std::size_t kMessageCharactersMax = 1'000;

 private:
  Result<void> may_be_used(SqlSession& session, std::string_view id, std::int64_t number) const;
  Result<std::map<std::string, std::map<std::string, std::int64_t>>> labels() const;

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
  Options options_;
};

/// What is in use, or as shipped where there is no registry. Errors: those of Prompts::in_use().
Result<PromptVersion> prompt_in_use(const Prompts* prompts, std::string_view id);

}  // namespace onggi
