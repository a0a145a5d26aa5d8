// Principals as people write them, where they stand in lists of their own and not behind a permission's id.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "access/people.h"

namespace onggi {

/// "person:hong", "group:재무팀", "everyone"; sorted. A person or group that is gone has no name: nobody stands behind
/// it any more. `login_of`: empty for who is gone. Cost: one query where a group is among them.
Result<std::vector<std::string>> names_of_principals(const std::vector<std::string>& principals, const People& people,
                                                     const std::function<std::string(const PersonId&)>& login_of);

}  // namespace onggi
