// Commands over prompts.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::prompt_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    prompt_.verb = verb;
    return cli_room::prompt(prompt_, common_, host, io);
  });
}

void Words::add_prompts() {
  CLI::App* prompt = family("prompt", "What language models are asked with: versions, labels, trials");
  const auto of_one = [this, prompt](const std::string& verb, const std::string& about) {
    CLI::App* made = prompt_verb(*prompt, verb, about);
    made->add_option("ID", prompt_.id, "Of `prompt list`")->required();
    return made;
  };
  prompt_verb(*prompt, "list", "All prompts, and which version is in use");
  CLI::App* show = of_one("show", "The wording, as `prompt save` takes it; without --version the one in use");
  CLI::Option* number = show->add_option("--version", prompt_.number, "0: as shipped");
  show->add_option("--label", prompt_.label, "production, latest, or one of your own")->excludes(number);
  of_one("versions", "All versions, the newest first");
  CLI::App* save = of_one("save", "Keep a new version; nothing uses it yet");
  save->add_option("FILE", prompt_.file, "As `prompt show` writes it, or JSON of {system, user}")->required();
  save->add_option("-m,--message", prompt_.message, "Why");
  save->add_option("--newest", prompt_.number, "Only where this version is the newest");
  CLI::App* label = of_one("label", "Point a label at a version; production is what is used");
  label->add_option("NUMBER", prompt_.number, "0: as shipped");
  label->add_option("LABEL", prompt_.label);
  label->add_option("--remove", prompt_.remove_label, "Take a label away");
  CLI::App* diff = of_one("diff", "What one version has otherwise than another");
  diff->add_option("A", prompt_.number)->required();
  diff->add_option("B", prompt_.other)->required();
  of_one("check", "What is weak about the version in use, or about a file; exit 1 where something is")
      ->add_option("FILE", prompt_.file);
  CLI::App* approve = of_one("approve", "Find a version good that somebody else wrote");
  approve->add_option("NUMBER", prompt_.number)->required();
  approve->add_option("-m,--message", prompt_.message, "What was looked at");
  of_one("rollback", "Production goes back to what it was before it was last set");
  of_one("sets", "Saved inputs to try versions on");
  CLI::App* save_set = of_one("save-set", "Keep inputs to try versions on");
  save_set->add_option("NAME", prompt_.set)->required();
  save_set->add_option("FILE", prompt_.file, "JSON: [{\"values\": {...}, \"expected\": {\"kind\", \"texts\"}}]")
      ->required();
  CLI::App* attempt = of_one("try", "Two versions side by side on saved inputs");
  attempt->add_option("--versions", prompt_.versions, "A,B")->required();
  attempt->add_option("--set", prompt_.set)->required();
  attempt->add_option("--model", prompt_.model, "Without one what would be asked is shown");
}

}  // namespace onggi::cli_room
