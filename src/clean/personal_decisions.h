// What people decided about the personal data of a document, as recipes ask for it; who keeps decisions implements it.
#pragma once

#include <optional>
#include <string_view>

namespace onggi {

/// Safe from many threads while a recipe is done to a document.
class PersonalDecisions {
 public:
  virtual ~PersonalDecisions() = default;

  enum class Verdict : unsigned char { open, personal, not_personal };
  /// About a value of this kind as it stands in the text; spaces, hyphens, case and width do not count.
  virtual Verdict verdict(std::string_view kind, std::string_view value) const = 0;

  /// From which confidence on findings of the kind count, where the recipe does not say so for this kind. None: as the
  /// recipe says for all.
  virtual std::optional<double> threshold(std::string_view kind) const = 0;
};

}  // namespace onggi
