// Surnames, syllables of given names, and words that are no names.
#include "privacy/names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "privacy/characters.h"

namespace onggi::privacy_room {

namespace {

constexpr std::u32string_view kFrequentSurnames =
    U"김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄";
constexpr std::u32string_view kOtherSurnames =
    U"채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부피감빈동온음";
constexpr std::array<std::u32string_view, 8> kDoubleSurnames = {U"황보", U"남궁", U"제갈", U"사공",
                                                                U"선우", U"독고", U"서문", U"동방"};

// First and second syllable of given names: usual, and seen.
constexpr std::u32string_view kUsualFirst =
    U"민서지예하도수주시유은현준재성영정승동상경미혜윤태진기종광병희선명순춘옥용인소나다보가아연채세건우이원규철창대한"
    U"해효형호찬석덕문봉숙금애화";
constexpr std::u32string_view kSeenFirst =
    U"강남일중홍학필말복분점정판팔행향귀길갑계교국권근길난달두란래령루리마모무별빛슬솔율린초고단담들라로범본산새샘설송"
    U"안양여온완운웅월은의익임자장전제조천택평표필함항허환훈희은샛샘여누두마라바";
constexpr std::u32string_view kUsualSecond =
    U"준우윤진현호훈민서연영은아희수원혁환철석식자숙순미경정주린율빈지인성재규기태진선나리란래라름솔슬용욱일종찬한형화"
    U"후언건겸결교구국권균근길남녀님대덕도동득락랑령례로룡만명모문백범별복봉분상섭송승신안애양열엽예옥완웅월유이익임임"
    U"장전점제조중창천춘택필하학해행향헌혜홍효흠람솜롬별늘롱름운결담울내루온봄샘달빛린릴틴엘";
constexpr std::u32string_view kCommonSecond =
    U"준우윤진현호훈민서연영은아희수원혁환철석식자숙순미경정주린율빈지인성재규기태선나리란래라용욱일찬한형화후건근길남"
    U"상섭승열옥웅은이임혜희람솜롬별늘롱름운결담울내루온봄래슬솔";

// Words of two to four syllables that begin like a name and stand beside titles, labels or numbers of people.
constexpr std::string_view kNoNames[] = {
    "고객",     "고객님", "이용",   "이용자", "사용자",   "관리자",   "담당자",   "신청자",   "신청인", "대표",
    "대표자",   "본인",   "상대방", "선생",   "선생님",   "사장",     "부장",     "과장",     "차장",   "팀장",
    "원장",     "교수",   "기사",   "주임",   "회장",     "의원",     "작가",     "손님",     "하나님", "주민",
    "강사",     "조교",   "신부",   "목사",   "변호사",   "전문가",   "유저",     "회원",     "학부모", "어머니",
    "아버지",   "선배",   "여러분", "이사",   "이사장",   "전무",     "상무",     "사원",     "직원",   "임원",
    "주주",     "조합원", "구매자", "판매자", "소비자",   "소유자",   "임대인",   "임차인",   "보호자", "환자",
    "피해자",   "가해자", "수신자", "발신자", "송신인",   "수취인",   "예금주",   "가입자",   "계약자", "보험자",
    "피보험자", "채권자", "채무자", "고용주", "사업주",   "공무원",   "연구원",   "조사원",   "상담원", "안내원",
    "기관",     "기관장", "지점장", "지부장", "본부장",   "정보",     "전화",     "전화번호", "연락처", "주소",
    "성명",     "이름",   "성함",   "성별",   "나이",     "연령",     "직업",     "직위",     "소속",   "부서",
    "회사",     "학교",   "이메일", "메일",   "휴대폰",   "휴대전화", "주민번호", "주민등록", "번호",   "계좌",
    "은행",     "여권",   "면허",   "차량",   "신용카드", "카드",     "고유번호", "문의",     "문의처", "안내",
    "이상",     "이하",   "이후",   "이전",   "이것",     "이번",     "이런",     "이와",     "이때",   "이미",
    "이에",     "현재",   "현황",   "정부",   "한국",     "한국어",   "서울",     "서울시",   "경기",   "경기도",
    "인천",     "전국",   "전체",   "전부",   "전자",     "전기",     "전원",     "조건",     "조치",   "조회",
    "조사",     "조정",   "장소",   "장애",   "장치",     "장비",     "임시",     "임의",     "오류",   "오전",
    "오후",     "신규",   "신청",   "신고",   "신용",     "권한",     "권리",     "송금",     "송부",   "유효",
    "유형",     "유지",   "고정",   "고지",   "문서",     "문자",     "문제",     "양식",     "양도",   "배송",
    "배포",     "백업",   "허가",   "허용",   "구매",     "구성",     "구분",     "민원",     "나머지", "진행",
    "진료",     "지급",   "지원",   "지정",   "지역",     "위치",     "부분",     "함수",     "변수",   "선수",
    "현장",     "현금",   "성능",   "성과",   "방법",     "방식",     "방향",     "표시",     "표준",   "기본",
    "기간",     "기타",   "기록",   "기준",   "기능",     "계정",     "원인",     "원본",     "전송",   "전달",
    "전문",     "전용",   "정의",   "정상",   "정산",     "정책",     "제목",     "제출",     "제공",   "제한",
    "제품",     "주제",   "주문",   "주의",   "지침",     "진단",     "차단",     "차이",     "채널",   "최대",
    "최소",     "최종",   "최근",   "추가",   "추천",     "출력",     "하나",     "하루",     "한글",   "한도",
    "해당",     "해제",   "형식",   "홍보",   "화면",     "확인",     "회계",     "금액",     "금융",   "금지",
    "강의",     "강좌",   "개인",   "경로",   "경우",     "경험",     "경력",     "계약",     "공개",   "공급",
    "공간",     "공통",   "과제",   "관계",   "관련",     "광고",     "교육",     "구간",     "국내",   "국가",
    "권장",     "남은",   "노력",   "도구",   "도움",     "동의",     "명령",     "명단",     "모두",   "모든",
    "모델",     "목록",   "목적",   "민간",   "반드시",   "발급",     "방문",     "배경",     "변경",   "변동",
    "보고",     "보안",   "보험",   "복사",   "본문",     "부여",     "분석",     "분류",     "비교",   "사유",
    "사진",     "상세",   "상태",   "상품",   "생성",     "서비스",   "서식",     "서류",     "선택",   "선정",
    "설명",     "설정",   "성격",   "소개",   "소득",     "손실",     "수량",     "수정",     "시간",   "시스템",
    "신분",     "실행",   "심사",   "아래",   "안전",     "양쪽",     "어떤",     "업무",     "여부",   "연결",
    "연도",     "연구",   "영역",   "예산",   "예시",     "예약",     "오늘",     "옵션",     "요금",   "요청",
    "우선",     "운영",   "원칙",   "위험",   "유의",     "은행명",   "의견",     "인증",     "일부",   "일정",
    "임금",     "입력"};

bool is_no_name(std::string_view hangul) {
  return std::find(std::begin(kNoNames), std::end(kNoNames), hangul) != std::end(kNoNames);
}

char32_t syllable_number(std::string_view hangul, std::size_t number) {
  return syllable_at(hangul, number * kSyllable);
}

int surname_grade(char32_t c) {
  if (kFrequentSurnames.find(c) != std::u32string_view::npos) return 2;
  return kOtherSurnames.find(c) != std::u32string_view::npos ? 1 : 0;
}

bool has_double_surname(std::string_view hangul) {
  return std::any_of(kDoubleSurnames.begin(), kDoubleSurnames.end(), [&](std::u32string_view surname) {
    return surname[0] == syllable_number(hangul, 0) && surname[1] == syllable_number(hangul, 1);
  });
}

int first_grade(char32_t c) {
  if (kUsualFirst.find(c) != std::u32string_view::npos) return 2;
  return kSeenFirst.find(c) != std::u32string_view::npos ? 1 : 0;
}

int second_grade(char32_t c) {
  if (kCommonSecond.find(c) != std::u32string_view::npos) return 3;
  return kUsualSecond.find(c) != std::u32string_view::npos ? 2 : 0;
}

}  // namespace

int name_likelihood(std::string_view hangul) {
  const std::size_t length = hangul.size() / kSyllable;
  if (length < 2 || length > 4) return 0;
  if (is_no_name(hangul)) return 0;
  // "여권은", "부분이": a word and its particle.
  if (length == 3 && is_no_name(hangul.substr(0, 2 * kSyllable))) return 0;
  const bool two = length > 2 && has_double_surname(hangul);
  const int surname = two ? 2 : surname_grade(syllable_number(hangul, 0));
  const std::size_t given = length - (two ? 2 : 1);
  if (surname == 0 || given > 2) return 0;
  if (given == 1)
    return 1 + std::max(first_grade(syllable_number(hangul, length - 1)),
                        second_grade(syllable_number(hangul, length - 1)) > 0 ? 1 : 0);
  const int first = first_grade(syllable_number(hangul, length - 2));
  const int second = second_grade(syllable_number(hangul, length - 1));
  return first == 0 || second == 0 ? 1 : surname + first + second;
}

}  // namespace onggi::privacy_room
