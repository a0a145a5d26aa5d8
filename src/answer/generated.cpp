// Prompting and checking.
#include "answer/generated.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "answer/extractive.h"
#include "answer/functions/prompts.h"
#include "answer/markers.h"

namespace onggi::answer_room {
namespace {

// The shipped wording (data/prompts/prompts.toml) names delimiters and says that orders in material are data; the
// answer's markers are checked afterwards anyway.
constexpr std::string_view kNotFound = "찾을 수 없습니다";
constexpr std::int32_t kSharedMarginTokens = 64;  // for the template's own tokens
constexpr std::size_t kHistoryTurnsMax = 6;

std::string source_text(const Hit& hit, const std::string& text, std::size_t number) {
  const std::string body = hit.chunk.lead.empty() ? text : hit.chunk.lead + "\n" + text;
  return marked_material(hit.name + "\n" + body, number) + "\n";
}

std::vector<ChatMessage> recent(const std::vector<ChatMessage>& history) {
  const std::size_t begin = history.size() > kHistoryTurnsMax ? history.size() - kHistoryTurnsMax : 0;
  return {history.begin() + static_cast<std::ptrdiff_t>(begin), history.end()};
}

class Checker {
 public:
  Checker(const SearchResult& found, std::size_t sources, const Analyzer& analyzer, const CellFinder& cells)
      : found_(found),
        cells_(cells),
        sources_(sources),
        analyzer_(analyzer),
        passages_(
            passages_of({found.hits.begin(), found.hits.begin() + static_cast<std::ptrdiff_t>(sources)}, analyzer)) {}

  Answer check(std::string_view text) {
    std::size_t sentence_begin = 0, copied = 0;
    while (const auto marker = next_marker(text, copied)) {
      const std::string_view sentence = text.substr(sentence_begin, marker->bytes.begin - sentence_begin);
      answer_.text += text.substr(copied, marker->bytes.begin - copied);
      if (const auto number = confirm(sentence, marker->number)) answer_.text += "[" + std::to_string(*number) + "]";
      copied = marker->bytes.end;
      // "[1][2]" both belong to the sentence before them.
      if (!text.substr(copied).starts_with("[")) sentence_begin = copied;
    }
    answer_.text += text.substr(copied);
    return std::move(answer_);
  }

 private:
  // The citation's number in the answer, when the source bears the sentence out.
  std::optional<std::int32_t> confirm(std::string_view sentence, std::size_t source) {
    if (source == 0 || source > sources_) return std::nullopt;
    const Passage* nearest = nearest_passage(sentence, source - 1);
    if (nearest == nullptr) return std::nullopt;
    const auto known = numbers_.find(nearest);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<std::int32_t>(answer_.citations.size() + 1);
    const Hit& hit = found_.hits[nearest->hit];
    answer_.citations.push_back(cite(*nearest, hit, number, cells_));
    answer_.label = std::max(answer_.label, hit.label);
    numbers_.emplace(nearest, number);
    return number;
  }

  // The passage of this source that shares most content terms with the sentence; none when it shares fewer than a third
  // of them.
  const Passage* nearest_passage(std::string_view sentence, std::size_t hit) {
    const auto words = retrieve::query_words(analyzer_.tokens(sentence));
    const Passage* best = nullptr;
    double best_share = 1.0 / 3;
    for (const Passage& passage : passages_) {
      if (passage.hit != hit) continue;
      const double share = retrieve::coverage(words, passage.terms);
      if (share > best_share || (best == nullptr && share >= best_share)) best = &passage, best_share = share;
    }
    return best;
  }

  const SearchResult& found_;
  const CellFinder& cells_;
  std::size_t sources_;
  const Analyzer& analyzer_;
  std::vector<Passage> passages_;
  Answer answer_;
  std::map<const Passage*, std::int32_t> numbers_;
};

}  // namespace

namespace {

// "answer.question@3,answer.application@0" names a version of each.
std::optional<std::int64_t> number_in(std::string_view references, std::string_view id) {
  for (std::size_t begin = 0; begin < references.size();) {
    const std::size_t end = std::min(references.find(',', begin), references.size());
    const std::string_view one = references.substr(begin, end - begin);
    begin = end + 1;
    if (!one.starts_with(id) || one.size() <= id.size() || one[id.size()] != '@') continue;
    std::int64_t number = 0;
    const std::string_view digits = one.substr(id.size() + 1);
    const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && last == digits.data() + digits.size()) return number;
  }
  return std::nullopt;
}

}  // namespace

Result<PromptVersion> version_for(const Prompts* prompts, std::string_view id, std::string_view references) {
  const auto number = number_in(references, id);
  if (!number || prompts == nullptr) return prompt_in_use(prompts, id);
  auto version = prompts->get(id, *number);
  if (version || version.error().code != ErrorCode::not_found) return version;
  return prompt_in_use(prompts, id);
}

Result<Wording> wording_in_use(const Prompts* prompts, const AskRequest& request) {
  const std::string& instructions = request.instructions;
  ONGGI_TRY(PromptVersion question, version_for(prompts, kAnswerPrompt, request.prompt));
  Wording wording{.question = question.texts, .application = {}, .reference = question.reference()};
  if (instructions.empty()) return wording;
  ONGGI_TRY(const PromptVersion application, version_for(prompts, kApplicationPrompt, request.prompt));
  const PromptTexts filled =
      fill_prompt(prompt_named(kApplicationPrompt), application.texts, {{"instructions", instructions}});
  wording.application = filled.system.empty() ? filled.user : filled.system + "\n" + filled.user;
  wording.reference += "," + application.reference();
  return wording;
}

namespace {

std::vector<ChatMessage> filled_messages(const Wording& wording, const PromptValues& values) {
  PromptTexts texts = fill_prompt(prompt_named(kAnswerPrompt), wording.question, values);
  if (!wording.application.empty()) texts.system += (texts.system.empty() ? "" : "\n") + wording.application;
  return chat_messages(std::move(texts));
}

}  // namespace

Prompt write_prompt(const AskRequest& request, const SearchResult& found, const GuardedHits& guarded,
                    const Wording& wording, const LanguageModel& model) {
  const TokenCounter& counter = model.counter();
  PromptValues values = {{"question", request.question}};
  std::vector<ChatMessage> asked = filled_messages(wording, values);
  Prompt prompt;
  prompt.messages = recent(request.history);
  std::int32_t room = INT32_MAX;
  if (model.info().context_tokens > 0) {
    room = model.info().context_tokens - request.generate.tokens_max - kSharedMarginTokens;
    for (const ChatMessage& message : prompt.messages) room -= counter.count(message.content);
    for (const ChatMessage& message : asked) room -= counter.count(message.content);
  }
  std::string& sources = values["sources"];
  for (const Hit& hit : found.hits) {
    const std::string source = source_text(hit, guarded.text_of(prompt.sources), prompt.sources + 1);
    const std::int32_t tokens = counter.count(source);
    if (tokens > room) break;
    room -= tokens;
    sources += source;
    ++prompt.sources;
  }
  asked = filled_messages(wording, values);
  prompt.messages.push_back(std::move(asked.back()));
  if (asked.size() > 1) prompt.messages.insert(prompt.messages.begin(), std::move(asked.front()));
  return prompt;
}

Answer check_answer(const std::string& text, const AskRequest& request, const SearchResult& found, std::size_t sources,
                    const Analyzer& analyzer, const CellFinder& cells) {
  if (text.find(kNotFound) != std::string::npos) return abstain(request.question, found);
  Answer answer = Checker(found, sources, analyzer, cells).check(text);
  return answer.citations.empty() ? abstain(request.question, found) : answer;
}

}  // namespace onggi::answer_room
