// Encoding of hits.
#include "retrieve/json.h"

#include <nlohmann/json.hpp>

#include "document/json.h"

namespace onggi {
namespace {

nlohmann::json legs_json(const std::vector<LegScore>& legs) {
  nlohmann::json told = nlohmann::json::object();
  for (const LegScore& leg : legs) told[leg.leg] = {{"rank", leg.rank}, {"score", leg.score}};
  return told;
}

}  // namespace

nlohmann::json to_json(const Hit& hit) {
  nlohmann::json reranker = nullptr;
  if (hit.reranker.rank > 0) reranker = {{"rank", hit.reranker.rank}, {"score", hit.reranker.score}};
  nlohmann::json places = nlohmann::json::array(), elements = nlohmann::json::array();
  nlohmann::json metadata = nlohmann::json::object();
  for (const MetadataValue& one : hit.metadata) metadata[one.field] = one.value;
  for (const Place& place : hit.places) places.push_back(to_json(place));
  for (const ChunkPiece& piece : hit.chunk.pieces) elements.push_back(piece.element.str());
  return {{"rank", hit.rank},
          {"score", hit.score},
          {"chunk_id", hit.chunk.id.str()},
          {"document", hit.document.str()},
          {"name", hit.name},
          {"title", hit.title},
          {"text", hit.chunk.text},
          {"lead", hit.chunk.lead},
          {"label", to_string(hit.label)},
          {"metadata", std::move(metadata)},
          {"places", std::move(places)},
          {"elements", std::move(elements)},
          {"legs", legs_json(hit.legs)},
          {"fused", hit.fused},
          {"features",
           {{"covered", hit.features.covered},
            {"adjacent", hit.features.adjacent},
            {"phrase", hit.features.phrase},
            {"early", hit.features.early},
            {"opening", hit.features.opening}}},
          {"reranker", std::move(reranker)},
          {"coverage", hit.features.covered}};
}

nlohmann::json to_json(const Absence& absence) {
  return {{"reason", to_string(absence.reason)}, {"rank", absence.rank},        {"instead", absence.instead.str()},
          {"legs", legs_json(absence.legs)},     {"coverage", absence.covered}, {"missing", absence.missing}};
}

nlohmann::json to_json(const std::vector<retrieve::Variant>& variants) {
  nlohmann::json list = nlohmann::json::array();
  for (const retrieve::Variant& variant : variants)
    list.push_back({{"typed", variant.typed}, {"meant", variant.meant}, {"kind", to_string(variant.kind)}});
  return list;
}

nlohmann::json to_json(const std::vector<Hit>& hits) {
  nlohmann::json list = nlohmann::json::array();
  for (const Hit& hit : hits) list.push_back(to_json(hit));
  return list;
}

}  // namespace onggi
