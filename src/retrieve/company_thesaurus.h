// What the company says means the same ("금감원", "금융감독원"), before what is near by our thesaurus.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "retrieve/thesaurus.h"
#include "text/analyzer.h"

namespace onggi {

/// Thread safe; questions that are under way end with the groups that they began with.
class CompanyThesaurus final : public Thesaurus {
 public:
  /// `near`: what stands behind the company's groups. `analyzer` must outlive this.
  CompanyThesaurus(std::unique_ptr<Thesaurus> near, const Analyzer& analyzer);
  ~CompanyThesaurus() override;

  /// Takes these groups from now on, each of two and more words or expressions.
  void use(const std::vector<std::vector<std::string>>& groups);

  /// The company's first. A word of a group is met by itself, by its parts typed apart ("금융 감독원"), and inside of a
  /// compound for its share. Cost: that of the thesaurus, and some look-ups a word.
  std::vector<Other> others(const std::vector<retrieve::QueryWord>& words) const override;

 private:
  struct Groups;
  std::unique_ptr<Thesaurus> near_;
  const Analyzer& analyzer_;
  std::atomic<std::shared_ptr<const Groups>> groups_;  // shared with questions that are under way
};

}  // namespace onggi
