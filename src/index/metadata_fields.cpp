// See metadata_fields.h.
#include "index/metadata_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "index/iso_date.h"
#include "index/metadata.h"
#include "store/text_list.h"
#include "text/text.h"

namespace onggi {
namespace {

constexpr std::size_t kValueBytesMax = 1'000, kNameBytesMax = 40, kWordsBytesMax = 100;
constexpr std::size_t kChoicesMax = 200;
constexpr std::int64_t kFieldsMax = 100;

constexpr std::array<FieldType, 4> kTypes = {FieldType::text, FieldType::date, FieldType::number, FieldType::choice};
/// Words that conditions mean something else by.
constexpr std::array<std::string_view, 5> kReserved = {"label", "state", "owner", "name", "id"};

std::unexpected<Error> bad_value(const MetadataField& field, const std::string& takes) {
  return fail(ErrorCode::invalid_argument, field.name + " (" + field.korean + ") takes " + takes, "bad_metadata_value");
}

std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && text.size() <= 30;
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= kNameBytesMax && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, fits);
}

Result<void> check_shape(const MetadataField& field) {
  const auto wrong = [](std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message), "bad_metadata_field");
  };
  if (!is_name(field.name))
    return wrong("the name of a field is a-z, 0-9 and _, begins with a letter and has at most 40 of them");
  if (std::ranges::find(kReserved, field.name) != kReserved.end())
    return wrong("label, state, owner, name and id are no fields of metadata; take another name");
  for (const std::string& words : {field.korean, field.english})
    if (words.empty() || words.size() > kWordsBytesMax)
      return wrong("a field has a Korean and an English name, 1 to 100 bytes each");
  if ((field.type == FieldType::choice) == field.choices.empty())
    return wrong("a choice names its choices; fields of other types have none");
  if (field.choices.size() > kChoicesMax) return wrong("a choice has at most 200 choices");
  for (const std::string& choice : field.choices)
    if (choice.empty() || choice.size() > kWordsBytesMax || squeeze_spaces(to_nfc(choice)) != choice)
      return wrong("each choice is one line of 1 to 100 bytes");
  return {};
}

Result<MetadataField> field_of(const SqlRow& row) {
  const auto type = field_type_from(row.text("type"));
  if (!type) return fail(ErrorCode::internal, "a field of metadata has an unknown type");
  MetadataField field{row.text("name"), *type, row.text("korean"), row.text("english"), {}, false};
  const auto choices = nlohmann::json::parse(row.text("choices"), nullptr, false);
  if (!choices.is_array()) return fail(ErrorCode::internal, "the choices of " + field.name + " are damaged");
  for (const auto& choice : choices) field.choices.push_back(choice.get<std::string>());
  return field;
}

bool is_built_in(std::string_view name) {
  return std::ranges::find(built_in_fields(), name, &MetadataField::name) != built_in_fields().end();
}

}  // namespace

std::string_view to_string(FieldType type) {
  constexpr std::array<std::string_view, 4> kNames = {"text", "date", "number", "choice"};
  return kNames.at(static_cast<std::size_t>(type));
}

std::optional<FieldType> field_type_from(std::string_view text) {
  for (const FieldType type : kTypes)
    if (to_string(type) == text) return type;
  return std::nullopt;
}

const std::vector<MetadataField>& built_in_fields() {
  using namespace metadata_field;  // NOLINT(google-build-using-namespace): names only
  static const std::vector<MetadataField> kFields = {
      {std::string(kTitle), FieldType::text, "제목", "Title", {}, true},
      {std::string(kAuthor), FieldType::text, "작성자", "Author", {}, true},
      {std::string(kDepartment), FieldType::text, "부서", "Department", {}, true},
      {std::string(kDocumentNumber), FieldType::text, "문서번호", "Document number", {}, true},
      {std::string(kEffective), FieldType::date, "시행일", "Effective date", {}, true},
      {std::string(kRevised), FieldType::date, "개정일", "Revised date", {}, true}};
  return kFields;
}

Result<std::string> checked_value(const MetadataField& field, std::string_view value) {
  if (!is_valid_utf8(value)) return bad_value(field, "text in UTF-8");
  std::string text = squeeze_spaces(to_nfc(value));
  if (text.empty()) return text;
  if (text.size() > kValueBytesMax) return bad_value(field, "at most 1,000 bytes");
  switch (field.type) {
    case FieldType::text:
      return text;
    case FieldType::date: {
      auto date = read_date(text);
      if (!date) return bad_value(field, "a date such as 2024-03-01");
      return *std::move(date);
    }
    case FieldType::number:
      if (!is_number(text)) return bad_value(field, "a number such as 12 or 3.5");
      return text;
    case FieldType::choice:
      break;
  }
  if (std::ranges::find(field.choices, text) == field.choices.end())
    return bad_value(field, "one of: " + listed(field.choices));
  return text;
}

MetadataFields::MetadataFields(std::shared_ptr<Database> database) : database_(std::move(database)) {}

Result<std::vector<MetadataField>> MetadataFields::all() const {
  std::vector<MetadataField> fields = built_in_fields();
  ONGGI_TRY(const auto rows, database_->query("SELECT name, type, korean, english, choices FROM metadata_fields "
                                              "ORDER BY position, name"));
  for (const SqlRow& row : rows) {
    ONGGI_TRY(MetadataField field, field_of(row));
    fields.push_back(std::move(field));
  }
  return fields;
}

Result<MetadataField> MetadataFields::get(std::string_view name) const {
  ONGGI_TRY(const auto fields, all());
  std::vector<std::string> names;
  for (const MetadataField& field : fields) {
    if (field.name == name) return field;
    names.push_back(field.name);
  }
  return fail(ErrorCode::invalid_argument,
              "there is no field '" + std::string(name) + "' of metadata; there are " + listed(names), "unknown_field");
}

Result<void> MetadataFields::add(SqlSession& session, const MetadataField& field) {
  ONGGI_CHECK(check_shape(field));
  ONGGI_CHECK(session.exclusive("metadata_fields"));
  ONGGI_TRY(const auto rows, session.query("SELECT COUNT(*) AS fields, COALESCE(MAX(position), 0) AS last, "
                                           "COALESCE(SUM(CASE WHEN name = :1 THEN 1 ELSE 0 END), 0) AS same "
                                           "FROM metadata_fields",
                                           {field.name}));
  if (is_built_in(field.name) || rows.front().integer("same") > 0)
    return fail(ErrorCode::conflict, "there is a field '" + field.name + "' already", "field_exists");
  if (rows.front().integer("fields") >= kFieldsMax)
    return fail(ErrorCode::limit_exceeded, "a workspace has at most 100 fields of its own");
  ONGGI_CHECK(
      session.execute("INSERT INTO metadata_fields (name, type, korean, english, choices, position) VALUES (:1, "
                      ":2, :3, :4, :5, :6)",
                      {field.name, std::string(to_string(field.type)), field.korean, field.english,
                       text_list(field.choices), rows.front().integer("last") + 1}));
  return {};
}

Result<void> MetadataFields::remove(SqlSession& session, std::string_view name) {
  if (is_built_in(name))
    return fail(ErrorCode::invalid_argument, "the field '" + std::string(name) + "' is built in and stays",
                "built_in_field");
  ONGGI_TRY(const std::int64_t removed,
            session.execute("DELETE FROM metadata_fields WHERE name = :1", {std::string(name)}));
  if (removed == 0) return fail(ErrorCode::not_found, "there is no field '" + std::string(name) + "' of metadata");
  ONGGI_CHECK(session.execute("DELETE FROM document_metadata WHERE field = :1", {std::string(name)}));
  return {};
}

}  // namespace onggi
