// Morphemes → searchable terms. Inside of text/.
#pragma once

#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi {

/// `nfc` is clean text, `morphemes` are its morphemes with ranges into it; so are the tokens' ranges. Cost: O(n log n).
std::vector<Token> make_tokens(std::string_view nfc, const std::vector<Morpheme>& morphemes);

/// A term longer than this is no word (base64, long paths); its pieces are still indexed.
constexpr std::size_t kTermBytesMax = 128;

}  // namespace onggi
