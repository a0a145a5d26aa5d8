// The door: search, then quote or generate, then check.
#include "answer/answer.h"

#include "answer/extractive.h"
#include "answer/generated.h"
#include "answer/passages.h"

namespace onggi {
namespace {

constexpr std::size_t kQuestionBytesMax = 16U << 10U;
constexpr std::string_view kPrefix = "onggi/";

Result<void> check_question(const AskRequest& request) {
  if (!is_valid_utf8(request.question)) return fail(ErrorCode::invalid_argument, "the question is not valid UTF-8");
  if (squeeze_spaces(request.question).empty()) return fail(ErrorCode::invalid_argument, "the question is empty");
  if (request.question.size() > kQuestionBytesMax)
    return fail(ErrorCode::limit_exceeded, "the question has " + std::to_string(request.question.size()) +
                                               " bytes, the limit is " + std::to_string(kQuestionBytesMax));
  return {};
}

// "onggi/<id>" is the application over that model; "" and "onggi" are the default.
std::string model_of(const AskRequest& request, const std::string& configured) {
  std::string fallback = configured.empty() ? std::string(kExtractiveModel) : configured;
  if (request.model.empty() || request.model == "onggi") return fallback;
  if (request.model == kExtractiveModel || !request.model.starts_with(kPrefix)) return request.model;
  return request.model.substr(kPrefix.size());
}

// A short follow-up ("그럼 임원은요?") is looked for together with the question before it.
std::string search_text(const AskRequest& request) {
  constexpr std::size_t kFollowUpBytes = 36;  // about a dozen syllables
  if (request.question.size() > kFollowUpBytes) return request.question;
  for (auto turn = request.history.rbegin(); turn != request.history.rend(); ++turn)
    if (turn->role == ChatRole::user) return turn->content + "\n" + request.question;
  return request.question;
}

}  // namespace

Answerer::Answerer(Parts parts) : parts_(std::move(parts)) {}

Result<Answer> Answerer::ask(const AskRequest& request, const Viewer& viewer, const TextSink& sink,
                             const Cancel& cancel) const {
  ONGGI_CHECK(check_question(request));
  const std::string id = model_of(request, parts_.default_model);
  std::shared_ptr<LanguageModel> model;
  if (id != kExtractiveModel) {
    ONGGI_TRY(model, parts_.models.chat_model(id));
  }
  const std::string query = search_text(request);
  ONGGI_TRY(const SearchResult found, parts_.retriever.search({.query = query,
                                                               .limit = request.hits,
                                                               .documents = request.documents,
                                                               .conditions = request.conditions,
                                                               .as_of = request.as_of,
                                                               .read_tokens = parts_.read_tokens},
                                                              viewer, cancel));
  auto answer = model && !found.hits.empty() ? generate(*model, request, found, sink, cancel)
                                             : extract(query, request, found, sink);
  if (!answer) return answer;
  answer->model = id;
  return answer;
}

Result<Answer> Answerer::extract(const std::string& query, const AskRequest& request, const SearchResult& found,
                                 const TextSink& sink) const {
  Timed timed(parts_.trace, "extract");
  const auto numbers = answer_room::number_words(found.words, squeeze_spaces(to_nfc(query)));
  const auto passages = answer_room::passages_of(found.hits, parts_.analyzer, numbers);
  const auto chosen = answer_room::choose(passages, found, query, parts_.thesaurus);
  const answer_room::CellFinder cells(found, query, parts_.thesaurus, parts_.analyzer);
  Answer answer =
      chosen.empty() ? answer_room::abstain(request.question, found) : answer_room::quote_answer(chosen, found, cells);
  if (sink && !sink(answer.text)) return fail(ErrorCode::cancelled, "the asker went away");
  return answer;
}

Result<Answer> Answerer::generate(LanguageModel& model, const AskRequest& request, const SearchResult& found,
                                  const TextSink& sink, const Cancel& cancel) const {
  Timed timed(parts_.trace, "generate");
  const answer_room::Prompt prompt = answer_room::write_prompt(request, found, model);
  if (prompt.sources == 0)
    return fail(ErrorCode::limit_exceeded,
                "the model's context has no room for a single source; ask with a shorter history or a model with a "
                "longer context",
                "context_length_exceeded");
  ONGGI_TRY(const Completion completion, model.generate(prompt.messages, request.generate, sink, cancel));
  const answer_room::CellFinder cells(found, request.question, parts_.thesaurus, parts_.analyzer);
  Answer answer = answer_room::check_answer(completion.text, request, found, prompt.sources, parts_.analyzer, cells);
  answer.prompt_tokens = completion.prompt_tokens;
  answer.completion_tokens = completion.completion_tokens;
  timed.count(completion.completion_tokens);
  return answer;
}

}  // namespace onggi
