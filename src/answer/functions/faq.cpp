// faq: questions that a document answers, out of its headings and definitions; the answers stand in it.
#include <algorithm>
#include <set>

#include "answer/functions/model_call.h"
#include "answer/functions/outline.h"
#include "answer/functions/work.h"
#include "text/particles.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr std::size_t kAnswerCodePointsMax = 600;

struct Pair {
  std::string question, answer;
  int rank = 1;  // 0: best
};

struct Ask {
  std::string_view end, ask;  // a heading's last noun, and what is asked of it
};
// 절차·방법 are told, 기간 has an end, 비용 is an amount: closed classes of what headings of rules and notices end in.
constexpr Ask kAsks[] = {
    {"신청 기간", "언제인가요"}, {"기간", "언제까지인가요"},  {"기한", "언제까지인가요"}, {"마감", "언제인가요"},
    {"일정", "어떻게 되나요"},   {"시기", "언제인가요"},      {"일시", "언제인가요"},     {"시간", "어떻게 되나요"},
    {"날짜", "언제인가요"},      {"장소", "어디인가요"},      {"위치", "어디인가요"},     {"비용", "얼마인가요"},
    {"요금", "얼마인가요"},      {"수수료", "얼마인가요"},    {"금액", "얼마인가요"},     {"한도", "얼마인가요"},
    {"가격", "얼마인가요"},      {"금리", "어떻게 되나요"},   {"서류", "무엇인가요"},     {"준비물", "무엇인가요"},
    {"문의처", "어디인가요"},    {"연락처", "어떻게 되나요"}, {"접수처", "어디인가요"},   {"이유", "무엇인가요"},
    {"목적", "무엇인가요"},      {"정의", "무엇인가요"},      {"혜택", "무엇인가요"},     {"사유", "무엇인가요"},
    {"담당자", "누구인가요"}};
// What is done: asked for how. "환불", "회원 가입", "비밀번호 변경".
constexpr std::string_view kDeeds[] = {"신청", "접수", "발급", "변경", "취소", "환불", "교환", "반품", "가입",
                                       "해지", "탈퇴", "등록", "이용", "예약", "납부", "조회", "설치", "연장",
                                       "반납", "제출", "지급", "배송", "결제", "처리", "신고", "관리", "설정"};

std::string strip_of(std::string heading) {
  if (heading.starts_with("제") && heading.contains("조(") && heading.ends_with(")")) {
    const std::size_t open = heading.find("조(") + std::string_view("조(").size();
    heading = heading.substr(open, heading.size() - open - 1);
  }
  // "1. ", "2.1 ", "3) "; not the year of "2025년 실적".
  const std::size_t behind = heading.find_first_not_of("0123456789.)");
  if (behind != std::string::npos && behind > 1 && heading[behind] == ' ' &&
      heading.substr(0, behind).find_first_of(".)") != std::string::npos)
    heading = heading.substr(behind);
  return squeeze_spaces(heading);
}

bool is_question(std::string_view text) {
  return text.ends_with("?") || text.ends_with("나요") || text.ends_with("까") || text.ends_with("가요");
}

// "환불 절차" → "환불 절차는 어떻게 되나요?"; "Q. …?" as it stands.
std::string question_of(const std::string& given) {
  std::string heading = strip_of(given);
  for (const std::string_view mark : {"Q. ", "Q: ", "Q) ", "질문: ", "문. "})
    if (heading.starts_with(mark)) heading = heading.substr(mark.size());
  if (is_question(heading)) return heading.ends_with("?") ? heading : heading + "?";
  const std::string subject = heading + std::string(topic_particle(heading));
  for (const Ask& one : kAsks)
    if (heading.ends_with(one.end)) return subject + " " + std::string(one.ask) + "?";
  for (const std::string_view deed : kDeeds)
    if (heading.ends_with(deed)) return subject + " 어떻게 하나요?";
  return subject + " 어떻게 되나요?";
}

// Headings under which no single question is answered.
bool is_empty_heading(std::string_view heading) {
  for (const std::string_view one : {"개요", "부칙", "기타", "서론", "결론", "목차", "참고", "안내", "들어가며",
                                     "마치며", "머리말", "총칙", "보칙", "공지", "소개"})
    if (heading == one) return true;
  return count_code_points(heading) < 2;
}

std::string cut_at_sentence(const std::string& text) {
  if (count_code_points(text) <= kAnswerCodePointsMax) return text;
  const std::string head = text.substr(0, byte_offset_of_code_point(text, kAnswerCodePointsMax));
  std::string kept;
  for (const ByteRange range : split_sentences(head))
    if (range.end < head.size()) kept = head.substr(0, range.end);
  return kept.empty() ? head + "…" : kept;
}

// What stands under a heading until the next one.
std::string text_under(const std::vector<Block>& outline, std::size_t heading) {
  std::string text;
  for (std::size_t at = heading + 1; at < outline.size() && outline[at].kind != BlockKind::heading; ++at) {
    const bool listed = outline[at].kind != BlockKind::paragraph;
    text += (text.empty() ? "" : "\n") + std::string(listed ? "- " : "") + outline[at].text;
  }
  return cut_at_sentence(text);
}

// "연차란 … 를 말한다", "“서비스”란 …": the word; empty: no definition.
std::string defined_word(const std::string& sentence) {
  const auto ends = {"말한다.", "말한다",    "말합니다.", "의미한다.", "의미합니다.",
                     "뜻한다.", "뜻합니다.", "말함.",     "의미함."};
  if (std::ranges::none_of(ends, [&](std::string_view end) { return sentence.ends_with(end); })) return {};
  for (const std::string_view mark : {"이란 ", "란 ", "이라 함은 ", "라 함은 "}) {
    const std::size_t at = sentence.find(mark);
    if (at == std::string::npos || at == 0) continue;
    std::string word;
    for (const std::string_view quoted = std::string_view(sentence).substr(0, at); const char byte : quoted)
      if (byte != '"' && byte != '\'') word += byte;
    for (const std::string_view quote : {"“", "”", "‘", "’", "「", "」"})
      for (std::size_t found = word.find(quote); found != std::string::npos; found = word.find(quote))
        word.erase(found, quote.size());
    word = squeeze_spaces(word);
    if (count_code_points(word) >= 2 && count_code_points(word) <= 20) return word;
  }
  return {};
}

std::vector<Pair> pairs_of(const std::vector<Block>& outline) {
  std::vector<Pair> pairs;
  for (std::size_t at = 0; at < outline.size(); ++at) {
    if (outline[at].kind != BlockKind::heading) continue;
    std::string answer = text_under(outline, at);
    const std::string heading = strip_of(outline[at].text);
    if (count_code_points(answer) < 10 || is_empty_heading(heading)) continue;
    pairs.push_back({question_of(heading), std::move(answer), is_question(heading) ? 0 : 1});
  }
  for (const Sentence& sentence : sentences_of(outline))
    if (const std::string word = defined_word(sentence.text); !word.empty())
      pairs.push_back({word + std::string(copula_stem(word)) + "란 무엇인가요?", sentence.text, 0});
  return pairs;
}

Made told(const std::vector<Pair>& pairs, std::size_t count) {
  Made made;
  json list = json::array();
  std::set<std::string> asked;
  for (const Pair& pair : pairs) {
    if (list.size() == count || !asked.insert(pair.question).second) continue;
    list.push_back({{"question", pair.question}, {"answer", pair.answer}});
    made.text += "Q. " + pair.question + "\nA. " + pair.answer + "\n\n";
  }
  made.json = {{"faq", std::move(list)}};
  return made;
}

Result<Made> by_model(const FunctionCall& call, std::size_t count) {
  const json text = {{"type", "string"}};
  const json pair = {
      {"type", "object"}, {"properties", {{"question", text}, {"answer", text}}}, {"required", {"question", "answer"}}};
  const json schema = {
      {"type", "object"}, {"properties", {{"faq", {{"type", "array"}, {"items", pair}}}}}, {"required", {"faq"}}};
  ONGGI_TRY(const Written written, ask_for_json(call,
                                                {.prompt = "faq",
                                                 .values = {{"count", std::to_string(count)}},
                                                 .text = call.request.text,
                                                 .tokens_max = 1'024},
                                                schema));
  std::vector<Pair> pairs;
  for (const json& one : written.json["faq"])
    pairs.push_back({one["question"].get<std::string>(), one["answer"].get<std::string>()});
  Made made = told(pairs, count);
  made.taken += written.taken;
  note_cut(made.json, written);
  return made;
}

}  // namespace

Result<Made> faq(const FunctionCall& call) {
  const auto count = static_cast<std::size_t>(call.options.integer("count"));
  if (call.model != nullptr) return by_model(call, count);
  std::vector<Pair> pairs = pairs_of(outline_of(call.request.text));
  std::ranges::stable_sort(pairs, {}, &Pair::rank);
  return told(pairs, count);
}

}  // namespace onggi::answer_room
