// See responses_turn.h.
#include "serve/responses_turn.h"

#include <algorithm>

#include "base/hash.h"
#include "serve/error.h"
#include "serve/estimates.h"
#include "serve/metering.h"
#include "serve/openai_documents.h"
#include "serve/openai_tools.h"
#include "serve/scopes.h"
#include "serve/tracing.h"

namespace onggi::serve_room {
namespace {

constexpr std::string_view kPrevious = "previous_response_id";
constexpr AskedFields kFields{.messages = "input", .format = "text.format", .logprobs = "include"};

/// About the field; who asks for what is not there asked wrongly, as OpenAI says.
Error about_previous(Error error) {
  if (error.code == ErrorCode::not_found && error.reason.empty())
    error = {ErrorCode::invalid_argument, error.message, {}, "previous_response_not_found"};
  error.where = "field " + std::string(kPrevious);
  return error;
}

Result<std::vector<KeptResponse>> earlier_than(const Call& call, const ResponseId& previous) {
  if (previous.empty()) return std::vector<KeptResponse>();
  if (call.rooms.responses == nullptr)
    return bad_field(kPrevious, "responses are not kept here (history.conversations)", "previous_response_not_found");
  auto earlier = call.rooms.responses->to_go_on_from(call.viewer, previous);
  if (!earlier) return std::unexpected(about_previous(std::move(earlier).error()));
  for (const KeptResponse& one : *earlier) ONGGI_CHECK(check_kept(call.viewer, one));
  return earlier;
}

/// Instructions, what stood before, the input; and the label of each.
std::vector<Label> put_together(const std::vector<KeptResponse>& earlier, ResponseRequest& request) {
  std::vector<ChatMessage>& messages = request.messages;
  std::vector<Label> labels;
  if (!request.instructions.empty()) messages.push_back({.role = ChatRole::system, .content = request.instructions});
  labels.resize(messages.size(), Label::open);
  for (const KeptResponse& one : earlier) {
    add_messages(OrderedJson::parse(one.input), messages);
    add_messages(OrderedJson::parse(one.body)["output"], messages);
    labels.resize(messages.size(), one.label);
  }
  add_messages(request.input, messages);
  labels.resize(messages.size(), Label::open);
  return labels;
}

Result<void> choose_documents(const Call& call, std::vector<Label> labels, ResponseTurn& turn) {
  ResponseRequest& request = turn.request;
  // Answers from documents are the likeliest ones unless the client asks for variety.
  if (!request.says_temperature) request.generate.temperature = 0;
  ONGGI_TRY(turn.question, question_of(request, kFields));
  if (request.file_search) {
    ONGGI_TRY(turn.question->documents, documents_of(call, *request.file_search));
  }
  ONGGI_CHECK(ask_application(
      call, request.model, {.temperature = request.says_temperature, .tokens = request.says_tokens}, *turn.question));
  if (request.file_search && request.file_search->hits) turn.question->hits = *request.file_search->hits;
  request.body["temperature"] = turn.question->generate.temperature;
  labels.pop_back();  // of the question
  turn.question->history_labels = std::move(labels);
  return {};
}

Result<void> choose_model(const Call& call, ResponseTurn& turn) {
  if (turn.request.file_search)
    return not_supported("tools", "file_search is of answers from the documents: name onggi as the model");
  ONGGI_TRY(turn.model, call.rooms.models.chat_model(turn.request.model));
  const Label most = label_from(turn.model->info().label_max).value_or(Label::open);
  if (turn.before.label <= most) return {};
  auto error =
      bad_field(kPrevious, "an answer before has a label above what may be sent to this model", "label_above_model");
  error.error().code = ErrorCode::not_allowed;
  return error;
}

/// Takes out the oldest turn, up to the next message of a user. False: there is only one.
bool drop_oldest(std::vector<ChatMessage>& messages) {
  const auto is_user = [](const ChatMessage& message) { return message.role == ChatRole::user; };
  const auto is_said = [](const ChatMessage& message) { return message.role != ChatRole::system; };
  const auto first = std::ranges::find_if(messages, is_said);
  if (first == messages.end()) return false;
  const auto next = std::find_if(first + 1, messages.end(), is_user);
  if (next == messages.end()) return false;
  messages.erase(first, next);
  return true;
}

Result<Completion> write(ResponseTurn& turn, const DeltaSink& deltas, const Cancel& cancel) {
  for (;;) {
    auto completion = turn.model->write(turn.request.messages, turn.request.generate, deltas, cancel);
    const bool is_full = !completion && completion.error().reason == "context_length_exceeded";
    if (is_full && turn.request.truncates && drop_oldest(turn.request.messages)) continue;
    return completion;
  }
}

Result<std::vector<Finished>> finished_of(const Result<Completion>& completion) {
  if (!completion) return std::unexpected(completion.error());
  return std::vector<Finished>{{.completion = *completion, .extra = nullptr}};
}

/// As responses name the field.
Error renamed(Error error) {
  error = with_param(std::move(error));
  if (error.where == "field response_format") error.where = "field text.format";
  return error;
}

}  // namespace

Result<void> check_kept(const Viewer& viewer, const KeptResponse& kept) {
  ONGGI_CHECK(check_model(viewer, kept.model));
  if (kept.documents.empty() || is_about_documents(kept.model)) return {};
  return check_scope(viewer, {KeyScope::retrieval});
}

Result<ResponseTurn> read_turn(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ResponseTurn turn{
      .id = ResponseId("resp_" + random_token(40)), .request = {}, .before = {}, .question = {}, .model = {}};
  ONGGI_TRY(turn.request, decode_response(fields, call.request.body));
  ONGGI_CHECK(check_model(call.viewer, turn.request.model));
  ONGGI_TRY(const auto earlier, earlier_than(call, turn.request.previous));
  for (const KeptResponse& one : earlier) turn.before.add(one.label, one.documents);
  auto labels = put_together(earlier, turn.request);
  ONGGI_CHECK(check_calls(turn.request.messages));
  if (is_about_documents(turn.request.model)) ONGGI_CHECK(choose_documents(call, std::move(labels), turn));
  else ONGGI_CHECK(choose_model(call, turn));
  return turn;
}

Result<void> expect_turn(const Call& call, const ResponseTurn& turn) {
  if (turn.question) return expect_answer(call, *turn.question);
  return call.metering.expect(estimated_tokens(turn.request.messages), turn.request.generate.tokens_max);
}

Result<TurnAnswer> answer_turn(const Call& call, ResponseTurn& turn, const DeltaSink& deltas, const Cancel& cancel) {
  Tracing tracing(call, TraceWay::responses);
  tracing.belongs_to(turn.id.str());
  tracing.add_grounds(turn.before.label, turn.before.documents);
  if (!turn.question) {
    auto completion = write(turn, tracing.watch(deltas), cancel);
    tracing.written(turn.request.model, turn.request.messages, finished_of(completion));
    if (!completion) return std::unexpected(renamed(std::move(completion).error()));
    return TurnAnswer{
        .finished = {.completion = *std::move(completion), .extra = nullptr}, .citations = {}, .grounds = turn.before};
  }
  auto answer = call.rooms.answerer.ask(*turn.question, call.viewer, text_of(deltas), cancel);
  tracing.answered(*turn.question, answer);
  if (!answer) return std::unexpected(std::move(answer).error());
  Grounds grounds = grounds_of(*answer);
  if (answer->is_generated()) grounds.add(turn.before.label, turn.before.documents);
  return TurnAnswer{
      .finished = {.completion = completion_of(*answer), .extra = extra_of(*answer, tracing, turn.request.stream)},
      .citations = std::move(answer->citations),
      .grounds = std::move(grounds)};
}

}  // namespace onggi::serve_room
