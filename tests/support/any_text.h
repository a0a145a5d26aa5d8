// Random Korean documents for property tests; the same seed gives the same document.
#pragma once

#include <random>
#include <string>

#include "document/document.h"

namespace onggi::any {

inline std::size_t below(std::mt19937_64& random, std::size_t limit) {
  return static_cast<std::size_t>(random() % limit);
}

inline std::string word(std::mt19937_64& random) {
  std::string made;
  for (std::size_t i = 0, syllables = 1 + below(random, 4); i < syllables; ++i)
    append_utf8(made, static_cast<char32_t>(0xAC00 + random() % 11172));
  return made;
}

inline std::string sentence(std::mt19937_64& random) {
  std::string made;
  for (std::size_t i = 0, words = 1 + below(random, 20); i < words; ++i) made += (i == 0 ? "" : " ") + word(random);
  return made + (below(random, 3) == 0 ? "" : "다.");
}

inline std::string paragraph(std::mt19937_64& random) {
  std::string made;
  for (std::size_t i = 0, sentences = 1 + below(random, 8); i < sentences; ++i)
    made += (i == 0 ? "" : " ") + sentence(random);
  return made;
}

inline void append_element(CleanText& text, ElementKind kind, std::int32_t level, const std::string& body) {
  if (!text.utf8.empty()) text.utf8 += '\n';
  const std::size_t begin = text.utf8.size();
  text.utf8 += body;
  text.elements.push_back(
      {ElementId("e" + std::to_string(text.elements.size())), kind, level, {begin, text.utf8.size()}, {}, 0});
}

inline void append_table(std::mt19937_64& random, CleanText& text) {
  append_element(text, ElementKind::table, 0, "");
  CleanElement& table = text.elements.back();
  for (std::size_t row = 0, rows = 1 + below(random, 30); row < rows; ++row) {
    if (row > 0) text.utf8 += '\n';
    const std::size_t begin = text.utf8.size();
    text.utf8 += word(random) + " | " + sentence(random);
    table.rows.push_back({begin, text.utf8.size()});
  }
  table.header_rows = below(random, 2) == 0 || table.rows.size() < 2 ? 0 : 1;
  table.bytes.end = text.utf8.size();
}

inline CleanText clean_text(std::mt19937_64& random) {
  CleanText text;
  text.title = below(random, 2) == 0 ? "" : sentence(random);
  for (std::size_t i = 0, elements = below(random, 30); i < elements; ++i) {
    switch (below(random, 5)) {
      case 0:
        append_element(text, ElementKind::heading, static_cast<std::int32_t>(1 + below(random, 4)), sentence(random));
        break;
      case 1:
        append_element(text, ElementKind::list_item, 1, sentence(random));
        break;
      case 2:
        append_table(random, text);
        break;
      case 3:
        append_element(text, ElementKind::code, 0, std::string(below(random, 900), 'x'));
        break;
      default:
        append_element(text, ElementKind::paragraph, 0, paragraph(random));
        break;
    }
  }
  return text;
}

}  // namespace onggi::any
