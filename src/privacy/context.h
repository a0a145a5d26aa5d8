// Words around a value that tell what it is. Inside of privacy/.
#pragma once

#include <span>
#include <string_view>

#include "privacy/rules.h"

namespace onggi::privacy_room {

using Words = std::span<const std::string_view>;

/// How far before a value its word may stand: some words; or, where the form says little, directly before.
constexpr std::size_t kContextBytes = 60;
constexpr std::size_t kNearBytes = 30;

/// One of the words stands within `bytes` before `at` on its line or the one above, or in the heading. Spaces
/// inside of the written word do not matter ("주민 등록 번호"), names left by masking ("[전화번호]") do not count: else
/// one masked number would drag the next one along.
bool has_word_before(const Page& page, std::size_t at, Words words, std::size_t bytes = kContextBytes);

/// One of the words stands right behind `end`, within `bytes`.
bool has_word_behind(const Page& page, std::size_t end, Words words, std::size_t bytes = 24);

/// Byte offset of the nearest of the words before `at`; npos where none stands there.
std::size_t nearest_word_before(const Page& page, std::size_t at, Words words);

}  // namespace onggi::privacy_room
