// See cursor.h.
#include "serve/cursor.h"

#include "serve/error.h"

namespace onggi::serve_room {
namespace {
constexpr std::size_t kIdBytesMax = 64;

Result<std::string> id_of(const Request& request, std::string_view name) {
  const std::string_view id = request.query_value(name).value_or("");
  if (id.size() > kIdBytesMax) return bad_field(name, "is the id of something in the list");
  return std::string(id);
}
}  // namespace

Result<Cursor> cursor_of(const Request& request, const IntegerRange& limits) {
  Cursor cursor;
  ONGGI_TRY(cursor.limit, query_integer(request, "limit", limits));
  const std::string_view order = request.query_value("order").value_or("desc");
  if (order != "asc" && order != "desc") return bad_field("order", "is asc or desc");
  cursor.order = order == "asc" ? Cursor::Order::oldest_first : Cursor::Order::newest_first;
  ONGGI_TRY(cursor.after, id_of(request, "after"));
  ONGGI_TRY(cursor.before, id_of(request, "before"));
  return cursor;
}

}  // namespace onggi::serve_room
