// normalise: characters and lines in one form.
#include "clean/mojibake.h"
#include "clean/normal_text.h"
#include "clean/operations.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

class Normalise final : public TextOperation {
 public:
  explicit Normalise(Options& options)
      : mojibake_(options.flag("mojibake", true)),
        compatibility_(options.flag("compatibility", true)),
        nfc_(options.flag("nfc", true)),
        invisible_(options.flag("invisible", true)),
        hyphenation_(options.flag("hyphenation", true)),
        join_lines_(options.flag("join_lines", true)),
        spaces_(options.flag("spaces", true)) {}

  RowOutcome change(std::string& text, const TextPlace& place) const override {
    RowOutcome outcome;
    if (mojibake_) {
      Repaired repaired = repair_mojibake(text);
      take({std::move(repaired.text), repaired.places}, "mojibake", text, outcome);
    }
    if (compatibility_) take(plain_characters(text), "compatibility", text, outcome);
    if (nfc_) {
      std::string composed = to_nfc(text);
      const std::int64_t count = composed == text ? 0 : 1;
      take({std::move(composed), count}, "nfc", text, outcome);
    }
    if (invisible_) take(without_invisible(text), "invisible", text, outcome);
    if (place.code) return outcome;
    if (hyphenation_) take(without_hyphenation(text), "hyphenation", text, outcome);
    if (join_lines_) take(joined_lines(text), "join_lines", text, outcome);
    if (spaces_) take(even_spaces(text), "spaces", text, outcome);
    return outcome;
  }

 private:
  static void take(Changed changed, const char* what, std::string& text, RowOutcome& outcome) {
    if (changed.count == 0) return;
    text = std::move(changed.text);
    outcome.notes.push_back({what, changed.count});
  }

  bool mojibake_, compatibility_, nfc_, invisible_, hyphenation_, join_lines_, spaces_;
};

}  // namespace

MadeOperation make_normalise(Options& options) { return std::make_unique<Normalise>(options); }

}  // namespace onggi::clean_room
