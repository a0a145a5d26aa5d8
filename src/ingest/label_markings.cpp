// See label_markings.h. Grades of secrets: 보안업무규정 제4조 (Ⅰ, Ⅱ, Ⅲ급); 대외비: its 시행규칙; disclosure of official
// letters (공개, 부분공개, 비공개): 행정 효율과 협업 촉진에 관한 규정 시행규칙.
#include "ingest/label_markings.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <vector>

#include "ingest/field_lines.h"
#include "text/text.h"

namespace onggi::ingest_room {
namespace {

constexpr std::size_t kTopElements = 10;   // near the top of the first page
constexpr std::size_t kTitleElements = 3;  // in which a bracket may mark the title
constexpr std::size_t kTitleBytesMax = 240;

struct Word {
  std::string_view text;  // without spaces, upper case
  Label label;
};
constexpr Word kWords[] = {
    {"비밀", Label::classified},
    {"극비", Label::classified},
    {"1급비밀", Label::classified},
    {"2급비밀", Label::classified},
    {"3급비밀", Label::classified},
    {"TOPSECRET", Label::classified},
    {"SECRET", Label::classified},
    {"대외비", Label::sensitive},
    {"사외비", Label::sensitive},
    {"사내한", Label::sensitive},
    {"사내용", Label::sensitive},
    {"내부용", Label::sensitive},
    {"사외유출금지", Label::sensitive},
    {"외부유출금지", Label::sensitive},
    {"대외주의", Label::sensitive},
    {"비공개", Label::sensitive},
    {"부분공개", Label::sensitive},
    {"CONFIDENTIAL", Label::sensitive},
    {"COMPANYCONFIDENTIAL", Label::sensitive},
    {"STRICTLYCONFIDENTIAL", Label::sensitive},
    {"INTERNALUSEONLY", Label::sensitive},
    {"FORINTERNALUSEONLY", Label::sensitive},
    {"INTERNALONLY", Label::sensitive},
    {"공개", Label::open},
    {"전체공개", Label::open},
    {"대국민공개", Label::open},
};
/// What only a field of a form says.
constexpr Word kFieldWords[] = {{"기밀", Label::classified},
                                {"C", Label::classified},
                                {"민감", Label::sensitive},
                                {"S", Label::sensitive},
                                {"O", Label::open}};

bool is_around(char32_t c) {
  constexpr std::u32string_view kAround = U"[](){}<>〔〕【】「」『』〈〉《》［］（）*※★■□◆◇○●•·-–—―=_~|:：.,!\"'“”‘’";
  return kAround.contains(c) || is_white_space(c);
}

/// Without what is drawn around a marking, without spaces, upper case, grades as digits.
std::string bare(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(next_code_point(text, at));
  std::size_t begin = 0, end = points.size();
  while (begin < end && is_around(points[begin])) ++begin;
  while (end > begin && is_around(points[end - 1])) --end;
  std::string result;
  for (std::size_t i = begin; i < end; ++i) {
    const char32_t c = points[i];
    if (is_white_space(c)) continue;
    if (c >= U'Ⅰ' && c <= U'Ⅲ') result += static_cast<char>('1' + (c - U'Ⅰ'));
    else if (c >= U'a' && c <= U'z') result += static_cast<char>(c - U'a' + U'A');
    else append_utf8(result, c);
  }
  for (const auto& [roman, digit] :
       {std::pair<std::string_view, std::string_view>{"III급", "3급"}, {"II급", "2급"}, {"I급", "1급"}})
    if (result.starts_with(roman)) return std::string(digit) + result.substr(roman.size());
  return result;
}

template <std::size_t N>
std::optional<Label> label_in(const Word (&words)[N], std::string_view text) {
  for (const Word& word : words)
    if (word.text == text) return word.label;
  return std::nullopt;
}

/// The groups in brackets of a line: "[대외비] 사업계획" → "대외비"; only where they begin or end it.
std::vector<std::string> brackets_at_ends(std::string_view line) {
  static const re2::RE2 kFirst(
      R"(^\s*[\[(〔【<「『［（]\s*([^\[\]()〔〕【】<>「」『』［］（）]{1,40})\s*[\])〕】>」』］）])");
  static const re2::RE2 kLast(
      R"([\[(〔【<「『［（]\s*([^\[\]()〔〕【】<>「」『』［］（）]{1,40})\s*[\])〕】>」』］）]\s*$)");
  std::vector<std::string> groups;
  std::string inner;
  for (const re2::RE2* rule : {&kFirst, &kLast})
    if (re2::RE2::PartialMatch(line, *rule, &inner)) groups.push_back(inner);
  return groups;
}

/// Columns of a running head: "대외비 | 2024년 사업계획", "사업계획 - 대외비 -", one a line.
std::vector<std::string> columns_of(std::string_view text) {
  static const re2::RE2 kBetween(R"(\s*[|\t\n/·ㆍ]\s*|\s{2,}|\s+[-–—]\s+)");
  std::string marked(text);
  re2::RE2::GlobalReplace(&marked, kBetween, "\n");
  return lines_of(marked);
}

std::optional<Label> highest(std::optional<Label> a, std::optional<Label> b) { return a < b ? b : a; }

std::optional<Label> label_of_head(std::string_view text) {
  std::optional<Label> found = label_of_marking(text);
  for (const std::string& column : columns_of(text)) {
    found = highest(found, label_of_marking(column));
    for (const std::string& group : brackets_at_ends(column)) found = highest(found, label_of_marking(group));
  }
  return found;
}

std::optional<Label> label_of_title(std::string_view line) {
  if (line.size() > kTitleBytesMax) return std::nullopt;
  std::optional<Label> found;
  for (const std::string& group : brackets_at_ends(line)) found = highest(found, label_of_marking(group));
  return found;
}

/// "비공개(5호)", "■ 공개 □ 비공개": a single choice, or the one that is ticked.
std::optional<Label> label_of_field(std::string_view value) {
  static const re2::RE2 kTicked(R"([■☑☒✓✔●◉▣]\s*(대국민\s*공개|부분\s*공개|비공개|공개|대외비|비밀|기밀|민감))");
  static const re2::RE2 kBoxes(R"([□☐○■☑☒✓✔●◉▣])");
  static const re2::RE2 kBehind(R"(^([^(（]+?)\s*[(（].*$)");
  std::string word(value);
  if (re2::RE2::PartialMatch(value, kBoxes)) {
    std::optional<Label> found;
    re2::StringPiece rest(value);
    while (re2::RE2::FindAndConsume(&rest, kTicked, &word))
      found = highest(found, highest(label_of_marking(word), label_in(kFieldWords, bare(word))));
    return found;
  }
  re2::RE2::FullMatch(value, kBehind, &word);
  return highest(label_of_marking(word), label_in(kFieldWords, bare(word)));
}

class Search {
 public:
  explicit Search(const Document& document) : document_(document) {}

  std::optional<Marking> best() {
    for (const Element& element : document_.elements) heads(element);
    top();
    fields();
    return std::move(best_);
  }

 private:
  void note(std::optional<Label> label, std::string_view reason, const Element& element) {
    if (!label || (best_ && best_->label >= *label)) return;
    best_ = Marking{*label, std::string(reason), element.id,
                    element.places.empty() ? -1 : element.places.front().page_index};
  }

  void heads(const Element& element) {
    if (element.kind == ElementKind::page_header) note(label_of_head(element.text), "page_header", element);
    if (element.kind == ElementKind::page_footer) note(label_of_head(element.text), "page_footer", element);
  }

  void top() {
    std::size_t seen = 0;
    for (const Element& element : document_.elements) {
      if (element.kind == ElementKind::page_header || element.kind == ElementKind::page_footer) continue;
      if (!element.places.empty() && element.places.front().page_index > 0) return;
      if (++seen > kTopElements) return;
      if (element.table && element.table->cells.size() > 1) continue;  // a table of choices marks nothing
      for (const std::string& line : lines_of(element.text)) {
        note(label_of_marking(line), "first_page", element);
        if (seen <= kTitleElements && !element.table) note(label_of_title(line), "title", element);
      }
    }
  }

  void fields() {
    static constexpr std::array<std::string_view, 8> kLabels = {"공개구분", "공개여부", "보안등급", "보안구분",
                                                                "문서등급", "비밀등급", "정보등급", "비밀구분"};
    static const re2::RE2 kLetter(R"(전화.*[/|]\s*(대국민\s*공개|부분\s*공개|비공개|공개)\s*(?:\([\d,호 ]+\))?\s*$)");
    const auto elements = telling_elements(document_);
    for (const LabelledValue& one : labelled_values(elements, kLabels, Below::no))
      note(label_of_field(one.value), "disclosure_field", *one.element);
    std::string word;
    for (const Element* element : elements)
      for (const std::string& line : lines_of(element->text))
        if (line.size() <= 600 && re2::RE2::PartialMatch(line, kLetter, &word))
          note(label_of_marking(word), "letter_disclosure", *element);
  }

  const Document& document_;
  std::optional<Marking> best_;
};

}  // namespace

std::optional<Label> label_of_marking(std::string_view text) {
  if (text.size() > 120) return std::nullopt;
  return label_in(kWords, bare(text));
}

std::optional<Marking> find_marking(const Document& document) { return Search(document).best(); }

}  // namespace onggi::ingest_room
