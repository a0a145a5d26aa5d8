// Closed classes of words that minutes are written with.
#include "answer/functions/meeting.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "answer/passages.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using Words = std::initializer_list<std::string_view>;

bool holds_any(std::string_view text, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

const Words kDecided = {"결정",    "확정",      "의결",    "합의",      "승인",      "채택",      "가결",
                        "기로 했", "기로 하였", "기로 함", "기로 하고", "기로 한다", "기로 하겠", "기로 합니다"};
const Words kUndecided = {"결정하지 못", "결정되지 않",      "결정하지 않", "확정되지 않", "확정하지 못",
                          "합의하지 못", "합의에 이르지 못", "결정이 필요", "결정을 미루", "결정을 보류",
                          "승인을 요청", "승인 요청",        "승인이 필요"};
const Words kToDo = {"담당", "제출", "준비", "공유",   "작성", "정리", "보고", "검토", "배포", "요청", "전달",
                     "취합", "회신", "점검", "수정",   "완료", "마련", "확보", "조사", "안내", "등록", "반영",
                     "발송", "협의", "신청", "테스트", "예약", "구매", "교체", "보완", "게시", "진행"};
const Words kTaskMarks = {"할 일", "액션 아이템", "조치 사항", "조치사항", "To-do",
                          "TODO",  "담당:",       "담당자:",   "후속 조치"};
const Words kDecisionMarks = {"결정 사항", "결정사항", "의결 사항", "의결사항", "합의 사항", "합의사항"};

// Digits and then this: how long; 0: not here.
std::size_t number_with(std::string_view text, std::string_view unit) {
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == 0 || at > 4) return 0;
  return text.substr(at).starts_with(unit) ? at + unit.size() : 0;
}

std::size_t with_space(std::string_view text, std::size_t at) { return text.substr(at).starts_with(" ") ? at + 1 : at; }

// "2025년 3월 15일", "3월 15일", "15일", "3월 말": from here; 0: none.
std::size_t written_day(std::string_view text) {
  std::size_t end = number_with(text, "년"), at = end > 0 ? with_space(text, end) : 0;
  if (const std::size_t month = number_with(text.substr(at), "월"); month > 0) {
    end = at + month, at = with_space(text, end);
    for (const std::string_view part : {"초", "중순", "말"})
      if (text.substr(at).starts_with(part)) return at + part.size();
    if (const std::size_t day = number_with(text.substr(at), "일"); day > 0) end = at + day;
    return end;
  }
  if (end > 0) return end;
  const std::size_t day = number_with(text, "일");
  const std::string_view behind = text.substr(day);
  return day > 0 && !behind.starts_with("간") && !behind.starts_with(" 이내") && !behind.starts_with(" 전") ? day : 0;
}

// "2025-03-15", "2025. 3. 15.", "3/15".
std::size_t numeric_day(std::string_view text) {
  for (const std::string_view border : {"-", ".", "/"}) {
    std::size_t at = number_with(text, border), parts = 1;
    while (at > 0 && parts < 3) {
      const std::size_t from = with_space(text, at);
      std::size_t digits = from;
      while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
      if (digits == from || digits - from > 2) break;
      at = digits, ++parts;
      if (parts < 3 && text.substr(at).starts_with(border)) ++at;
      else break;
    }
    if (parts == 3 || (parts == 2 && border == "/")) return at;
  }
  return 0;
}

std::size_t spoken_day(std::string_view text) {
  for (const std::string_view week : {"이번 주 ", "다음 주 ", "차주 ", "금주 ", ""})
    if (text.starts_with(week))
      for (const std::string_view day : {"월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"})
        if (text.substr(week.size()).starts_with(day)) return week.size() + day.size();
  for (const std::string_view word :
       {"다음 주", "이번 주", "다음 달", "이번 달", "내일", "모레", "월말", "연말", "분기 말", "차주", "금주"})
    if (text.starts_with(word)) return word.size();
  return 0;
}

// A day may be told with its hour: "3월 15일 오후 2시".
std::size_t with_hour(std::string_view text, std::size_t end) {
  std::size_t at = with_space(text, end);
  if (text.substr(at).starts_with("(")) {
    const std::size_t close = text.find(')', at);
    if (close != std::string_view::npos && close - at <= 10) end = close + 1, at = with_space(text, end);
  }
  for (const std::string_view half : {"오전 ", "오후 "})
    if (text.substr(at).starts_with(half)) at += half.size();
  if (const std::size_t hour = number_with(text.substr(at), "시"); hour > 0) {
    end = at + hour, at = with_space(text, end);
    if (const std::size_t minute = number_with(text.substr(at), "분"); minute > 0) end = at + minute;
  }
  return end;
}

std::vector<ByteRange> day_ranges(std::string_view text) {
  std::vector<ByteRange> days;
  for (std::size_t at = 0; at < text.size();) {
    const bool inside = at > 0 && text[at] >= '0' && text[at] <= '9' && text[at - 1] >= '0' && text[at - 1] <= '9';
    const std::string_view rest = text.substr(at);
    const std::size_t found = inside ? 0 : std::max({written_day(rest), numeric_day(rest), spoken_day(rest)});
    if (found > 0) {
      days.push_back({at, at + with_hour(rest, found)});
      at = days.back().end;
    } else {
      next_code_point(text, at);
    }
  }
  return days;
}

std::string without_particle(std::string_view word) {
  for (const std::string_view particle :
       {"에서는", "에서", "께서", "이", "가", "은", "는", "도", "과", "와", "에게", "에", ","})
    if (word.ends_with(particle) && word.size() > particle.size())
      return std::string(word.substr(0, word.size() - particle.size()));
  return std::string(word);
}

bool is_doer(std::string_view word) {
  const Words ends = {"팀",   "부서",   "부",   "과",   "실",   "본부",   "센터",   "국",     "님",   "대리",
                      "과장", "차장",   "부장", "팀장", "사원", "주임",   "책임",   "선임",   "수석", "이사",
                      "위원", "위원장", "교사", "교수", "담당", "담당자", "주무관", "사무관", "중대", "대대",
                      "소대", "반장",   "실장", "국장", "점장", "매니저", "PM"};
  return count_code_points(word) >= 2 &&
         std::ranges::any_of(ends, [&](std::string_view end) { return word.ends_with(end); });
}

// "담당: 김 대리", else the first word that names an office or a rank, with the family name before it.
std::string doer_of(std::string_view sentence) {
  for (const std::string_view mark : {"담당자: ", "담당: "})
    if (const std::size_t at = sentence.find(mark); at != std::string_view::npos) {
      const std::string_view behind = sentence.substr(at + mark.size());
      return squeeze_spaces(behind.substr(0, std::min(behind.find_first_of(",;)/.("), behind.size())));
    }
  const std::vector<std::string_view> words = split_at(sentence, " ");
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view whole = words[at];
    // "군수과 3월까지": an office, not "and".
    const bool office = whole.ends_with("과") && is_doer(whole) && !whole.ends_with("결과") &&
                        !whole.ends_with("효과") && at + 1 < words.size() && words[at + 1].ends_with("까지");
    std::string bare = office ? std::string(whole) : without_particle(whole);
    const bool marked = bare.size() < whole.size() || at + 1 == words.size() || words[at + 1].contains("까지");
    if (!is_doer(bare) || !marked) continue;
    const bool rank_alone = count_code_points(bare) <= 3 && !bare.ends_with("팀") && !bare.ends_with("실");
    if (rank_alone && at > 0 && count_code_points(words[at - 1]) <= 3 && !words[at - 1].ends_with(","))
      return std::string(words[at - 1]) + " " + bare;
    return bare;
  }
  return {};
}

std::string due_of(std::string_view sentence) {
  for (const ByteRange day : day_ranges(sentence)) {
    const std::string_view behind = sentence.substr(day.end);
    if (behind.starts_with("까지") || behind.starts_with(" 까지") || behind.starts_with("(") ||
        behind.starts_with(" 중"))
      return std::string(slice(sentence, day));
  }
  for (const std::string_view mark : {"기한: ", "기한 "})
    if (const std::size_t at = sentence.find(mark); at != std::string_view::npos)
      for (const ByteRange day : day_ranges(sentence.substr(at))) return std::string(slice(sentence.substr(at), day));
  return {};
}

void add_once(std::vector<std::string>& list, std::string one) {
  if (std::ranges::find(list, one) == list.end()) list.push_back(std::move(one));
}

}  // namespace

std::vector<std::string> dates_of(std::string_view text) {
  std::vector<std::string> dates;
  for (const ByteRange day : day_ranges(text)) add_once(dates, std::string(slice(text, day)));
  return dates;
}

Minutes read_minutes(const std::vector<Block>& outline, const std::vector<Sentence>& sentences) {
  Minutes minutes;
  std::string_view above;
  std::size_t block = 0;
  for (const Sentence& sentence : sentences) {
    for (; block <= sentence.block; ++block)
      if (outline[block].kind == BlockKind::heading) above = outline[block].text;
    const std::string& text = sentence.text;
    const std::string due = due_of(text);
    const bool task =
        holds_any(above, kTaskMarks) || holds_any(text, kTaskMarks) || (!due.empty() && holds_any(text, kToDo));
    const bool decided =
        holds_any(above, kDecisionMarks) || (holds_any(text, kDecided) && !holds_any(text, kUndecided));
    if (task) minutes.tasks.push_back({text, doer_of(text), due});
    else if (decided) minutes.decisions.push_back(text);
    for (std::string& date : dates_of(text)) add_once(minutes.dates, std::move(date));
  }
  return minutes;
}

nlohmann::json to_json(const Minutes& minutes) {
  nlohmann::json tasks = nlohmann::json::array();
  for (const MeetingTask& task : minutes.tasks)
    tasks.push_back({{"text", task.text}, {"who", task.who}, {"due", task.due}});
  return {{"decisions", minutes.decisions}, {"tasks", std::move(tasks)}, {"dates", minutes.dates}};
}

std::string to_text(const Minutes& minutes) {
  std::string text;
  if (!minutes.decisions.empty()) text += "결정 사항\n";
  for (const std::string& one : minutes.decisions) text += "- " + one + "\n";
  if (!minutes.tasks.empty()) text += text.empty() ? "할 일\n" : "\n할 일\n";
  for (const MeetingTask& task : minutes.tasks) {
    text += "- " + task.text;
    if (!task.who.empty() || !task.due.empty())
      text += " [" + task.who + (task.who.empty() || task.due.empty() ? "" : ", ") + task.due + "]";
    text += "\n";
  }
  return text;
}

}  // namespace onggi::answer_room
