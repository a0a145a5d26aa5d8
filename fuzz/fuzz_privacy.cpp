// Any bytes: findings lie in the text, masking twice equals once.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "privacy/privacy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const onggi::MaskAction action : {onggi::MaskAction::replace_by_type, onggi::MaskAction::partial}) {
    const std::string once = onggi::mask(text, onggi::find_personal_data(text), {.action = action});
    if (onggi::mask(once, onggi::find_personal_data(once), {.action = action}) != once) std::abort();
  }
  return 0;
}
