// /api/pseudonyms/reveal: what a pseudonym in a document stands for.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ingest/pseudonyms.h"
#include "privacy/privacy.h"
#include "serve/documents.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

bool stands_in(const Document& document, const std::string& mark) {
  const auto holds = [&](const std::string& text) { return text.find(mark) != std::string::npos; };
  return holds(document.title) ||
         std::ranges::any_of(document.elements, [&](const Element& element) { return holds(element.text); });
}

/// A pseudonym is for those who see a document in which it stands: a right alone opens no document of others.
Result<void> may_read_it_there(const Call& call, const std::string& document, const std::string& letters) {
  ONGGI_TRY(const auto visible, call.rooms.permissions.visible_to(call.viewer));
  ONGGI_TRY(const DocumentRow row, call.rooms.catalog.get(visible, DocumentId(document)));
  ONGGI_TRY(const Document shown, call.rooms.ingest.shown(row.id, call.cancel));
  if (stands_in(shown, "-" + letters + "]")) return {};
  return fail(ErrorCode::not_found, "this document does not hold the pseudonym");
}

}  // namespace

Result<Response> reveal_pseudonym(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::string given, fields.text("pseudonym"));
  ONGGI_TRY(const std::string document, fields.text("document_id"));
  const std::string letters = pseudonym_letters(given);
  if (letters.empty()) return bad_field("pseudonym", "must be eight letters and digits, as in [이름-K7Q2MX4D]");
  call.deed.object = "pseudonym:" + letters;
  ONGGI_TRY(const auto reason, fields.text_if("reason"));
  ONGGI_TRY(const std::string why, checked_reason(reason));
  call.deed.detail = dump({{"reason", why}, {"document", document}});
  ONGGI_CHECK(may_read_it_there(call, document, letters));
  ONGGI_TRY(const auto values, call.rooms.pseudonyms.reveal(letters));
  json list = json::array();
  for (const RevealedValue& one : values)
    list.push_back({{"type", one.type}, {"value", one.value}, {"first_ms", one.first_ms}});
  return json_response(200, {{"pseudonym", letters}, {"values", std::move(list)}});
}

}  // namespace onggi::serve_room
