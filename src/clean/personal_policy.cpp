// Words → a checked policy; the policy as an operation.
#include <algorithm>

#include "clean/personal_rows.h"

namespace onggi {
namespace {

struct Action {
  std::string_view word;
  MaskAction mask;
  bool removes = false;
};
constexpr Action kActions[] = {{"type", MaskAction::replace_by_type},
                               {"partial", MaskAction::partial},
                               {"pseudonym", MaskAction::pseudonym},
                               {"remove", MaskAction::replace_by_type, true},
                               {"keep", MaskAction::keep}};

Result<Action> action_of(const std::string& word) {
  const auto* found =
      std::find_if(std::begin(kActions), std::end(kActions), [&](const Action& action) { return action.word == word; });
  if (found != std::end(kActions)) return *found;
  return fail(ErrorCode::invalid_argument, "an action is type, partial, pseudonym, remove or keep; not " + word);
}

std::unexpected<Error> unknown_kind(const std::string& kind, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& one : known) list += (list.empty() ? "" : ", ") + one;
  return fail(ErrorCode::invalid_argument, "no kind of personal data is called " + kind + "; there are " + list);
}

class MaskPersonalData final : public PersonalDataOperation {
 public:
  using PersonalDataOperation::PersonalDataOperation;

  RowOutcome change(std::string& text, const TextPlace& place) const override {
    const std::vector<Finding> findings = policy().find(text, place.heading, place.decisions);
    RowOutcome outcome{.removed = policy().removes(findings), .notes = {}};
    std::string masked =
        outcome.removed ? std::string() : policy().masked(text, findings, place.heading, place.named, place.decisions);
    if (!outcome.removed && masked == text) return outcome;
    std::map<std::string, std::int64_t> counts;
    for (const Finding& finding : findings) {
      ++counts[finding.type];
      if (place.hidden != nullptr && !policy().keeps(finding))
        place.hidden->emplace_back(text, finding.bytes.begin, finding.bytes.end - finding.bytes.begin);
    }
    for (const auto& [type, count] : counts)
      outcome.notes.push_back({(outcome.removed ? "personal_data." : "mask.") + type, count});
    if (!outcome.removed) text = std::move(masked);
    return outcome;
  }
};

// Thresholds that people set stand at hundredths; sums of the rules' weights need not.
constexpr double kRounding = 1e-9;

}  // namespace

Result<PersonalDataPolicy> PersonalDataPolicy::read(PersonalDataWords words) {
  PersonalDataPolicy policy;
  std::vector<std::string> kinds = personal_data_types();
  if (words.company) {
    policy.mask_.names = words.company->names();
    for (const auto& [type, name] : words.company->names()) kinds.push_back(type);
    policy.company_ = std::make_unique<const CompanyPatterns>(std::move(*words.company));
  }
  ONGGI_TRY(const Action others, action_of(words.action));
  policy.mask_.action = others.mask;
  policy.removes_others_ = others.removes;
  bool pseudonyms = others.mask == MaskAction::pseudonym;
  for (const auto& [kind, word] : words.of_type) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return unknown_kind(kind, kinds);
    ONGGI_TRY(const Action action, action_of(word));
    policy.mask_.of_type[kind] = action.mask;
    policy.removes_[kind] = action.removes;
    pseudonyms = pseudonyms || action.mask == MaskAction::pseudonym;
  }
  for (const auto& [kind, least] : words.confidence_of_type) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return unknown_kind(kind, kinds);
    if (!(least >= 0 && least <= 1))
      return fail(ErrorCode::invalid_argument, "the confidence of " + kind + " must be from 0 to 1");
  }
  if (pseudonyms && (words.key.size() < 16 || words.key.size() > 64))
    return fail(ErrorCode::invalid_argument,
                "pseudonyms need a key of 16 to 64 bytes that only you keep (key_file); recipes over documents of a "
                "workspace use the workspace's own");
  policy.mask_.key = std::move(words.key);
  policy.mask_.confidence_min = words.confidence_min;
  policy.mask_.confidence_of_type = std::move(words.confidence_of_type);
  policy.everything_ = words.everything;
  policy.tells_names_ = words.tells_names;
  return policy;
}

FindOptions PersonalDataPolicy::options(std::string_view heading) const {
  return {.heading = heading, .company = company_.get(), .everything = everything_};
}

std::vector<Finding> PersonalDataPolicy::find_all(std::string_view utf8, std::string_view heading) const {
  return find_personal_data(utf8, options(heading));
}

std::vector<Finding> PersonalDataPolicy::find(std::string_view utf8, std::string_view heading,
                                              const PersonalDecisions* decisions) const {
  std::vector<Finding> findings = find_all(utf8, heading);
  std::erase_if(findings,
                [&](const Finding& finding) { return !counts(finding, slice(utf8, finding.bytes), decisions); });
  return findings;
}

bool PersonalDataPolicy::counts(const Finding& finding, std::string_view value,
                                const PersonalDecisions* decisions) const {
  using enum PersonalDecisions::Verdict;
  const auto own = mask_.confidence_of_type.find(finding.type);
  if (own == mask_.confidence_of_type.end() && decisions == nullptr) return finding.confidence >= mask_.confidence_min;
  if (decisions == nullptr) return finding.confidence >= own->second;
  const auto verdict = decisions->verdict(finding.type, value);
  if (verdict != open) return verdict == personal;
  if (own != mask_.confidence_of_type.end()) return finding.confidence >= own->second;
  const auto kept = decisions->threshold(finding.type);
  return kept ? finding.confidence + kRounding >= *kept : finding.confidence >= mask_.confidence_min;
}

std::optional<double> PersonalDataPolicy::tunable_threshold(std::string_view kind) const {
  const std::string type(kind);
  if (names_threshold(kind) || keeps(Finding{.type = type, .bytes = {}, .reason = {}})) return std::nullopt;
  return mask_.confidence_min;
}

bool PersonalDataPolicy::names_threshold(std::string_view kind) const {
  return mask_.confidence_of_type.contains(std::string(kind));
}

bool PersonalDataPolicy::keeps(const Finding& finding) const {
  const auto own = mask_.of_type.find(finding.type);
  return (own == mask_.of_type.end() ? mask_.action : own->second) == MaskAction::keep;
}

bool PersonalDataPolicy::removes(const std::vector<Finding>& findings) const {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    const auto own = removes_.find(finding.type);
    return own == removes_.end() ? removes_others_ : own->second;
  });
}

bool PersonalDataPolicy::may_remove() const {
  return removes_others_ || std::any_of(removes_.begin(), removes_.end(), [](const auto& one) { return one.second; });
}

std::string PersonalDataPolicy::masked(std::string_view utf8, const std::vector<Finding>& findings,
                                       std::string_view heading, std::vector<PseudonymisedValue>* named,
                                       const PersonalDecisions* decisions) const {
  if (findings.empty()) return std::string(utf8);
  std::vector<PseudonymisedValue>* const told = tells_names_ ? named : nullptr;
  if (decisions == nullptr) return mask(utf8, findings, mask_, options(heading), told);
  MaskPolicy decided = mask_;
  decided.counts = [&](const Finding& finding, std::string_view value) { return counts(finding, value, decisions); };
  return mask(utf8, findings, decided, options(heading), told);
}

std::unique_ptr<RowOperation> mask_personal_data(PersonalDataPolicy policy) {
  return std::make_unique<MaskPersonalData>(std::move(policy));
}

}  // namespace onggi
