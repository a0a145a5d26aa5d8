// Hits cut into what can be quoted: sentences and table rows, each with where it stands. Inside of room answer.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "retrieve/retrieve.h"

namespace onggi::answer_room {

/// One quotable stretch of one hit.
struct Passage {
  std::size_t hit = 0;                      // index into the hits
  std::size_t piece = 0;                    // index into the hit's chunk pieces
  std::string quote;                        // literally from the source
  std::string shown;                        // for reading: of a table row "직급: 책임, 숙박비: 110,000"; else the quote
  std::unordered_set<std::string> terms;    // of the quote
  std::unordered_set<std::string> context;  // of what stands above: title, headings, table header, the sentence before
};

/// All passages of the hits in order. Headings only give context; a sentence shorter than a few characters joins the
/// next one.
std::vector<Passage> passages_of(const std::vector<Hit>& hits, const Analyzer& analyzer);

}  // namespace onggi::answer_room
