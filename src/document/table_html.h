// Pieces of HTML that both renderers need. Inside of the room.
#pragma once

#include <string>

#include "document/document.h"

namespace onggi {

/// Rows and cells with their spans; a line a row.
std::string table_html(const Table& table);

}  // namespace onggi
