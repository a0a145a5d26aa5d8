// Names, headers and codes of CLOVA Studio.
#include "model/clova.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/hash.h"
#include "model/remote_json.h"

namespace onggi::model::clova {
namespace {

constexpr std::string_view kTask = "tasks/";
constexpr std::size_t kRequestIdCharacters = 32;

constexpr std::array<std::pair<std::string_view, Facts>, 3> kModels = {{
    {"HCX-007", {.thinks = true, .has_schemas = true, .written_max = 32'768, .context = 128'000}},
    {"HCX-005", {.written_max = 4'096, .context = 128'000}},
    {"HCX-DASH-002", {.written_max = 4'096, .context = 32'000}},
}};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

Trouble trouble_of(std::string_view code) {
  if (code == "40003") return Trouble::context;
  if (code == "40005" || code == "40006") return Trouble::filter;
  if (code == "40055") return Trouble::schema;
  if (code == "40080" || code == "40082" || code == "40083" || code == "40084") return Trouble::model;
  return Trouble::other;
}

/// `status.code`, where there is one: text by the guide, a number elsewhere.
std::string code_of(const std::string& body) {
  const OrderedJson parsed = OrderedJson::parse(body, nullptr, false);
  const OrderedJson* status = parsed.is_discarded() ? nullptr : member(parsed, "status");
  if (status == nullptr) return {};
  const std::int32_t number = number_of(*status, "code");
  return number != 0 ? std::to_string(number) : text_of(*status, "code");
}

}  // namespace

Facts facts_of(std::string_view model) {
  if (model.starts_with(kTask)) return {.has_tools = false};
  const auto* const found = std::ranges::find(kModels, model, &std::pair<std::string_view, Facts>::first);
  return found == kModels.end() ? Facts{} : found->second;
}

std::string chat_path(std::string_view model) {
  if (model.starts_with(kTask)) return "/v3/" + std::string(model) + "/chat-completions";
  return "/v3/chat-completions/" + std::string(model);
}

std::string embedding_path(std::string_view model) {
  return "/v1/api-tools/embedding/" + std::string(model == "bge-m3" ? "v2" : model);
}

Result<void> check_name(std::string_view model) {
  const std::string_view name = model.starts_with(kTask) ? model.substr(kTask.size()) : model;
  const bool is_shaped = !name.empty() && std::ranges::all_of(name, is_name_character) && !name.starts_with('.');
  if (is_shaped) return {};
  return fail(ErrorCode::invalid_argument,
              "a model of CLOVA Studio is named like HCX-007, or tasks/ID where it was tuned there");
}

void add_headers(OutgoingRequest& request) {
  request.headers["X-NCP-CLOVASTUDIO-REQUEST-ID"] = random_token(kRequestIdCharacters);
}

Told told_of_code(const std::string& code, int status) {
  Told told{.status = status, .trouble = trouble_of(code)};
  int number = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
  const bool is_code = error == std::errc() && end == code.data() + code.size() && number >= 10'000 && number <= 99'999;
  if (is_code) told.code = code;
  if (status / 100 != 2) return told;
  const int meant = is_code ? number / 100 : 500;
  told.status = meant >= 400 && meant < 600 ? meant : 500;
  return told;
}

Told read_status(const IncomingAnswer& answer) {
  const std::string code = code_of(answer.body);
  if (code.empty() || code == "20000") return {.status = answer.status};
  return told_of_code(code, answer.status);
}

}  // namespace onggi::model::clova
