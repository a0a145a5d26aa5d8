// pii: personal data masked, or its rows removed.
#include <charconv>

#include "base/file.h"
#include "clean/operations.h"
#include "clean/personal_rows.h"

namespace onggi::clean_room {
namespace {

/// "0.8"; not a number: none, which PersonalDataPolicy refuses as out of bounds.
double number_of(const std::string& word) {
  double number = -1;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  return read.ec == std::errc() && read.ptr == word.data() + word.size() ? number : -1;
}

}  // namespace

MadeOperation make_pii(Options& options) {
  PersonalDataWords words;
  words.action = options.word("action", "type", {"type", "partial", "pseudonym", "remove", "keep"});
  words.of_type = options.pairs("kinds");
  words.confidence_min = options.number("confidence", 0.5, 0, 1);
  for (const auto& [kind, word] : options.pairs("thresholds")) words.confidence_of_type[kind] = number_of(word);
  words.everything = options.flag("everything", false);
  const std::filesystem::path key_file = options.file("key_file"), patterns = options.file("patterns");
  if (!key_file.empty()) {
    auto key = read_file(key_file, 4096);
    if (!key) return options.wrong("key_file", key.error().message);
    words.key = std::move(*key);
  }
  if (key_file.empty() && options.parts().pseudonym_key) {
    words.key = options.parts().pseudonym_key();
    words.tells_names = true;
  }
  if (!patterns.empty()) {
    auto company = CompanyPatterns::read_file(patterns);
    if (!company) return options.wrong("patterns", company.error().where + " " + company.error().message);
    words.company = std::move(*company);
  }
  options.note_version(privacy_version());
  auto policy = PersonalDataPolicy::read(std::move(words));
  if (!policy) return options.wrong("", policy.error().message);
  return mask_personal_data(std::move(*policy));
}

}  // namespace onggi::clean_room
