// Other ways to look for what a question names: what was meant where it was mistyped, and other words for the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/index.h"
#include "retrieve/thesaurus.h"
#include "text/analyzer.h"

namespace onggi::retrieve {

enum class VariantKind : std::uint8_t { keyboard, initials, mistyped, beginning, synonym };
std::string_view to_string(VariantKind kind);

/// A term that is looked for beside, or instead of, what was typed.
struct Variant {
  std::string typed, meant;
  VariantKind kind = VariantKind::synonym;
  double weight = 0;  // against the word itself: 1
  ByteRange bytes;    // of what was typed, in the question
  bool same = false;  // of a synonym: the same thing by what the company says
};

/// The question with words of the wrong keyboard put right: Latin letters that no chunk holds and that are syllables on
/// the Korean keys ("dusck" → "연차"), syllables and jamo that no chunk holds and that are a known word on the Latin
/// ones. What was changed is added to `variants`.
std::string with_right_keyboard(std::string_view question, const Analyzer& analyzer, const Index& index,
                                std::vector<Variant>& variants);

/// Terms for words that are initials ("ㅇㅊㅎㄱ"), and for stretches of words that nothing in the index explains: a
/// letter mistyped, or a beginning. `tokens` are the question's. Cost: a walk over the vocabulary for each stretch that
/// is tried, at most kLookUpsMax.
std::vector<Variant> likely_meant(std::string_view question, const std::vector<Token>& tokens,
                                  const std::vector<Morpheme>& morphemes, const Index& index);

constexpr std::size_t kLookUpsMax = 24;

/// Other words of the thesaurus for the question's words, as terms; those that some chunk holds. What the company says
/// is the same weighs nearly as much as the word itself, other synonyms a fifth.
std::vector<Variant> synonyms_of(const std::vector<QueryWord>& words, const Thesaurus& thesaurus, const Index& index);

}  // namespace onggi::retrieve
