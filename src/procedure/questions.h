// What a procedure asks people: for which purpose, and which risks there are.
#pragma once

#include <span>
#include <string_view>

namespace onggi {

/// A purpose for which pseudonymised data may be used without consent (개인정보 보호법 제28조의2), or another with a
/// ground of its own.
struct Purpose {
  std::string_view id, korean, english;
};
std::span<const Purpose> purposes();

/// One question of the risk checklist. "yes" always means that there is a risk.
struct RiskQuestion {
  std::string_view id;
  std::string_view part;  // "data": the data by themselves; "environment": who works with them; "unstructured": text
  std::string_view korean, english;
};
std::span<const RiskQuestion> risk_questions();
const RiskQuestion* risk_question(std::string_view id);  // null: there is none

}  // namespace onggi
