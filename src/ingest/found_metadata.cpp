// See found_metadata.h. Forms of official letters: 행정 효율과 협업 촉진에 관한 규정 시행규칙, 별지 제1호서식 ("시행
// 처리과명-연도별 일련번호 (시행일)"); of laws: 법제업무 운영규정 ("[시행 ...] [... 제...호, ..., 일부개정]", "부칙").
#include "ingest/found_metadata.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include "index/iso_date.h"
#include "index/metadata.h"
#include "ingest/field_lines.h"
#include "text/text.h"

namespace onggi::ingest_room {
namespace {

using Found = std::map<std::string, std::string>;

constexpr std::size_t kLineBytesMax = 400;
constexpr std::size_t kHeadLines = 15;

#define ONGGI_DATE R"((\d{4})\s*[.년/-]\s*(\d{1,2})\s*[.월/-]\s*(\d{1,2}))"
#define ONGGI_DATE_ANY R"(\d{4}\s*[.년/-]\s*\d{1,2}\s*[.월/-]\s*\d{1,2}\s*[.일]?)"
#define ONGGI_RULE_KIND R"((?:규정|규칙|지침|내규|훈령|예규|고시|공고|조례|세칙|요령|기준))"

struct Rules {
  const re2::RE2 date{ONGGI_DATE};
  const re2::RE2 letter{R"(^시행\s+(\S.{0,60}?)\s*-\s*(\d{1,7})\s*\(\s*)" ONGGI_DATE R"(\s*[.일]?\s*\.?\s*\))"};
  const re2::RE2 in_force{R"([\[〔【]\s*시행\s*)" ONGGI_DATE R"(\s*[.일]?\s*[\]〕】])"};
  const re2::RE2 law{
      R"([\[〔【(]\s*([가-힣]{0,12}(?:법률|령|규정|규칙|지침|내규|예규|고시|조례|세칙|요령)\s*제\s*\d[\d-]{0,11}\s*호)\s*(?:,\s*()" ONGGI_DATE_ANY
      R"()\s*,?\s*(?:([가-힣]{2,8}))?)?\s*[\]〕】)])"};
  const re2::RE2 rule_number{R"(^((?:[가-힣]{1,12}\s?){0,3})" ONGGI_RULE_KIND R"(\s*제\s*\d[\d-]{0,11}\s*호)$)"};
  const re2::RE2 document_number{R"(^[^\s].{0,60}$)"};
  const re2::RE2 history{
      R"(^(?:[\[(<〈【]?\s*(?:제정|최종\s*개정|(?:(?:제\s*)?\d+\s*차\s*)?(?:일부|전부|전면|타법)?\s*개정|시행|폐지)\s*(?:일자|일|연월일)?\s*[:：]?\s*(?:)" ONGGI_DATE_ANY
      R"(\.?\s*,?\s*)+[\])>〉】]?\s*[/,·|]?\s*)+$)"};
  const re2::RE2 history_step{R"((제정|개정|시행)\s*(?:일자|일|연월일)?\s*[:：]?\s*((?:)" ONGGI_DATE_ANY
                              R"(\.?\s*,?\s*)+))"};
  const re2::RE2 changed{R"([\[<〈【]\s*(?:[가-힣]{1,8}\s*)?개정\s*((?:)" ONGGI_DATE_ANY R"(\.?\s*,?\s*)+)[\]>〉】])"};
  const re2::RE2 supplement{R"(^부\s*칙(?:\s|[<(\[]|$))"};
  const re2::RE2 holds_from{R"((?:이|본)\s*[가-힣]{1,20}(?:은|는|을)\s*)" ONGGI_DATE
                            R"(\s*[.일]?\s*(?:부터|부로|에)\s*시행)"};
  const re2::RE2 department{
      R"(^([가-힣A-Za-z0-9&· ]{1,40}?(?:과|팀|부|실|국|처|단|소|원|센터|본부|그룹|파트|위원회|사무국|부서|지사|지점|Team|Dept\.?|Department|Office|Division))(?:장|$|[\s(,/·]))"};
  const re2::RE2 person{
      R"(^([가-힣]{2,5}(?:\s[가-힣]{2,5})?|[A-Z][A-Za-z.'-]{1,20}(?:\s[A-Z][A-Za-z.'-]{0,20}){0,3})(?:$|\s*[(,/]))"};
};

const Rules& rules() {
  static const Rules kRules;
  return kRules;
}

#undef ONGGI_DATE
#undef ONGGI_DATE_ANY
#undef ONGGI_RULE_KIND

std::optional<std::string> day(const std::array<std::string, 3>& texts) {
  std::array<std::int32_t, 3> numbers{};
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::from_chars(texts.at(i).data(), texts.at(i).data() + texts.at(i).size(), numbers.at(i));
  return iso_date(numbers[0], numbers[1], numbers[2]);
}

void keep_first(Found& found, std::string_view field, const std::string& value) {
  if (!value.empty()) found.try_emplace(std::string(field), value);
}
void keep_latest(Found& found, std::string_view field, const std::optional<std::string>& date) {
  if (!date) return;
  std::string& kept = found[std::string(field)];
  kept = std::max(kept, *date);
}

std::vector<std::string> dates_in(std::string_view utf8) {
  std::vector<std::string> dates;
  re2::StringPiece text(utf8);
  std::array<std::string, 3> parts;
  while (re2::RE2::FindAndConsume(&text, rules().date, &parts[0], &parts[1], &parts[2]))
    if (const auto date = day(parts)) dates.push_back(*date);
  return dates;
}
void keep_latest_of(Found& found, std::string_view field, std::string_view text) {
  for (const std::string& date : dates_in(text)) keep_latest(found, field, date);
}

bool is_short(std::string_view line) { return line.size() <= kLineBytesMax; }

bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// ---- labelled fields ----

constexpr std::array<std::string_view, 4> kNumbers = {"문서번호", "규정번호", "관리번호", "DocumentNo."};
constexpr std::array<std::string_view, 9> kDepartments = {"소관부서", "담당부서", "주관부서", "작성부서", "관리부서",
                                                          "발신부서", "시행부서", "제정부서", "발신"};
constexpr std::array<std::string_view, 5> kAuthors = {"작성자", "기안자", "저자", "집필자", "Author"};
/// Heads of other columns that could be read as a name.
constexpr std::array<std::string_view, 14> kNobody = {"검토자",   "승인자", "확인자", "결재자", "작성일",
                                                      "작성일자", "소속",   "부서",   "직위",   "직급",
                                                      "연락처",   "비고",   "날짜",   "성명"};
constexpr std::array<std::string_view, 6> kEffective = {"시행일", "시행일자", "시행연월일",
                                                        "적용일", "발효일",   "EffectiveDate"};
constexpr std::array<std::string_view, 6> kRevised = {"개정일",       "개정일자",   "최종개정일",
                                                      "최종개정일자", "개정연월일", "RevisionDate"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& labels, std::string_view label) {
  return std::ranges::find(labels, label) != labels.end();
}

std::vector<std::string_view> all_labels() {
  std::vector<std::string_view> all;
  for (const std::span<const std::string_view> some :
       {std::span<const std::string_view>(kNumbers), std::span<const std::string_view>(kDepartments),
        std::span<const std::string_view>(kAuthors), std::span<const std::string_view>(kEffective),
        std::span<const std::string_view>(kRevised)})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

void take_field(const LabelledValue& one, Found& found) {
  std::string part;
  if (is_one_of(kNumbers, one.label)) {
    if (has_digit(one.value) && re2::RE2::FullMatch(one.value, rules().document_number))
      keep_first(found, metadata_field::kDocumentNumber, one.value);
  } else if (is_one_of(kDepartments, one.label)) {
    if (re2::RE2::PartialMatch(one.value, rules().department, &part))
      keep_first(found, metadata_field::kDepartment, part);
  } else if (is_one_of(kAuthors, one.label)) {
    if (re2::RE2::PartialMatch(one.value, rules().person, &part) && !is_one_of(kNobody, part))
      keep_first(found, metadata_field::kAuthor, part);
  } else {
    const auto field = is_one_of(kEffective, one.label) ? metadata_field::kEffective : metadata_field::kRevised;
    keep_latest_of(found, field, one.value.substr(0, kLineBytesMax));
  }
}

// ---- heads and feet of forms ----

void take_letter(std::string_view line, Found& found) {
  std::string office, number;
  std::array<std::string, 3> parts;
  if (!re2::RE2::PartialMatch(line, rules().letter, &office, &number, &parts[0], &parts[1], &parts[2])) return;
  keep_first(found, metadata_field::kDocumentNumber, office + "-" + number);
  keep_first(found, metadata_field::kDepartment, office);
  if (const auto date = day(parts)) keep_first(found, metadata_field::kEffective, *date);
}

void take_law_head(std::string_view line, Found& found) {
  std::array<std::string, 3> parts;
  if (re2::RE2::PartialMatch(line, rules().in_force, &parts[0], &parts[1], &parts[2]))
    if (const auto date = day(parts)) keep_first(found, metadata_field::kEffective, *date);
  std::string number, date, deed;
  if (re2::RE2::PartialMatch(line, rules().law, &number, &date, &deed)) {
    keep_first(found, metadata_field::kDocumentNumber, squeeze_spaces(number));
    if (deed.ends_with("개정")) keep_latest_of(found, metadata_field::kRevised, date);
  }
  const std::string alone(line);
  if (re2::RE2::FullMatch(alone, rules().rule_number))
    keep_first(found, metadata_field::kDocumentNumber, squeeze_spaces(alone));
}

/// A line of nothing but what was done when: "제정 2010. 1. 1. / 개정 2023. 5. 1.".
void take_history(std::string_view line, Found& found) {
  if (!re2::RE2::FullMatch(line, rules().history)) return;
  std::string deed, dates;
  re2::StringPiece rest(line);
  while (re2::RE2::FindAndConsume(&rest, rules().history_step, &deed, &dates)) {
    if (deed == "개정") keep_latest_of(found, metadata_field::kRevised, dates);
    if (deed == "시행") keep_latest_of(found, metadata_field::kEffective, dates);
  }
}

// ---- all of the text ----

/// Marks of changed clauses, and what the supplementary provisions (부칙) say.
void take_clauses(const Document& document, Found& found) {
  bool in_supplement = false;
  for (const Element& element : document.elements) {
    if (element.table || !element.role.empty()) continue;
    re2::StringPiece rest(element.text);
    std::string dates;
    while (re2::RE2::FindAndConsume(&rest, rules().changed, &dates))
      keep_latest_of(found, metadata_field::kRevised, dates);
    in_supplement = in_supplement || re2::RE2::PartialMatch(element.text, rules().supplement);
    if (!in_supplement) continue;
    rest = re2::StringPiece(element.text);
    std::array<std::string, 3> parts;
    while (re2::RE2::FindAndConsume(&rest, rules().holds_from, &parts[0], &parts[1], &parts[2]))
      keep_latest(found, metadata_field::kEffective, day(parts));
  }
}

void take_lines(const std::vector<const Element*>& elements, Found& found) {
  std::size_t seen = 0;
  for (const Element* element : elements) {
    for (const std::string& line : lines_of(element->text)) {
      if (!is_short(line)) continue;
      take_letter(line, found);
      if (++seen <= kHeadLines) take_law_head(line, found);
      take_history(line, found);
    }
  }
}

// ---- the file's properties ----

/// What programs write there when nobody told them a name.
constexpr std::array<std::string_view, 18> kNoAuthors = {
    "admin",     "administrator", "user",  "windows user", "microsoft office user", "microsoft", "owner", "unknown",
    "anonymous", "author",        "guest", "un-named",     "python-docx",           "openpyxl",  "home",  "apache poi",
    "사용자",    "관리자"};

bool is_latin(char32_t letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= 0xC0 && letter <= 0x24F);
}

/// A Korean name is one word or more, a Latin one two or more: a single one is a user name.
bool is_name(std::string_view author) {
  constexpr std::size_t kWordsMax = 6;
  std::size_t words = 1, hangul = 0, latin = 0;
  for (std::size_t at = 0; at < author.size();) {
    const char32_t letter = next_code_point(author, at);
    if (letter == ' ') ++words;
    else if (is_hangul_syllable(letter)) ++hangul;
    else if (is_latin(letter)) ++latin;
    else if (letter >= 128 || !std::string_view(".,'&-").contains(static_cast<char>(letter))) return false;
  }
  return words <= kWordsMax && (hangul >= 2 || (latin >= 2 && words >= 2));
}

/// A person or an office, as far as it looks like one.
void take_file_author(std::string_view author, Found& found) {
  constexpr std::size_t kBytesMax = 100;
  if (author.size() > kBytesMax || is_one_of(kNoAuthors, fold(author)) || !is_name(author)) return;
  keep_first(found, metadata_field::kAuthor, std::string(author));
}

}  // namespace

std::map<std::string, std::string> found_metadata(const Document& document) {
  static const std::vector<std::string_view> kLabels = all_labels();
  const auto elements = telling_elements(document);
  Found labelled, said, clauses;
  for (const LabelledValue& one : labelled_values(elements, kLabels, Below::yes)) take_field(one, labelled);
  take_lines(elements, said);
  take_clauses(document, clauses);
  // A field of a form is surer than a head, and that than the clauses; of revisions the latest counts wherever it
  // stands.
  for (const Found* other : {&said, &clauses})
    if (const auto at = other->find(std::string(metadata_field::kRevised)); at != other->end())
      keep_latest(labelled, metadata_field::kRevised, at->second);
  labelled.merge(said);
  labelled.merge(clauses);
  take_file_author(document.author, labelled);
  return labelled;
}

}  // namespace onggi::ingest_room
