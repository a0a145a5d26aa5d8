// Answers as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "answer/answer.h"

namespace onggi {

/// {"number","document" (id),"name","title","chunk_id","quote","elements","places"}
nlohmann::json to_json(const Citation& citation);

/// {"answer","abstained","label","model","citations","nearest"}
nlohmann::json to_json(const Answer& answer);

}  // namespace onggi
