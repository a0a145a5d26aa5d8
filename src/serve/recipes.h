// What handlers of recipes share. Inside of room serve.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "clean/row_operation.h"

namespace onggi::serve_room {

/// {"reason", "count"}, for rules of spelling with their {"name": {"ko", "en"}}: other reasons are words of the page.
nlohmann::json encode_note(const RowNote& note);

}  // namespace onggi::serve_room
