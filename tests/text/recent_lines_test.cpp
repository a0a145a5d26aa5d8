// What is remembered is what was analysed; memory stays bounded; threads may share it.
#include "text/recent_lines.h"

#include <gtest/gtest.h>

#include <thread>

namespace onggi {
namespace {

RecentLines::Nodes nodes(std::size_t count) {
  return std::make_shared<const std::vector<DictionaryNode>>(count, DictionaryNode{{0, 3}, "NNG,*", true});
}

TEST(RecentLines, GivesBackWhatItWasGiven) {
  RecentLines lines;
  EXPECT_EQ(lines.find("가"), nullptr);
  lines.remember("가", nodes(1));
  lines.remember("나", nodes(2));
  ASSERT_NE(lines.find("가"), nullptr);
  EXPECT_EQ(lines.find("가")->size(), 1U);
  EXPECT_EQ(lines.find("나")->size(), 2U);
  EXPECT_EQ(lines.find("다"), nullptr);
}

TEST(RecentLines, ForgetsTheOldestAndKeepsWhatIsUsed) {
  RecentLines lines;
  lines.remember("used", nodes(10));
  lines.remember("unused", nodes(10));
  std::size_t kept = 0;
  const std::size_t count = 4 * RecentLines::kBytesMax / (10 * sizeof(DictionaryNode));
  for (std::size_t i = 0; i < count; ++i) {
    lines.remember("line " + std::to_string(i), nodes(10));
    ASSERT_NE(lines.find("used"), nullptr) << i;
  }
  for (std::size_t i = 0; i < count; ++i) kept += lines.find("line " + std::to_string(i)) != nullptr ? 1U : 0U;
  EXPECT_EQ(lines.find("unused"), nullptr);
  EXPECT_GT(kept, 0U);
  EXPECT_LE(kept * 10 * sizeof(DictionaryNode), RecentLines::kBytesMax);
}

TEST(RecentLines, PassesOverWhatIsTooLarge) {
  RecentLines lines;
  lines.remember("large", nodes(RecentLines::kBytesMax / sizeof(DictionaryNode)));
  EXPECT_EQ(lines.find("large"), nullptr);
}

TEST(RecentLines, AreSharedByThreads) {
  RecentLines lines;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 20'000; ++i) {
        const std::size_t size = i * 7 % 100;
        const std::string line = std::to_string(size);
        const RecentLines::Nodes found = lines.find(line);
        if (found != nullptr) EXPECT_EQ(found->size(), size);
        else lines.remember(line, nodes(size));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace onggi
