// /api/prompts: the wording that models are asked with, its versions, and which of them is in use.
#include "prompt/prompts.h"

#include <nlohmann/json.hpp>

#include "prompt/prompt_check.h"
#include "prompt/prompts_json.h"
#include "serve/encode.h"
#include "serve/error.h"
#include "serve/fields.h"
#include "serve/handlers.h"
#include "text/text.h"

namespace onggi::serve_room {
namespace {

using nlohmann::json;

constexpr std::size_t kVersions = 100, kMoves = 50;

class LoginsOf {
 public:
  explicit LoginsOf(const Call& call) : logins_(call.rooms.people) {}
  LoginOf look_up() {
    return [this](const PersonId& id) { return logins_.of(id); };
  }

 private:
  Logins logins_;
};

std::string id_of(const Call& call) { return std::string(call.request.parameter("prompt")); }

Result<std::int64_t> number_in(const Fields& fields, std::string_view name) {
  ONGGI_TRY(const std::int64_t number, fields.integer(name, {.min = 0, .max = INT64_MAX, .fallback = -1}));
  if (number < 0) return bad_field(name, "is missing");
  return number;
}

Result<PromptTexts> texts_in(const Fields& fields) {
  const json* texts = fields.find("texts");
  if (texts == nullptr) return bad_field("texts", "is missing");
  return prompt_texts_from(*texts);
}

std::string object_of(const std::string& id, std::int64_t number) {
  return "prompt:" + id + "@" + std::to_string(number);
}

/// What the page shows of one prompt.
Result<json> whole(const Call& call) {
  const Prompts& prompts = call.rooms.prompts;
  LoginsOf logins(call);
  ONGGI_TRY(const PromptState state, prompts.state(id_of(call)));
  ONGGI_TRY(const PromptVersion used, prompts.in_use(id_of(call)));
  ONGGI_TRY(const auto moves, prompts.moves(id_of(call), kMoves));
  json body = to_json(state);
  body["needs_approval"] = prompts.needs_approval();
  body["version"] = to_json(used, logins.look_up());
  body["moves"] = json::array();
  for (const PromptMove& move : moves) body["moves"].push_back(to_json(move, logins.look_up()));
  return body;
}

Result<Response> answer_whole(const Call& call) {
  ONGGI_TRY(const json body, whole(call));
  return json_response(200, body);
}

}  // namespace

Result<Response> list_prompts(const Call& call) {
  ONGGI_TRY(const auto states, call.rooms.prompts.list());
  json list = json::array();
  for (const PromptState& state : states) {
    ONGGI_TRY(const PromptVersion used, call.rooms.prompts.in_use(state.info->id));
    json one = to_json(state);
    one["findings"] = find_weak_points(*state.info, used.texts).size();
    list.push_back(std::move(one));
  }
  return json_response(200, {{"prompts", std::move(list)}, {"needs_approval", call.rooms.prompts.needs_approval()}});
}

Result<Response> get_prompt(const Call& call) { return answer_whole(call); }

Result<Response> list_prompt_versions(const Call& call) {
  ONGGI_TRY(auto versions, call.rooms.prompts.versions(id_of(call), kVersions));
  ONGGI_TRY(PromptVersion shipped, call.rooms.prompts.get(id_of(call), 0));
  versions.push_back(std::move(shipped));
  LoginsOf logins(call);
  json list = json::array();
  for (const PromptVersion& one : versions) list.push_back(to_json(one, logins.look_up()));
  return json_response(200, {{"versions", std::move(list)}});
}

Result<Response> save_prompt(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const PromptTexts texts, texts_in(fields));
  ONGGI_TRY(const auto message, fields.text_if("message"));
  ONGGI_TRY(const std::int64_t newest, number_in(fields, "newest"));
  ONGGI_TRY(const std::int64_t number,
            call.rooms.prompts.save(id_of(call), texts, message.value_or(""), call.viewer.person, newest));
  call.deed.object = object_of(id_of(call), number);
  LoginsOf logins(call);
  ONGGI_TRY(const PromptVersion saved, call.rooms.prompts.get(id_of(call), number));
  return json_response(201, to_json(saved, logins.look_up()));
}

Result<Response> get_prompt_version(const Call& call) {
  const std::string wanted(call.request.parameter("number"));
  LoginsOf logins(call);
  const bool is_number =
      !wanted.empty() && wanted.size() < 18 && wanted.find_first_not_of("0123456789") == std::string::npos;
  ONGGI_TRY(const PromptVersion version, is_number ? call.rooms.prompts.get(id_of(call), std::stoll(wanted))
                                                   : call.rooms.prompts.labelled(id_of(call), wanted));
  return json_response(200, to_json(version, logins.look_up()));
}

Result<Response> compare_prompts(const Call& call) {
  const IntegerRange range{.min = 0, .max = INT64_MAX, .fallback = 0};
  ONGGI_TRY(const std::int64_t from, query_integer(call.request, "from", range));
  ONGGI_TRY(const std::int64_t to, query_integer(call.request, "to", range));
  ONGGI_TRY(const PromptVersion a, call.rooms.prompts.get(id_of(call), from));
  ONGGI_TRY(const PromptVersion b, call.rooms.prompts.get(id_of(call), to));
  return json_response(200, {{"from", from},
                             {"to", to},
                             {"system", to_json(diff_lines(a.texts.system, b.texts.system), count_utf16)},
                             {"user", to_json(diff_lines(a.texts.user, b.texts.user), count_utf16)}});
}

Result<Response> set_prompt_label(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::int64_t number, number_in(fields, "number"));
  const std::string label(call.request.parameter("label"));
  ONGGI_CHECK(call.rooms.prompts.set_label(id_of(call), label, number, call.viewer.person));
  call.deed.object = object_of(id_of(call), number);
  call.deed.detail = dump({{"label", label}});
  return answer_whole(call);
}

Result<Response> remove_prompt_label(const Call& call) {
  const std::string label(call.request.parameter("label"));
  ONGGI_CHECK(call.rooms.prompts.remove_label(id_of(call), label, call.viewer.person));
  call.deed.object = "prompt:" + id_of(call);
  call.deed.detail = dump({{"removed", label}});
  return answer_whole(call);
}

Result<Response> roll_back_prompt(const Call& call) {
  ONGGI_TRY(const std::int64_t number, call.rooms.prompts.roll_back(id_of(call), call.viewer.person));
  call.deed.object = object_of(id_of(call), number);
  return answer_whole(call);
}

Result<Response> approve_prompt(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const std::int64_t number, number_in(fields, "number"));
  ONGGI_TRY(const auto message, fields.text_if("message"));
  ONGGI_CHECK(call.rooms.prompts.approve(id_of(call), number, message.value_or(""), call.viewer.person));
  call.deed.object = object_of(id_of(call), number);
  LoginsOf logins(call);
  ONGGI_TRY(const PromptVersion version, call.rooms.prompts.get(id_of(call), number));
  return json_response(200, to_json(version, logins.look_up()));
}

// Also of wording that cannot be saved: a fault is a finding.
Result<Response> check_prompt_texts(const Call& call) {
  ONGGI_TRY(const Fields fields, Fields::parse(call.request.body));
  ONGGI_TRY(const PromptInfo* info, find_prompt(id_of(call)));
  ONGGI_TRY(const PromptTexts texts, texts_in(fields));
  if (texts.system.size() + texts.user.size() > 2 * kPromptBytesMax)
    return fail(ErrorCode::limit_exceeded, "a prompt has at most " + std::to_string(kPromptBytesMax) + " bytes");
  call.deed.object = "prompt:" + info->id;
  return json_response(200, {{"findings", to_json(find_weak_points(*info, texts), texts, count_utf16)}});
}

}  // namespace onggi::serve_room
