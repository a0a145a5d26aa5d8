// Morphemes → searchable terms. Inside of text/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"

namespace onggi {

/// A word in Hanja and how it is read: 委員, "위원".
struct HanjaReading {
  ByteRange bytes;
  std::string reading;
};

/// `nfc` is clean text, `morphemes` are its morphemes with ranges into it and `readings` belong to some of them, in
/// order; the tokens' ranges are into the same text. Cost: O(n log n).
std::vector<Token> make_tokens(std::string_view nfc, const std::vector<Morpheme>& morphemes,
                               const std::vector<HanjaReading>& readings);

/// A term longer than this is no word (base64, long paths); its pieces are still indexed.
constexpr std::size_t kTermBytesMax = 128;

}  // namespace onggi
