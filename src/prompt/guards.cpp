// See guards.h.
#include "prompt/guards.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace onggi {
namespace {

Result<KeptGuardPolicy> kept_of(const SqlRow& row) {
  const auto json = nlohmann::json::parse(row.text("policy"), nullptr, false);
  ONGGI_TRY(GuardPolicy policy, guard_policy_from(json));
  return KeptGuardPolicy{.number = row.integer("number"),
                         .policy = std::move(policy),
                         .message = row.text("message"),
                         .by = PersonId(row.text("made_by")),
                         .time_ms = row.integer("made_ms")};
}

}  // namespace

GuardRule rule_against(const std::vector<std::string>& patterns) {
  return {.id = "application.forbidden",
          .name = "이 앱이 다루지 않는 주제",
          .name_en = "What this application does not talk about",
          .patterns = patterns,
          .unless = {},
          .at = {GuardPlace::question, GuardPlace::answer},
          .deed = GuardDeed::refuse};
}

std::vector<GuardDecision> GuardSet::look(std::string_view utf8, GuardPlace place) const {
  std::vector<GuardDecision> decisions;
  for (GuardFinding& finding : rules_.find(utf8, place)) {
    const GuardRule& rule = rules_.rules()[finding.rule];
    decisions.push_back({.rule = rule.id,
                         .name = rule.name,
                         .name_en = rule.name_en,
                         .place = place,
                         .deed = rule.deed,
                         .hidden = std::move(finding.hidden),
                         .bytes = finding.bytes,
                         .document = {},
                         .chunk = {}});
  }
  return decisions;
}

std::string GuardSet::without_refused(std::string_view utf8, const std::vector<GuardDecision>& decisions,
                                      std::string_view instead) {
  std::string text;
  std::size_t copied = 0;
  for (const GuardDecision& decision : decisions) {
    if (decision.deed != GuardDeed::refuse || decision.bytes.end <= copied) continue;
    if (decision.bytes.begin >= copied) text.append(utf8.substr(copied, decision.bytes.begin - copied)).append(instead);
    copied = decision.bytes.end;
  }
  return text.append(utf8.substr(copied));
}

std::string GuardSet::passed(std::string_view utf8, GuardPlace place) const {
  const bool masks =
      (place == GuardPlace::question && policy_.mask_question) || (place == GuardPlace::answer && policy_.mask_answer);
  std::string text = masks ? masked_personal_data(utf8) : std::string(utf8);
  if (place == GuardPlace::question) return text;
  return without_refused(text, look(text, place), place == GuardPlace::answer ? kTakenOut : kLeftOut);
}

Result<std::shared_ptr<const GuardSet>> GuardSet::with_forbidden(const std::vector<std::string>& patterns) const {
  ONGGI_TRY(GuardRules rules, rules_.with({rule_against(patterns)}, {}));
  return std::make_shared<const GuardSet>(std::move(rules), policy_, number_);
}

Guards::Guards(std::shared_ptr<Database> database, const Clock& clock, GuardRules rules)
    : database_(std::move(database)), clock_(clock), shipped_(std::move(rules)) {}

Result<std::unique_ptr<Guards>> Guards::open(std::shared_ptr<Database> database, const Clock& clock,
                                             std::string_view rules) {
  ONGGI_TRY(GuardRules shipped, GuardRules::read(rules));
  return std::unique_ptr<Guards>(new Guards(std::move(database), clock, std::move(shipped)));
}

Result<std::shared_ptr<const GuardSet>> Guards::with(const GuardPolicy& policy) const {
  ONGGI_TRY(GuardRules rules, shipped_.with(policy.own, policy.deeds));
  return std::make_shared<const GuardSet>(std::move(rules), policy, 0);
}

Result<std::shared_ptr<const GuardSet>> Guards::in_use() {
  ONGGI_TRY(const auto rows, database_->query("SELECT COALESCE(MAX(number), 0) AS number FROM guard_policies"));
  const std::int64_t number = rows.front().integer("number");
  const std::lock_guard lock(mutex_);
  if (set_ && set_->number() == number) return set_;
  KeptGuardPolicy last;
  if (number > 0) {
    ONGGI_TRY(const auto kept, database_->query("SELECT number, policy, message, made_by, made_ms FROM guard_policies "
                                                "WHERE number = :1",
                                                {number}));
    ONGGI_TRY(last, kept_of(kept.front()));
  }
  ONGGI_TRY(GuardRules rules, shipped_.with(last.policy.own, last.policy.deeds));
  set_ = std::make_shared<const GuardSet>(std::move(rules), std::move(last.policy), number);
  return set_;
}

Result<std::int64_t> Guards::change(const GuardPolicy& policy, const std::string& message, const PersonId& by,
                                    std::int64_t before) {
  ONGGI_CHECK(with(policy));
  return database_->write<std::int64_t>([&](SqlSession& session) -> Result<std::int64_t> {
    ONGGI_CHECK(session.exclusive("guard policies"));
    ONGGI_TRY(const auto rows, session.query("SELECT COALESCE(MAX(number), 0) AS number FROM guard_policies"));
    const std::int64_t now = rows.front().integer("number");
    if (now != before)
      return fail(ErrorCode::conflict, "the guards were changed meanwhile: look at them again", "changed_meanwhile");
    ONGGI_CHECK(
        session.execute("INSERT INTO guard_policies (number, policy, message, made_by, made_ms) VALUES (:1, :2, "
                        ":3, :4, :5)",
                        {now + 1, to_json(policy).dump(), message, by.str(), clock_.now_ms()}));
    return now + 1;
  });
}

Result<std::vector<KeptGuardPolicy>> Guards::kept(std::size_t limit) const {
  ONGGI_TRY(const auto rows, database_->query("SELECT number, policy, message, made_by, made_ms FROM guard_policies "
                                              "ORDER BY number DESC LIMIT :1",
                                              {static_cast<std::int64_t>(limit)}));
  std::vector<KeptGuardPolicy> all;
  for (const SqlRow& row : rows) {
    ONGGI_TRY(KeptGuardPolicy one, kept_of(row));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace onggi
