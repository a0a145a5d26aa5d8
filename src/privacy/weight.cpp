// What the signs of a candidate add up to.
#include <algorithm>

#include "privacy/rules.h"

namespace onggi::privacy_room {

Match Weight::match(std::string_view type, std::size_t begin, std::size_t end) const {
  return RuleMatch{begin, end, type, std::clamp(confidence_, 0.01, 0.99), reason_};
}

}  // namespace onggi::privacy_room
