// spell: Korean spelling and spacing, as far as it is sure.
#include <map>

#include "clean/operations.h"
#include "clean/spelling.h"

namespace onggi::clean_room {
namespace {

class Spell final : public TextOperation {
 public:
  Spell(std::shared_ptr<const SpellChecker> checker, SpellingOptions options)
      : checker_(std::move(checker)), options_(options) {}

  RowOutcome change(std::string& text, const TextPlace& place) const override {
    if (place.code) return {};
    const std::vector<SpellingCorrection> corrections = checker_->check(text, options_);
    if (corrections.empty()) return {};
    std::map<std::string, std::int64_t> rules;
    for (const SpellingCorrection& correction : corrections) ++rules[correction.rule];
    text = apply_corrections(text, corrections);
    RowOutcome outcome;
    for (const auto& [rule, count] : rules) outcome.notes.push_back({"spell." + rule, count});
    return outcome;
  }

 private:
  std::shared_ptr<const SpellChecker> checker_;
  SpellingOptions options_;
};

}  // namespace

MadeOperation make_spell(Options& options) {
  SpellingOptions chosen;
  chosen.confidence_min = options.number("confidence", 0.8, 0, 1);
  chosen.quoted = options.word("quoted", "keep", {"keep", "check"}) == "check" ? QuotedText::check : QuotedText::keep;
  const std::filesystem::path words = options.file("words");
  if (!options.parts().spell_checker)
    return options.wrong("", "spelling cannot be mended here: its dictionary is not installed");
  ONGGI_TRY(std::shared_ptr<const SpellChecker> checker, options.parts().spell_checker(words));
  options.note_version(checker->version());
  return std::make_unique<Spell>(std::move(checker), chosen);
}

}  // namespace onggi::clean_room
