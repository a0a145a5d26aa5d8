// Hits as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "retrieve/absence.h"
#include "retrieve/retrieve.h"

namespace onggi {

/// {"rank","score","chunk_id","document"
/// (id),"name","title","text","lead","label","places","elements","legs":{"lexical":{"rank","score"}},"fused",
/// "features":{"covered","adjacent","phrase","early","opening"},"reranker":{"rank","score"} or null,"coverage"};
/// coverage is what is covered.
nlohmann::json to_json(const Hit& hit);
nlohmann::json to_json(const std::vector<Hit>& hits);
/// {"reason","rank","instead","legs","coverage"}
nlohmann::json to_json(const Absence& absence);
/// [{"typed","meant","kind"}]
nlohmann::json to_json(const std::vector<retrieve::Variant>& variants);

}  // namespace onggi
