// Encoding of answers.
#include "answer/json.h"

#include <nlohmann/json.hpp>

#include "document/json.h"
#include "retrieve/json.h"
#include "text/text.h"

namespace onggi {

nlohmann::json to_json(const Citation& citation) {
  nlohmann::json places = nlohmann::json::array(), elements = nlohmann::json::array();
  for (const Place& place : citation.places) places.push_back(to_json(place));
  for (const ElementId& element : citation.elements) elements.push_back(element.str());
  nlohmann::json value = {
      {"number", citation.number},       {"document", citation.document.str()}, {"name", citation.name},
      {"title", citation.title},         {"chunk_id", citation.chunk.str()},    {"quote", citation.quote},
      {"elements", std::move(elements)}, {"places", std::move(places)}};
  if (!citation.clause.empty()) value["clause"] = citation.clause;
  if (citation.row >= 0) value["row"] = citation.row;
  if (!citation.columns.empty()) value["columns"] = citation.columns;
  return value;
}

nlohmann::json to_json(const GuardDecision& decision) {
  nlohmann::json value = {{"rule", decision.rule},
                          {"name", decision.name},
                          {"name_en", decision.name_en},
                          {"place", to_string(decision.place)},
                          {"deed", to_string(decision.deed)}};
  if (!decision.hidden.empty()) value["hidden"] = decision.hidden;
  if (!decision.document.empty()) value["document"] = decision.document.str(), value["chunk_id"] = decision.chunk.str();
  return value;
}

nlohmann::json sentences_json(const Answer& answer) {
  nlohmann::json sentences = nlohmann::json::array();
  std::size_t bytes = 0, characters = 0;
  const auto characters_to = [&](std::size_t end) {
    characters += count_code_points(std::string_view(answer.text).substr(bytes, end - bytes));
    bytes = end;
    return characters;
  };
  for (const CheckedSentence& one : answer.sentences) {
    const std::size_t begin = characters_to(one.bytes.begin);
    nlohmann::json value = {
        {"begin", begin}, {"end", characters_to(one.bytes.end)}, {"support", to_string(one.support)}};
    if (!one.what.empty()) value["what"] = one.what;
    sentences.push_back(std::move(value));
  }
  return sentences;
}

nlohmann::json to_json(const Answer& answer) {
  nlohmann::json guards = nlohmann::json::array();
  for (const GuardDecision& decision : answer.guards) guards.push_back(to_json(decision));
  nlohmann::json citations = nlohmann::json::array();
  for (const Citation& citation : answer.citations) citations.push_back(to_json(citation));
  return {{"answer", answer.text},
          {"abstained", answer.abstained},
          {"label", to_string(answer.label)},
          {"model", answer.model},
          {"prompt", answer.prompt},
          {"queries", answer.queries},
          {"citations", std::move(citations)},
          {"sentences", sentences_json(answer)},
          {"nearest", to_json(answer.nearest)},
          {"refused", answer.refused},
          {"ai_generated", answer.is_generated()},
          {"guards", std::move(guards)}};
}

}  // namespace onggi
