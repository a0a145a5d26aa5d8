// The rules' names, in one place.
#include <algorithm>

#include "clean/spelling.h"

namespace onggi {
namespace {

struct RuleName {
  std::string_view id, korean, english;
};

constexpr RuleName kRules[] = {
    {"adverb_i_hi", "부사의 -이/-히", "adverbs in -이/-히"},
    {"an_anh", "안/않", "안 and 않"},
    {"an_space", "'안', '못' 띄어쓰기", "a space behind 안 and 못"},
    {"auxiliary_space", "보조 용언 띄어쓰기", "a space before auxiliary verbs"},
    {"chae_che", "채/체", "채 and 체"},
    {"confusable", "헷갈리는 말", "words taken for each other"},
    {"counter_space", "단위 명사 띄어쓰기", "a space before counters"},
    {"de_dae", "데/대", "데 and 대"},
    {"deun_deon", "든지/던지", "든지 and 던지"},
    {"dependent_noun_space", "의존 명사 띄어쓰기", "a space before dependent nouns"},
    {"double_passive", "이중 피동", "double passives"},
    {"dwae", "되/돼", "되 and 돼"},
    {"ending", "어미", "endings"},
    {"honorific", "사물 높임", "honorifics for things"},
    {"idiom", "한자어와 관용구", "idioms and words from Hanja"},
    {"joined_ending", "어미는 붙여 쓴다", "endings are written together"},
    {"loanword", "외래어 표기", "loanwords"},
    {"noun_space", "명사 띄어쓰기", "a space before nouns"},
    {"one_word", "한 낱말은 붙여 쓴다", "one word, no space"},
    {"particle_space", "조사는 붙여 쓴다", "particles are written together"},
    {"particles", "이에요/예요", "이에요 and 예요"},
    {"ro_seo", "로서/로써", "로서 and 로써"},
    {"ryul_yul", "률/율", "률 and 율"},
    {"sai_sios", "사이시옷", "the ㅅ between nouns"},
    {"spacing", "띄어쓰기", "spacing"},
    {"standard", "표준어", "standard words"},
    {"two_words", "두 낱말은 띄어 쓴다", "two words, a space between"},
    {"unknown_word", "사전에 없는 말", "unknown word"},
    {"wen_waen", "웬/왠", "웬 and 왠"},
};

}  // namespace

std::string_view spelling_rule_name(std::string_view rule, RuleLanguage language) {
  const auto* const found =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const RuleName& one) { return one.id == rule; });
  if (found == std::end(kRules)) return rule;
  return language == RuleLanguage::korean ? found->korean : found->english;
}

}  // namespace onggi
