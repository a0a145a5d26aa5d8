// Answers as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "answer/answer.h"

namespace onggi {

/// {"number","document" (id),"name","title","chunk_id","quote","elements","places"}
nlohmann::json to_json(const Citation& citation);

/// {"rule","name","name_en","place","deed"}, where there is one "hidden", and of documents "document" and "chunk_id".
nlohmann::json to_json(const GuardDecision& decision);
/// Answer::sentences: a list of {"begin","end","support"}, where there is one with "what"; offsets count characters
/// (code points).
nlohmann::json sentences_json(const Answer& answer);
/// {"answer","abstained","refused","label","model","prompt","queries","citations","sentences","nearest","guards"}
nlohmann::json to_json(const Answer& answer);

}  // namespace onggi
