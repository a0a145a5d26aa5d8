// onggi prompt: the wording that language models are asked with.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "answer/answer.h"
#include "answer/charge.h"
#include "answer/prompt_trial.h"
#include "base/file.h"
#include "cli/commands.h"
#include "prompt/prompt_check.h"
#include "prompt/prompts_json.h"
#include "text/text.h"

namespace onggi::cli_room {
namespace {

using nlohmann::json;

constexpr std::size_t kVersions = 100;
constexpr std::size_t kFileBytesMax = std::size_t{1} << 20U;
constexpr std::string_view kSystem = "--- system\n", kUser = "--- user\n";

/// Everything that a verb works with.
struct Bench {
  CliRooms& rooms;
  const PromptCommand& command;
  const Common& common;
  CliIo& io;

  LoginOf logins() const {
    return [this](const PersonId& id) { return login_of(rooms, id); };
  }
  Result<void> note(std::string action, std::int64_t number) const {
    return note_deed(rooms, std::move(action), "prompt:" + command.id + "@" + std::to_string(number));
  }
  void print(const json& value) const { io.out << value.dump(-1, ' ', false, json::error_handler_t::replace) << '\n'; }
};

std::string without_last_line_feed(std::string_view text) {
  return std::string(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text);
}

// As `show` writes it: two headings, each on a line of its own.
Result<PromptTexts> texts_of(const std::string& text) {
  if (const auto object = json::parse(text, nullptr, false); object.is_object())
    return prompt_texts_from(object.contains("texts") ? object["texts"] : object);
  const std::size_t user = text.starts_with(kUser) ? 0 : text.find("\n" + std::string(kUser));
  if (user == std::string::npos || (user > 0 && !text.starts_with(kSystem)))
    return fail(ErrorCode::bad_input, "a prompt is a line \"--- system\", its text, a line \"--- user\", its text",
                "bad_texts");
  const std::size_t behind = user == 0 ? kUser.size() : user + 1 + kUser.size();
  const std::string system = user < kSystem.size() ? "" : text.substr(kSystem.size(), user - kSystem.size());
  return PromptTexts{system, without_last_line_feed(std::string_view(text).substr(behind))};
}

Result<PromptTexts> texts_in(const Bench& bench) {
  ONGGI_TRY(const std::string text, read_file(resolved(bench.io, bench.command.file), kFileBytesMax));
  return texts_of(text);
}

Done list(const Bench& bench) {
  ONGGI_TRY(const auto states, bench.rooms.prompts.list());
  json all = json::array();
  for (const PromptState& state : states) {
    if (bench.common.json) {
      all.push_back(to_json(state));
      continue;
    }
    bench.io.out << state.info->id << '\t' << state.in_use << '\t' << state.newest << '\t'
                 << (bench.io.korean ? state.info->name : state.info->name_en);
    if (state.shipped_changed)
      bench.io.out << '\t' << say(bench.io, "기본 문구가 바뀌었습니다", "the wording as shipped has changed");
    bench.io.out << '\n';
  }
  if (bench.common.json) bench.print({{"prompts", std::move(all)}});
  return 0;
}

Done show(const Bench& bench) {
  const PromptCommand& command = bench.command;
  const std::string label = command.label.empty() ? std::string(kProduction) : command.label;
  ONGGI_TRY(const PromptVersion version, command.number ? bench.rooms.prompts.get(command.id, *command.number)
                                                        : bench.rooms.prompts.labelled(command.id, label));
  if (bench.common.json) bench.print(to_json(version, bench.logins()));
  else bench.io.out << kSystem << version.texts.system << '\n' << kUser << version.texts.user << '\n';
  return 0;
}

Done versions(const Bench& bench) {
  ONGGI_TRY(const auto all, bench.rooms.prompts.versions(bench.command.id, kVersions));
  ONGGI_TRY(const PromptState state, bench.rooms.prompts.state(bench.command.id));
  json shown = json::array();
  for (const PromptVersion& version : all) {
    shown.push_back(to_json(version, bench.logins()));
    if (bench.common.json) continue;
    bench.io.out << version.number << '\t' << shown.back()["by"].get<std::string>() << '\t';
    for (const auto& [label, number] : state.labels)
      if (number == version.number) bench.io.out << label << ' ';
    bench.io.out << '\t' << version.message << '\n';
  }
  if (bench.common.json) bench.print({{"versions", std::move(shown)}, {"labels", state.labels}});
  return 0;
}

Done save(const Bench& bench) {
  ONGGI_TRY(const PromptTexts texts, texts_in(bench));
  ONGGI_TRY(const PromptState state, bench.rooms.prompts.state(bench.command.id));
  ONGGI_TRY(const std::int64_t number,
            bench.rooms.prompts.save(bench.command.id, texts, bench.command.message, bench.rooms.owner,
                                     bench.command.number.value_or(state.newest)));
  ONGGI_CHECK(bench.note("prompt.save", number));
  if (bench.common.json) bench.print({{"number", number}});
  else bench.io.err << say(bench.io, "저장했습니다: ", "saved: ") << bench.command.id << '@' << number << '\n';
  return 0;
}

void tell_in_use(const Bench& bench, std::int64_t number) {
  if (bench.common.json) bench.print({{"number", number}});
  else
    bench.io.err << say(bench.io, "이제 이 판을 씁니다: ", "in use from now on: ") << bench.command.id << '@' << number
                 << '\n';
}

Done label(const Bench& bench) {
  const PromptCommand& command = bench.command;
  if (!command.remove_label.empty()) {
    ONGGI_CHECK(bench.rooms.prompts.remove_label(command.id, command.remove_label, bench.rooms.owner));
    ONGGI_CHECK(note_deed(bench.rooms, "prompt.label", "prompt:" + command.id));
    return 0;
  }
  if (!command.number || command.label.empty())
    return fail(ErrorCode::invalid_argument, "name a version and a label, or --remove LABEL");
  ONGGI_CHECK(bench.rooms.prompts.set_label(command.id, command.label, *command.number, bench.rooms.owner));
  ONGGI_CHECK(bench.note("prompt.label", *command.number));
  if (command.label == kProduction) tell_in_use(bench, *command.number);
  return 0;
}

Done rollback(const Bench& bench) {
  ONGGI_TRY(const std::int64_t number, bench.rooms.prompts.roll_back(bench.command.id, bench.rooms.owner));
  ONGGI_CHECK(bench.note("prompt.rollback", number));
  tell_in_use(bench, number);
  return 0;
}

void show_diff(const char* title, const std::vector<DiffLine>& lines, CliIo& io) {
  if (std::ranges::all_of(lines, [](const DiffLine& line) { return line.change == LineChange::same; })) return;
  io.out << "--- " << title << '\n';
  for (const DiffLine& line : lines)
    io.out << (line.change == LineChange::same   ? ' '
               : line.change == LineChange::gone ? '-'
                                                 : '+')
           << line.text << '\n';
}

Done diff(const Bench& bench) {
  ONGGI_TRY(const PromptVersion a, bench.rooms.prompts.get(bench.command.id, *bench.command.number));
  ONGGI_TRY(const PromptVersion b, bench.rooms.prompts.get(bench.command.id, *bench.command.other));
  const auto system = diff_lines(a.texts.system, b.texts.system), user = diff_lines(a.texts.user, b.texts.user);
  if (bench.common.json) {
    bench.print({{"from", a.number},
                 {"to", b.number},
                 {"system", to_json(system, count_code_points)},
                 {"user", to_json(user, count_code_points)}});
    return 0;
  }
  show_diff("system", system, bench.io);
  show_diff("user", user, bench.io);
  return 0;
}

Done check(const Bench& bench) {
  ONGGI_TRY(const PromptInfo* info, find_prompt(bench.command.id));
  PromptTexts texts;
  if (bench.command.file.empty()) {
    ONGGI_TRY(PromptVersion used, bench.rooms.prompts.in_use(info->id));
    texts = std::move(used.texts);
  } else {
    ONGGI_TRY(texts, texts_in(bench));
  }
  const auto findings = find_weak_points(*info, texts);
  if (bench.common.json) {
    bench.print({{"findings", to_json(findings, texts, count_code_points)}});
    return findings.empty() ? 0 : 1;
  }
  for (const PromptFinding& finding : findings) {
    bench.io.out << finding.check << '\t' << (bench.io.korean ? finding.korean : finding.english) << '\n';
    if (!finding.proposal) continue;
    std::string_view text = finding.proposal->text;
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
    bench.io.out << '\t' << say(bench.io, "제안: ", "proposal: ") << text << '\n';
  }
  return findings.empty() ? 0 : 1;
}

Done approve(const Bench& bench) {
  const PromptCommand& command = bench.command;
  ONGGI_CHECK(bench.rooms.prompts.approve(command.id, *command.number, command.message, bench.rooms.owner));
  ONGGI_CHECK(bench.note("prompt.approve", *command.number));
  return 0;
}

Done sets(const Bench& bench) {
  ONGGI_TRY(const auto all, bench.rooms.prompt_sets.list(bench.command.id));
  json shown = json::array();
  for (const PromptSet& set : all) {
    if (bench.common.json) shown.push_back(to_json(set, bench.logins()));
    else bench.io.out << set.name << '\t' << set.inputs.size() << '\n';
  }
  if (bench.common.json) bench.print({{"sets", std::move(shown)}});
  return 0;
}

Done save_set(const Bench& bench) {
  const PromptCommand& command = bench.command;
  ONGGI_TRY(const PromptInfo* info, find_prompt(command.id));
  ONGGI_TRY(const std::string text, read_file(resolved(bench.io, command.file), kFileBytesMax));
  const auto given = json::parse(text, nullptr, false);
  if (given.is_discarded()) return fail(ErrorCode::bad_input, command.file + " is not JSON");
  ONGGI_TRY(const auto inputs, prompt_inputs_from(*info, given));
  ONGGI_CHECK(bench.rooms.prompt_sets.save(command.id, command.set, inputs, bench.rooms.owner));
  ONGGI_CHECK(note_deed(bench.rooms, "prompt.set_save", "prompt:" + command.id));
  return 0;
}

void show_outcome(const PromptVersion& version, const PromptOutcome& outcome, CliIo& io) {
  io.out << "== " << version.reference() << '\n';
  if (!outcome.trouble.empty()) io.out << outcome.trouble << '\n';
  else if (outcome.written) io.out << outcome.text << '\n';
  else io.out << outcome.asked.system << '\n' << outcome.asked.user << '\n';
}

void show_means(const PromptVersion& version, const PromptMeans& means, CliIo& io) {
  io.out << version.reference() << '\t' << means.written;
  if (means.as_expected) io.out << '\t' << say(io, "기대와 같음 ", "as expected ") << *means.as_expected;
  if (means.is_json) io.out << '\t' << "JSON " << *means.is_json;
  io.out << '\t' << means.characters << say(io, "자", " characters") << '\t' << means.duration_ms << " ms\n";
}

Result<std::pair<std::int64_t, std::int64_t>> two_numbers(const std::string& text) {
  std::pair<std::int64_t, std::int64_t> numbers;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, numbers.first);
  const bool comma = first.ec == std::errc() && first.ptr != end && *first.ptr == ',';
  const auto second = comma ? std::from_chars(first.ptr + 1, end, numbers.second) : first;
  if (!comma || second.ec != std::errc() || second.ptr != end)
    return fail(ErrorCode::invalid_argument, "--versions takes two numbers: 0,3");
  return numbers;
}

Done attempt(const Bench& bench) {
  const PromptCommand& command = bench.command;
  PromptTrialRequest request{.prompt = command.id, .a = {}, .b = {}, .inputs = {}, .model = command.model};
  if (request.model.empty()) request.model = kExtractiveModel;
  ONGGI_TRY(const auto numbers, two_numbers(command.versions));
  ONGGI_TRY(request.a, bench.rooms.prompts.get(command.id, numbers.first));
  ONGGI_TRY(request.b, bench.rooms.prompts.get(command.id, numbers.second));
  ONGGI_TRY(PromptSet set, bench.rooms.prompt_sets.get(command.id, command.set));
  request.inputs = std::move(set.inputs);
  ONGGI_TRY(const PromptTrial trial, try_prompts(request, bench.rooms.models, bench.io.cancel));
  for (const WorkTaken& taken : trial.calls)
    charge(bench.rooms.models, bench.rooms.spending,
           {.model = trial.model, .person = bench.rooms.owner, .key = {}, .application = {}}, taken);
  if (bench.common.json) {
    bench.print(to_json(trial));
    return 0;
  }
  for (std::size_t at = 0; at < trial.rows.size(); ++at) {
    bench.io.out << "# " << at + 1 << '\n';
    show_outcome(request.a, trial.rows[at].first, bench.io);
    show_outcome(request.b, trial.rows[at].second, bench.io);
  }
  if (trial.model.empty()) {
    bench.io.err << say(bench.io, "모델이 쓴 글을 견주려면 --model 로 모델을 정해 주십시오.\n",
                        "Name a model with --model to compare what it writes.\n");
    return 0;
  }
  show_means(request.a, trial.a, bench.io);
  show_means(request.b, trial.b, bench.io);
  return 0;
}

struct Verb {
  std::string_view name;
  Done (*run)(const Bench& bench);
};
constexpr Verb kVerbs[] = {{"list", list},         {"show", show}, {"versions", versions}, {"save", save},
                           {"label", label},       {"diff", diff}, {"check", check},       {"approve", approve},
                           {"rollback", rollback}, {"sets", sets}, {"save-set", save_set}, {"try", attempt}};

}  // namespace

Done prompt(const PromptCommand& command, const Common& common, CliHost& host, CliIo& io) {
  ONGGI_TRY(CliRooms * rooms, host.rooms());
  return std::ranges::find(kVerbs, command.verb, &Verb::name)->run({*rooms, command, common, io});
}

}  // namespace onggi::cli_room
