// onggi model, usage, doctor.
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>

#include "access/meters.h"
#include "cli/commands.h"
#include "model/price.h"
#include "monitor/spending.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

/// What a server calls a model that nobody named: as it is called here; CLOVA Studio's embedder has one name.
std::string name_there(const ModelCommand& command) {
  if (!command.remote_id.empty()) return command.remote_id;
  return command.api == "clova" && command.embed ? "v2" : command.id;
}

/// What was said of prices; none: nothing was. What is left out costs nothing, a known prompt what the rest of it does.
Result<std::optional<ModelPrice>> price_of(const ModelCommand& command) {
  const std::string& hour = command.price_hour;
  if (command.price_in.empty() && command.price_out.empty() && command.price_cached.empty() && hour.empty())
    return std::optional<ModelPrice>();
  const auto amount = [](const std::string& text, std::int64_t otherwise) {
    return text.empty() ? Result<std::int64_t>(otherwise) : micros_of(text);
  };
  ModelPrice price;
  ONGGI_TRY(price.prompt, amount(command.price_in, 0));
  ONGGI_TRY(price.completion, amount(command.price_out, 0));
  ONGGI_TRY(price.cached, amount(command.price_cached, price.prompt));
  ONGGI_TRY(price.hour, amount(hour, 0));
  return std::optional(price);
}

Result<void> add_model(CliRooms& rooms, const ModelCommand& command, const CliIo& io) {
  if (command.path.empty() == command.url.empty())
    return fail(ErrorCode::invalid_argument, "name either --gguf FILE or --url URL");
  if (command.embed && command.rerank)
    return fail(ErrorCode::invalid_argument, "--embed and --rerank: register the model twice, under two ids");
  ModelEntry entry{.id = command.id,
                   .kind = command.path.empty() ? "remote" : "gguf",
                   .adapter_scale = command.adapter_scale,
                   .url = command.url,
                   .dialect = command.api == "clova" ? "clova" : "",
                   .key_env = command.key_env,
                   .chat = !command.embed && !command.rerank,
                   .embed = command.embed,
                   .rerank = command.rerank,
                   .api = command.tei ? "tei" : "",
                   .label_max = command.label_max};
  if (!command.adapter.empty()) entry.adapter = resolved(io, command.adapter).string();
  if (!command.path.empty()) entry.path = resolved(io, command.path).string();
  else entry.remote_id = name_there(command);
  ONGGI_TRY(const auto price, price_of(command));
  if (price) ONGGI_CHECK(check(*price, entry.kind));
  ONGGI_CHECK(rooms.models.add(entry));
  if (price) ONGGI_CHECK(rooms.models.set_price(entry.id, price));
  return note_deed(rooms, "model.add", "model:" + command.id);
}

Result<void> change_price(CliRooms& rooms, const ModelCommand& command) {
  ONGGI_TRY(const auto price, price_of(command));
  ONGGI_CHECK(rooms.models.set_price(command.id, price));
  return note_deed(rooms, "model.price", "model:" + command.id);
}

json encode(const std::optional<ModelPrice>& price) {
  if (!price) return nullptr;
  return {{"prompt", text_of_micros(price->prompt)},
          {"cached", text_of_micros(price->cached)},
          {"completion", text_of_micros(price->completion)},
          {"hour", text_of_micros(price->hour)}};
}

Result<void> list_models(CliRooms& rooms, const Common& common, CliIo& io) {
  ONGGI_TRY(const auto infos, rooms.models.infos());
  json list = json::array();
  for (const ModelInfo& info : infos) {
    ONGGI_TRY(const auto price, rooms.models.price(info.id));
    const std::int64_t memory = info.kind == "gguf" ? rooms.models.memory_bytes(info.id).value_or(0) : 0;
    if (common.json)
      list.push_back({{"id", info.id},
                      {"kind", info.kind},
                      {"chat", info.can_chat},
                      {"embed", info.can_embed},
                      {"rerank", info.can_rerank},
                      {"label_max", info.label_max},
                      {"memory_bytes", memory},
                      {"price", encode(price)},
                      {"source", info.source}});
    else
      io.out << info.id << '\t' << info.kind << '\t' << (info.can_chat ? "chat " : "")
             << (info.can_embed ? "embed" : "") << (info.can_rerank ? "rerank" : "") << '\t' << info.label_max << '\t'
             << info.source << '\n';
  }
  if (common.json) io.out << json{{"models", std::move(list)}}.dump() << '\n';
  return {};
}

}  // namespace

Done model(const ModelCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  if (command.verb == "list") ONGGI_CHECK(list_models(*rooms, common, io));
  else if (command.verb == "add") ONGGI_CHECK(add_model(*rooms, command, io));
  else if (command.verb == "price") ONGGI_CHECK(change_price(*rooms, command));
  else {
    ONGGI_CHECK(rooms->models.remove(command.id));
    ONGGI_CHECK(note_deed(*rooms, "model.remove", "model:" + command.id));
  }
  return 0;
}

namespace {

/// What people call the ids of a row's kind; what is gone has no name.
Result<std::map<std::string, std::string>> names_of(const CliRooms& rooms, Spending::By by, const CliIo& io) {
  std::map<std::string, std::string> names;
  if (by == Spending::By::person) {
    names[""] = say(io, "(시스템)", "(system)");
    ONGGI_TRY(const auto people, rooms.people.list());
    for (const Person& person : people) names[person.id.str()] = person.login;
  }
  if (by == Spending::By::key) {
    ONGGI_TRY(const auto keys, rooms.people.keys(PersonId()));
    for (const ApiKey& key : keys) names[key.id.str()] = key.name;
  }
  return names;
}

}  // namespace

Done usage(const UsageCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto by, spending_by_from(command.by));
  const std::string month = command.month.empty() ? month_of(system_clock().now_ms()) : command.month;
  ONGGI_TRY(const auto rows, rooms->spending.of_month(month, by));
  ONGGI_TRY(auto names, names_of(*rooms, by, io));
  json list = json::array();
  for (const Spending::Row& row : rows) {
    const std::string& name = names.emplace(row.name, row.name).first->second;
    const Spent& spent = row.spent;
    const std::string cost = text_of_micros(spent.cost_micros);
    if (common.json)
      list.push_back({{"id", row.name},
                      {"name", name},
                      {"calls", spent.calls},
                      {"prompt_tokens", spent.prompt_tokens},
                      {"cached_tokens", spent.cached_tokens},
                      {"completion_tokens", spent.completion_tokens},
                      {"computed_ms", spent.computed_us / 1'000},
                      {"cost_micros", spent.cost_micros},
                      {"currency", row.currency}});
    else
      io.out << name << '\t' << spent.calls << '\t' << spent.prompt_tokens << '\t' << spent.completion_tokens << '\t'
             << cost << ' ' << row.currency << '\n';
  }
  if (common.json) io.out << json{{"month", month}, {"by", command.by}, {"rows", std::move(list)}}.dump() << '\n';
  else if (rows.empty() && !common.quiet)
    io.err << say(io, "이 달에 쓴 것이 없습니다.\n", "Nothing was used in this month.\n");
  return 0;
}

Done doctor(bool repair, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  ONGGI_TRY(const auto problems, rooms->doctor(repair));
  if (common.json) io.out << json{{"problems", problems}}.dump() << '\n';
  else
    for (const std::string& problem : problems) io.out << problem << '\n';
  if (problems.empty() && !common.quiet && !common.json) io.err << say(io, "문제가 없습니다.\n", "Nothing is wrong.\n");
  return problems.empty() ? 0 : 1;
}

}  // namespace onggi::cli_room
