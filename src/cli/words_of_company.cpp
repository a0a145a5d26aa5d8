// Commands over the company's own words and synonyms.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::company_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    company_words_.verb = verb;
    return cli_room::company_words(company_words_, common_, host, io);
  });
}

void Words::add_company_words() {
  CLI::App* words = family("words", "The company's own words and synonyms");
  const auto no_wait = [this](CLI::App* verb) {
    verb->add_flag("--no-wait", company_words_.no_wait, "Do not wait until documents are analysed again");
    return verb;
  };
  company_verb(*words, "list", "Words, and which of them mean the same");
  CLI::App* add = no_wait(company_verb(*words, "add", "Add words, or give one other parts"));
  add->add_option("WORD", company_words_.words, "Written together")->required();
  add->add_option("--parts", company_words_.parts, "Of one word: what it is made of, with spaces between");
  no_wait(company_verb(*words, "remove", "Remove words"))->add_option("WORD", company_words_.words)->required();
  no_wait(company_verb(*words, "same", "Words that mean the same: an abbreviation and its long form"))
      ->add_option("WORD", company_words_.words, "Two and more")
      ->required()
      ->expected(2, 50);
  no_wait(company_verb(*words, "alone", "Take words out of their group"))
      ->add_option("WORD", company_words_.words)
      ->required();
  no_wait(company_verb(*words, "import", "Add what stands in a file: word<TAB>parts, or =<TAB>word<TAB>word"))
      ->add_option("FILE", company_words_.file)
      ->required();
  company_verb(*words, "export", "Write them to a file that import reads")
      ->add_option("FILE", company_words_.file, "- for standard output");
  CLI::App* propose = company_verb(*words, "propose", "Abbreviations and nouns that the documents suggest");
  propose->add_option("--limit", company_words_.limit, "At most (50)")->check(CLI::Range(1, 200));
  propose->add_option("--as", company_words_.as, "Of documents that this login may see");
  company_verb(*words, "dismiss", "Propose this no more")
      ->add_option("PROPOSAL", company_words_.words, "Ids of `words propose --json`")
      ->required();
}

}  // namespace onggi::cli_room
