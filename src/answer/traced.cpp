// See traced.h.
#include "answer/traced.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "answer/json.h"
#include "retrieve/json.h"

namespace onggi {
namespace {

using nlohmann::json;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// Ids and numbers: no names, no text.
json hits_of(const Answer& answer) {
  std::set<ChunkId> cited;
  for (const Citation& citation : answer.citations) cited.insert(citation.chunk);
  const auto is_cited = [&cited](const Hit& hit) {
    if (cited.contains(hit.chunk.id)) return true;
    return std::ranges::any_of(hit.piece_chunks, [&](const ChunkId& piece) { return cited.contains(piece); });
  };
  json hits = json::array();
  for (std::size_t i = 0; i < answer.course.hits.size(); ++i) {
    const Hit& hit = answer.course.hits[i];
    const json whole = to_json(hit);
    json told = {{"rank", i + 1}, {"read", i < answer.course.read}, {"cited", is_cited(hit)}};
    for (const char* field : {"score", "fused", "coverage", "legs", "reranker", "document", "chunk_id", "label"})
      told[field] = whole[field];
    hits.push_back(std::move(told));
  }
  return hits;
}

json course_of(const Answer& answer) {
  json guards = json::array();
  for (const GuardDecision& decision : answer.guards) guards.push_back(to_json(decision));
  return {{"hits", hits_of(answer)}, {"guards", std::move(guards)}};
}

std::string_view sign_of(MetadataCondition::Compare compare) {
  if (compare == MetadataCondition::Compare::at_least) return ">=";
  return compare == MetadataCondition::Compare::at_most ? "<=" : "=";
}

json messages_of(const std::vector<ChatMessage>& messages) {
  json list = json::array();
  for (const ChatMessage& message : messages)
    list.push_back({{"role", to_string(message.role)}, {"content", message.content}});
  return list;
}

json asked_of(const AskRequest& request, const AnswerCourse& course) {
  json documents = json::array(), where = json::array(), labels = json::array();
  for (const DocumentId& document : request.documents) documents.push_back(document.str());
  for (const MetadataCondition& one : request.conditions)
    where.push_back(one.field + std::string(sign_of(one.compare)) + one.value);
  for (const Label label : course.history_labels) labels.push_back(to_string(label));
  return {{"history", messages_of(course.history)},
          {"history_labels", std::move(labels)},
          {"model", request.model},
          {"hits", request.hits},
          {"tokens_max", request.generate.tokens_max},
          {"temperature", request.generate.temperature},
          {"top_p", request.generate.top_p},
          {"documents", std::move(documents)},
          {"where", std::move(where)},
          {"as_of", request.as_of},
          {"application", request.application},
          {"instructions", request.instructions},
          {"forbidden", request.forbidden}};
}

json text_of(const AskRequest& request, const Answer& answer) {
  json citations = json::array();
  for (const Citation& citation : answer.citations) citations.push_back(to_json(citation));
  return {{"question", answer.course.question},
          {"queries", answer.queries},
          {"answer", answer.text},
          {"citations", std::move(citations)},
          {"sentences", sentences_json(answer)},
          {"messages", messages_of(answer.course.messages)},
          {"asked", asked_of(request, answer.course)}};
}

void add_document(const DocumentId& document, Trace& trace) {
  if (document.empty() || std::ranges::find(trace.documents, document) != trace.documents.end()) return;
  trace.documents.push_back(document);
}

// What the asker said before may say again what sensitive documents say.
void tell_grounds(const Answer& answer, Trace& trace) {
  trace.label = std::max(trace.label, answer.label);
  for (const Label label : answer.course.history_labels) trace.label = std::max(trace.label, label);
  for (const Hit& hit : answer.course.hits) {
    trace.label = std::max(trace.label, hit.label);
    add_document(hit.document, trace);
  }
  for (const Citation& citation : answer.citations) add_document(citation.document, trace);
  for (const GuardDecision& decision : answer.guards) add_document(decision.document, trace);
}

std::vector<std::string> texts_of(const json& list) {
  std::vector<std::string> texts;
  for (const json& one : list)
    if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

ChatRole role_from(const std::string& name) {
  for (const ChatRole role : {ChatRole::system, ChatRole::assistant, ChatRole::tool})
    if (name == to_string(role)) return role;
  return ChatRole::user;
}

Result<void> read_asked(const json& asked, AskRequest& request) {
  for (const json& turn : asked.value("history", json::array()))
    request.history.push_back({.role = role_from(turn.value("role", "")), .content = turn.value("content", "")});
  for (const std::string& label : texts_of(asked.value("history_labels", json::array())))
    request.history_labels.push_back(label_from(label).value_or(Label::classified));
  for (const std::string& id : texts_of(asked.value("documents", json::array()))) request.documents.emplace_back(id);
  ONGGI_TRY(request.conditions, read_conditions(texts_of(asked.value("where", json::array()))));
  request.model = asked.value("model", "");
  request.hits = asked.value("hits", request.hits);
  request.as_of = asked.value("as_of", "");
  request.application = asked.value("application", "");
  request.instructions = asked.value("instructions", "");
  request.forbidden = texts_of(asked.value("forbidden", json::array()));
  request.generate.tokens_max = asked.value("tokens_max", request.generate.tokens_max);
  request.generate.temperature = asked.value("temperature", request.generate.temperature);
  request.generate.top_p = asked.value("top_p", request.generate.top_p);
  return {};
}

std::map<ChunkId, std::pair<DocumentId, std::size_t>> places_of(const json& hits) {
  std::map<ChunkId, std::pair<DocumentId, std::size_t>> places;
  for (const json& hit : hits)
    places.emplace(ChunkId(hit.value("chunk_id", "")), std::pair(DocumentId(hit.value("document", "")), places.size()));
  return places;
}

}  // namespace

void tell(const AskRequest& request, const Result<Answer>& answer, TraceText text, Trace& trace) {
  trace.application = request.application;
  trace.model = request.model;
  trace.course = "{}";
  if (!answer) {
    trace.outcome = to_string(answer.error().code);
    return;
  }
  trace.model = answer->model;
  trace.prompt = answer->prompt;
  trace.abstained = answer->abstained;
  trace.refused = answer->refused;
  trace.prompt_tokens = answer->prompt_tokens;
  trace.completion_tokens = answer->completion_tokens;
  trace.retrieve_us = answer->course.retrieve_us;
  trace.first_us = answer->course.first_us;
  trace.whole_us = answer->course.whole_us;
  tell_grounds(*answer, trace);
  trace.course = dump(course_of(*answer));
  if (text == TraceText::yes) trace.text = dump(text_of(request, *answer));
}

Result<AskRequest> asked_again(const Trace& trace) {
  if (trace.hidden)
    return fail(ErrorCode::not_found, "it rests on documents that are closed to you now", "documents_closed");
  const json text = json::parse(trace.text, nullptr, false);
  if (!text.is_object() || !text.contains("asked"))
    return fail(ErrorCode::conflict, "this trace has no question to the documents that could be asked again",
                "no_text");
  AskRequest request;
  request.question = text.value("question", "");
  request.prompt = trace.prompt;
  ONGGI_CHECK(read_asked(text["asked"], request));
  // Where the default was asked it is the one of then, not of today.
  if (request.model.empty()) request.model = trace.model;
  return request;
}

TraceDifference difference(const Trace& trace, const Answer& again) {
  const json text = json::parse(trace.text, nullptr, false), course = json::parse(trace.course, nullptr, false);
  TraceDifference told{.same_answer = text.is_object() && text.value("answer", "") == again.text,
                       .same_model = trace.model == again.model,
                       .same_prompt = trace.prompt == again.prompt};
  auto before = places_of(course.is_object() ? course.value("hits", json::array()) : json::array());
  for (std::size_t i = 0; i < again.course.hits.size(); ++i) {
    const Hit& hit = again.course.hits[i];
    const auto found = before.find(hit.chunk.id);
    if (found == before.end()) {
      told.gained.push_back({.document = hit.document, .chunk = hit.chunk.id});
      continue;
    }
    ++told.kept;
    if (found->second.second != i) ++told.moved;
    before.erase(found);
  }
  for (const auto& [chunk, place] : before) told.lost.push_back({.document = place.first, .chunk = chunk});
  return told;
}

}  // namespace onggi
