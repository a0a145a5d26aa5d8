// Random Korean rules (조·항·호·목) for property tests; the same seed gives the same rule.
#pragma once

#include "support/any_text.h"

namespace onggi::any {

inline std::string circled(std::size_t number) {
  std::string sign;
  append_utf8(sign, static_cast<char32_t>(0x2460 + number - 1));
  return sign;
}

inline void append_clause(CleanText& text, ElementKind kind, const std::string& body, const std::string& clause) {
  append_element(text, kind, 0, body);
  text.elements.back().clause = clause;
}

// Some writers give every 항 a paragraph of its own, others put the article into one, with lines.
inline void append_article(std::mt19937_64& random, CleanText& text, std::size_t number) {
  const std::string article = "제" + std::to_string(number) + "조" + (below(random, 5) == 0 ? "의2" : "");
  const bool in_one = below(random, 2) == 0;
  std::string body = article + "(" + word(random) + ")";
  if (below(random, 3) == 0) {
    append_element(text, ElementKind::heading, 3, body);
    text.elements.back().clause = article;
    body.clear();
  }
  const auto end = [&](const std::string& clause) {
    if (in_one || body.empty()) return;
    append_clause(text, ElementKind::paragraph, body, clause);
    body.clear();
  };
  if (!in_one) end(article);
  for (std::size_t i = 1, paragraphs = below(random, 6); i <= paragraphs; ++i) {
    const std::string clause = article + " 제" + std::to_string(i) + "항";
    body += (body.empty() ? "" : below(random, 2) == 0 ? " " : "\n") + circled(i) + " " + paragraph(random);
    end(clause);
    for (std::size_t j = 1, items = below(random, 5); j <= items; ++j) {
      body += (body.empty() ? "" : "\n") + std::to_string(j) + ". " + sentence(random);
      end(clause + " 제" + std::to_string(j) + "호");
    }
  }
  if (!body.empty()) append_clause(text, ElementKind::paragraph, body, article);
}

inline CleanText rule_text(std::mt19937_64& random) {
  CleanText text;
  text.title = word(random) + " 규정";
  for (std::size_t i = 1, articles = 1 + below(random, 12); i <= articles; ++i) {
    if (below(random, 4) == 0) append_element(text, ElementKind::heading, 1, "제" + std::to_string(i) + "장 총칙");
    append_article(random, text, i);
    if (below(random, 6) == 0) {
      append_table(random, text);
      text.elements.back().clause = "제" + std::to_string(i) + "조";
    }
  }
  return text;
}

}  // namespace onggi::any
