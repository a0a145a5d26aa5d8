// Names of labels, rights and roles, and the table of what a role may do.
#include <algorithm>
#include <array>
#include <utility>

#include "access/people.h"

namespace onggi {
namespace {

constexpr std::array<std::pair<Label, std::string_view>, 3> kLabels{{
    {Label::open, "O"},
    {Label::sensitive, "S"},
    {Label::classified, "C"},
}};

constexpr std::array<std::pair<Right, std::string_view>, 9> kRights{{
    {Right::ask, "ask"},
    {Right::write_documents, "write_documents"},
    {Right::manage_people, "manage_people"},
    {Right::manage_keys, "manage_keys"},
    {Right::manage_labels, "manage_labels"},
    {Right::correct_documents, "correct_documents"},
    {Right::read_audit, "read_audit"},
    {Right::manage_system, "manage_system"},
    {Right::see_unmasked, "see_unmasked"},
}};

constexpr std::array<std::pair<Role, std::string_view>, 7> kRoles{{
    {Role::reader, "reader"},
    {Role::editor, "editor"},
    {Role::manager, "manager"},
    {Role::auditor, "auditor"},
    {Role::admin, "admin"},
    {Role::owner, "owner"},
    {Role::corrector, "corrector"},
}};

template <typename Names, typename Value>
std::string_view name_of(const Names& names, Value value) {
  const auto found = std::ranges::find(names, value, [](const auto& entry) { return entry.first; });
  ONGGI_ASSERT(found != names.end(), "every value has a name");
  return found->second;
}

template <typename Value, std::size_t count>
std::optional<Value> value_of(const std::array<std::pair<Value, std::string_view>, count>& names,
                              std::string_view name) {
  const auto found = std::ranges::find(names, name, [](const auto& entry) { return entry.second; });
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace

std::string_view to_string(Label label) { return name_of(kLabels, label); }
std::optional<Label> label_from(std::string_view text) { return value_of(kLabels, text); }
std::string_view to_string(Right right) { return name_of(kRights, right); }
std::string_view to_string(Role role) { return name_of(kRoles, role); }
std::optional<Role> role_from(std::string_view text) { return value_of(kRoles, text); }

bool allows(Role role, Right right) {
  switch (role) {
    case Role::reader:
      return right == Right::ask;
    case Role::editor:
      return right == Right::ask || right == Right::write_documents;
    case Role::manager:
      return right == Right::ask || right == Right::write_documents || right == Right::manage_labels ||
             right == Right::correct_documents || right == Right::see_unmasked;
    case Role::corrector:
      return right == Right::ask || right == Right::correct_documents;
    case Role::auditor:
      return right == Right::ask || right == Right::read_audit;
    case Role::admin:  // what an admin sees is decided by permissions, as for everybody
    case Role::owner:
      return true;
  }
  return false;
}

}  // namespace onggi
