// Any bytes as the files of spelling: refused or read, never a crash; what was read can be used.
#include <cstdint>
#include <string_view>

#include "clean/spelling/spacing_model.h"
#include "clean/spelling/unknown_words.h"
#include "clean/spelling/word_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(onggi::clean_room::WordRules::read(bytes));
  if (const auto list = onggi::clean_room::WordList::read(bytes)) static_cast<void>(list->near(U"가나다"));
  if (const auto model = onggi::clean_room::SpacingModel::read(bytes))
    static_cast<void>(model->by_letters(U"가나다라"));
  return 0;
}
