// Rows of the rooms as JSON of docs/api/openapi.yaml. Inside of room serve.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "access/audit.h"
#include "access/people.h"
#include "index/catalog.h"
#include "model/model.h"
#include "store/jobs.h"

namespace onggi::serve_room {

nlohmann::json encode(const Person& person);
nlohmann::json encode(const Job& job);
nlohmann::json encode(const AuditEntry& entry);
nlohmann::json encode(const ModelInfo& info);
/// Group: names always, members only for those who manage people.
nlohmann::json encode(const Group& group, bool with_members);

/// Logins of ids, each looked up once; people who are gone have none.
class Logins {
 public:
  explicit Logins(const People& people) : people_(people) {}
  const std::string& of(const PersonId& id);

 private:
  const People& people_;
  std::map<PersonId, std::string> known_;
};

nlohmann::json encode(const DocumentRow& row, Label label, Logins& logins);

}  // namespace onggi::serve_room
