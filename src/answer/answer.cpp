// The door: search, then quote or generate, then check.
#include "answer/answer.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "answer/extractive.h"
#include "answer/follow_up.h"
#include "answer/generated.h"
#include "answer/guarded.h"
#include "answer/parts.h"
#include "answer/passages.h"
#include "answer/rewriting.h"
#include "answer/sentences.h"

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

/// What is looked for, and which part of the question it would answer.
struct Query {
  std::string text;
  std::size_t part = 0;
  bool operator==(const Query&) const = default;
};

std::vector<std::string> asked_before(const std::vector<ChatMessage>& history) {
  std::vector<std::string> questions;
  for (const ChatMessage& turn : history)
    if (turn.role == ChatRole::user) questions.push_back(turn.content);
  return questions;
}

// The first part with what it takes from what was asked before it, both ways where it may mean two things; the others
// with what they surely take from the first.
std::vector<Query> queries_of(std::vector<std::string> earlier, const std::vector<std::string>& parts,
                              const Analyzer& analyzer) {
  std::vector<Query> queries;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    auto resolved = answer_room::resolve_follow_up(earlier, parts[part], analyzer);
    const bool is_unsure = !resolved.other.empty() && resolved.other != resolved.text;
    if (is_unsure && part > 0) resolved.text = parts[part];
    queries.push_back({resolved.text, part});
    if (is_unsure && part == 0) queries.push_back({resolved.other, part});
    if (part == 0) earlier = {resolved.text};
  }
  return queries;
}

// The hits of all parts in turn, the best of each first; no passage twice, and no more than were asked for.
SearchResult merged(const std::vector<SearchResult>& found, std::size_t most) {
  SearchResult all = found.front();
  if (found.size() == 1) return all;
  all.hits.clear();
  const auto is_new = [&all](const Hit& hit) {
    return std::ranges::none_of(all.hits, [&](const Hit& one) { return one.chunk.id == hit.chunk.id; });
  };
  for (std::size_t rank = 0; rank < most; ++rank)
    for (const SearchResult& one : found)
      if (rank < one.hits.size() && all.hits.size() < most && is_new(one.hits[rank]))
        all.hits.push_back(one.hits[rank]);
  return all;
}

bool is_refused(const std::vector<GuardDecision>& decisions) {
  return std::ranges::find(decisions, GuardDeed::refuse, &GuardDecision::deed) != decisions.end();
}

// Turns and their labels go together.
template <typename Stays>
void keep_turns(AskRequest& request, const Stays& stays) {
  const bool is_labelled = request.history_labels.size() == request.history.size();
  std::vector<ChatMessage> turns;
  std::vector<Label> labels;
  for (std::size_t i = 0; i < request.history.size(); ++i) {
    if (!stays(i)) continue;
    turns.push_back(std::move(request.history[i]));
    if (is_labelled) labels.push_back(request.history_labels[i]);
  }
  request.history = std::move(turns);
  request.history_labels = std::move(labels);
}

// An answer that rests on sensitive documents is as little for a model as they are. False: something was left out.
bool leave_out_labelled(const LanguageModel& model, AskRequest& request) {
  if (request.history_labels.size() != request.history.size()) return true;
  const Label most = label_from(model.info().label_max).value_or(Label::open);
  const std::size_t turns = request.history.size();
  keep_turns(request, [&](std::size_t turn) { return request.history_labels[turn] <= most; });
  return request.history.size() == turns;
}

// What would be refused as a question does not come in as an earlier one either.
void guard_history(const GuardSet& guards, AskRequest& request) {
  keep_turns(request, [&](std::size_t turn) {
    const ChatMessage& said = request.history[turn];
    return said.role != ChatRole::user || !is_refused(guards.look(said.content, GuardPlace::question));
  });
  if (!guards.policy().mask_question) return;
  for (ChatMessage& turn : request.history) turn.content = masked_personal_data(turn.content);
}

// Whether nothing of the hits is above what may be sent to a model.
bool may_read(const LanguageModel& model, const std::vector<Hit>& hits) {
  const Label most = label_from(model.info().label_max).value_or(Label::open);
  return std::ranges::all_of(hits, [most](const Hit& hit) { return hit.label <= most; });
}

GuardDecision too_high() {
  return {.rule = std::string(kLabelRule),
          .name = "이 모델에 보낼 수 없는 등급의 문서가 있어 모델 없이 답했습니다",
          .name_en = "Documents have a label above what may be sent to this model: answered without it",
          .place = GuardPlace::document,
          .deed = GuardDeed::flag,
          .hidden = {},
          .bytes = {},
          .document = {},
          .chunk = {}};
}

std::unexpected<Error> went_away() { return fail(ErrorCode::cancelled, "the asker went away"); }

/// Since it was made.
class Watch {
 public:
  std::int64_t us() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// An answer that is made at once goes out in one piece.
Result<Answer> tell(Answer answer, const TextSink& sink) {
  if (sink && !sink(answer.text)) return went_away();
  return answer;
}

}  // namespace

WorkTaken taken_by(const Answer& answer) {
  return {.prompt = answer.prompt_tokens,
          .cached = answer.cached_tokens,
          .completion = answer.completion_tokens,
          .computed_us = answer.computed_us};
}

/// One question on its way.
struct Answerer::Task {
  AskRequest request;
  std::shared_ptr<const GuardSet> guards;  // null: none
  std::vector<std::string> earlier;        // what was asked before, as guards let it pass
  bool may_rewrite = false;                // a model may read all of the conversation
  std::vector<Query> queries;
  std::string rewrite_prompt;  // the version that the model wrote them out with; empty: the rule did
  WorkTaken taken;             // by that
  Watch watch;

  void note(Answer& made) const {
    for (const Query& query : queries) made.queries.push_back(query.text);
    made.prompt_tokens += static_cast<std::int32_t>(taken.prompt);
    made.cached_tokens += static_cast<std::int32_t>(taken.cached);
    made.completion_tokens += static_cast<std::int32_t>(taken.completion);
    made.computed_us += taken.computed_us;
    if (!rewrite_prompt.empty()) made.prompt += (made.prompt.empty() ? "" : ",") + rewrite_prompt;
  }
};

Answerer::Answerer(Parts parts) : parts_(std::move(parts)) {}

Result<Answer> Answerer::ask(const AskRequest& request, const Viewer& viewer, const TextSink& sink,
                             const Cancel& cancel) const {
  ONGGI_CHECK(check_question(request));
  const std::string id = model_of(request, parts_.default_model);
  std::shared_ptr<LanguageModel> model;
  if (id != kExtractiveModel) {
    ONGGI_TRY(model, parts_.models.chat_model(id));
  }
  Task task;
  task.request = request;
  if (parts_.guards != nullptr) {
    ONGGI_TRY(task.guards, parts_.guards->in_use());
    if (!request.forbidden.empty()) {
      ONGGI_TRY(task.guards, task.guards->with_forbidden(request.forbidden));
    }
  }
  ONGGI_TRY(Answer made, answer(task, model.get(), viewer, sink, cancel));
  made.course.whole_us = task.watch.us();
  return made;
}

Result<Answer> Answerer::refuse(const Task& task, std::vector<GuardDecision> decisions, const TextSink& sink) const {
  const std::string& question = task.request.question;
  Answer refused = answer_room::refuse(question, *task.guards, std::move(decisions));
  refused.course.question = task.guards->policy().mask_question ? masked_personal_data(question) : question;
  return tell(std::move(refused), sink);
}

// Guards look at the question before anything else sees it, and at the answer last.
Result<Answer> Answerer::answer(Task& task, LanguageModel* model, const Viewer& viewer, const TextSink& sink,
                                const Cancel& cancel) const {
  std::vector<GuardDecision> decisions;
  const GuardSet* const guards = task.guards.get();
  if (guards != nullptr) {
    decisions = guards->look(task.request.question, GuardPlace::question);
    if (is_refused(decisions)) return refuse(task, std::move(decisions), sink);
    if (guards->policy().mask_question) task.request.question = masked_personal_data(task.request.question);
    guard_history(*guards, task.request);
  }
  task.earlier = asked_before(task.request.history);
  if (model != nullptr) task.may_rewrite = leave_out_labelled(*model, task.request) && parts_.rewrites;
  ONGGI_CHECK(plan(task, model, cancel));
  const Watch searching;
  ONGGI_TRY(const std::vector<SearchResult> found, search(task, viewer, cancel));
  const std::int64_t searched_us = searching.us();
  SearchResult all = merged(found, static_cast<std::size_t>(task.request.hits));
  if (model != nullptr && !may_read(*model, all.hits)) decisions.push_back(too_high()), model = nullptr;
  const bool writes = model != nullptr && !all.hits.empty();
  ONGGI_TRY(Answer made, writes ? generate(*model, task, all, sink, cancel) : extract(task, found));
  made.model = writes ? model->info().id : std::string(kExtractiveModel);
  made.guards.insert(made.guards.begin(), decisions.begin(), decisions.end());
  if (!writes) made.course.read = all.hits.size();
  task.note(made);
  made.course.question = std::move(task.request.question);
  made.course.history = std::move(task.request.history);
  made.course.history_labels = std::move(task.request.history_labels);
  made.course.hits = std::move(all.hits);
  made.course.retrieve_us = searched_us;
  return writes ? Result<Answer>(std::move(made)) : tell(std::move(made), sink);
}

// Where the question stands for itself and asks one thing there is nothing to write out.
Result<void> Answerer::plan(Task& task, LanguageModel* model, const Cancel& cancel) const {
  const std::vector<std::string> parts = answer_room::parts_of(task.request.question);
  task.queries = queries_of(task.earlier, parts, parts_.analyzer);
  const bool stands = parts.size() == 1 && task.queries == std::vector<Query>{{task.request.question, 0}};
  if (model == nullptr || !task.may_rewrite || stands) return {};
  ONGGI_TRY(const auto wording,
            answer_room::version_for(parts_.prompts, answer_room::kRewritePrompt, task.request.prompt));
  ONGGI_TRY(const auto made, answer_room::rewrite(*model, wording.texts, task.request.question, task.request.history,
                                                  parts_.analyzer, cancel));
  if (!made) return {};
  task.taken = made->taken;
  const bool refused = task.guards && std::ranges::any_of(made->questions, [&](const std::string& one) {
                         return is_refused(task.guards->look(one, GuardPlace::question));
                       });
  if (made->questions.empty() || refused) return {};
  task.rewrite_prompt = wording.reference();
  task.queries.clear();
  for (std::size_t part = 0; part < made->questions.size(); ++part)
    task.queries.push_back({made->questions[part], part});
  if (made->questions.front() != task.request.question) task.queries.push_back({task.request.question, 0});
  return {};
}

Result<std::vector<SearchResult>> Answerer::search(const Task& task, const Viewer& viewer, const Cancel& cancel) const {
  std::vector<SearchResult> found;
  for (const Query& query : task.queries) {
    ONGGI_TRY(SearchResult one, parts_.retriever.search({.query = query.text,
                                                         .limit = task.request.hits,
                                                         .documents = task.request.documents,
                                                         .conditions = task.request.conditions,
                                                         .as_of = task.request.as_of,
                                                         .read_tokens = parts_.read_tokens},
                                                        viewer, cancel));
    found.push_back(std::move(one));
  }
  return found;
}

Answer Answerer::extract(const Task& task, const std::vector<SearchResult>& found) const {
  Timed timed(parts_.trace, "extract");
  Answer answer;
  const SearchResult all = merged(found, static_cast<std::size_t>(task.request.hits));
  const KnownPersonalData known = answer_room::known_data(task.guards.get(), all.hits);
  std::vector<std::string> untold;
  const std::size_t parts = 1 + std::ranges::max(task.queries, {}, &Query::part).part;
  for (std::size_t part = 0; part < parts; ++part)
    if (!extract_part(task, part, found, answer))
      untold.push_back(std::ranges::find(task.queries, part, &Query::part)->text);
  if (untold.size() == parts) {
    auto decisions = std::move(answer.guards);
    answer = answer_room::abstain(task.request.question, all);
    answer.guards = std::move(decisions);
    untold.clear();
  }
  for (const std::string& part : untold) answer_room::quote_nothing(part, answer);
  if (task.guards) answer_room::guard_answer(*task.guards, known, answer);
  return answer;
}

/// By the first of its queries that finds one. False: the documents do not tell.
bool Answerer::extract_part(const Task& task, std::size_t part, const std::vector<SearchResult>& found,
                            Answer& answer) const {
  for (std::size_t i = 0; i < found.size(); ++i)
    if (task.queries[i].part == part && extract_query(task, task.queries[i].text, found[i], answer)) return true;
  return false;
}

bool Answerer::extract_query(const Task& task, const std::string& query, const SearchResult& found,
                             Answer& answer) const {
  const answer_room::GuardedHits guarded(task.guards.get(), found.hits);
  answer.guards.insert(answer.guards.end(), guarded.decisions().begin(), guarded.decisions().end());
  const auto numbers = answer_room::number_words(found.words, squeeze_spaces(to_nfc(query)));
  auto passages = answer_room::passages_of(found.hits, parts_.analyzer, numbers);
  guarded.clean(passages);
  const auto chosen = answer_room::choose(passages, found, query, parts_.thesaurus);
  answer_room::quote(chosen, found, answer_room::CellFinder(found, query, parts_.thesaurus, parts_.analyzer), answer);
  return !chosen.empty();
}

Result<Answer> Answerer::generate(LanguageModel& model, const Task& task, const SearchResult& found,
                                  const TextSink& sink, const Cancel& cancel) const {
  Timed timed(parts_.trace, "generate");
  const AskRequest& request = task.request;
  const answer_room::GuardedHits guarded(task.guards.get(), found.hits);
  ONGGI_TRY(const answer_room::Wording wording, answer_room::wording_in_use(parts_.prompts, request));
  answer_room::Prompt prompt = answer_room::write_prompt(request, found, guarded, wording, model);
  if (prompt.sources == 0)
    return fail(ErrorCode::limit_exceeded,
                "the model's context has no room for a single source; ask with a shorter history or a model with a "
                "longer context",
                "context_length_exceeded");
  const KnownPersonalData known = answer_room::known_data(task.guards.get(), found.hits);
  std::optional<GuardedStream> stream;
  if (sink && task.guards) stream.emplace(*task.guards, sink, known);
  const TextSink guarded_sink = stream ? [&stream](std::string_view piece) { return stream->push(piece); } : sink;
  answer_room::SentenceCheck sentences(request, found, guarded, prompt.sources, parts_.analyzer);
  std::optional<answer_room::SentenceStream> kept;
  if (parts_.removes_unsupported) kept.emplace(sentences, guarded_sink);
  const TextSink checked = kept && sink ? [&kept](std::string_view piece) { return kept->push(piece); } : guarded_sink;
  std::int64_t first_us = 0;
  const TextSink pieces = [&](std::string_view piece) {
    if (first_us == 0) first_us = task.watch.us();
    return checked(piece);
  };
  ONGGI_TRY(const Completion completion,
            model.generate(prompt.messages, request.generate, checked ? pieces : TextSink(), cancel));
  if (kept && ((!sink && !kept->push(completion.text)) || !kept->finish())) return went_away();
  if (stream && !stream->finish()) return went_away();
  const answer_room::CellFinder cells(found, request.question, parts_.thesaurus, parts_.analyzer);
  Answer answer = answer_room::check_answer(kept ? kept->text() : completion.text, request, found, prompt.sources,
                                            parts_.analyzer, cells);
  answer.prompt = wording.reference;
  answer.prompt_tokens = completion.prompt_tokens;
  answer.completion_tokens = completion.completion_tokens;
  answer.cached_tokens = completion.cached_tokens;
  answer.computed_us = completion.computed_us;
  timed.count(completion.completion_tokens);
  answer.guards = guarded.decisions();
  answer.course.messages = std::move(prompt.messages);
  if (task.guards) answer_room::guard_answer(*task.guards, known, answer);
  if (!answer.abstained) sentences.mark(answer);
  answer.course.read = prompt.sources;
  answer.course.first_us = first_us;
  return answer;
}

}  // namespace onggi
