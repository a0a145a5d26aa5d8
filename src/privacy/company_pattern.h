// One kind of personal data that a company names itself. Inside of privacy/.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

#include "privacy/company_patterns.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

struct CompanyPattern {
  std::string type;
  std::string name;
  std::unique_ptr<re2::RE2> regex;
  std::vector<std::string> words;
  double confidence = 0.6;
};

/// What the company's patterns find on a page.
void add_company_matches(const CompanyPatterns& company, const Page& page, std::vector<RuleMatch>& matches);

}  // namespace onggi::privacy_room
