// Latin words, numbers and code identifiers. Inside of text/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/text.h"

namespace onggi {

/// A letter or digit of an alphabetic script: what `latin_run_end` runs over. Not Hangul, Hanja or kana.
bool is_latin_like(char32_t code_point);
bool is_kana(char32_t code_point);

/// The end of the run of letters and digits that begins at `begin`, held together by _ - . @ & ' between letters, by
/// commas between thousands; a closing ++ or # belongs to it ("C++").
std::size_t latin_run_end(std::string_view text, std::size_t begin);

struct LatinTerm {
  std::string term;
  ByteRange bytes;  // into the run
};

/// The terms of one run: whole and pieces, folded and stemmed. "getUserName" → getusername, get, user, name; "1,000" →
/// 1000.
std::vector<LatinTerm> latin_terms(std::string_view run);

/// English only where it is safe: plural -s, -es, -ies; -ing and -ed behind a stem that stays a word. "policies" →
/// "policy", "running" → "run", "status", "string", "bus" stay.
std::string stem_english(std::string_view lower);

}  // namespace onggi
