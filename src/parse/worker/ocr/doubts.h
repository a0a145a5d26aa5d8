// Where a language's reading is in doubt, and whether another one is better. Inside of OCR.
#pragma once

#include <vector>

#include "parse/worker/ocr/reading.h"

namespace onggi::parse::ocr {

bool is_hangul(char32_t code);
bool is_latin(char32_t code);  // a letter or digit

/// For each symbol whether `language` may have misread it: low confidence, signs that nobody writes, digits that may be
/// letters, and what stands in the same word.
std::vector<bool> doubts_of(const std::vector<Symbol>& symbols, Language language);

/// Whether symbols that `first` doubts can be another language's at all.
bool may_be_foreign(const std::vector<Symbol>& symbols, Run run, Language first);

/// Whether `reading` by `language` is better than the symbols that it would replace.
bool wins(const Reading& reading, Language language, const std::vector<Symbol>& symbols, Run run);

/// The language of a line that both have read.
Language language_of(const Reading& korean, const Reading& english);

}  // namespace onggi::parse::ocr
