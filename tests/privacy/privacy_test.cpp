// Personal data: what is found, how sure, how it is masked. Values are invented: births before 1910 or after 2089, 0000
// numbers.
#include "privacy/privacy.h"

#include <algorithm>
#include <random>

#include "support/golden_case.h"

namespace onggi {
namespace {

// "type confidence text" a line.
std::string findings_as_lines(const std::string& text) {
  std::string out;
  for (const Finding& finding : find_personal_data(text)) {
    const int percent = static_cast<int>(finding.confidence * 100 + 0.5);
    out += finding.type + " " + std::to_string(percent) + " " + std::string(slice(text, finding.bytes)) + "\n";
  }
  return out.empty() ? "none\n" : out;
}

class FindCase : public testing::TestWithParam<golden::Case> {};
TEST_P(FindCase, finds) { golden::expect_case(GetParam(), findings_as_lines(GetParam().input)); }
INSTANTIATE_TEST_SUITE_P(golden, FindCase, testing::ValuesIn(golden::read_cases("privacy/find")), golden::case_name);

class MaskCase : public testing::TestWithParam<golden::Case> {};
TEST_P(MaskCase, masks) {
  const std::string& text = GetParam().input;
  const std::vector<Finding> findings = find_personal_data(text);
  golden::expect_case(GetParam(), mask(text, findings, MaskAction::replace_by_type) + "\n" +
                                      mask(text, findings, MaskAction::partial) + "\n");
}
INSTANTIATE_TEST_SUITE_P(golden, MaskCase, testing::ValuesIn(golden::read_cases("privacy/mask")), golden::case_name);

TEST(FindPersonalData, NeverTellsTheValueInItsReason) {
  for (const Finding& finding : find_personal_data("주민번호 900101-1234567, 010-0000-1234, hong@example.com")) {
    EXPECT_EQ(finding.reason.find("1234"), std::string::npos);
    EXPECT_EQ(finding.reason.find("hong"), std::string::npos);
    EXPECT_FALSE(finding.reason.empty());
  }
}

TEST(Mask, LeavesWhatIsTooUnsure) {
  const std::string text = "02-0000-1234";
  const std::vector<Finding> findings = find_personal_data(text);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(mask(text, findings, MaskAction::replace_by_type, 1.0), text);
  EXPECT_EQ(mask(text, findings, MaskAction::replace_by_type), "[전화번호]");
}

class PrivacyProperty : public testing::TestWithParam<std::uint64_t> {};

std::string any_private_text(std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"900101-1234567",
                                                   "9001011234567",
                                                   "010-0000-1234",
                                                   "０１０－００００－１２３４",
                                                   "(02) 000-1234",
                                                   "+82 10 0000 1234",
                                                   "1588-0000",
                                                   "hong.gil@example.com",
                                                   "@",
                                                   "+82",
                                                   "-",
                                                   " ",
                                                   ".",
                                                   "입니다",
                                                   "전화 ",
                                                   "주민등록번호 ",
                                                   "법인등록번호 ",
                                                   "2024-03-01",
                                                   "1,000",
                                                   "[전화번호]",
                                                   "●",
                                                   "a",
                                                   "0",
                                                   "1",
                                                   "\xFF",
                                                   "\n",
                                                   "(",
                                                   ")"};
  std::string text;
  const std::size_t count = random() % 30;
  for (std::size_t i = 0; i < count; ++i) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST_P(PrivacyProperty, MaskingTwiceEqualsOnce) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 400; ++i) {
    const std::string text = any_private_text(random);
    for (const MaskAction action : {MaskAction::replace_by_type, MaskAction::partial}) {
      const std::string once = mask(text, find_personal_data(text), action);
      EXPECT_EQ(mask(once, find_personal_data(once), action), once) << "seed " << GetParam() << ": " << text;
    }
  }
}

TEST_P(PrivacyProperty, FindingsAreInOrderAndApart) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 400; ++i) {
    const std::string text = any_private_text(random);
    std::size_t behind = 0;
    for (const Finding& finding : find_personal_data(text)) {
      EXPECT_LE(behind, finding.bytes.begin) << "seed " << GetParam() << ": " << text;
      EXPECT_LT(finding.bytes.begin, finding.bytes.end);
      EXPECT_TRUE(finding.confidence > 0 && finding.confidence <= 1);
      behind = finding.bytes.end;
    }
    EXPECT_LE(behind, text.size());
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, PrivacyProperty, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace onggi
