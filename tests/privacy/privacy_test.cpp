// Personal data: what is found, how sure, how it is masked. Values are invented: births before 1910 or after 2089, 0000
// numbers.
#include "privacy/privacy.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "privacy/company_patterns.h"
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
  golden::expect_case(GetParam(),
                      mask(text, findings, {}) + "\n" + mask(text, findings, {.action = MaskAction::partial}) + "\n");
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
  EXPECT_EQ(mask(text, findings, {.confidence_min = 1.0}), text);
  EXPECT_EQ(mask(text, findings, {}), "[전화번호]");
}

const std::string kKey = "a key of more than sixteen bytes";

TEST(Mask, GivesTheSameValueTheSamePseudonym) {
  const MaskPolicy policy{.action = MaskAction::pseudonym, .key = kKey};
  const auto masked = [&](const std::string& text) { return mask(text, find_personal_data(text), policy); };
  const std::string hyphens = masked("연락처 010-0000-1234");
  EXPECT_EQ(hyphens, masked("연락처 010 0000 1234"));
  EXPECT_EQ(hyphens, masked("연락처 ０１０－００００－１２３４"));
  EXPECT_NE(hyphens, masked("연락처 010-0000-1235"));
  EXPECT_EQ(hyphens.find("0000"), std::string::npos);
  EXPECT_NE(pseudonym("PHONE", "010-0000-1234", kKey),
            pseudonym("PHONE", "010-0000-1234", "another key of this length"));
  EXPECT_NE(pseudonym("PHONE", "010-0000-1234", kKey), pseudonym("TEL", "010-0000-1234", kKey));
}

TEST(Mask, KeepsTheKindsThatThePolicyKeeps) {
  const std::string text = "hong@example.com, 010-0000-1234";
  const MaskPolicy policy{.action = MaskAction::partial, .of_type = {{"PHONE", MaskAction::keep}}};
  EXPECT_EQ(mask(text, find_personal_data(text), policy), "h●●●@example.com, 010-0000-1234");
}

TEST(FindPersonalData, TakesTheHeadingForAWordBefore) {
  EXPECT_TRUE(find_personal_data("00000000000").empty());
  const std::vector<Finding> findings = find_personal_data("00000000000", {.heading = "건강보험증번호"});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].type, "HEALTH_INS");
}

TEST(CompanyPatterns, FindTheCompanysOwnKinds) {
  const auto patterns =
      CompanyPatterns::read("[[pattern]]\ntype = \"EMPLOYEE\"\nregex = \"E[0-9]{6}\"\nwords = [\"사번\"]\n");
  ASSERT_TRUE(patterns);
  const std::vector<Finding> findings = find_personal_data("사번 E000123입니다", {.company = &*patterns});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].type, "EMPLOYEE");
  EXPECT_NEAR(findings[0].confidence, 0.9, 1e-9);
  EXPECT_EQ(mask("사번 E000123입니다", findings, {}), "사번 [개인정보]입니다");
}

TEST(CompanyPatterns, SayWhichLineIsWrong) {
  for (const auto& [text, line] :
       std::vector<std::pair<std::string, std::string>>{{"[[pattern]]\ntype = \"A\"\nregex = \"(\"\n", "line 1"},
                                                        {"\n[[pattern]]\ntype = \"A\"\n", "line 2"},
                                                        {"a = \n", "line 1"}}) {
    const auto patterns = CompanyPatterns::read(text);
    ASSERT_FALSE(patterns) << text;
    EXPECT_NE(patterns.error().message.find(line), std::string::npos) << patterns.error().message;
  }
  EXPECT_FALSE(CompanyPatterns::read(""));
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
                                                   "홍길동",
                                                   "성명: ",
                                                   "카드 4000000000000002",
                                                   "서울특별시 중구 세종대로 0",
                                                   "12가0000",
                                                   "계좌 ",
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
      const std::string once = mask(text, find_personal_data(text), {.action = action});
      EXPECT_EQ(mask(once, find_personal_data(once), {.action = action}), once)
          << "seed " << GetParam() << ": " << text;
    }
  }
}

// What stands between the findings of the first round stays, in order.
TEST_P(PrivacyProperty, MaskingChangesNothingOutsideOfWhatItFound) {
  std::mt19937_64 random(GetParam());
  for (int i = 0; i < 400; ++i) {
    const std::string text = "가나 " + any_private_text(random) + " 다라";
    const std::vector<Finding> findings = find_personal_data(text);
    const std::string masked = mask(text, findings, {.action = MaskAction::pseudonym, .key = kKey});
    const bool any =
        std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.confidence >= 0.5; });
    EXPECT_EQ(any, masked != text) << "seed " << GetParam() << ": " << text;
    EXPECT_TRUE(masked.starts_with("가나 ") && masked.ends_with(" 다라")) << "seed " << GetParam() << ": " << text;
    EXPECT_EQ(mask(masked, find_personal_data(masked), {.action = MaskAction::pseudonym, .key = kKey}), masked);
  }
}

// What each pseudonym stands for is told, and that alone leads back: the same value has one pseudonym in all texts, and
// trying every value there is under another key finds none.
TEST_P(PrivacyProperty, PseudonymsAreConsistentAndLeadBackWithTheirKeyAlone) {
  std::mt19937_64 random(GetParam());
  const MaskPolicy policy{.action = MaskAction::pseudonym, .key = kKey};
  std::map<std::string, std::string> by_hash;
  std::set<std::string> guesses;
  std::string all;
  for (int i = 0; i < 900; ++i) {
    const std::string text = any_private_text(random);
    std::vector<PseudonymisedValue> named;
    const std::string masked = mask(text, find_personal_data(text), policy, {}, &named);
    all += masked + "\n";
    for (const PseudonymisedValue& one : named) {
      EXPECT_EQ(one.pseudonym, pseudonym(one.type, one.value, kKey));
      EXPECT_EQ(one.hash, pseudonym_hash(one.type, one.value, kKey));
      EXPECT_NE(masked.find("-" + one.pseudonym + "]"), std::string::npos) << text;
      EXPECT_EQ(pseudonym_letters("[이름-" + one.pseudonym + "]"), one.pseudonym);
      const auto [known, is_new] = by_hash.emplace(one.hash, one.pseudonym);
      EXPECT_EQ(known->second, one.pseudonym);
      guesses.insert(pseudonym(one.type, one.value, "a thief's own key, as long"));
    }
  }
  ASSERT_GT(by_hash.size(), 100U);
  for (const std::string& guess : guesses) EXPECT_EQ(all.find("-" + guess + "]"), std::string::npos);
}

TEST(Mask, ReadsPseudonymsAsTheyAreGiven) {
  for (const char* given : {"K7Q2MX4D", "[이름-K7Q2MX4D]", "이름-k7q2mx4d", "[휴대전화번호-K7Q2MX4D]"})
    EXPECT_EQ(pseudonym_letters(given), "K7Q2MX4D") << given;
  for (const char* given : {"", "K7Q2MX4", "K7Q2MX4DD", "[이름]", "K7Q2MXUD", "홍길동", "010-1234-5678"})
    EXPECT_EQ(pseudonym_letters(given), "") << given;
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
