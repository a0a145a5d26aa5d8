// Documents as JSON: the form of `onggi parse --to json`.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "document/document.h"

namespace onggi {

/// {"document":{"title","media_type","pages":[{"label","width","height","uncertain":[{"text","box","confidence"}]}]},"elements":[{"id","kind","text","places","level","table","latex"}],
///  "warnings":[{"code","page_index","detail"}],"account":{"characters_in","characters_out","dropped":[{"reason","characters"}]}}
nlohmann::json to_json(const Document& document);

/// The way back. Errors: bad_input naming the field.
Result<Document> document_from_json(const nlohmann::json& json);

nlohmann::json to_json(const CleanText& text);
Result<CleanText> clean_text_from_json(const nlohmann::json& json);
nlohmann::json to_json(const Chunk& chunk);
Result<Chunk> chunk_from_json(const nlohmann::json& json);
nlohmann::json to_json(const Place& place);  // {"page_index","page_label","box":[x0,y0,x1,y1]|null}
Result<Place> place_from_json(const nlohmann::json& json);
nlohmann::json to_json(
    const Table& table);  // {"rows","columns","cells":[{"row","column","row_span",...,"text","box"}]}
Result<Table> table_from_json(const nlohmann::json& json);

}  // namespace onggi
