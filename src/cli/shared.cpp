// What several commands need: who asks, which folder, which principals.
#include <charconv>

#include "cli/commands.h"

namespace onggi::cli_room {

Result<Viewer> viewer_for(CliRooms& rooms, const std::string& as) {
  if (as.empty()) return rooms.people.viewer_of(rooms.owner, "command line");
  const auto person = rooms.people.find(as);
  if (!person) return within("--as " + as, person.error());
  return rooms.people.viewer_of(person->id, "command line");
}

std::filesystem::path resolved(const CliIo& io, const std::string& path) {
  return (io.folder / path).lexically_normal();
}

Result<Recipe> recipe_of(const std::string& name, const RecipeParts& parts, const CliIo& io) {
  return Recipe::preset(name).empty() ? Recipe::open(resolved(io, name), parts) : Recipe::open(name, parts);
}

Result<std::optional<RecipeId>> kept_recipe(const std::string& name, CliRooms& rooms, const Common& common, CliIo& io) {
  if (name.empty()) return std::optional<RecipeId>();
  if (name == "own") return std::optional(RecipeId());
  ONGGI_TRY(const Recipe recipe, recipe_of(name, rooms.recipe_parts, io));
  ONGGI_TRY(const DocumentRecipe made, DocumentRecipe::from(recipe));
  std::string left_out;
  for (const std::string& operation : made.left_out()) left_out += (left_out.empty() ? "" : ", ") + operation;
  if (!left_out.empty() && !common.quiet)
    io.err << say(io, "문서에는 쓰지 않는 단계: ", "steps that documents do without: ") << left_out
           << say(io, " (되풀이되는 줄과 중복 문서는 작업 공간이 따로 처리합니다)",
                  " (the workspace itself sees to repeated lines and duplicate documents)")
           << '\n';
  ONGGI_TRY(RecipeId id, rooms.ingest.keep_recipe(recipe));
  return std::optional(std::move(id));
}

Result<Label> read_label(const std::string& text) {
  const auto label = label_from(text);
  if (!label) return fail(ErrorCode::invalid_argument, "a label is O (공개), S (민감) or C (기밀)");
  return *label;
}

Result<std::vector<std::string>> principals_for(CliRooms& rooms, const std::vector<std::string>& allow) {
  ONGGI_TRY(std::vector<std::string> principals, rooms.permissions.resolve(allow));
  principals.push_back("person:" + rooms.owner.str());
  return principals;
}

std::string login_of(const CliRooms& rooms, const PersonId& id) {
  const auto person = rooms.people.get(id);
  return person ? person->login : std::string();
}

Result<void> note_deed(CliRooms& rooms, std::string action, std::string object, std::string detail) {
  AuditEntry entry;
  entry.actor = rooms.owner.str();
  entry.through = "command line";
  entry.action = std::move(action);
  entry.object = std::move(object);
  entry.outcome = "ok";
  entry.detail = std::move(detail);
  return rooms.audit.append(std::move(entry));
}

Result<DocumentRow> find_document(const std::vector<DocumentRow>& rows, const std::string& name) {
  const DocumentRow* found = nullptr;
  for (const DocumentRow& row : rows) {
    if (row.id.str() == name) return row;
    if (row.name != name) continue;
    if (found != nullptr)
      return fail(ErrorCode::conflict, "several documents are called " + name + ": name one by its id");
    found = &row;
  }
  if (found == nullptr) return fail(ErrorCode::not_found, "no document " + name);
  return *found;
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > (number < 0 ? 1 : 0); place -= 3)
    text.insert(static_cast<std::size_t>(place), ",");
  return text;
}

}  // namespace onggi::cli_room
