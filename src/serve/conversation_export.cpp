// See conversation_export.h.
#include "serve/conversation_export.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <set>

#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

/// What the file says by itself.
struct Words {
  std::string_view untitled, question, answer, no_answer, hidden, by_ai, extractive, page_before, page_after;
};
constexpr Words kKorean = {.untitled = "대화",
                           .question = "질문",
                           .answer = "답변",
                           .no_answer = "답변이 끝까지 오지 않았습니다.",
                           .hidden = "볼 수 없는 문서를 근거로 한 답변입니다.",
                           .by_ai = "AI가 문서를 바탕으로 만든 답변입니다. 중요한 내용은 원문을 확인해 주십시오.",
                           .extractive = "문서의 문장을 그대로 옮긴 답변입니다. 중요한 내용은 원문을 확인해 주십시오.",
                           .page_before = "",
                           .page_after = "쪽"};
constexpr Words kEnglish = {.untitled = "Conversation",
                            .question = "Question",
                            .answer = "Answer",
                            .no_answer = "This was not answered to the end.",
                            .hidden = "This answer rests on documents that you may not see.",
                            .by_ai = "Written by AI. Check what matters in the cited documents.",
                            .extractive = "Quoted from the documents as it stands there.",
                            .page_before = "page ",
                            .page_after = ""};

std::string time_text(UnixMs time_ms) {
  const std::time_t seconds = time_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts));
  return text;
}

// "[1]" of the answer's own citations becomes "[^2-1]".
std::string with_footnotes(std::string_view text, std::size_t question, const std::set<std::int64_t>& numbers) {
  std::string marked;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '[' ? text.find(']', at) : std::string_view::npos;
    const std::string_view inside =
        end == std::string_view::npos || end - at > 5 ? std::string_view() : text.substr(at + 1, end - at - 1);
    const bool digits = !inside.empty() && std::ranges::all_of(inside, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || !numbers.contains(std::stoll(std::string(inside)))) {
      marked += text[at++];
      continue;
    }
    marked += "[^" + std::to_string(question) + "-" + std::string(inside) + "]";
    at = end + 1;
  }
  return marked;
}

std::string pages_of(const json& citation, const Words& words) {
  std::string pages;
  std::set<std::string> seen;
  for (const json& place : citation.value("places", json::array())) {
    const std::string label = place.value("page_label", "");
    if (label.empty() || !seen.insert(label).second) continue;
    pages += (pages.empty() ? "" : ", ") + label;
  }
  return pages.empty() ? pages : std::string(words.page_before) + pages + std::string(words.page_after);
}

std::string footnote(const json& citation, std::size_t question, const Words& words) {
  std::string text = "[^" + std::to_string(question) + "-" + std::to_string(citation.value("number", 0)) + "]: ";
  text += squeeze_spaces(citation.value("name", ""));
  if (const std::string clause = citation.value("clause", ""); !clause.empty()) text += ", " + clause;
  if (const std::string pages = pages_of(citation, words); !pages.empty()) text += ", " + pages;
  return text + ": “" + squeeze_spaces(citation.value("quote", "")) + "”\n";
}

std::string quoted_lines(std::string_view text) {
  std::string lines = "> ";
  for (const char c : text) {
    lines += c;
    if (c == '\n') lines += "> ";
  }
  return lines + "\n";
}

std::string answer_of(const KeptExchange& one, std::size_t question, const Words& words) {
  if (one.hidden) return std::string(words.hidden) + "\n";
  const json answer = json::parse(one.answer, nullptr, false);
  if (one.state != ExchangeState::done || !answer.is_object())
    return (one.said.empty() ? "" : one.said + "\n\n") + std::string(words.no_answer) + "\n";
  std::set<std::int64_t> numbers;
  std::string notes;
  for (const json& citation : answer.value("citations", json::array())) {
    numbers.insert(citation.value("number", 0));
    notes += footnote(citation, question, words);
  }
  std::string text = with_footnotes(one.said, question, numbers) + "\n";
  const bool found = !answer.value("abstained", false) && !answer.value("refused", false);
  if (found) text += "\n*" + std::string(answer.value("ai_generated", false) ? words.by_ai : words.extractive) + "*\n";
  return notes.empty() ? text : text + "\n" + notes;
}

}  // namespace

std::string conversation_markdown(const KeptConversation& conversation, ExportLanguage language) {
  const Words& words = language == ExportLanguage::korean ? kKorean : kEnglish;
  std::vector<KeptExchange> exchanges = conversation.exchanges;
  std::erase_if(exchanges, [](const KeptExchange& one) { return one.replaced_by != 0; });
  std::ranges::stable_sort(exchanges, {}, &KeptExchange::first_number);
  const std::string& title = conversation.row.title;
  std::string text = "# " + (title.empty() ? std::string(words.untitled) : title) + "\n";
  std::size_t question = 0;
  for (const KeptExchange& one : exchanges) {
    ++question;
    text += "\n## " + std::string(words.question) + " " + std::to_string(question) + "\n\n" +
            quoted_lines(one.question) + "\n**" + std::string(words.answer) + "** (" + time_text(one.time_ms) +
            (one.model.empty() ? "" : ", " + one.model) + ")\n\n" + answer_of(one, question, words);
  }
  return text;
}

}  // namespace onggi::serve_room
