// See rewriting.h. A small model that rewrites also likes to answer, so whatever it brings along is held against what
// was said.
#include "answer/rewriting.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "answer/functions/prompts.h"
#include "answer/parts.h"
#include "answer/passages.h"
#include "retrieve/coverage.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kTime{5'000};
constexpr std::int32_t kTokensMax = 200;
constexpr std::size_t kTurnsMax = 6, kTurnBytesMax = 600;
constexpr std::size_t kQuestionBytesMax = 400;
constexpr double kNounShare = 0.5;  // of a compound's parts that were said

json schema() {
  return {
      {"type", "object"},
      {"properties",
       {{"questions", {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}, {"maxItems", kPartsMax}}}}},
      {"required", {"questions"}},
      {"additionalProperties", false}};
}

std::string conversation_of(const std::vector<ChatMessage>& history) {
  std::string text;
  const std::size_t begin = history.size() > kTurnsMax ? history.size() - kTurnsMax : 0;
  for (std::size_t i = begin; i < history.size(); ++i) {
    const std::string said = squeeze_spaces(history[i].content);
    text += history[i].role == ChatRole::user ? "질문: " : "답: ";
    text += std::string_view(said).substr(0, floor_to_code_point(said, std::min(said.size(), kTurnBytesMax)));
    text += '\n';
  }
  return text;
}

std::vector<retrieve::QueryWord> words_of(std::string_view text, const Analyzer& analyzer) {
  auto words = retrieve::query_words(analyzer.tokens(text));
  retrieve::sort_by_kind(words, analyzer.morphemes(text));
  return words;
}

bool was_said(const retrieve::QueryWord& word, const Terms& said) {
  if (word.kind == retrieve::WordKind::other || retrieve::is_asking(word.term)) return true;
  return retrieve::found_share(word, said) >= (word.kind == retrieve::WordKind::name ? 1 : kNounShare);
}

bool has_digit(std::string_view term) {
  return std::ranges::any_of(term, [](char byte) { return byte >= '0' && byte <= '9'; });
}

// Other numbers and Korean names; English words all count as names, of which a rewriting may leave out some.
bool must_stay(const retrieve::QueryWord& word) {
  return word.kind == retrieve::WordKind::name && (has_digit(word.term) || !word.bigrams.empty());
}

std::vector<std::string> questions_in(std::string_view written) {
  const std::size_t open = written.find('{'), close = written.rfind('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  const json value = json::parse(written.substr(open, close + 1 - open), nullptr, false);
  if (!value.is_object() || !value.contains("questions") || !value["questions"].is_array()) return {};
  std::vector<std::string> questions;
  for (const json& one : value["questions"]) {
    if (!one.is_string()) return {};
    std::string text = squeeze_spaces(to_nfc(one.get<std::string>()));
    if (text.empty() || text.size() > kQuestionBytesMax) return {};
    questions.push_back(std::move(text));
  }
  return questions.size() > kPartsMax ? std::vector<std::string>() : questions;
}

}  // namespace

std::vector<std::string> as_asked(std::string_view written, std::string_view question,
                                  const std::vector<ChatMessage>& history, const Analyzer& analyzer) {
  const std::vector<std::string> questions = questions_in(written);
  std::string conversation(question), together;
  for (const ChatMessage& turn : history) conversation += "\n" + turn.content;
  const Terms said = terms_of(conversation, analyzer);
  for (const std::string& one : questions) {
    const auto words = words_of(one, analyzer);
    if (words.empty() || !std::ranges::all_of(words, [&](const auto& word) { return was_said(word, said); })) return {};
    together += one + "\n";
  }
  const Terms kept = terms_of(together, analyzer);
  const auto stays = [&](const auto& word) { return !must_stay(word) || retrieve::found_share(word, kept) >= 1; };
  return std::ranges::all_of(words_of(question, analyzer), stays) ? questions : std::vector<std::string>();
}

Result<std::optional<Rewriting>> rewrite(LanguageModel& model, const PromptTexts& wording, std::string_view question,
                                         const std::vector<ChatMessage>& history, const Analyzer& analyzer,
                                         const Cancel& cancel) {
  GenerateOptions options{.tokens_max = kTokensMax};
  options.format = {.kind = OutputFormat::Kind::json_schema, .name = "questions", .details = schema().dump()};
  const PromptValues values = {{"history", conversation_of(history)}, {"question", std::string(question)}};
  auto messages = chat_messages(fill_prompt(prompt_named(kRewritePrompt), wording, values));
  const auto completion = model.generate(messages, options, nullptr, cancel.with_timeout(kTime));
  if (cancel.requested()) return fail(ErrorCode::cancelled, "the asker went away");
  if (!completion || completion->finish_reason == FinishReason::length) return std::optional<Rewriting>();
  Rewriting made{.questions = as_asked(completion->text, question, history, analyzer), .taken = taken_by(*completion)};
  return std::optional(std::move(made));
}

}  // namespace onggi::answer_room
