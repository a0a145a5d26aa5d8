// A company's own kinds of personal data, from a file.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace onggi {

namespace privacy_room {
struct CompanyPattern;
}

/// Read from TOML, one `[[pattern]]` a kind: `type` (its name in findings), `regex` (RE2 syntax, over text with
/// full-width characters as ASCII), and optionally `words` (one of them near before the value raises the confidence),
/// `confidence` (of the form alone, default 0.6) and `name` (Korean, shown in place of a masked value). RE2 reads in
/// linear time whatever the pattern. Immutable; safe from many threads.
class CompanyPatterns {
 public:
  /// invalid_argument with the line where TOML, a field or a regular expression is wrong.
  static Result<CompanyPatterns> read(std::string_view toml);

  /// The same of a file; errors name it.
  static Result<CompanyPatterns> read_file(const std::filesystem::path& toml);

  CompanyPatterns(CompanyPatterns&&) noexcept;
  CompanyPatterns& operator=(CompanyPatterns&&) noexcept;
  ~CompanyPatterns();

  /// The kinds, and what stands in place of a masked value of each: `name`, else "개인정보".
  const std::map<std::string, std::string>& names() const { return names_; }

  const std::vector<privacy_room::CompanyPattern>& patterns() const { return patterns_; }  // for the rules

 private:
  explicit CompanyPatterns(std::vector<privacy_room::CompanyPattern> patterns);
  std::vector<privacy_room::CompanyPattern> patterns_;
  std::map<std::string, std::string> names_;
};

}  // namespace onggi
