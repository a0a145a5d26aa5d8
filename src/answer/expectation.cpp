// Interrogatives and the forms of their answers.
#include "answer/expectation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "answer/passages.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Measure words and interrogatives as people write them, with spaces taken out of the question first.
constexpr std::array<std::string_view, 5> kPercentQuestions{"퍼센트", "몇%", "프로입", "프로인", "몇프로"};
constexpr auto kDurationQuestions = std::to_array<std::string_view>(
    {"며칠",       "몇일",       "몇달",       "몇개월",   "몇년",   "몇시간", "몇분",     "몇초",     "몇주",
     "얼마동안",   "얼마만에",   "얼마안에",   "얼마마다", "얼마전", "얼마뒤", "얼마이내", "얼마나안", "얼마나걸",
     "얼마나오래", "얼마나기다", "얼마나자주", "언제까지", "기한",   "기간",   "주기"});
constexpr std::array<std::string_view, 8> kMomentQuestions{"언제",   "몇시", "날짜",   "일자",
                                                           "시간대", "몇월", "며칠날", "시기"};
constexpr std::array<std::string_view, 12> kMoneyQuestions{"금액",     "요금",       "비용",     "가격",
                                                           "얼마예요", "얼마입니까", "얼마인가", "얼마죠",
                                                           "몇원",     "몇달러",     "지원금",   "축하금"};
constexpr std::array<std::string_view, 4> kNumberQuestions{"얼마", "몇", "how many", "how much"};

constexpr std::array<std::string_view, 4> kPercentUnits{"%", "퍼센트", "％", "분의 "};
constexpr std::array<std::string_view, 16> kDurationUnits{"영업일", "근무일", "일",   "개월", "년", "시간",
                                                          "분",     "주",     "회",   "달",   "초", "day",
                                                          "month",  "year",   "hour", "week"};
constexpr std::array<std::string_view, 9> kMomentUnits{"영업일", "근무일", "년", "월", "일", "시", ":", "분기", "학기"};
constexpr std::array<std::string_view, 9> kMomentWords{"요일", "매주", "매월", "매달", "매일",
                                                       "매년", "즉시", "오전", "오후"};
constexpr std::array<std::string_view, 3> kClockQuestions{"몇시까지", "몇시부터", "몇시에"};
constexpr std::array<std::string_view, 2> kClockUnits{"시", ":"};
constexpr std::array<std::string_view, 4> kPhoneQuestions{"전화번호", "연락처", "내선", "몇번으로전화"};
constexpr auto kMailQuestions = std::to_array<std::string_view>({"이메일", "전자우편주소", "메일주소"});
// Quantities without digits, as rules write them.
constexpr std::array<std::string_view, 8> kAmountWords{"전액", "무료", "절반",    "없음",
                                                       "면제", "무상", "제한 없", "반액"};
constexpr std::array<std::string_view, 3> kEndlessWords{"제한 없", "무기한", "수시"};
// Native numerals before counters, and counters that ask ("몇 번") with those that answer ("3회", "네 번").
constexpr std::array<std::string_view, 14> kNumerals{"한",   "두",   "세", "네", "다섯", "여섯", "일곱",
                                                     "여덟", "아홉", "열", "석", "넉",   "스무", "반"};
constexpr auto kCounters = std::to_array<std::string_view>(
    {"번 회 차례", "사람 명 인",   "명 인 사람", "마리", "살 세", "개", "대",       "학점",    "학기",
     "가지 종",    "쪽 페이지 장", "장 매",      "층",   "건",    "권", "곳 군데",  "군데 곳", "단계",
     "자리",       "배",           "점",         "호",   "등급",  "칸", "상자 박스"});
// What is counted or measured with digits alone, and its signs (the SI's units and those of everyday life).
constexpr auto kMeasures = std::to_array<std::string_view>(
    {"회 번 차례",     "차례 회 번",     "가구 세대",        "세대 가구",        "기가 GB", "테라 TB",
     "메가 MB",        "도 ℃",           "밀리미터 mm ㎜",   "센티 cm ㎝",       "미터 m",  "킬로그램 kg ㎏",
     "킬로미터 km ㎞", "킬로와트 kW",    "킬로 km ㎞ kg ㎏", "키로 km ㎞ kg ㎏", "그램 g",  "톤 t",
     "리터 L ℓ",       "평 ㎡ 제곱미터", "제곱미터 ㎡ 평",   "암페어 A mA",      "볼트 V",  "와트 W kW",
     "헤르츠 Hz",      "데시벨 dB",      "인치 in"});
constexpr std::array<std::string_view, 9> kMoneyUnits{"원", "달러", "USD", "유로", "$", "₩", "엔", "만", "억"};
constexpr std::array<std::string_view, 10> kNumberWords{"하루", "이틀",  "사흘",   "나흘", "열흘",
                                                        "보름", "한 달", "반나절", "절반", "즉시"};

// What a question without an interrogative ends with when it asks for money: "공설묘지 사용료".
constexpr std::array<std::string_view, 19> kMoneyHeads{
    "수수료", "사용료", "이용료", "보험료", "임대료", "보관료", "대여료", "연체료", "관리비", "숙박비",
    "비용",   "금액",   "가격",   "단가",   "요금",   "수당",   "연봉",   "축하금", "보조금"};

std::string without_spaces(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), [](char byte) { return byte != ' '; });
  return kept;
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_alnum(char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0; }

// "네 번", "석 달", "세마리": a numeral at the begin of a word and a unit behind it.
bool has_numeral(std::string_view text, std::string_view unit) {
  for (std::size_t at = text.find(unit); at != std::string_view::npos; at = text.find(unit, at + 1)) {
    std::string_view before = text.substr(0, at);
    if (before.ends_with(' ')) before.remove_suffix(1);
    for (const std::string_view numeral : kNumerals)
      if (before.ends_with(numeral) &&
          (before.size() == numeral.size() || before[before.size() - numeral.size() - 1] == ' '))
        return true;
  }
  return false;
}

bool has_counted(std::string_view text) {
  return std::any_of(kCounters.begin(), kCounters.end(),
                     [text](std::string_view group) { return has_numeral(text, group.substr(0, group.find(' '))); });
}

// Numbers that name a place in a text or a thing, and are no amounts: "1." and "①" before an item, "제18조", "HP-80".
std::string without_names(std::string_view text) {
  constexpr std::string_view kOrdinal = "제";
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      kept += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool ordinal = kept.ends_with(kOrdinal);
    const bool item = squeeze_spaces(kept).empty() && end < text.size() && (text[end] == '.' || text[end] == ')') &&
                      (end + 1 == text.size() || !is_digit(text[end + 1]));
    const bool code =
        kept.size() >= 2 && kept.back() == '-' && std::isalpha(static_cast<unsigned char>(kept[kept.size() - 2])) != 0;
    const bool letters = !kept.empty() && std::isalpha(static_cast<unsigned char>(kept.back())) != 0;
    if (!ordinal && !item && !code && !letters) kept.append(text.substr(at, end - at));
    at = end;
  }
  return kept;
}

bool has_number(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) || has_any(text, kNumberWords) ||
         has_any(text, kAmountWords) || has_counted(text);
}

// Some unit directly behind some number ("110,000원", "30일 이내", "3 개월").
template <std::size_t N>
bool has_measure(std::string_view text, const std::array<std::string_view, N>& units) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i + 1 < text.size() && is_digit(text[i + 1]))) continue;
    std::string_view rest = text.substr(i + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (std::any_of(units.begin(), units.end(), [rest](std::string_view unit) { return rest.starts_with(unit); }))
      return true;
  }
  return false;
}

// Digits with a hyphen between ("02-555-0199", "1600-0417"), or an extension.
bool has_phone(std::string_view text) {
  for (std::size_t i = 1; i + 3 < text.size(); ++i)
    if (text[i] == '-' && is_digit(text[i - 1]) && is_digit(text[i + 1]) && is_digit(text[i + 2]) &&
        is_digit(text[i + 3]))
      return true;
  return text.find("내선") != std::string_view::npos && std::any_of(text.begin(), text.end(), is_digit);
}

// "support@onggi.example": something, a sign, and a name with a point.
bool has_mail(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 >= text.size()) return false;
  const std::string_view host = text.substr(at + 1, text.find(' ', at) - at - 1);
  return is_alnum(text[at - 1]) && is_alnum(host.front()) && host.contains('.');
}

// Letters and digits, or digits alone that are long or hyphenated and that no unit follows.
bool is_code(std::string_view run, std::string_view behind) {
  constexpr auto kParticles = std::to_array<std::string_view>({"을", "를", "은", "는", "이", "가", "로", "의", "번"});
  const auto digits = std::ranges::count_if(run, is_digit);
  if (std::ranges::any_of(run, [](char byte) { return is_alnum(byte) && !is_digit(byte); }))
    return digits > 0 && run.size() >= 3;
  const bool has_unit =
      behind.starts_with(',') || (!behind.empty() && static_cast<unsigned char>(behind.front()) >= 0x80 &&
                                  std::ranges::none_of(kParticles, [&](auto one) { return behind.starts_with(one); }));
  return digits >= 4 && (run.contains('-') || !has_unit);
}

bool has_code(std::string_view text) {
  return std::ranges::any_of(codes_of(text),
                             [text](const ByteRange& run) { return is_code(slice(text, run), text.substr(run.end)); });
}

bool has_form(Expected expected, std::string_view passage) {
  switch (expected) {
    case Expected::anything:
      return true;
    case Expected::number:
      return has_number(passage);
    case Expected::money:
      return has_measure(passage, kMoneyUnits) || has_any(passage, kAmountWords) ||
             has_any(passage, kPercentUnits) ||  // "연봉의 40%"
             has_any(passage, std::array<std::string_view, 3>{"$", "₩", "USD"});
    case Expected::duration:
      return has_measure(passage, kDurationUnits) || has_any(passage, kNumberWords) ||
             has_any(passage, kEndlessWords) || has_numeral(passage, "달") || has_numeral(passage, "주") ||
             has_numeral(passage, "시간") || has_numeral(passage, "해");
    case Expected::moment:
      return has_measure(passage, kMomentUnits) || has_any(passage, kMomentWords) || has_any(passage, kNumberWords) ||
             has_measure(passage, kDurationUnits);
    case Expected::clock:
      return has_measure(passage, kClockUnits) || has_numeral(passage, "시");  // "오후 여섯 시"
    case Expected::phone:
      return has_phone(passage);
    case Expected::mail:
      return has_mail(passage);
    case Expected::code:
      return has_code(passage);
    case Expected::percent:
      return has_any(passage, kPercentUnits);
  }
  return true;
}

bool counts(std::string_view text, std::string_view unit) {
  return has_measure(text, std::array<std::string_view, 1>{unit}) || has_numeral(text, unit);
}

// "몇 번 화면", "몇 번 출구": a number that names one of them.
bool is_identified(std::string_view behind) {
  constexpr std::string_view kNumber = "번";
  constexpr auto kNumbered =
      std::to_array<std::string_view>({"화면", "출구", "버스", "노선", "창구", "게이트", "홈", "방", "채널", "회의실",
                                       "서식", "메뉴", "단자", "포트", "구역"});
  return behind.starts_with(kNumber) && std::ranges::any_of(kNumbered, [&](std::string_view one) {
           return behind.substr(kNumber.size()).starts_with(one);
         });
}

// "인증 번호를 알려 주세요", "문서 번호는?", but not "비밀번호는 며칠마다 바꾸나요?".
bool asks_for_code(std::string_view text) {
  constexpr auto kParticles = std::to_array<std::string_view>({"가", "는", "를", "은", "이"});
  constexpr auto kAsking =
      std::to_array<std::string_view>({"뭐", "뭔", "무엇", "어떻게되", "알려", "알수", "알고싶", "궁금", "좀", "몇번"});
  constexpr std::string_view kNumber = "번호";
  const std::size_t at = text.find(kNumber);
  if (at == std::string_view::npos) return false;
  std::string_view behind = text.substr(at + kNumber.size());
  for (const std::string_view particle : kParticles)
    if (behind.starts_with(particle)) {
      behind.remove_prefix(particle.size());
      break;
    }
  return behind.find_first_not_of("?.! ") == std::string_view::npos ||
         std::ranges::any_of(kAsking, [behind](std::string_view word) { return behind.starts_with(word); });
}

// "배수는 얼마인가요?", "무게가 얼마예요?": no money.
bool asks_for_measure(std::string_view text) {
  constexpr auto kMeasured = std::to_array<std::string_view>(
      {"배수", "비율", "점수", "무게", "중량", "길이", "높이", "넓이", "면적", "크기", "온도", "습도",
       "속도", "거리", "용량", "수량", "인원", "정원", "나이", "연령", "개수", "횟수", "비중", "두께"});
  constexpr std::size_t kParticleBytes = 3;
  const std::size_t at = text.find("얼마");
  if (at == std::string_view::npos || at < kParticleBytes) return false;
  const std::string_view before = text.substr(0, at), noun = before.substr(0, at - kParticleBytes);
  const bool marked =
      before.ends_with("은") || before.ends_with("는") || before.ends_with("이") || before.ends_with("가");
  return std::ranges::any_of(kMeasured, [&](std::string_view one) { return (marked ? noun : before).ends_with(one); });
}

// "110,000", "±0.3", "10~12": the unit stands in the header.
bool is_bare_number(std::string_view cell) {
  return cell.find_first_of("0123456789") != std::string_view::npos &&
         cell.find_first_not_of("0123456789,.+-~ ()±–") == std::string_view::npos;
}

bool row_has_form(Expected expected, std::string_view row) {
  return std::ranges::any_of(split_at(row, kCellBorder), [expected](std::string_view cell) {
    return is_bare_number(cell) || has_form(expected, without_names(cell));
  });
}

}  // namespace

std::vector<ByteRange> codes_of(std::string_view text) {
  std::vector<ByteRange> runs;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && (is_alnum(text[end]) || (end > at && text[end] == '-'))) ++end;
    while (end > at && text[end - 1] == '-') --end;
    if (end > at && std::any_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                                text.begin() + static_cast<std::ptrdiff_t>(end), is_digit))
      runs.push_back({at, end});
    at = std::max(end, at + 1);
  }
  return runs;
}

std::string_view counter_of(std::string_view question) {
  const std::string text = without_spaces(question);
  const std::size_t at = text.find("몇");
  if (at == std::string::npos) return {};
  const std::string_view behind = std::string_view(text).substr(at + std::string_view("몇").size());
  if (is_identified(behind)) return {};
  const auto asked = [behind](std::string_view group) { return behind.starts_with(group.substr(0, group.find(' '))); };
  if (const auto* const found = std::ranges::find_if(kCounters, asked); found != kCounters.end()) return *found;
  const auto* const measure = std::ranges::find_if(kMeasures, asked);
  return measure == kMeasures.end() ? std::string_view() : *measure;
}

bool has_counter(std::string_view counter, std::string_view text) {
  while (!counter.empty()) {
    const std::size_t end = std::min(counter.find(' '), counter.size());
    if (counts(text, counter.substr(0, end))) return true;
    counter.remove_prefix(std::min(counter.size(), end + 1));
  }
  return false;
}

Expected expected_of(std::string_view question) {
  const std::string text = without_spaces(question);
  if (has_any(text, kPhoneQuestions)) return Expected::phone;
  if (has_any(text, kMailQuestions)) return Expected::mail;
  if (asks_for_code(text)) return Expected::code;
  if (has_any(text, kPercentQuestions)) return Expected::percent;
  if (has_any(text, kDurationQuestions)) return Expected::duration;
  if (has_any(text, kClockQuestions)) return Expected::clock;
  if (has_any(text, kMomentQuestions)) return Expected::moment;
  if (asks_for_measure(text)) return Expected::number;
  if (has_any(text, kMoneyQuestions)) return Expected::money;
  if (has_any(text, kNumberQuestions)) return Expected::number;
  const std::size_t last = text.find_last_not_of("?.! ");
  const std::string_view end = std::string_view(text).substr(0, last == std::string::npos ? 0 : last + 1);
  if (std::ranges::any_of(kMoneyHeads, [end](std::string_view head) { return end.ends_with(head); }))
    return Expected::money;
  return Expected::anything;
}

bool has_form_of(Expected expected, std::string_view text, bool in_table) {
  switch (expected) {
    case Expected::anything:
      return true;
    case Expected::phone:
    case Expected::clock:
    case Expected::mail:
    case Expected::code:
      return has_form(expected, text);
    default:
      return in_table ? row_has_form(expected, text) : has_form(expected, without_names(text));
  }
}

}  // namespace onggi::answer_room
