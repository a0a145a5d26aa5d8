// Commands over applications.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::application_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    application_.verb = verb;
    return cli_room::application(application_, common_, host, io);
  });
}

void Words::add_applications() {
  CLI::App* application = family("application", "Documents, instructions and a model under one name");
  const auto of_one = [this, application](const std::string& verb, const std::string& about) {
    CLI::App* made = application_verb(*application, verb, about);
    made->add_option("NAME", application_.name, "Of `application list`, without onggi/")->required();
    return made;
  };
  application_verb(*application, "list", "All applications");
  of_one("show", "What it is made of, as JSON that `application save` takes");
  of_one("versions", "All versions, the newest first");
  CLI::App* save = application_verb(*application, "save", "Build an application, or change the one of that name");
  save->add_option("FILE", application_.file, "JSON of {name, settings}, as `application show` gives it")->required();
  save->add_option("-m,--message", application_.message, "Why");
  of_one("restore", "What a version answered with is a new version; who may use it stays as it is")
      ->add_option("NUMBER", application_.number, "Of `application versions`")
      ->required();
  of_one("remove", "Delete an application; its keys answer nothing any more");
}

}  // namespace onggi::cli_room
