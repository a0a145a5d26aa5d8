// How likely a few Hangul syllables are a Korean name. Inside of privacy/.
#pragma once

#include <string_view>

namespace onggi::privacy_room {

/// 0: no name. Else how usual it is: 1 (a surname and anything) to 7 (a frequent surname, two syllables usual in their
/// places). Words that look like names and are none (고객, 이용자, 정보통신 ...) give 0. `hangul` is two to four
/// syllables. Sources: surnames of the 2015 census; given names by what is usual in the registers of births since 1940.
int name_likelihood(std::string_view hangul);

constexpr int kUsualName = 5;

}  // namespace onggi::privacy_room
