// The door: the table, and one call.
#include "answer/functions.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "answer/answer.h"
#include "answer/functions/prompts.h"
#include "answer/functions/work.h"
#include "answer/passages.h"

namespace onggi {
namespace {

using answer_room::FunctionCall;
using answer_room::Made;
using nlohmann::json;

constexpr std::size_t kTextBytesMax = 4U << 20U;
constexpr std::size_t kTextsMax = 100'000;

constexpr FunctionOption kVoice = {
    "voice", OptionType::json, "null", "말투 프로필: 종결, 쓰지 않는 말, 바꿔 쓸 말, 문장 길이, 느낌표, 로마자 비율",
    "Voice profile: register, forbidden and preferred words, sentence length, exclamation marks, share of English"};

constexpr FunctionOption kClassifyOptions[] = {
    {"labels", OptionType::json, "null", "분류 이름, 또는 {name, description, examples}의 목록",
     "List of names, or of {name, description, examples}"},
    {"examples", OptionType::json, "[]", "{text, label}의 목록", "List of {text, label}"},
    {"form", OptionType::choice, "\"one\"", "하나만 고르거나(one) 맞는 것을 모두 고릅니다(many)", "One label, or many",
     "one many"}};
constexpr FunctionOption kSummariseOptions[] = {
    {"form", OptionType::choice, "\"paragraph\"", "이어지는 글, 목록, 회의록(결정·할 일·날짜)",
     "Running text, a list, or minutes (decisions, tasks, dates)", "paragraph list meeting"},
    {"sentences", OptionType::integer, "0", "문장 수. 0이면 글자 수만 봅니다(둘 다 0이면 3문장)",
     "Sentences; 0: as characters say (both 0: three)", "", 0, 100},
    {"characters", OptionType::integer, "0", "글자 수의 상한. 0이면 보지 않습니다", "Ceiling in characters; 0: none",
     "", 0, 100'000}};
constexpr FunctionOption kKeywordsOptions[] = {
    {"count", OptionType::integer, "10", "핵심어 수", "How many", "", 1, 100}};
constexpr FunctionOption kFaqOptions[] = {
    {"count", OptionType::integer, "10", "질문 수의 상한", "At most so many", "", 1, 100}};
constexpr FunctionOption kDraftOptions[] = {
    {"template", OptionType::choice, "\"report\"", "보고서, 공문, 마케팅 문구",
     "Report, official letter, marketing text", "report official_letter marketing"},
    {"title", OptionType::text, "\"\"", "제목", "Title"},
    kVoice};
constexpr FunctionOption kCorrectOptions[] = {kVoice};
constexpr FunctionOption kTranslateOptions[] = {
    {"to", OptionType::choice, "\"en\"", "옮길 말", "Language to translate into", "ko en ja zh vi"},
    {"glossary", OptionType::json, "{}", "정해진 용어: {\"말\": \"번역\"}",
     "Fixed terms: {\"term\": \"translation\"}"}};
constexpr FunctionOption kRestyleOptions[] = {
    {"style", OptionType::choice, "\"formal\"", "합니다체, 해요체, 해라체, 쉬운 말, 표준어, 사투리",
     "Register, easy language, standard language or dialect",
     "formal polite plain easy standard gyeongsang jeolla chungcheong gangwon jeju"},
    kVoice};
constexpr FunctionOption kExtractOptions[] = {{"schema", OptionType::json, "null", "뽑을 항목의 JSON 스키마(object)",
                                               "JSON schema (an object) of what to extract"}};
constexpr FunctionOption kConverseOptions[] = {
    {"history", OptionType::json, "[]", "앞선 대화: {role, content}의 목록", "Turns before: list of {role, content}"},
    {"instructions", OptionType::text, "\"\"", "회사의 지침", "The company's instructions"}};

using enum FunctionNeeds;
constexpr FunctionInfo kFunctions[] = {
    {"classify", nothing, "분류", "Classify", "글이 어느 분류에 드는지 보기와 설명으로 정합니다",
     "Which label a text has, by examples and descriptions", kClassifyOptions},
    {"summarise", nothing, "요약", "Summarise", "문서나 회의록을 정한 길이와 형식으로 줄입니다",
     "A document or minutes in a given length and form", kSummariseOptions},
    {"keywords", nothing, "핵심어", "Keywords", "글을 잘 나타내는 명사구를 고릅니다",
     "The noun phrases that say what a text is about", kKeywordsOptions},
    {"faq", nothing, "자주 묻는 질문", "FAQ", "문서가 답해 주는 질문과 답을 만듭니다",
     "Questions that a document answers, with the answers", kFaqOptions},
    {"draft", model, "초안", "Draft", "자료로 보고서, 공문, 마케팅 문구를 씁니다",
     "A report, official letter or marketing text out of material", kDraftOptions},
    {"correct", nothing, "교정", "Correct", "맞춤법과 띄어쓰기를 고치고 말투를 점검합니다",
     "Spelling and spacing corrected, the voice checked", kCorrectOptions},
    {"translate", model, "번역", "Translate", "다른 말로 옮깁니다", "In another language", kTranslateOptions},
    {"restyle", model, "말투 바꾸기", "Restyle", "말투, 높임, 사투리를 바꿉니다",
     "In another style, register or dialect", kRestyleOptions},
    {"extract", model, "항목 추출", "Extract", "JSON 스키마에 맞게 값을 뽑습니다",
     "Values out of a text, as a JSON schema says", kExtractOptions},
    {"converse", model, "대화", "Converse", "요청에 답하고, 뜻이 분명하지 않으면 되묻습니다",
     "An answer, or a question back where the request is ambiguous", kConverseOptions}};

struct Worker {
  std::string_view id;
  Result<Made> (*work)(const FunctionCall& call);
};
constexpr Worker kWorkers[] = {{"classify", answer_room::classify},   {"summarise", answer_room::summarise},
                               {"keywords", answer_room::keywords},   {"faq", answer_room::faq},
                               {"draft", answer_room::draft},         {"correct", answer_room::correct},
                               {"translate", answer_room::translate}, {"restyle", answer_room::restyle},
                               {"extract", answer_room::extract},     {"converse", answer_room::converse}};

Result<const FunctionInfo*> find_function(std::string_view id) {
  const auto* const found = std::ranges::find(kFunctions, id, &FunctionInfo::id);
  if (found != std::end(kFunctions)) return found;
  std::string ids;
  for (const FunctionInfo& one : kFunctions) ids += (ids.empty() ? "" : ", ") + std::string(one.id);
  return fail(ErrorCode::not_found, "no function " + std::string(id) + "; there are: " + ids);
}

Result<void> check_text(const std::string& text) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::invalid_argument, "the text is not valid UTF-8");
  if (squeeze_spaces(text).empty()) return fail(ErrorCode::invalid_argument, "the text is empty");
  if (text.size() <= kTextBytesMax) return {};
  return fail(ErrorCode::limit_exceeded,
              "the text has " + std::to_string(text.size()) + " bytes, the limit is " + std::to_string(kTextBytesMax));
}

Result<void> check_texts(const FunctionRequest& request) {
  if (request.texts.empty()) return check_text(request.text);
  if (request.function != "classify")
    return fail(ErrorCode::invalid_argument, "only classify takes several texts at once");
  if (request.texts.size() > kTextsMax)
    return fail(ErrorCode::limit_exceeded, "at most " + std::to_string(kTextsMax) + " texts are taken at once");
  for (const std::string& text : request.texts) ONGGI_CHECK(check_text(text));
  return {};
}

json both(std::string_view korean, std::string_view english) { return {{"ko", korean}, {"en", english}}; }

json option_json(const FunctionOption& option) {
  json made = {{"name", option.name},
               {"type", to_string(option.type)},
               {"preset", json::parse(option.preset)},
               {"about", both(option.korean, option.english)}};
  if (option.type == OptionType::choice) made["choices"] = answer_room::split_at(option.choices, " ");
  if (option.type == OptionType::integer) made["least"] = option.least, made["most"] = option.most;
  return made;
}

// Of every prompt its number, in the order of the table.
Result<std::vector<std::pair<std::string, std::int64_t>>> versions_in_use(const Prompts* prompts) {
  std::vector<std::pair<std::string, std::int64_t>> versions;
  if (prompts == nullptr) {
    for (const PromptInfo& info : shipped_prompts()) versions.emplace_back(info.id, 0);
    return versions;
  }
  ONGGI_TRY(const auto states, prompts->list());
  for (const PromptState& state : states) versions.emplace_back(state.info->id, state.in_use);
  return versions;
}

}  // namespace

std::string_view to_string(OptionType type) {
  switch (type) {
    case OptionType::text:
      return "text";
    case OptionType::integer:
      return "integer";
    case OptionType::choice:
      return "choice";
    case OptionType::json:
      return "json";
  }
  return "";
}

std::span<const FunctionInfo> functions() { return kFunctions; }

Result<std::string> functions_json(const Prompts* prompts) {
  ONGGI_TRY(const auto versions, versions_in_use(prompts));
  json list = json::array();
  for (const FunctionInfo& one : kFunctions) {
    json options = json::array(), asked = json::array();
    for (const FunctionOption& option : one.options) options.push_back(option_json(option));
    for (const auto& [id, number] : versions)
      if (id == one.id || id.starts_with(std::string(one.id) + "."))
        asked.push_back({{"name", id}, {"version", number}});
    list.push_back({{"id", one.id},
                    {"needs", one.needs == model ? "model" : "nothing"},
                    {"name", both(one.korean, one.english)},
                    {"about", both(one.korean_about, one.english_about)},
                    {"options", std::move(options)},
                    {"prompts", std::move(asked)}});
  }
  return json{{"functions", std::move(list)}}.dump();
}

Functions::Functions(Parts parts) : parts_(std::move(parts)) {}

Result<FunctionResult> Functions::apply(const FunctionRequest& request, const TextSink& sink,
                                        const Cancel& cancel) const {
  ONGGI_TRY(const FunctionInfo* function, find_function(request.function));
  ONGGI_CHECK(check_texts(request));
  ONGGI_TRY(const auto options, answer_room::FunctionOptions::read(*function, request.options));
  FunctionRequest asked = request;
  if (asked.model.empty())
    asked.model = parts_.default_model.empty() ? std::string(kExtractiveModel) : parts_.default_model;
  std::shared_ptr<LanguageModel> chosen;
  if (asked.model != kExtractiveModel) {
    if (parts_.models == nullptr)
      return fail(ErrorCode::not_found, "there are no models without a workspace", "model_not_found");
    ONGGI_TRY(chosen, parts_.models->chat_model(asked.model));
  }
  if (chosen == nullptr && function->needs == model)
    return fail(ErrorCode::unsupported,
                std::string(function->id) +
                    " needs a language model: add one with `onggi model add` and name it (--model, or model.default in "
                    "onggi.toml)",
                "model_needed");
  const Worker& worker = *std::ranges::find(kWorkers, function->id, &Worker::id);
  bool told = false;
  const TextSink noting = [&](std::string_view piece) { return told = true, !sink || sink(piece); };
  answer_room::PromptBook prompts(parts_.prompts);
  ONGGI_TRY(Made made, worker.work({.parts = parts_,
                                    .request = asked,
                                    .options = options,
                                    .model = chosen.get(),
                                    .prompts = prompts,
                                    .sink = noting,
                                    .cancel = cancel}));
  if (!told && sink && !sink(made.text)) return fail(ErrorCode::cancelled, "the asker went away");
  return FunctionResult{.text = std::move(made.text),
                        .json = made.json.dump(-1, ' ', false, json::error_handler_t::replace),
                        .model = asked.model,
                        .used_model = chosen != nullptr,
                        .prompt = prompts.used(),
                        .taken = made.taken};
}

namespace answer_room {

Result<void> FunctionCall::tell(std::string_view piece) const {
  return !sink || sink(piece) ? Result<void>() : fail(ErrorCode::cancelled, "the asker went away");
}

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

}  // namespace answer_room
}  // namespace onggi
