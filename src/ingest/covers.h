// Where hidden values stand on a page; inside of room ingest.
#pragma once

#include <vector>

#include "clean/document_recipe.h"
#include "parse/parse.h"

namespace onggi::ingest_room {

/// Boxes that cover `hidden` on this page: each word that has a part of a value, wherever on the page the value stands;
/// for a value that is not among the words, its place's box. Spaces and case do not count. Errors: not_allowed
/// ("place_unknown") for a value that is nowhere among the words and whose place on this page has no box.
Result<std::vector<Box>> covers_of(const std::vector<HiddenValue>& hidden, const std::vector<PageWord>& words,
                                   std::int32_t page_index);

bool overlap(const Box& one, const Box& other);

}  // namespace onggi::ingest_room
