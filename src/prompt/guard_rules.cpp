// Reading rules, and finding them sentence by sentence.
#include "prompt/guard_rules.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <utility>

#include "prompt/guard_text.h"
#include "prompt/hidden_text.h"
#include "prompt/sentence_patterns.h"
#include "prompt/word_lists.h"
#include "prompt/word_phrases.h"

namespace onggi {
namespace {

using prompt_room::guard_sentences;
using prompt_room::GuardText;
using prompt_room::HiddenText;
using prompt_room::ListId;
using prompt_room::SentencePattern;
using prompt_room::UnknownTerm;
using prompt_room::WordLists;
using prompt_room::WordPhrases;
using prompt_room::WordPlace;

constexpr int kDepthMax = 2;  // of codes in codes

struct CompiledRule {
  std::vector<SentencePattern> patterns, unless;
  std::vector<std::size_t> yields_to;
};

std::unexpected<Error> wrong(const std::string& where, const std::string& what) {
  return fail(ErrorCode::bad_input, where + ": " + what, "bad_rule");
}

constexpr std::array<std::string_view, 3> kPlaces = {"question", "document", "answer"};
constexpr std::array<std::string_view, 3> kDeeds = {"off", "flag", "refuse"};

using Places = std::span<const WordPlace>;

/// The words of a sentence, and of it with the next one.
struct Here {
  Places alone, pair;
};

bool meets_any(const std::vector<SentencePattern>& patterns, Places places) {
  return std::ranges::any_of(patterns, [&](const SentencePattern& pattern) { return pattern.meets(places); });
}

}  // namespace

std::string_view to_string(GuardPlace place) { return kPlaces.at(static_cast<std::size_t>(place)); }

Result<GuardPlace> guard_place_from(std::string_view name) {
  const auto* const found = std::ranges::find(kPlaces, name);
  if (found == kPlaces.end()) return fail(ErrorCode::invalid_argument, "a guard looks at question, document or answer");
  return static_cast<GuardPlace>(found - kPlaces.begin());
}

std::string_view to_string(GuardDeed deed) { return kDeeds.at(static_cast<std::size_t>(deed)); }

Result<GuardDeed> guard_deed_from(std::string_view name) {
  const auto* const found = std::ranges::find(kDeeds, name);
  if (found == kDeeds.end()) return fail(ErrorCode::invalid_argument, "what a rule does is off, flag or refuse");
  return static_cast<GuardDeed>(found - kDeeds.begin());
}

bool GuardRule::looks_at(GuardPlace place) const { return std::ranges::find(at, place) != at.end(); }

class GuardRules::Compiled {
 public:
  Result<void> add(std::string_view text) try {
    const toml::table file = toml::parse(text);
    ONGGI_CHECK(add_words(file));
    ONGGI_CHECK(add_phrases(file));
    const toml::array* list = file["rule"].as_array();
    if (list == nullptr) return {};
    for (const toml::node& node : *list) {
      const toml::table* table = node.as_table();
      if (table == nullptr) return wrong("line " + std::to_string(node.source().begin.line), "a rule is [[rule]]");
      ONGGI_CHECK(add_rule(*table));
    }
    return {};
  } catch (const toml::parse_error& error) {
    return wrong("line " + std::to_string(error.source().begin.line), std::string(error.description()));
  }

  Result<void> add(const std::vector<GuardRule>& own, const std::map<std::string, GuardDeed>& deeds) {
    for (const GuardRule& rule : own) {
      if (has(rule.id)) return fail(ErrorCode::conflict, rule.id + ": another rule has this id", "bad_rule");
      ONGGI_CHECK(add_rule(rule, UnknownTerm::word));
    }
    for (const auto& [id, deed] : deeds) {
      const auto rule = std::ranges::find(rules_, id, &GuardRule::id);
      if (rule == rules_.end()) return fail(ErrorCode::not_found, "no rule " + id, "bad_rule");
      rule->deed = deed;
    }
    return {};
  }

  std::vector<GuardFinding> find(std::string_view utf8, GuardPlace place) const {
    std::vector<GuardFinding> found;
    scan({utf8, {}, ""}, place, 0, found);
    std::ranges::stable_sort(found, {}, [](const GuardFinding& one) { return std::tuple(one.bytes.begin, one.rule); });
    return found;
  }

  const std::vector<GuardRule>& rules() const { return rules_; }

 private:
  Result<void> add_words(const toml::table& file) {
    const toml::table* words = file["words"].as_table();
    if (words == nullptr) return {};
    for (const auto& [name, node] : *words) {
      const ListId list = lists_.list(name.str());
      const toml::array* array = node.as_array();
      if (array == nullptr) return wrong(std::string(name.str()), "a list of words is [\"...\", \"...\"]");
      for (const toml::node& word : *array) {
        const auto text = word.value<std::string>();
        if (!text) return wrong(std::string(name.str()), "a word is text");
        if (!lists_.add(list, *text)) return wrong(std::string(name.str()), "a word is empty");
      }
    }
    return check_size();
  }

  Result<void> add_phrases(const toml::table& file) {
    const toml::table* phrases = file["phrases"].as_table();
    if (phrases == nullptr) return {};
    for (const auto& [name, node] : *phrases) {
      ONGGI_TRY(const auto written, texts(*phrases, std::string(name.str()), std::string(name.str()).c_str()));
      for (const std::string& one : written) ONGGI_CHECK(phrases_.add(name.str(), one, lists_));
    }
    return {};
  }

  static Result<std::vector<std::string>> texts(const toml::table& table, const std::string& id, const char* name) {
    std::vector<std::string> all;
    const toml::array* array = table[name].as_array();
    if (array == nullptr) return all;
    for (const toml::node& node : *array) {
      const auto text = node.value<std::string>();
      if (!text) return wrong(id, std::string(name) + " is a list of texts");
      all.push_back(*text);
    }
    return all;
  }

  Result<void> add_rule(const toml::table& table) {
    GuardRule rule{.id = table["id"].value_or(std::string()),
                   .name = table["name"].value_or(std::string()),
                   .name_en = table["name_en"].value_or(std::string()),
                   .patterns = {},
                   .unless = {}};
    if (rule.id.empty() || rule.name.empty())
      return wrong("line " + std::to_string(table.source().begin.line), "a rule needs id and name");
    ONGGI_TRY(rule.patterns, texts(table, rule.id, "patterns"));
    ONGGI_TRY(rule.unless, texts(table, rule.id, "unless"));
    ONGGI_TRY(const auto places, texts(table, rule.id, "at"));
    if (!places.empty()) rule.at.clear();
    for (const std::string& name : places) {
      ONGGI_TRY(const GuardPlace place, guard_place_from(name));
      rule.at.push_back(place);
    }
    if (const auto deed = table["deed"].value<std::string>()) {
      ONGGI_TRY(rule.deed, guard_deed_from(*deed));
    }
    rule.across = table["across"].value_or(false);
    ONGGI_TRY(rule.yields_to, texts(table, rule.id, "yields_to"));
    if (has(rule.id)) return wrong(rule.id, "another rule has this id");
    return add_rule(rule, UnknownTerm::wrong);
  }

  Result<void> add_rule(const GuardRule& rule, UnknownTerm unknown) {
    if (rule.patterns.empty()) return wrong(rule.id, "a rule needs patterns");
    if (rule.at.empty()) return wrong(rule.id, "a rule looks at questions, documents or answers");
    if (rules_.size() >= kRulesMax)
      return fail(ErrorCode::limit_exceeded, "more than " + std::to_string(kRulesMax) + " rules of guards");
    CompiledRule compiled;
    for (const auto& [written, made] :
         {std::pair{&rule.patterns, &compiled.patterns}, {&rule.unless, &compiled.unless}})
      for (const std::string& one : *written) {
        ONGGI_TRY(SentencePattern pattern, SentencePattern::parse(rule.id, one, lists_, unknown));
        made->push_back(std::move(pattern));
      }
    for (const std::string& other : rule.yields_to) {
      if (!has(other)) return wrong(rule.id, "there is no rule before it called " + other);
      compiled.yields_to.push_back(
          static_cast<std::size_t>(std::ranges::find(rules_, other, &GuardRule::id) - rules_.begin()));
    }
    ONGGI_CHECK(check_size());
    rules_.push_back(rule);
    compiled_.push_back(std::move(compiled));
    return {};
  }

  bool has(const std::string& id) const { return std::ranges::find(rules_, id, &GuardRule::id) != rules_.end(); }

  Result<void> check_size() const {
    if (lists_.words() <= kWordsMax) return {};
    return fail(ErrorCode::limit_exceeded, "more than " + std::to_string(kWordsMax) + " words of guards");
  }

  /// A text to read: the one given (no code), or what was hidden in it.
  struct Layer {
    std::string_view text;
    ByteRange outside;  // of a hidden one: its code, in the text given
    std::string_view code;
  };

  void scan(const Layer& layer, GuardPlace place, int depth, std::vector<GuardFinding>& found) const {
    const GuardText read(layer.text);
    const bool inside = !layer.code.empty();
    const auto given = [&](ByteRange range) { return inside ? layer.outside : range; };
    note(read.text(), read.joints(), place, found, [&](ByteRange range) {
      return GuardFinding{0, inside ? layer.outside : read.original(range), std::string(layer.code)};
    });
    if (depth >= kDepthMax) return;
    if (!read.unseen().empty()) scan({read.unseen(), given(read.unseen_bytes()), "unseen"}, place, depth + 1, found);
    for (const HiddenText& hidden : prompt_room::hidden_texts(layer.text))
      scan({hidden.text, given(hidden.bytes), hidden.code}, place, depth + 1, found);
    if (depth > 0) return;
    turned(read, prompt_room::rot13(read.text()), "rot13", place, found);
    turned(read, prompt_room::reversed_lines(read.text()), "reversed", place, found);
  }

  // A text of the same lines, read another way.
  void turned(const GuardText& read, const std::string& text, const char* how, GuardPlace place,
              std::vector<GuardFinding>& found) const {
    std::vector<GuardFinding> made;
    note(text, {}, place, made, [&](ByteRange range) {
      const std::size_t before = range.begin == 0 ? std::string::npos : text.rfind('\n', range.begin - 1);
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      const std::size_t end = std::min(text.find('\n', range.begin), text.size());
      return GuardFinding{0, read.original({begin, std::min(end, read.text().size())}), how};
    });
    // What stands there openly is also there to who reads it in another way (Hangul in rot13).
    for (GuardFinding& one : made)
      if (std::ranges::none_of(found, [&](const GuardFinding& other) {
            return other.rule == one.rule && other.bytes.begin < one.bytes.end && one.bytes.begin < other.bytes.end;
          }))
        found.push_back(std::move(one));
  }

  template <typename Make>
  void note(std::string_view text, std::span<const std::size_t> joints, GuardPlace place,
            std::vector<GuardFinding>& found, Make make) const {
    auto words = lists_.find(text, joints);
    if (words.empty()) return;
    const auto sentences = guard_sentences(text);
    phrases_.find(sentences, words);
    const auto inside = [&](ByteRange range) -> Places {
      const auto begin =
          std::ranges::lower_bound(words, range.begin, {}, [](const WordPlace& one) { return one.bytes.begin; });
      const auto end = std::ranges::lower_bound(begin, words.end(), range.end, {},
                                                [](const WordPlace& one) { return one.bytes.begin; });
      return {words.data() + (begin - words.begin()), static_cast<std::size_t>(end - begin)};
    };
    Here before;
    for (std::size_t at = 0; at < sentences.size(); ++at) {
      const ByteRange pair{sentences[at].begin, sentences[std::min(at + 1, sentences.size() - 1)].end};
      const Here here{inside(sentences[at]), inside(pair)}, last = std::exchange(before, here);
      if (here.alone.empty()) continue;
      for (std::size_t i = 0; i < compiled_.size(); ++i) {
        if (rules_[i].deed == GuardDeed::off || !rules_[i].looks_at(place) || !met_here(i, here)) continue;
        if (yields(i, place, here, last)) continue;
        found.push_back(make(met(i, here.alone) ? sentences[at] : pair));
        found.back().rule = i;
      }
    }
  }

  bool met_here(std::size_t rule, const Here& here) const {
    return met(rule, here.alone) || (rules_[rule].across && met(rule, here.pair));
  }

  // Whether the sentence belongs to another rule, alone or with the sentence before or behind it.
  bool yields(std::size_t rule, GuardPlace place, const Here& here, const Here& before) const {
    return std::ranges::any_of(compiled_[rule].yields_to, [&](std::size_t other) {
      if (!rules_[other].looks_at(place)) return false;
      return met_here(other, here) || (rules_[other].across && !met(other, before.alone) && met(other, before.pair));
    });
  }

  bool met(std::size_t rule, Places places) const {
    return meets_any(compiled_[rule].patterns, places) && !meets_any(compiled_[rule].unless, places);
  }

  WordLists lists_;
  WordPhrases phrases_;
  std::vector<GuardRule> rules_;
  std::vector<CompiledRule> compiled_;
};

GuardRules::GuardRules(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
GuardRules::GuardRules(GuardRules&&) noexcept = default;
GuardRules& GuardRules::operator=(GuardRules&&) noexcept = default;
GuardRules::~GuardRules() = default;

Result<GuardRules> GuardRules::read(std::string_view toml) {
  auto compiled = std::make_unique<Compiled>();
  ONGGI_CHECK(compiled->add(toml));
  return GuardRules(std::move(compiled));
}

Result<GuardRules> GuardRules::with(const std::vector<GuardRule>& own,
                                    const std::map<std::string, GuardDeed>& deeds) const {
  auto compiled = std::make_unique<Compiled>(*compiled_);
  ONGGI_CHECK(compiled->add(own, deeds));
  return GuardRules(std::move(compiled));
}

std::vector<GuardFinding> GuardRules::find(std::string_view utf8, GuardPlace place) const {
  return compiled_->find(utf8, place);
}

const std::vector<GuardRule>& GuardRules::rules() const { return compiled_->rules(); }

}  // namespace onggi
