// /api/conversations: what people asked and were answered. What is not theirs nor shared with them is not there.
#include "history/conversations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "serve/conversation_export.h"
#include "serve/documents.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kFoundMax = 50, kWordsBytesMax = 1'000;
constexpr std::size_t kNoteMax = 1'000;  // code points
constexpr std::array<std::string_view, 5> kReasons = {"wrong", "unfounded", "not_found", "too_long", "other"};

Result<Conversations*> kept_here(const Call& call) {
  if (call.rooms.conversations != nullptr) return call.rooms.conversations;
  return fail(ErrorCode::conflict, "conversations are not kept here (history.conversations)", "not_kept");
}

ConversationId conversation_of(const Call& call) {
  const ConversationId id{std::string(call.request.parameter("conversation_id"))};
  call.deed.object = "conversation:" + id.str();
  return id;
}

Result<json> encode(const Call& call, const ConversationRow& row, Logins& logins) {
  ONGGI_TRY(const auto shared_with, names_of(call, row.shared_with, logins));
  return json{{"id", row.id.str()},
              {"title", row.title},
              {"own", row.person == call.viewer.person},
              {"owner", logins.of(row.person)},
              {"shared_with", shared_with},
              {"created_ms", row.created_ms},
              {"updated_ms", row.updated_ms}};
}

// As rate_exchange() wrote it.
void add_reason(json& exchange, const std::string& reason) {
  const json said = json::parse(reason, nullptr, false);
  exchange["reasons"] = said.is_object() ? said.value("reasons", json::array()) : json::array();
  exchange["note"] = said.is_object() ? said.value("note", "") : "";
}

json encode(const KeptExchange& one) {
  json exchange = {{"number", one.number},
                   {"first_number", one.first_number},
                   {"replaced_by", one.replaced_by},
                   {"state", to_string(one.state)},
                   {"question", one.question},
                   {"text", one.said},
                   {"model", one.model},
                   {"hidden", one.hidden},
                   {"rating", one.rating},
                   {"time_ms", one.time_ms}};
  add_reason(exchange, one.reason);
  if (!one.answer.empty()) exchange["answer"] = json::parse(one.answer, nullptr, false);
  if (!one.error_code.empty()) exchange["error"] = {{"code", one.error_code}, {"reason", one.error_reason}};
  return exchange;
}

Result<json> encode(const Call& call, const KeptConversation& kept) {
  Logins logins(call.rooms.people);
  ONGGI_TRY(json conversation, encode(call, kept.row, logins));
  conversation["exchanges"] = json::array();
  for (const KeptExchange& one : kept.exchanges) conversation["exchanges"].push_back(encode(one));
  return conversation;
}

Result<Response> found_conversations(const Call& call, Conversations& conversations, std::string_view words) {
  if (words.size() > kWordsBytesMax) return bad_field("q", "must have at most 1000 bytes");
  ONGGI_TRY(const auto found, conversations.search(call.viewer, words, kFoundMax));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const Conversations::Found& one : found) {
    ONGGI_TRY(json conversation, encode(call, one.conversation, logins));
    if (one.number != 0) conversation["exchange"] = one.number, conversation["question"] = one.question;
    list.push_back(std::move(conversation));
  }
  return json_response(200, {{"kept", true}, {"total", list.size()}, {"conversations", std::move(list)}});
}

Result<std::string> reason_in(const Fields& fields) {
  ONGGI_TRY(const auto reasons, fields.texts("reasons"));
  for (const std::string& reason : reasons)
    if (std::ranges::find(kReasons, reason) == kReasons.end())
      return bad_field("reasons", "are wrong, unfounded, not_found, too_long or other");
  ONGGI_TRY(const auto note, fields.text_if("note"));
  if (note && count_code_points(*note) > kNoteMax) return bad_field("note", "has at most 1000 characters");
  if (reasons.empty() && note.value_or("").empty()) return std::string();
  return dump({{"reasons", reasons}, {"note", note.value_or("")}});
}

Result<std::int64_t> exchange_number(const Call& call) {
  const std::string_view text = call.request.parameter("number");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1)
    return fail(ErrorCode::not_found, "an exchange has a number from 1");
  return number;
}

}  // namespace

Result<Response> list_conversations(const Call& call) {
  if (call.rooms.conversations == nullptr)
    return json_response(200, {{"kept", false}, {"total", 0}, {"conversations", json::array()}});
  if (const auto words = call.request.query_value("q"))
    return found_conversations(call, *call.rooms.conversations, *words);
  Conversations::Listing listing;
  ONGGI_TRY(listing.limit, query_integer(call.request, "limit", {.min = 1, .max = 500, .fallback = 100}));
  ONGGI_TRY(listing.offset, query_integer(call.request, "offset", {.min = 0, .max = INT32_MAX, .fallback = 0}));
  ONGGI_TRY(const auto listed, call.rooms.conversations->list(call.viewer, listing));
  Logins logins(call.rooms.people);
  json list = json::array();
  for (const ConversationRow& row : listed.conversations) {
    ONGGI_TRY(json conversation, encode(call, row, logins));
    list.push_back(std::move(conversation));
  }
  return json_response(200, {{"kept", true}, {"total", listed.total}, {"conversations", std::move(list)}});
}

Result<Response> start_conversation(const Call& call) {
  ONGGI_TRY(Conversations * conversations, kept_here(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const auto title, fields.text_if("title"));
  ONGGI_TRY(const ConversationId id, conversations->start(call.viewer, title.value_or("")));
  call.deed.object = "conversation:" + id.str();
  ONGGI_TRY(const KeptConversation kept, conversations->get(call.viewer, id));
  ONGGI_TRY(const json body, encode(call, kept));
  return json_response(201, body);
}

Result<Response> get_conversation(const Call& call) {
  ONGGI_TRY(const Conversations* conversations, kept_here(call));
  ONGGI_TRY(const KeptConversation kept, conversations->get(call.viewer, conversation_of(call)));
  ONGGI_TRY(const json body, encode(call, kept));
  return json_response(200, body);
}

Result<Response> change_conversation(const Call& call) {
  ONGGI_TRY(Conversations * conversations, kept_here(call));
  const ConversationId id = conversation_of(call);
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  Conversations::Changes changes;
  ONGGI_TRY(changes.title, fields.text_if("title"));
  ONGGI_TRY(changes.counts,
            fields.integer("continue_with", {.min = 1, .max = Conversations::kExchangesMax, .fallback = 0}));
  if (fields.find("shared_with") != nullptr) {
    ONGGI_TRY(const auto names, fields.texts("shared_with"));
    ONGGI_TRY(changes.shared_with, principals_of(call, names, PersonId()));
  }
  ONGGI_CHECK(conversations->change(call.viewer, id, changes));
  ONGGI_TRY(const KeptConversation kept, conversations->get(call.viewer, id));
  ONGGI_TRY(const json body, encode(call, kept));
  return json_response(200, body);
}

Result<Response> remove_conversation(const Call& call) {
  ONGGI_TRY(Conversations * conversations, kept_here(call));
  const ConversationId id = conversation_of(call);
  ONGGI_CHECK(conversations->remove(call.viewer, id));
  if (call.rooms.traces != nullptr) ONGGI_CHECK(call.rooms.traces->forget(call.viewer, id.str()));
  return Response::empty();
}

Result<Response> rate_exchange(const Call& call) {
  ONGGI_TRY(Conversations * conversations, kept_here(call));
  const ConversationId id = conversation_of(call);
  ONGGI_TRY(const std::int64_t number, exchange_number(call));
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  if (fields.find("rating") == nullptr) return bad_field("rating", "is missing");
  ONGGI_TRY(const std::int64_t rating, fields.integer("rating", {.min = -1, .max = 1, .fallback = 0}));
  ONGGI_TRY(const std::string reason, reason_in(fields));
  ONGGI_CHECK(conversations->rate(call.viewer, id, number, static_cast<int>(rating), reason));
  if (call.rooms.traces != nullptr)
    ONGGI_CHECK(call.rooms.traces->rate(call.viewer, id.str(), number, static_cast<int>(rating)));
  call.deed.detail = dump({{"exchange", number}, {"rating", rating}});
  return Response::empty();
}

Result<Response> export_conversation(const Call& call) {
  ONGGI_TRY(const Conversations* conversations, kept_here(call));
  const auto format = call.request.query_value("format").value_or("markdown");
  const auto language = call.request.query_value("language").value_or("ko");
  if (format != "markdown" && format != "json") return bad_field("format", "must be markdown or json");
  if (language != "ko" && language != "en") return bad_field("language", "must be ko or en");
  ONGGI_TRY(const KeptConversation kept, conversations->get(call.viewer, conversation_of(call)));
  const std::string name = kept.row.title.empty() ? kept.row.id.str() : kept.row.title;
  Response response{.content_type = "text/markdown; charset=utf-8"};
  if (format == "json") {
    ONGGI_TRY(const json body, encode(call, kept));
    response = json_response(200, body);
  } else {
    response.body = conversation_markdown(kept, language == "ko" ? ExportLanguage::korean : ExportLanguage::english);
  }
  response.headers.emplace_back("Content-Disposition",
                                attachment_disposition(name + (format == "json" ? ".json" : ".md")));
  return response;
}

}  // namespace onggi::serve_room
