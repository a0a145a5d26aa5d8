// See principals.h.
#include "access/principals.h"

#include <algorithm>

namespace onggi {

Result<std::vector<std::string>> names_of_principals(const std::vector<std::string>& principals, const People& people,
                                                     const std::function<std::string(const PersonId&)>& login_of) {
  constexpr std::string_view kPerson = "person:", kGroup = "group:";
  std::vector<std::string> names;
  std::vector<Group> groups;
  if (std::ranges::any_of(principals, [&](const std::string& one) { return one.starts_with(kGroup); })) {
    ONGGI_TRY(groups, people.groups());
  }
  for (const std::string& principal : principals) {
    if (principal.starts_with(kPerson)) {
      const std::string login = login_of(PersonId(principal.substr(kPerson.size())));
      if (!login.empty()) names.push_back(std::string(kPerson) + login);
    } else if (principal.starts_with(kGroup)) {
      const auto found = std::ranges::find(groups, GroupId(principal.substr(kGroup.size())), &Group::id);
      if (found != groups.end()) names.push_back(std::string(kGroup) + found->name);
    } else {
      names.push_back(principal);
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace onggi
