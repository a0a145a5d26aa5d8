// Words that the dictionary does not know and cuts into what it knows. Inside of text/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi {

/// The Hangul with which a word begins, without its particle, where its morphemes cannot stand in one word in this
/// order: 테라로사 of "테라로사는", which is read as 테라/NNG 로/JKB 사/VV 는/ETM. Empty where they can, and for fewer
/// than three or more than ten syllables.
ByteRange surface_of_ill_formed(std::string_view text, std::span<const Morpheme> word);

}  // namespace onggi
