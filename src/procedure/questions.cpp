// See questions.h. The parts follow the order of the Personal Information Protection Commission's guideline on
// pseudonymised information (2024): the data themselves, the environment, and what is special about unstructured data.
#include "procedure/questions.h"

#include <algorithm>
#include <array>

namespace onggi {
namespace {

constexpr std::array<Purpose, 5> kPurposes{{
    {"statistics", "통계작성", "statistics"},
    {"research", "과학적 연구", "scientific research"},
    {"archive", "공익적 기록보존", "archiving in the public interest"},
    {"ai_development", "과학적 연구: 내부 인공지능 개발", "scientific research: developing AI inside of the company"},
    {"other", "그 밖의 목적 (별도의 법적 근거)", "another purpose, with a legal ground of its own"},
}};

constexpr std::array<RiskQuestion, 12> kQuestions{{
    {"identifiers", "data", "그 자체로 개인을 알아볼 수 있는 값(이름, 고유식별번호, 연락처)이 있습니까?",
     "Are there values that say by themselves who it is (names, registration numbers, contacts)?"},
    {"combination", "data", "여러 값을 합치면(직업, 지역, 나이, 날짜) 한 사람으로 좁혀집니까?",
     "Do several values together (occupation, place, age, dates) narrow it down to one person?"},
    {"outliers", "data", "드문 값(희귀 질환, 고액, 최고령)이 있어 눈에 띄는 사람이 있습니까?",
     "Do rare values (a rare disease, a large sum, the highest age) make somebody stand out?"},
    {"sensitive", "data", "알려지면 피해가 큰 정보(건강, 신념, 범죄경력, 금융)가 있습니까?",
     "Is there information that harms when known (health, beliefs, criminal records, finances)?"},
    {"small_group", "data", "대상이 적거나 특정 집단(한 부서, 한 지역)에 한정되어 있습니까?",
     "Are the people few, or all of one group (a department, a place)?"},
    {"other_data", "environment", "이용하는 곳에 합쳐 볼 수 있는 다른 정보(원본, 명부, 공개된 자료)가 있습니까?",
     "Do those who use it hold other data to combine it with (originals, lists, published data)?"},
    {"recipients", "environment", "조직 밖의 사람이나 여러 부서가 이용합니까?",
     "Will people outside of the organisation, or several departments, use it?"},
    {"safeguards", "environment", "접근 통제, 기록, 추가 정보(키)의 분리 보관 가운데 갖추지 못한 것이 있습니까?",
     "Is any of these missing: access control, logging, keeping the additional information (keys) apart?"},
    {"intent", "environment", "이용자가 개인을 다시 알아내려 할 동기나 능력이 있습니까?",
     "Do users have a motive or the means to find out who somebody is?"},
    {"free_text", "unstructured", "자유롭게 쓴 글에 규칙으로 찾기 어려운 신상(별명, 관계, 사건)이 있습니까?",
     "Does free text tell of people in ways that rules hardly find (nicknames, relations, events)?"},
    {"style_or_image", "unstructured", "문체, 서명, 사진, 필적처럼 글 밖의 특징이 사람을 드러냅니까?",
     "Do features beside the text (style, signature, picture, handwriting) tell who it is?"},
    {"search", "unstructured", "문장을 그대로 검색하면 공개된 원문이 나옵니까?",
     "Would a search for a sentence find a published original?"},
}};

}  // namespace

std::span<const Purpose> purposes() { return kPurposes; }
std::span<const RiskQuestion> risk_questions() { return kQuestions; }

const RiskQuestion* risk_question(std::string_view id) {
  const auto* found = std::ranges::find(kQuestions, id, &RiskQuestion::id);
  return found == kQuestions.end() ? nullptr : found;
}

}  // namespace onggi
