// mecab-ko-dic's feature strings, and which tags carry meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace onggi {

/// Fields of a feature: tag, semantic class, final consonant, reading, type, first tag, last tag, expression
/// (mecab-ko-dic, "사전 형식"): "NNG,*,F,데이터베이스,Compound,*,*,데이터/NNG/*+베이스/NNG/*".
struct Feature {
  std::string_view tag;
  std::string_view reading;
  std::string_view type;
  std::string_view expression;
};

/// One piece of an expression: {"데이터", "NNG"}.
struct ExpressionPart {
  std::string_view form;
  std::string_view tag;
};

Feature parse_feature(std::string_view feature);
std::vector<ExpressionPart> parse_expression(std::string_view expression);

/// Nouns, numerals, verbs, adjectives, adverbs, roots, Hanja, and words no dictionary knows. Not pronouns, dependent
/// nouns (것, 수, 등), auxiliary verbs, particles, endings, symbols. `tag` is a single one ("VV", not "VV+EC").
bool is_content_tag(std::string_view tag);
bool is_noun_tag(std::string_view tag);

/// "VV" of "VV+EC".
std::string_view first_tag(std::string_view tag);

}  // namespace onggi
