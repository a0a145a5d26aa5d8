// Personal data in rows: how it is to be treated, and files scanned or masked.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "clean/personal_decisions.h"
#include "clean/row_operation.h"
#include "privacy/company_patterns.h"
#include "privacy/privacy.h"

namespace onggi {

/// What people choose, as words.
struct PersonalDataWords {
  std::string action = "type";                       // type, partial, pseudonym, remove (the whole row) or keep
  std::map<std::string, std::string> of_type;        // for some kinds another: {"PHONE": "keep"}
  double confidence_min = 0.5;                       // findings less sure than this stay
  std::map<std::string, double> confidence_of_type;  // for some kinds another
  bool everything = false;                           // also what is seldom a person's: web addresses
  std::string key;                                   // of pseudonyms, 16 to 64 bytes
  bool tells_names = false;                          // operations say what each pseudonym stands for (TextPlace::named)
  std::optional<CompanyPatterns> company;            // the company's own kinds
};

/// The words, checked. Immutable.
class PersonalDataPolicy {
 public:
  /// invalid_argument: an action or kind that is not there (the message lists those that are), a pseudonym without a
  /// key.
  static Result<PersonalDataPolicy> read(PersonalDataWords words);

  /// What counts, in the order of the text. `heading`: as FindOptions'. `decisions`, where given, go before the
  /// thresholds.
  std::vector<Finding> find(std::string_view utf8, std::string_view heading = {},
                            const PersonalDecisions* decisions = nullptr) const;
  /// What there is, however sure.
  std::vector<Finding> find_all(std::string_view utf8, std::string_view heading = {}) const;

  /// From which confidence on the kind counts, where a decision about thresholds may say otherwise; none where it may
  /// not: the words name a confidence for this kind, or it stays as written anyway.
  std::optional<double> tunable_threshold(std::string_view kind) const;
  /// Whether the words name a confidence for this kind.
  bool names_threshold(std::string_view kind) const;

  /// Whether a row with these findings goes as a whole.
  bool removes(const std::vector<Finding>& findings) const;
  bool may_remove() const;
  /// Whether it stays as written.
  bool keeps(const Finding& finding) const;

  /// `named`: as mask()'s; nothing is told unless the words said so.
  std::string masked(std::string_view utf8, const std::vector<Finding>& findings, std::string_view heading = {},
                     std::vector<PseudonymisedValue>* named = nullptr,
                     const PersonalDecisions* decisions = nullptr) const;

 private:
  PersonalDataPolicy() = default;
  FindOptions options(std::string_view heading) const;
  bool counts(const Finding& finding, std::string_view value, const PersonalDecisions* decisions) const;
  std::unique_ptr<const CompanyPatterns> company_;
  MaskPolicy mask_;
  std::map<std::string, bool> removes_;
  bool removes_others_ = false;
  bool everything_ = false;
  bool tells_names_ = false;
};

/// The operation, for who asks which policy it follows.
class PersonalDataOperation : public TextOperation {
 public:
  explicit PersonalDataOperation(PersonalDataPolicy policy) : policy_(std::move(policy)) {}
  const PersonalDataPolicy& policy() const { return policy_; }
  bool masks() const final { return true; }

 private:
  PersonalDataPolicy policy_;
};

/// As an operation on rows: notes are "mask.PHONE" and their like, or "personal_data.PHONE" where the row goes.
std::unique_ptr<RowOperation> mask_personal_data(PersonalDataPolicy policy);

struct PersonalRowsTask {
  std::filesystem::path file;
  std::filesystem::path out;  // empty: lines go to `on_lines`
  bool scan = false;          // findings instead of masked rows
};

struct PersonalRows {
  std::int64_t rows = 0;
  std::int64_t touched = 0;  // with personal data
  std::map<std::string, std::int64_t> by_type;
};

/// Scans: a line a row, {"id", "findings": [{"type", "start", "end", "confidence", "reason"}]}, offsets in code points
/// of the text as it is in the file. Masks: the rows, everything but their text as it was; rows that go stand in
/// `out`.removed.jsonl as they were. All cores, a few MB of memory, rows in their order. bad_input names a wrong line;
/// invalid_argument where rows would go and `out` is empty; not_found, unavailable, cancelled. A file appears when it
/// is whole.
Result<PersonalRows> treat_personal_rows(const PersonalRowsTask& task, const PersonalDataPolicy& policy,
                                         const std::function<void(std::string_view)>& on_lines,
                                         const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                         const Cancel& cancel);

}  // namespace onggi
