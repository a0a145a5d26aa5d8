// The file of words, and finding them in a line.
#include "clean/spelling/word_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/file.h"
#include "text/pieces.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

std::u32string decoded(std::string_view utf8) {
  std::u32string text;
  for (std::size_t at = 0; at < utf8.size();) text.push_back(next_code_point(utf8, at));
  return text;
}

// ㄱ…ㅎ as a final consonant, for rules of endings; -1 of any other letter.
int final_of_jamo(char32_t c) {
  switch (c) {
    case U'ㄴ':
      return 4;
    case U'ㄹ':
      return 8;
    case U'ㅁ':
      return 16;
    case U'ㅂ':
      return 17;
    case U'ㅆ':
      return 20;
    default:
      return -1;
  }
}

// What stands behind a noun whose last sound changed, as it must be now. Pairs: behind a vowel, behind a consonant.
struct Particle {
  std::u32string_view open, closed;
  bool alone;  // only as the end of the word: 이 and 가 are too many other things
};
constexpr Particle kParticles[] = {{U"를", U"을", true},    {U"가", U"이", true},      {U"는", U"은", true},
                                   {U"와", U"과", true},    {U"로", U"으로", false},   {U"나", U"이나", true},
                                   {U"랑", U"이랑", false}, {U"예요", U"이에요", true}};

// The new form of what stands at `at`, and how many letters it replaces.
std::pair<std::size_t, std::u32string_view> agreeing(const Line& line, std::size_t at, int old_final, int new_final) {
  const bool was_open = old_final == 0, is_open = new_final == 0;
  if (old_final < 0 || new_final < 0 || was_open == is_open) return {0, {}};
  for (const Particle& particle : kParticles) {
    const std::u32string_view now = was_open ? particle.open : particle.closed;
    if (!line.says(at, now) || (particle.alone && !line.is_word_end(at + now.size()))) continue;
    if (now == U"으로" && new_final == 8) return {now.size(), U"로"};
    return {now.size(), is_open ? particle.open : particle.closed};
  }
  return {0, {}};
}

constexpr std::array kRuleIds = {
    std::string_view("sai_sios"),   std::string_view("loanword"),    std::string_view("standard"),
    std::string_view("ending"),     std::string_view("adverb_i_hi"), std::string_view("idiom"),
    std::string_view("confusable"), std::string_view("honorific"),   std::string_view("one_word"),
    std::string_view("two_words"),  std::string_view("deun_deon"),   std::string_view("double_passive")};

}  // namespace

bool is_tail(std::u32string_view behind) {
  static constexpr std::u32string_view kTails[] = {
      U"은",   U"는",   U"이", U"가",   U"을",   U"를",   U"에",   U"의",   U"와",   U"과",   U"도",   U"로",
      U"으로", U"만",   U"들", U"님",   U"나",   U"이나", U"라고", U"라는", U"라도", U"라면", U"라서", U"이라",
      U"요",   U"이다", U"입", U"였",   U"이었", U"인",   U"일",   U"임",   U"뿐",   U"처럼", U"보다", U"마다",
      U"부터", U"까지", U"하", U"되",   U"시키", U"된",   U"한",   U"할",   U"해",   U"했",   U"함",   U"합",
      U"됩",   U"될",   U"같", U"께",   U"조차", U"마저", U"씩",   U"이며", U"이고", U"이지", U"예요", U"이에",
      U"랑",   U"이랑", U"답", U"스럽", U"적",   U"별",   U"용",   U"형",   U"값",   U"집",   U"점"};
  return behind.empty() || std::any_of(std::begin(kTails), std::end(kTails),
                                       [&](std::u32string_view tail) { return behind.starts_with(tail); });
}

struct WordRules::Section {
  std::string_view id;
  Where where = Where::start;
  double confidence = 0;
};

Result<WordRules> WordRules::open(const std::filesystem::path& file) {
  ONGGI_TRY(const std::string text, read_file(file, kFileBytesMax));
  auto rules = read(text);
  if (!rules) return within(file.string(), std::move(rules).error());
  return rules;
}

Result<WordRules> WordRules::read(std::string_view text) {
  if (!is_valid_utf8(text)) return fail(ErrorCode::bad_input, "is not UTF-8: save it as UTF-8");
  WordRules rules;
  std::optional<Section> section;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string where = "line " + std::to_string(number);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      auto read_one = read_section(line);
      if (!read_one) return within(where, std::move(read_one).error());
      section = *read_one;
      continue;
    }
    if (!section)
      return fail(ErrorCode::bad_input, where + ": a [rule where confidence] must stand before the first word");
    if (auto added = rules.add(line, *section); !added) return within(where, std::move(added).error());
  }
  for (auto& [first, list] : rules.by_first_)
    std::stable_sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) {
      return rules.rules_[a].wrong.size() > rules.rules_[b].wrong.size();
    });
  return rules;
}

Result<WordRules::Section> WordRules::read_section(std::string_view line) {
  const auto wrong = [] {
    return fail(ErrorCode::bad_input, "a section is [rule start|word|any|tail|whole confidence]");
  };
  if (!line.ends_with(']')) return wrong();
  const std::vector<std::string_view> words = pieces_between_spaces(line.substr(1, line.size() - 2));
  if (words.size() != 3) return wrong();
  static constexpr std::string_view kWhere[] = {"start", "word", "any", "tail", "whole"};
  const auto* const where = std::find(std::begin(kWhere), std::end(kWhere), words[1]);
  const auto* const id = std::find(kRuleIds.begin(), kRuleIds.end(), words[0]);
  Section section;
  const auto number = std::from_chars(words[2].data(), words[2].data() + words[2].size(), section.confidence);
  if (where == std::end(kWhere) || id == kRuleIds.end() || number.ec != std::errc() || section.confidence <= 0 ||
      section.confidence > 1)
    return wrong();
  section.id = *id;
  section.where = static_cast<Where>(where - std::begin(kWhere));
  return section;
}

Result<void> WordRules::add(std::string_view line, const Section& section) {
  const std::size_t tab = line.find('\t');
  const std::size_t second_tab = tab == std::string_view::npos ? tab : line.find('\t', tab + 1);
  std::vector<std::u32string> near;
  if (second_tab != std::string_view::npos) {
    for (const std::string_view word : pieces_between_spaces(line.substr(second_tab + 1)))
      near.push_back(decoded(word));
    if (near.empty()) return fail(ErrorCode::bad_input, "behind a second tab stand the words that must be near");
    line = line.substr(0, second_tab);
  }
  if (tab == std::string_view::npos || tab == 0 || tab + 1 == line.size())
    return fail(ErrorCode::bad_input, "a rule is a wrong word, a tab and the right one");
  Rule rule{.wrong = decoded(line.substr(0, tab)),
            .right = decoded(line.substr(tab + 1)),
            .near = std::move(near),
            .id = section.id,
            .where = section.where,
            .confidence = section.confidence};
  rule.behind = final_of_jamo(rule.wrong.front());
  if (rule.behind >= 0) {
    if (rule.wrong.size() < 2 || rule.right.size() < 2 || rule.right.front() != rule.wrong.front())
      return fail(ErrorCode::bad_input, "both words of an ending begin with the same consonant");
    rule.wrong.erase(0, 1);
    rule.right.erase(0, 1);
  }
  if (rule.wrong == rule.right) return fail(ErrorCode::bad_input, "the wrong word is the right one");
  by_first_[rule.wrong.front()].push_back(rules_.size());
  rules_.push_back(std::move(rule));
  return {};
}

// Words order freely in Korean: what tells the meaning may stand before or behind, as a word of its own.
bool WordRules::is_near(const Rule& rule, const Line& line, std::size_t at) {
  constexpr std::size_t kReach = 12;
  if (rule.near.empty()) return true;
  const std::size_t end = at + rule.wrong.size();
  const auto stands = [&](const std::u32string& word, std::size_t from, std::size_t until) {
    for (std::size_t place = from; place < until; ++place)
      if (line.is_word_start(place) && line.says(place, word)) return true;
    return false;
  };
  return std::any_of(rule.near.begin(), rule.near.end(), [&](const std::u32string& word) {
    return stands(word, at > kReach ? at - kReach : 0, at) || stands(word, end, std::min(end + kReach, line.size()));
  });
}

bool WordRules::fits(const Rule& rule, const Line& line, std::size_t at) {
  if (!line.says(at, rule.wrong) || !is_near(rule, line, at)) return false;
  if (rule.behind >= 0) return final_of(line.before(at)) == rule.behind;
  const std::size_t end = at + rule.wrong.size();
  const auto behind = [&] { return std::u32string_view(line.letters()).substr(end, line.run_end(end) - end); };
  switch (rule.where) {
    case Where::any:
      return true;
    case Where::start:
      return line.is_word_start(at);
    case Where::word:
      return line.is_word_start(at) && is_tail(behind());
    case Where::tail:
      return is_tail(behind());
    case Where::whole:
      return line.is_word_start(at) && line.is_word_end(end);
  }
  return false;
}

void WordRules::find(const Line& line, std::vector<Edit>& edits) const {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto list = by_first_.find(line.at(at));
    if (list == by_first_.end()) continue;
    for (const std::size_t index : list->second) {
      const Rule& rule = rules_[index];
      if (!fits(rule, line, at)) continue;
      const std::size_t end = at + rule.wrong.size();
      // What is right already, though the wrong word begins in it too ("뒤쳐" in a rule for "뒤쳐지").
      if (line.says(at, rule.right) && rule.right.size() > rule.wrong.size()) break;
      const auto [letters, particle] = agreeing(line, end, final_of(rule.wrong.back()), final_of(rule.right.back()));
      edits.push_back({at, end + letters, rule.right + std::u32string(particle), rule.id, rule.confidence});
      break;
    }
  }
}

}  // namespace onggi::clean_room
