// Exam papers: passages, questions and their choices.
#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "parse/worker/structure/structure.h"

namespace onggi::parse {
namespace {

constexpr std::int32_t kChoicesMin = 4, kQuestionsMin = 3;

// "7. 다음 중 …", "문 7. …", "[문항 7] …": its number.
std::optional<std::int32_t> question_number(std::string_view text) {
  for (const std::string_view word : {"[", "문항", "문제", "문", " "}) {
    if (text.starts_with(word)) text.remove_prefix(word.size());
  }
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::int32_t number = 0;
  const std::string_view digits = text.substr(0, 3);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || number <= 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with('.') && !text.starts_with(']')) return std::nullopt;
  return text.size() > 1 && text[1] >= '0' && text[1] <= '9' ? std::nullopt : std::optional(number);
}

// How many of ①–⑤ a text holds, in rising order, beginning with ①: 0 for anything else.
std::int32_t choices_in(std::string_view text, std::int32_t from) {
  std::int32_t last = from;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t sign = next_code_point(text, at);
    if (sign == static_cast<char32_t>(0x2460 + last) && last < 5) ++last;
  }
  return last - from;
}

bool begins_with_choice(std::string_view text) {
  std::size_t at = 0;
  const char32_t sign = text.empty() ? 0 : next_code_point(text, at);
  return sign >= 0x2460 && sign <= 0x2464;
}

// "[1~3] 다음 글을 읽고 물음에 답하시오."
bool begins_passage(std::string_view text) {
  if (!text.starts_with('[')) return false;
  const std::size_t end = text.substr(0, 16).find(']');
  if (end == std::string_view::npos) return false;
  const std::string_view range = text.substr(1, end - 1);
  return range.find_first_of("~-") != std::string_view::npos || range.find("∼") != std::string_view::npos ||
         range.find("～") != std::string_view::npos;
}

bool is_text(const Element& element) {
  return element.role.empty() && element.clause.empty() &&
         (element.kind == ElementKind::paragraph || element.kind == ElementKind::list_item);
}

struct Question {
  std::int32_t number = 0;
  std::size_t begin = 0, choices = 0, end = 0;  // elements; choices..end hold ①…
};

// The question that begins at `begin`, when its choices follow before the next one.
std::optional<Question> question_at(const Document& document, std::size_t begin) {
  constexpr std::size_t kBodyMax = 30;
  const auto number = question_number(document.elements[begin].text);
  if (!number) return std::nullopt;
  Question question{.number = *number, .begin = begin};
  std::int32_t found = 0;
  for (std::size_t i = begin; i < std::min(begin + kBodyMax, document.elements.size()); ++i) {
    const Element& element = document.elements[i];
    if (i > begin && is_text(element) && question_number(element.text) && found == 0) return std::nullopt;
    const std::int32_t here = is_text(element) || element.table ? choices_in(element.text, found) : 0;
    if (here > 0 && found == 0) question.choices = i;
    found += here;
    question.end = i + 1;
    const bool more = i + 1 < document.elements.size() && begins_with_choice(document.elements[i + 1].text);
    if (found >= kChoicesMin && !more) return question;
  }
  return std::nullopt;
}

std::vector<Question> questions_of(const Document& document) {
  std::vector<Question> questions;
  for (std::size_t i = 0; i < document.elements.size();) {
    const auto question = is_text(document.elements[i]) ? question_at(document, i) : std::nullopt;
    if (question) questions.push_back(*question);
    i = question ? question->end : i + 1;
  }
  return questions;
}

void set(Element& element, std::string_view role, std::int32_t number) {
  element.clause = "문항 " + std::to_string(number);
  if (element.role.empty()) element.role = role;
}

}  // namespace

void find_exam_items(Document& document) {
  const std::vector<Question> questions = questions_of(document);
  if (questions.size() < static_cast<std::size_t>(kQuestionsMin)) return;
  std::size_t passage_end = 0;
  for (const Question& question : questions) {
    for (std::size_t i = question.begin; i < question.end; ++i)
      set(document.elements[i], i >= question.choices && i > question.begin ? "exam_choice" : "exam_question",
          question.number);
    for (std::size_t i = passage_end; i < question.begin; ++i) {
      if (!begins_passage(document.elements[i].text)) continue;
      for (std::size_t in = i; in < question.begin; ++in) document.elements[in].role = "exam_passage";
      break;
    }
    passage_end = question.end;
  }
}

void find_structure(Document& document) {
  find_rules(document);
  find_exam_items(document);
  find_outline(document);
}

}  // namespace onggi::parse
