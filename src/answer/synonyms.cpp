// The groups. Words of one line may stand for one another in a question and its answer; they need not mean quite the
// same, because the rest of the question still has to be met. Written from general Korean usage: how people speak on
// the left, how rules, notices and manuals put it on the right. No names, no terms of a single company.
#include "answer/synonyms.h"

#include <array>
#include <unordered_map>

namespace onggi::answer_room {
namespace {

constexpr auto kGroups = std::to_array<std::string_view>({
    // money
    "값 가격 요금 비용 금액 수수료 대금 단가 돈 사용료 이용료 료 비",
    "공짜 무료 무상 면제",
    "돌려받 환불 환급 반환 돌려주 돌려드리",
    "월급 급여 임금 봉급 보수 연봉",
    "시급 시간당 시간급",
    "보너스 상여금 성과급 상여",
    "이자 연체료 지연이자 이율 이자율",
    "기름값 유류비 주유비 연료비",
    "차비 교통비 운임 여비",
    "밥값 식비 식대 식사비",
    "숙소 숙박 숙박비 숙소비 호텔 방값",
    "하룻밤 1박 일박",
    "배송비 운임 택배비 운송비 배송료",
    "주차비 주차료 주차요금",
    "내 납부 지불 지급 결제 부담 납입",
    "주 지급 지원 제공 수여 드리",
    "축하금 경조금 축의금 경조사비",
    "융자 대출 대부 빌리 대여",
    "할인 감면 깎 감액 인하",
    "벌금 과태료 위약금 범칙금",
    "영수증 증빙 증빙서류 계산서",
    // time
    "기한 기간 마감 까지 시한",
    "끝나 종료 만료 마감 마치 끝내",
    "시작 개시 착수 개시일 시작일",
    "매달 매월 달마다 월",
    "매년 해마다 연간 연 년",
    "매주 주 일주일 주당",
    "매일 날마다 하루 일일 1일",
    "절반 반 50%",
    "바로 즉시 지체 곧",
    "점심때 점심시간 점심",
    "주말 토요일 일요일 공휴일 휴일",
    "쉬 휴무 휴관 휴업 휴식",
    "늦 지연 지각 연체 초과",
    "오래 장기 장기간",
    "주기 마다 간격",
    // people and families
    "부모님 부모 아버지 어머니 직계 가족 부모상",
    "할아버지 할머니 조부모 조부 조모",
    "아내 남편 배우자",
    "아이 자녀 자식 아들 딸 어린이 소아 유아",
    "집주인 소유자 임대인 건물주",
    "세입자 임차인 세든",
    "손님 고객 방문 방문객 방문자 이용자",
    "사장 대표 대표이사",
    "직원 사원 임직원 근로자 종업원 구성원",
    "신입 신규 입사자 신입생 신규입사자",
    "담당 담당자 맡 주관 책임자 관리 소관",
    "부서 팀 과 반 실 담당부서",
    "상사 부서장 팀장 관리자 상급자",
    "하청 협력사 협력업체 수급인 외주",
    "업체 회사 거래처 공급자 사업자",
    // work life
    "퇴사 퇴직 그만두 사직",
    "입사 채용 뽑 임용 고용",
    "수습 시용 인턴",
    "야근 연장근로 초과근무 시간외근무 연장",
    "재택 원격 재택근무 원격근무",
    "출장 여행 외근",
    "결혼 혼인 화혼",
    "돌아가시 사망 별세 장례 상 부고 돌아가",
    "출산 분만 아이낳",
    "아프 병 질병 병가 부상 상병",
    "쉬 휴직 휴학 휴가 휴무",
    "승진 진급 승격",
    "평가 고과 인사평가 심사",
    "징계 처벌 제재 불이익",
    "빠지 결석 결근 불참",
    "이직 전직 옮기",
    "교육 연수 강의 훈련 강좌",
    "회의 모임 미팅 회의체",
    // doing things
    "쪼개 나누 분할 분납",
    "알리 통지 통보 신고 고지 연락 안내 말하 알려주",
    "고치 수리 수선 보수 정비 수리하",
    "고장 장애 이상 망가지 오류",
    "바꾸 변경 교체 교환 수정 정정",
    "없애 삭제 지우 폐기 파기 지워지 지워",
    "버리 폐기 처분 배출 내놓",
    "보관 보존 저장 두",
    "없어지 사라지 소멸 만료 지워지",
    "만들 작성 제작 생성 개설",
    "보내 발송 송부 배송 전송 전달",
    "받 수령 접수 취득 발급",
    "떼 발급 뽑 받 발행",
    "내 제출 접수 신청",
    "신청 접수 요청 의뢰 예약",
    "물어보 문의 상담 질의 묻",
    "정하 결정 확정 의결 지정",
    "모이 소집 개최 열",
    "열 열리 개최 개강 개설 운영",
    "닫 폐쇄 종료 폐강 폐점",
    "막 차단 금지 제한",
    "안되 금지 불가 제한",
    "가능 허용 인정 되 허가",
    "허락 승인 허가 결재 동의",
    "확인 점검 검사 검증 살펴보",
    "들어가 포함 입장 출입 접속 로그인",
    "그만두 중단 해지 탈퇴 취소 철회",
    "취소 철회 해지",
    "계약 약정 협약",
    "끊 종료 중단 해지",
    "늘리 연장 증가 확대 증액",
    "넓히 확장 확대",
    "줄이 감소 축소 감액",
    "넘 초과 이상",
    "모자라 미만 미달 부족 못미치",
    "키우 기르 사육",
    "대 주차 세우 세워",
    "타 탑승 승차 이용",
    "쓰 사용 이용 활용",
    "고르 선택 선정",
    "사 구매 구입 매입",
    "팔 판매 매각",
    "돌려보내 반품 반송 반려 반송하",
    "마시 음용 드시 먹",
    "먹 드시 섭취 복용",
    "몰 운전 운행",
    "씻 세척 청소 소독",
    "켜 기동 부팅 가동 전원",
    "끄 종료 정지 전원",
    "다시켜 재시작 재부팅",
    "설치 설정 구성",
    "깔 설치",
    "잃어버리 분실",
    "새 유출 누출 누설",
    "지키 준수 보호",
    "어기 위반 위배",
    "다투 분쟁 다툼 소송",
    "불만 이의 민원 항의",
    "끝내 완료 종결 마치",
    "최대 한도 상한 까지 최고",
    "최소 하한 이상 최저 적어도",
    "합하 합계 통산 총 모두 전체",
    // things and places
    "차 자동차 차량 승용차",
    "버스 셔틀 통근버스 셔틀버스",
    "강아지 개 반려견 애완견",
    "고양이 반려묘",
    "엘리베이터 승강기 리프트",
    "집 세대 주택 가구",
    "아파트 공동주택 단지",
    "사무실 사업장 근무지 사무소",
    "장소 위치 곳 어디",
    "물건 상품 제품 물품",
    "부품 자재 부속품",
    "컴퓨터 pc 단말기 노트북",
    "휴대폰 핸드폰 휴대전화 스마트폰",
    "이메일 메일 전자우편",
    "비밀번호 암호 패스워드",
    "아이디 계정 id",
    "메모리 램 기억장치 ram",
    "하드 디스크 저장장치 하드디스크",
    "용량 크기 공간 저장공간",
    "무선랜 와이파이 무선 wifi",
    "인터넷 온라인 웹",
    "프로그램 소프트웨어 앱 어플",
    "펌웨어 소프트웨어",
    "명령 명령어 커맨드",
    "포트 포트번호",
    "서류 문서 증명서 구비서류 자료",
    "사진 영상 이미지",
    "전화 통화 연락처 전화번호 내선",
    "쓰레기 폐기물 재활용품",
    "밤 야간 심야",
    "낮 주간",
    "아침 오전",
    "나이 연령 세 살 만",
    "점수 평점 성적 학점",
    "기준 요건 조건",
    "비율 률 율 퍼센트",
    "종류 구분 유형",
    "방법 절차 요령 방식",
    "이유 까닭 사유 원인",
    "이름 명칭 성명",
    "단계 등급 급",
    "온도 섭씨",
    "무게 중량 질량",
    "길이 거리",
    "빠르기 속도",
    "보증 보장 무상수리",
    "비밀 기밀 대외비",
    "해커 침해 해킹",
    "백업 복제 예비",
    "회의록 의사록",
    "뜻 의미 정의",
});

using Table = std::unordered_map<std::string_view, std::vector<std::string_view>>;

std::vector<std::string_view> words_of(std::string_view group) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < group.size();) {
    const std::size_t end = std::min(group.find(' ', begin), group.size());
    words.push_back(group.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Table make_table() {
  Table table;
  for (const std::string_view group : kGroups) {
    const std::vector<std::string_view> words = words_of(group);
    for (const std::string_view word : words)
      for (const std::string_view other : words)
        if (other != word) table[word].push_back(other);
  }
  return table;
}

}  // namespace

std::vector<std::string_view> synonyms_of(std::string_view term) {
  static const Table table = make_table();
  const auto found = table.find(term);
  return found == table.end() ? std::vector<std::string_view>() : found->second;
}

}  // namespace onggi::answer_room
