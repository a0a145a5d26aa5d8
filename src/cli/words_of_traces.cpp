// Commands over traces of answers.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::trace_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  CLI::App* made = command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    trace_.verb = verb;
    return cli_room::trace(trace_, common_, host, io);
  });
  made->add_option("--as", trace_.as, "As this person sees them; without it everybody's, as the owner sees them");
  return made;
}

void Words::add_traces() {
  CLI::App* traces = family("trace", "How answers came about: what was found, who wrote it, how long it took");
  CLI::App* list = trace_verb(*traces, "list", "Traces, the newest first");
  list->add_option("--person", trace_.person, "Who asked (login)");
  list->add_option("--model", trace_.model, "Who answered");
  list->add_option("--application", trace_.application, "Its name, without onggi/");
  list->add_option("--request", trace_.request_id, "x-request-id of the answer");
  list->add_flag("--abstained", trace_.abstained, "Only where the documents did not say");
  list->add_flag("--failed", trace_.failed, "Only what failed");
  list->add_option("--slow", trace_.slow_ms, "Only what took this many milliseconds or more")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{86'400'000}));
  list->add_option("--limit", trace_.limit, "How many")->capture_default_str()->check(CLI::Range(1, 1'000));
  list->add_option("--cursor", trace_.cursor, "As the list before said: what comes after it");
  const auto of_one = [this, traces](const std::string& verb, const std::string& about) {
    trace_verb(*traces, verb, about)->add_option("ID", trace_.id, "Of `trace list`")->required();
  };
  of_one("show", "One trace with its hits and its answer");
  of_one("replay", "Ask the same again, and tell what is different; nothing of it is kept");
}

}  // namespace onggi::cli_room
