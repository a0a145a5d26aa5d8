// Text on its way out of UTF-8 NFC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onggi {

/// Normalisation form D: syllables become conjoining jamo, as file names of a Mac have them.
std::string to_nfd(std::string_view utf8);

/// UTF-8 → the bytes of a charset ("UTF-16LE", "CP949"); none where a character has no place in it.
std::optional<std::string> encode_text(std::string_view utf8, const char* charset);

}  // namespace onggi
