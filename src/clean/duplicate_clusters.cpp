// A newer revision wins over an older one, a whole text over a part.
#include "clean/duplicate_clusters.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "clean/row_file.h"

namespace onggi::clean_room {

namespace {

using Json = nlohmann::ordered_json;

struct Merit {
  std::string date;  // as written; ISO 8601 sorts by itself
  std::size_t length = 0;
  std::string id;
  std::uint32_t row = 0;
};

std::string date_of(const Json& row) {
  const auto metadata = row.find("metadata");
  for (const Json* place : {metadata == row.end() ? nullptr : &*metadata, &row}) {
    if (place == nullptr || !place->is_object()) continue;
    for (const char* name : {"effective_date", "revised", "date"})
      if (const auto found = place->find(name); found != place->end() && found->is_string()) return *found;
  }
  return {};
}

bool is_better(const Merit& a, const Merit& b) {
  if (a.date != b.date) return a.date > b.date;
  return a.length != b.length ? a.length > b.length : std::tie(a.id, a.row) < std::tie(b.id, b.row);
}

}  // namespace

Result<std::vector<std::uint32_t>> ranked(const std::vector<std::uint32_t>& cluster, const RowFile& rows) {
  std::vector<Merit> merits;
  for (const std::uint32_t row : cluster) {
    ONGGI_TRY(const Json json, rows.row(row));
    const Json& id = json["id"];
    merits.push_back({date_of(json), json["text"].get_ref<const std::string&>().size(),
                      id.is_string() ? id.get<std::string>() : id.dump(), row});
  }
  std::sort(merits.begin(), merits.end(), is_better);
  std::vector<std::uint32_t> order;
  order.reserve(merits.size());
  for (const Merit& merit : merits) order.push_back(merit.row);
  return order;
}

}  // namespace onggi::clean_room
