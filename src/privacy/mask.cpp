// Masking what was found.
#include <utility>

#include "privacy/mask_forms.h"
#include "privacy/privacy.h"

namespace onggi {
namespace {

// Two rounds are usual with glued values; each is a pass over the text.
constexpr int kRoundsMax = 16;

struct Masked {
  std::string text;
  bool changed = false;
};

Masked mask_once(std::string_view utf8, const std::vector<Finding>& findings, MaskAction action,
                 double confidence_min) {
  Masked masked;
  masked.text.reserve(utf8.size());
  std::size_t done = 0;
  for (const Finding& finding : findings) {
    if (finding.confidence < confidence_min || finding.bytes.begin < done || finding.bytes.end > utf8.size()) continue;
    const privacy_room::MaskForm& form = privacy_room::mask_form(finding.type);
    masked.text.append(utf8, done, finding.bytes.begin - done);
    if (action == MaskAction::partial) masked.text += form.partial(slice(utf8, finding.bytes));
    else masked.text.append("[").append(form.korean_name).append("]");
    done = finding.bytes.end;
    masked.changed = true;
  }
  masked.text.append(utf8, done);
  return masked;
}

}  // namespace

std::string mask(std::string_view utf8, const std::vector<Finding>& findings, MaskAction action,
                 double confidence_min) {
  Masked masked = mask_once(utf8, findings, action, confidence_min);
  // What was glued to a value ("a@b.krc@d.kr") may show only now.
  for (int round = 0; masked.changed && round < kRoundsMax; ++round)
    masked = mask_once(masked.text, find_personal_data(masked.text), action, confidence_min);
  return std::move(masked.text);
}

}  // namespace onggi
