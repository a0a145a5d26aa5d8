// Names of people, by what stands beside them: a label before ("성명: 홍길동"), a title behind ("홍길동 과장",
// "홍길동님"), other personal data next to them ("홍길동(010-0000-0000)").
#include <algorithm>
#include <array>

#include "privacy/context.h"
#include "privacy/names.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kLabels[] = {
    "성명",     "이름",   "성함",   "고객명", "예금주", "담당자",   "신청인", "신청자", "대표자", "대표이사", "환자명",
    "환자",     "수신인", "수취인", "수령인", "받는분", "보내는분", "발신인", "작성자", "보호자", "계약자",   "가입자",
    "피보험자", "수익자", "명의자", "명의인", "소유자", "임차인",   "임대인", "사원명", "직원명", "학생명",   "학생",
    "교수",     "고객",   "회원",   "회원명", "기안자", "결재자",   "검토자", "승인자", "책임자", "연락담당", "참석자",
    "발표자",   "강사",   "저자",   "피고",   "원고",   "피고인",   "증인",   "의뢰인", "채무자", "채권자",   "구매자",
    "주문자",   "판매자", "이용자", "사용자", "운전자", "본인",     "배우자", "자녀",   "직원",   "사원",     "씨명",
    "입금자",   "송금인", "신고인", "민원인", "청구인", "근로자",   "퇴직자", "진료의", "주치의"};

constexpr std::string_view kTitles[] = {
    "님",     "씨",   "군",     "양",     "귀하",   "과장", "차장",   "부장",   "대리",   "사원",   "주임",
    "팀장",   "실장", "본부장", "이사",   "상무",   "전무", "사장",   "대표",   "회장",   "교수",   "선생",
    "박사",   "원장", "간호사", "변호사", "회계사", "의원", "장관",   "주무관", "사무관", "서기관", "고객",
    "회원",   "환자", "담당자", "책임",   "수석",   "선임", "연구원", "강사",   "기사",   "소장",   "센터장",
    "지점장", "위원", "위원장", "국장",   "계장",   "경위", "대위"};

// What may follow a name directly: particles, the copula, titles.
constexpr std::string_view kParticles[] = {"은",   "는", "이",       "가",     "을",   "를",   "의",   "에게", "께",
                                           "께서", "와", "과",       "로",     "도",   "만",   "한테", "님",   "씨",
                                           "군",   "양", "입니다",   "이며",   "이고", "이다", "으로", "라고", "이라고",
                                           "에",   "인", "으로부터", "로부터", "부터", "랑",   "이랑", "앞"};

bool is_particle(std::string_view hangul) {
  return std::any_of(std::begin(kParticles), std::end(kParticles), [&](std::string_view particle) {
    return hangul.starts_with(particle) && (particle.size() > kSyllable || hangul.size() == particle.size() ||
                                            particle == "님" || particle == "씨" || hangul.size() <= 5 * kSyllable);
  });
}

// A name at the beginning of the Hangul stretch: three syllables rather than two or four, when what follows can follow.
struct Name {
  std::size_t size = 0;
  int likelihood = 0;
};
Name name_at_front(std::string_view hangul) {
  Name best;
  for (const std::size_t length : {std::size_t{3}, std::size_t{4}, std::size_t{2}}) {
    const std::size_t size = length * kSyllable;
    if (hangul.size() < size) continue;
    const std::string_view rest = hangul.substr(size);
    if (!rest.empty() && !is_particle(rest)) continue;
    const int likelihood = name_likelihood(hangul.substr(0, size)) - (length == 2 && !rest.empty() ? 1 : 0);
    if (likelihood > best.likelihood) best = {size, likelihood};
  }
  return best;
}

Name name_at_back(std::string_view hangul) {
  Name best;
  for (const std::size_t length : {std::size_t{3}, std::size_t{4}, std::size_t{2}}) {
    if (hangul.size() != length * kSyllable) continue;
    const int likelihood = name_likelihood(hangul);
    if (likelihood > best.likelihood) best = {hangul.size(), likelihood};
  }
  return best;
}

template <std::size_t N>
std::string_view longest(const std::string_view (&words)[N], std::string_view text, bool at_end) {
  std::string_view found;
  for (const std::string_view word : words)
    if (word.size() > found.size() && (at_end ? text.ends_with(word) : text.starts_with(word))) found = word;
  return found;
}

constexpr std::size_t kStretch = 10;
constexpr int kNever = 100;

std::size_t skip_label_marks(std::string_view text, std::size_t at, bool& marked) {
  const std::size_t begin = at;
  while (at < text.size() && at < begin + 6) {
    const char c = text[at];
    if (c == ':' || c == '=' || c == '|' || c == '\t' || c == '"') marked = true;
    else if (c != ' ' && c != '\n' && c != ',' && c != '(' && c != '[') break;
    ++at;
  }
  return at;
}

}  // namespace

bool ends_label(char32_t c) {
  static const std::u32string kEnds = [] {
    std::u32string ends;
    for (const std::string_view label : kLabels) ends += syllable_before(label, label.size());
    return ends;
  }();
  return kEnds.find(c) != std::u32string::npos;
}

bool begins_title(char32_t c) {
  static const std::u32string kBegins = [] {
    std::u32string begins;
    for (const std::string_view title : kTitles) begins += syllable_at(title, 0);
    return begins;
  }();
  return kBegins.find(c) != std::u32string::npos;
}

Match match_name_behind_label(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  const std::size_t behind = at + kSyllable;
  const std::string_view label = longest(kLabels, hangul_before(text, behind, 6), true);
  if (label.empty()) return std::nullopt;
  bool marked = false;
  const std::size_t begin = skip_label_marks(text, behind, marked);
  if (begin == behind) return std::nullopt;
  const Name name = name_at_front(hangul_from(text, begin, kStretch));
  const std::size_t end = begin + name.size;
  // "이름 부분은", "사용자 이하": without a mark between, only what could hardly be another word.
  const bool three = name.size >= 3 * kSyllable;
  if (name.likelihood < (marked ? (three ? 2 : 3) : three ? kUsualName + 1 : kNever)) return std::nullopt;
  return Weight("behind a label", marked ? 0.6 : 0.4)
      .add(true, 0.05 * name.likelihood, "likely syllables")
      .match("PERSON", begin, end);
}

// A cell that holds nothing but a name, under a header that asks for one.
Match match_name_under_heading(const Page& page) {
  if (page.heading.empty()) return std::nullopt;
  const std::size_t begin = std::min(page.text.find_first_not_of(' '), page.text.size());
  const std::string_view word = hangul_from(page.text, begin, 5);
  const Name name = name_at_back(word);
  if (name.likelihood < 2 || page.text.find_first_not_of(" \n", begin + word.size()) != std::string_view::npos)
    return std::nullopt;
  for (const std::string_view label : kLabels)
    if (page.heading.find(label) != std::string_view::npos)
      return Weight("under a heading", 0.55)
          .add(true, 0.05 * name.likelihood, "likely syllables")
          .match("PERSON", begin, begin + word.size());
  return std::nullopt;
}

Match match_name_before_title(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  const std::string_view title = longest(kTitles, hangul_from(text, at, 4), false);
  if (title.empty()) return std::nullopt;
  const bool spaced = at > 0 && text[at - 1] == ' ';
  const std::string_view word = hangul_before(text, at - (spaced ? 1 : 0), kStretch);
  const Name name = name_at_back(word);
  const bool addressed = !spaced && (title == "님" || title == "씨") && name.size == 3 * kSyllable;
  if (name.likelihood < (addressed ? 2 : kUsualName - 1)) return std::nullopt;
  // "씨", "군", "양" also end and begin other words; behind a blank they stand alone.
  const std::string_view rest = hangul_from(text, at + title.size(), 5);
  if (!rest.empty() && !is_particle(rest) && title.size() == kSyllable && title != "님") return std::nullopt;
  if (title.size() == kSyllable && title != "님" && title != "씨" && !spaced) return std::nullopt;
  const std::size_t end = at - (spaced ? 1 : 0);
  return Weight("before a title", name.size == 2 * kSyllable ? 0.25 : 0.35)
      .add(true, 0.06 * name.likelihood, "likely syllables")
      .add(title == "님" || title == "씨", addressed ? 0.15 : 0.1, "form of address")
      .match("PERSON", end - word.size(), end);
}

Match name_before(const Page& page, std::size_t value) {
  const std::string_view text = page.text;
  std::size_t end = value;
  while (end > 0 && value - end < 4 && std::string_view(" (,:/<[|\t").find(text[end - 1]) != std::string_view::npos)
    --end;
  std::string_view word = hangul_before(text, end, kStretch);
  // "홍길동의 연락처 010-…": one word of label between.
  for (int skipped = 0; skipped < 2; ++skipped) {
    const Name name = name_at_front(word);
    if (name.likelihood >= kUsualName)
      return Weight("beside personal data", 0.3)
          .add(true, 0.06 * name.likelihood, "likely syllables")
          .match("PERSON", end - word.size(), end - word.size() + name.size);
    std::size_t before = end - word.size();
    if (before == 0 || text[before - 1] != ' ') break;
    end = before - 1;
    word = hangul_before(text, end, kStretch);
  }
  return std::nullopt;
}

Match name_behind(const Page& page, std::size_t value_end) {
  const std::string_view text = page.text;
  std::size_t begin = value_end;
  while (begin < text.size() && begin < value_end + 4 &&
         std::string_view(" ),:/>]|\t").find(text[begin]) != std::string_view::npos)
    ++begin;
  if (begin == value_end) return std::nullopt;
  const Name name = name_at_front(hangul_from(text, begin, kStretch));
  if (name.likelihood < kUsualName) return std::nullopt;
  return Weight("beside personal data", 0.25)
      .add(true, 0.06 * name.likelihood, "likely syllables")
      .match("PERSON", begin, begin + name.size);
}

// "Mr. John Smith", "Dr. Kim Min-su": capitalised words behind a form of address.
Match match_english_person(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  if (!is_free_before(text, at)) return std::nullopt;
  constexpr std::string_view kAddress[] = {"Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Mr", "Mrs", "Ms"};
  const std::string_view form = longest(kAddress, text.substr(at, 5), false);
  if (form.empty() || at_or_space(text, at + form.size()) != ' ') return std::nullopt;
  const std::size_t begin = at + form.size() + 1;
  std::size_t end = begin;
  for (int words = 0; words < 3; ++words) {
    const std::size_t word = words == 0 ? begin : end + 1;
    if (!is_upper(at_or_space(text, word)) || (words > 0 && text[end] != ' ')) break;
    std::size_t stop = word + 1;
    while (is_letter(at_or_space(text, stop)) || at_or_space(text, stop) == '-' || at_or_space(text, stop) == '\'')
      ++stop;
    if (stop == word + 1) break;
    end = stop;
  }
  if (end == begin) return std::nullopt;
  return Weight("behind a form of address", 0.75).match("PERSON", begin, end);
}

}  // namespace onggi::privacy_room
