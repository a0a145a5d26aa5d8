// A company's own kinds of personal data, from a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "privacy/rules.h"

namespace onggi {

/// Read from TOML, one `[[pattern]]` a kind: `type` (its name in findings), `regex` (RE2 syntax, over text with
/// full-width characters as ASCII), and optionally `words` (one of them near before the value raises the confidence),
/// `confidence` (of the form alone, default 0.6) and `name` (Korean, shown in place of a masked value). RE2 reads in
/// linear time whatever the pattern. Immutable; safe from many threads.
class CompanyPatterns {
 public:
  struct Pattern;

  /// invalid_argument with the line where TOML, a field or a regular expression is wrong.
  static Result<CompanyPatterns> read(std::string_view toml);

  CompanyPatterns(CompanyPatterns&&) noexcept;
  CompanyPatterns& operator=(CompanyPatterns&&) noexcept;
  ~CompanyPatterns();

  void find(const privacy_room::Page& page, std::vector<privacy_room::RuleMatch>& matches) const;

 private:
  explicit CompanyPatterns(std::vector<Pattern> patterns);
  std::vector<Pattern> patterns_;
};

}  // namespace onggi
