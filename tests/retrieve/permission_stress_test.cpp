// Nobody sees what they may not, while groups, labels and readers change. $ONGGI_PERMISSION_PAIRS many;
// bench/permissions.py runs a million over 10,000 groups.
#include "retrieve/permission_stress.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "store/any_database.h"
#include "support/must.h"

namespace onggi {
namespace {

TEST(PermissionStress, NothingLeaksWhileGroupsAndReadersChange) {
  const char* const wanted = std::getenv("ONGGI_PERMISSION_PAIRS");
  const any::TemporaryFolder folder;
  const auto analyzer = must(Analyzer::open({ONGGI_DICTIONARY_DIR, {}}));
  const any::StressReport report = must(any::stress_permissions(
      folder.path(), *analyzer, nullptr, {.pairs = wanted == nullptr ? 2'000 : std::atoll(wanted)}));
  EXPECT_GE(report.pairs, 2'000);
  EXPECT_GT(report.hits, 0);
  EXPECT_GT(report.changes, 20);
  EXPECT_GT(report.looked_for, 50);
  EXPECT_GT(report.told, 0);
  EXPECT_EQ(report.leaks, 0);
  EXPECT_EQ(report.leaks_by_address, 0);
  EXPECT_EQ(report.told_words, 0);
  EXPECT_EQ(report.missed, 0);
}

}  // namespace
}  // namespace onggi
