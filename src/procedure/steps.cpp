// See steps.h.
#include "procedure/steps.h"

#include <algorithm>

#include "privacy/privacy.h"

namespace onggi::procedure_room {
namespace {

constexpr std::size_t kTextBytesMax = 2000;

}  // namespace

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::invalid_argument, std::move(message)); }

Result<std::string> words(std::string_view what, std::string_view text) {
  if (text.empty() || text.size() > kTextBytesMax)
    return wrong(std::string(what) + " must have 1 to " + std::to_string(kTextBytesMax) + " bytes");
  return std::string(text);
}

Result<void> known_kind(const std::string& kind) {
  const std::vector<std::string> kinds = personal_data_types();
  if (std::ranges::find(kinds, kind) != kinds.end()) return {};
  std::string list;
  for (const std::string& one : kinds) list += (list.empty() ? "" : ", ") + one;
  return wrong("no kind of personal data is called " + kind + "; there are " + list);
}

}  // namespace onggi::procedure_room
