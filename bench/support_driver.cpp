// What the check of sentences says of pairs: standard input {"source", "sentence"} a line as JSON, standard output
// {"support", "what"}. For bench/sentences.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answer/support.h"

int main() {
  using namespace onggi;
  const auto analyzer = Analyzer::open({.dictionary = ONGGI_DICTIONARY_DIR, .user_dictionary = {}});
  if (!analyzer) {
    std::cerr << describe(analyzer.error()) << '\n';
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const auto pair = nlohmann::json::parse(line);
    const std::vector<std::string> sources = {pair["source"]};
    const answer_room::SupportCheck check(sources, "", **analyzer);
    const auto found = check.look(pair["sentence"].get<std::string>(), {});
    std::cout << nlohmann::json{{"support", to_string(found.support)}, {"what", found.what}}.dump() << '\n';
  }
}
