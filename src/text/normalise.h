// What ICU knows of single characters. Inside of text/.
#pragma once

namespace onggi {

/// NFC may change what stands before this character: combining marks, vowels and finals of Hangul.
bool may_change_previous(char32_t code_point);

}  // namespace onggi
