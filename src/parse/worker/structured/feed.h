// News feeds: RSS 2.0, RSS 1.0 (RDF) and Atom (RFC 4287).
#pragma once

#include <pugixml.hpp>

#include "parse/worker/document_builder.h"
#include "parse/worker/reader.h"

namespace onggi::parse {

bool is_feed(const pugi::xml_node& root);

/// The feed's title and description, then each entry: a heading, its date and author, its text (HTML through the HTML
/// reader). Links, ids and categories are counted and dropped as "metadata".
void write_feed(const pugi::xml_node& root, const ReadContext& context, DocumentBuilder& builder);

}  // namespace onggi::parse
