// Corrections as JSON: rows of the store, bodies of requests, training records; see correction.h.
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "document/correction.h"
#include "document/json.h"
#include "document/json_fields.h"

namespace onggi {
namespace {

using document_room::array_of;
using document_room::Fields;
using nlohmann::json;

constexpr std::string_view kVersion = "correct 1";  // of what apply() makes of the same corrections

json places_json(const std::vector<Place>& places) {
  return array_of(places, [](const Place& place) { return to_json(place); });
}

template <typename Enum, typename Read>
std::optional<Enum> read_name(Fields& fields, const char* name, const Read& read) {
  if (fields.find(name) == nullptr) return std::nullopt;
  const std::optional<Enum> value = read(fields.text(name));
  if (!value) fields.wrong(name);
  return value;
}

template <typename T, typename Read>
std::optional<T> if_there(Fields& fields, const char* name, const Read& read) {
  return fields.find(name) == nullptr ? std::nullopt : std::optional<T>(read(name));
}

Result<std::string> text_from(const json& value) {
  if (!value.is_string()) return fail(ErrorCode::bad_input, "a text of a list is not a text", "bad_json");
  return value.get<std::string>();
}

}  // namespace

json to_json(const CorrectionState& state) {
  json value = json::object();
  if (state.kind) value["kind"] = to_string(*state.kind), value["level"] = state.level;
  if (state.text) value["text"] = *state.text;
  if (!state.texts.empty()) value["texts"] = state.texts;
  if (state.row) value["row"] = *state.row;
  if (state.column) value["column"] = *state.column;
  if (state.table) value["table"] = to_json(*state.table);
  if (!state.elements.empty())
    value["elements"] = array_of(state.elements, [](const ElementId& id) { return json(id.str()); });
  if (state.behind) value["behind"] = state.behind->str();
  if (state.place) value["place"] = to_json(*state.place);
  return value;
}

Result<CorrectionState> correction_state_from_json(const json& value) {
  Fields fields(value, "correction");
  const auto text = [&](const char* name) { return fields.text(name); };
  const auto integer = [&](const char* name) {
    const auto number = fields.integer<std::int32_t>(name);
    if (number < 0) fields.wrong(name);
    return number;
  };
  CorrectionState state;
  state.kind = read_name<ElementKind>(fields, "kind", element_kind_from);
  state.level = fields.integer<std::int32_t>("level");
  state.text = if_there<std::string>(fields, "text", text);
  state.texts = fields.list<std::string>("texts", text_from);
  state.row = if_there<std::int32_t>(fields, "row", integer);
  state.column = if_there<std::int32_t>(fields, "column", integer);
  state.table = fields.optional<Table>("table", table_from_json);
  for (std::string& id : fields.list<std::string>("elements", text_from)) state.elements.emplace_back(std::move(id));
  if (fields.find("behind") != nullptr) state.behind = ElementId(fields.text("behind"));
  state.place = fields.optional<Place>("place", place_from_json);
  return fields.give(std::move(state));
}

json to_json(const Correction& correction) {
  return {{"id", correction.id.str()},
          {"element", correction.element.str()},
          {"operation", to_string(correction.operation)},
          {"before", to_json(correction.before)},
          {"after", to_json(correction.after)},
          {"kind", to_string(correction.kind)},
          {"places", places_json(correction.places)},
          {"author", correction.author.str()},
          {"time_ms", correction.time_ms},
          {"reason", correction.reason}};
}

Result<Correction> correction_from_json(const json& value) {
  Fields fields(value, "correction");
  Correction correction;
  correction.id = CorrectionId(fields.text("id"));
  correction.element = ElementId(fields.text("element"));
  const auto operation = correction_operation_from(fields.text("operation"));
  if (!operation) fields.wrong("operation");
  correction.operation = operation.value_or(CorrectionOperation::set_text);
  correction.before =
      fields.optional<CorrectionState>("before", correction_state_from_json).value_or(CorrectionState{});
  correction.after = fields.optional<CorrectionState>("after", correction_state_from_json).value_or(CorrectionState{});
  correction.kind = read_name<ElementKind>(fields, "kind", element_kind_from).value_or(ElementKind::paragraph);
  correction.places = fields.list<Place>("places", place_from_json);
  correction.author = PersonId(fields.text("author"));
  correction.time_ms = fields.integer<UnixMs>("time_ms");
  correction.reason = fields.text("reason");
  return fields.give(std::move(correction));
}

json to_json(const CorrectionConflict& conflict) {
  return {{"correction", conflict.correction.str()},
          {"reason", conflict.reason},
          {"candidate", conflict.candidate.empty() ? json(nullptr) : json(conflict.candidate.str())}};
}

std::string fingerprint(const std::vector<Correction>& corrections) {
  if (corrections.empty()) return {};
  json all = json::array({kVersion});
  for (const Correction& one : corrections)
    all.push_back({one.id.str(), one.element.str(), to_string(one.operation), to_json(one.before), to_json(one.after),
                   one.time_ms});
  return sha256_hex(all.dump());
}

json training_record(const Correction& correction, std::string_view document_sha256, const Document& document) {
  const Place* place = correction.places.empty() ? nullptr : &correction.places.front();
  json page = nullptr;
  if (place != nullptr) {
    const auto index = static_cast<std::size_t>(place->page_index);
    const Page size = index < document.pages.size() ? document.pages[index] : Page{};
    page = {{"index", place->page_index}, {"label", place->page_label}, {"width", size.width}, {"height", size.height}};
  }
  const json where = place == nullptr ? json(nullptr) : to_json(*place)["box"];
  return {{"document_sha256", document_sha256},
          {"media_type", document.media_type},
          {"page", page},
          {"box", where},
          {"places", places_json(correction.places)},
          {"kind", to_string(correction.kind)},
          {"operation", to_string(correction.operation)},
          {"before", to_json(correction.before)},
          {"after", to_json(correction.after)},
          {"reason", correction.reason},
          {"time_ms", correction.time_ms}};
}

}  // namespace onggi
