// What a finding of a kind looks like when it is masked. Inside of privacy/.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace onggi::privacy_room {

struct MaskForm {
  std::string_view type;
  std::string_view korean_name;
  std::string (*partial)(std::string_view value);
};

std::span<const MaskForm> mask_forms();

/// That of a type; one that says "개인정보" for types of companies' own patterns.
const MaskForm& mask_form(std::string_view type);

/// Whether "[name]" is what masking leaves behind.
bool is_mask_name(std::string_view name);

}  // namespace onggi::privacy_room
