// Guards: what is asked, what documents say and what is answered pass here.
//
// A policy is what the company has said last (guard_policy.h); each is kept with who said it, so that any can come
// back.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "prompt/guard_policy.h"
#include "prompt/guard_rules.h"
#include "prompt/known_data.h"
#include "store/database.h"
#include "store/migrations.h"

namespace onggi {

/// The tables of this room.
std::vector<Migration> prompt_migrations();

/// A rule against what one application does not talk about, in questions and answers: one of its patterns is met.
GuardRule rule_against(const std::vector<std::string>& patterns);

/// What a guard found and what follows from it. Holds nothing of the text.
struct GuardDecision {
  std::string rule, name, name_en;
  GuardPlace place = GuardPlace::question;
  GuardDeed deed = GuardDeed::flag;
  std::string hidden;  // as GuardFinding's
  ByteRange bytes;     // of the text given
  // Of a place in a document:
  DocumentId document;
  ChunkId chunk;
};

/// What stands in place of a refused sentence: in an answer, and in a document that a model reads.
inline constexpr std::string_view kTakenOut = "[규칙에 따라 뺐습니다]";
inline constexpr std::string_view kLeftOut = "[지시로 보이는 문장을 뺐습니다]";

/// Rules under one policy. Immutable, thread safe.
class GuardSet {
 public:
  GuardSet(GuardRules rules, GuardPolicy policy, std::int64_t number)
      : rules_(std::move(rules)), policy_(std::move(policy)), number_(number) {}

  /// In order. Cost: as GuardRules::find().
  std::vector<GuardDecision> look(std::string_view utf8, GuardPlace place) const;

  /// The text without its sentences that are refused there; `instead` stands for each. `decisions`: of look().
  static std::string without_refused(std::string_view utf8, const std::vector<GuardDecision>& decisions,
                                     std::string_view instead);

  /// The text as it goes on: personal data masked where the policy masks it there, refused sentences of an answer taken
  /// out, those of a document left out. A refused question does not go on at all; it is given masked.
  std::string passed(std::string_view utf8, GuardPlace place) const;

  /// These rules under this policy, and rule_against() beside them: nothing is let pass that these do not. Errors:
  /// those of GuardRules::with(). Cost: the rules are copied.
  Result<std::shared_ptr<const GuardSet>> with_forbidden(const std::vector<std::string>& patterns) const;

  const GuardRules& rules() const { return rules_; }
  const GuardPolicy& policy() const { return policy_; }
  std::int64_t number() const { return number_; }  // of the policy; 0: as shipped

 private:
  GuardRules rules_;
  GuardPolicy policy_;
  std::int64_t number_;
};

/// A policy as it was kept.
struct KeptGuardPolicy {
  std::int64_t number = 0;
  GuardPolicy policy;
  std::string message;
  PersonId by;
  UnixMs time_ms = 0;
};

/// Thread and process safe over its database. It asks nobody for a right.
class Guards {
 public:
  /// `rules`: TOML of data/guards/rules.toml. Errors: those of GuardRules::read().
  static Result<std::unique_ptr<Guards>> open(std::shared_ptr<Database> database, const Clock& clock,
                                              std::string_view rules);

  /// What counts now, also after another process changed it. Cost: one row is read. Errors: those of the database; a
  /// guard that cannot be read lets nothing pass.
  Result<std::shared_ptr<const GuardSet>> in_use();
  const GuardRules& shipped() const { return shipped_; }
  /// Rules under another policy, to try them.
  Result<std::shared_ptr<const GuardSet>> with(const GuardPolicy& policy) const;

  /// From now on this policy counts. `before`: the number that the change was made from; another one meanwhile is a
  /// conflict ("changed_meanwhile"). Errors: those of GuardRules::with().
  Result<std::int64_t> change(const GuardPolicy& policy, const std::string& message, const PersonId& by,
                              std::int64_t before);
  /// Newest first. `limit`: at most so many.
  Result<std::vector<KeptGuardPolicy>> kept(std::size_t limit) const;

 private:
  Guards(std::shared_ptr<Database> database, const Clock& clock, GuardRules rules);

  std::shared_ptr<Database> database_;  // shared with every room that owns tables
  const Clock& clock_;
  GuardRules shipped_;
  std::mutex mutex_;
  std::shared_ptr<const GuardSet> set_;
};

/// An answer that comes in pieces, as its guards let it go on: without personal data where the policy masks it, also
/// when a value is split between pieces, and without refused sentences. Where guards look at no answers, pieces go on
/// as they come, else sentence by sentence. For one thread.
class GuardedStream {
 public:
  using Sink = std::function<bool(std::string_view)>;
  /// `set` must outlive it. `known`: personal data of what the answer is made from.
  GuardedStream(const GuardSet& set, Sink sink, KnownPersonalData known = {});

  /// False: the sink wants no more.
  bool push(std::string_view piece);
  bool finish();

 private:
  std::size_t safe_end() const;
  std::string masked(std::size_t end) const;
  bool release(std::size_t end);

  const GuardSet& set_;
  Sink sink_;
  KnownPersonalData known_;
  bool masks_, takes_out_;
  std::string before_, waiting_;  // what went on (the end of it), and what did not yet; as written
};

/// The text with its personal data masked by kind ("[휴대전화번호]").
std::string masked_personal_data(std::string_view utf8, const KnownPersonalData& known = {});

}  // namespace onggi
