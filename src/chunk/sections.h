// What stands under one heading, or in one article of a rule; inside of room chunk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "document/document.h"

namespace onggi::chunk {

inline constexpr std::int32_t kStrongLevel = 2;  // headings up to this level end a chunk

bool is_heading(const CleanElement& element);

struct Section {
  std::size_t begin = 0, end = 0;  // indices of elements
  std::int32_t level = 0;          // of its heading; 0: text before the first heading
  std::vector<std::string> path;   // headings above, its own included
};

/// A section is a heading with what follows until the next heading; with Articles::apart also an article (제n조) whose
/// title is no heading, as a weak one.
enum class Articles : std::uint8_t { together, apart };
std::vector<Section> sections_of(const CleanText& text, Articles articles);

/// "title > heading > heading" from the first-th heading on; one that repeats the title is left out.
std::string join_path(const std::string& title, const std::vector<std::string>& names, std::size_t first);

}  // namespace onggi::chunk
