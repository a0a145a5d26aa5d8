// onggi apply: the ready functions on a text, a document or rows of JSON Lines.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "answer/charge.h"
#include "answer/functions.h"
#include "base/file.h"
#include "clean/rows.h"
#include "cli/commands.h"
#include "document/render.h"

namespace onggi::cli_room {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kOptionsBytesMax = 8U << 20U;

// What is text already is taken as it is; other files are read, headings as Markdown.
Result<std::string> text_of(const std::string& name, CliHost& host, CliIo& io) {
  if (name == "-") return decode_text(io.input).utf8;
  const std::filesystem::path file = resolved(io, name);
  ONGGI_TRY(const std::string bytes, read_file(file, ParseLimits{}.bytes_max));
  const std::string type = detect_media_type(bytes, file.filename().string());
  if (type == "text/plain" || type == "text/markdown") return decode_text(bytes).utf8;
  ONGGI_TRY(Parser * parser, host.parser());
  auto document = parser->parse(bytes, file.filename().string(), {}, io.cancel);
  if (!document) return within(file.filename().string(), std::move(document).error());
  return to_markdown(*document);
}

Result<std::string> options_of(const ApplyCommand& command, const CliIo& io) {
  std::string given;
  if (!command.options_file.empty()) {
    ONGGI_TRY(given, read_file(resolved(io, command.options_file), kOptionsBytesMax));
  }
  return function_options(command.function, command.options, given);
}

Json result_json(const FunctionResult& result) {
  Json made = Json::parse(result.json);
  made["model"] = result.model;
  made["used_model"] = result.used_model;
  made["prompt"] = result.prompt;
  if (result.used_model)
    made["usage"] = {{"prompt_tokens", result.taken.prompt}, {"completion_tokens", result.taken.completion}};
  return made;
}

Result<std::vector<Json>> rows_of(const std::string& name, const CliIo& io) {
  if (name == "-") return fail(ErrorCode::invalid_argument, "--rows needs a file");
  ONGGI_TRY(RowReader reader, RowReader::open(resolved(io, name)));
  std::vector<Json> rows;
  for (;;) {
    ONGGI_TRY(const std::optional<RowBatch> batch, reader.next());
    if (!batch) return rows;
    ONGGI_CHECK(each_line(*batch, [&](std::string_view line, std::size_t number) -> Result<void> {
      ONGGI_TRY(Json row, read_row(line, number));
      rows.push_back(std::move(row));
      return {};
    }));
  }
}

/// The functions, and the workspace's rooms that count what models take; null without a workspace, where no model is.
struct Workshop {
  const Functions& functions;
  CliRooms* rooms = nullptr;
};

Result<FunctionResult> apply_one(const Workshop& workshop, const FunctionRequest& request, const TextSink& sink,
                                 const CliIo& io) {
  ONGGI_TRY(FunctionResult result, workshop.functions.apply(request, sink, io.cancel));
  if (workshop.rooms != nullptr && result.used_model)
    charge(workshop.rooms->models, workshop.rooms->spending,
           {.model = result.model, .person = workshop.rooms->owner, .key = {}, .application = {}}, result.taken);
  return result;
}

// classify learns once for all rows; the others take them one by one.
Done classify_rows(const std::vector<Json>& rows, FunctionRequest request, const Workshop& workshop, CliIo& io) {
  for (const Json& row : rows) request.texts.push_back(row["text"].get<std::string>());
  if (rows.empty()) return 0;
  ONGGI_TRY(const FunctionResult result, apply_one(workshop, request, nullptr, io));
  const Json results = Json::parse(result.json)["results"];
  for (std::size_t at = 0; at < rows.size(); ++at) {
    Json line = {{"id", rows[at]["id"]}};
    line.update(results[at]);
    io.out << line.dump() << '\n';
  }
  return 0;
}

Done apply_to_rows(const ApplyCommand& command, FunctionRequest request, const Workshop& workshop, CliIo& io) {
  ONGGI_TRY(const std::vector<Json> rows, rows_of(command.file, io));
  if (command.function == "classify") return classify_rows(rows, std::move(request), workshop, io);
  for (const Json& row : rows) {
    request.text = row["text"].get<std::string>();
    auto result = apply_one(workshop, request, nullptr, io);
    if (!result) return within("row " + row["id"].dump(), std::move(result).error());
    Json line = {{"id", row["id"]}};
    line.update(Json::parse(result->json));
    io.out << line.dump() << '\n';
  }
  return 0;
}

Done list(const Common& common, CliIo& io) {
  if (common.json) {
    ONGGI_TRY(const std::string all, functions_json(nullptr));
    io.out << all << '\n';
    return 0;
  }
  for (const FunctionInfo& one : functions()) {
    io.out << one.id << "  " << (io.korean ? one.korean : one.english);
    if (one.needs == FunctionNeeds::model) io.out << say(io, " (모델 필요)", " (needs a model)");
    io.out << "\n  " << (io.korean ? one.korean_about : one.english_about) << '\n';
    for (const FunctionOption& option : one.options) {
      io.out << "  --option " << option.name << "="
             << (option.choices.empty() ? to_string(option.type) : option.choices) << "  "
             << (io.korean ? option.korean : option.english) << '\n';
    }
  }
  return 0;
}

Functions without_workspace(CliHost& host, const Analyzer& analyzer) {
  const RecipeParts& parts = host.recipe_parts();
  return Functions({.analyzer = analyzer,
                    .embedder = parts.embedder,
                    .spell_checker = [&parts] { return parts.spell_checker({}); },
                    .models = nullptr,
                    .default_model = {}});
}

Done apply_with(const ApplyCommand& command, const Common& common, const Workshop& workshop, CliHost& host, CliIo& io) {
  FunctionRequest request{.function = command.function, .text = {}, .texts = {}, .options = {}, .model = command.model};
  ONGGI_TRY(request.options, options_of(command, io));
  if (command.rows) return apply_to_rows(command, std::move(request), workshop, io);
  ONGGI_TRY(request.text, text_of(command.file, host, io));
  if (common.json) {
    ONGGI_TRY(const FunctionResult result, apply_one(workshop, request, nullptr, io));
    io.out << result_json(result).dump() << '\n';
    return 0;
  }
  const TextSink sink = [&io](std::string_view piece) { return static_cast<bool>(io.out << piece << std::flush); };
  ONGGI_TRY(const FunctionResult result, apply_one(workshop, request, sink, io));
  if (!result.text.ends_with('\n')) io.out << '\n';
  return 0;
}

}  // namespace

Done apply(const ApplyCommand& command, const Common& common, CliHost& host, CliIo& io) {
  if (command.list) return list(common, io);
  if (command.model == kExtractiveModel) {
    ONGGI_TRY(const Analyzer* analyzer, host.analyzer());
    const Functions functions = without_workspace(host, *analyzer);
    return apply_with(command, common, {.functions = functions}, host, io);
  }
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  return apply_with(command, common, {.functions = rooms->functions, .rooms = rooms}, host, io);
}

}  // namespace onggi::cli_room
