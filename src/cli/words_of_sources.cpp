// Commands over sources.
#include "cli/words.h"

namespace onggi::cli_room {

void Words::add_source_options(CLI::App* verb) {
  verb->add_option("--option", source_.options, "NAME=VALUE of its kind, see docs/sources.md; repeatable")
      ->allow_extra_args(false);
  CLI::Option* every = verb->add_option("--every", source_.every, "Look through it every 15m, 1h, 1d");
  verb->add_option("--daily", source_.daily, "... or each day at 03:00")->excludes(every);
  verb->add_option("--label", source_.label, "O, S, C")->check(CLI::IsMember({"O", "S", "C"}));
  verb->add_option("--allow", source_.allow, "everyone, person:<login>, group:<name>")->allow_extra_args(false);
  verb->add_option("--field", source_.fields, "NAME=VALUE that all its documents get; repeatable")
      ->allow_extra_args(false);
  verb->add_option("--recipe", source_.recipe,
                   "What its documents go through: a preset (rag, ...), a YAML file, or own");
  verb->add_flag("--secrets-stdin", source_.secrets_from_input, "Read secrets from standard input, NAME=VALUE a line");
}

void Words::add_sources() {
  CLI::App* family_of = family("source", "Places from which documents come by themselves");
  const auto verb = [&](const std::string& name, const std::string& about) {
    CLI::App* made = command(*family_of, name, about, Needs::workspace, [this, name](CliHost& host, CliIo& io) {
      source_.verb = name;
      return cli_room::source(source_, common_, host, io);
    });
    if (name != "list") made->add_option("NAME", source_.name, "Name or id")->required();
    return made;
  };
  CLI::App* add = verb("add", "Keep a source; with --every its first run is due at once");
  add->add_option("KIND", source_.kind, "folder, mail, s3, sql, web")->required();
  add->add_option("LOCATION", source_.location, "Folder, archive, bucket, database or start address")->required();
  add_source_options(add);
  CLI::App* set = verb("set", "Change a source; what is not named stays");
  set->add_option("--location", source_.location, "Folder, archive, bucket, database or start address");
  set->add_flag("--no-schedule", source_.no_schedule, "Only when asked");
  add_source_options(set);
  verb("list", "All sources with their last run");
  verb("show", "One source: runs, and items that could not be read")->add_flag("--all", source_.all_items, "All items");
  CLI::App* runs = verb("run", "Look through it now");
  runs->add_flag("--allow-empty", source_.allow_empty, "Remove everything where it holds nothing any more");
  runs->add_flag("--no-wait", source_.no_wait, "Queue it and go");
  verb("pause", "Let its schedule rest");
  verb("resume", "Take its schedule up again");
  verb("remove", "Forget a source and remove its documents")
      ->add_flag("--keep-documents", source_.keep_documents, "Its documents stay as they are");
}

}  // namespace onggi::cli_room
