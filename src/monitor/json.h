// Traces as JSON, in the one shape that the command line and HTTP share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "monitor/trace.h"

namespace onggi {

/// What stands readable: {"id","way","time_ms","request_id","belongs_to","exchange","application","model","prompt",
/// "outcome","abstained","refused","label","usage","times","rating","hidden","has_text"}. Who asked is added by who
/// knows names.
nlohmann::json to_json(const Trace& trace);

}  // namespace onggi
