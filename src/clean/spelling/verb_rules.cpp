// 되다, 아니 and 말다. Each function is one rule; the numbers are those of 한글 맞춤법.
#include "clean/spelling/grammar_rules.h"
#include "clean/spelling/rule_words.h"

namespace onggi::clean_room {
namespace {

// 제35항 붙임 2: 되어 is 돼. 되요, 되서, 되야, 되도 want 어; 되 alone at the end of a clause too.
void dwae_missing(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  const std::size_t next = at + 1;
  const auto mend = [&](double confidence) { edits.push_back({at, next, U"돼", "dwae", confidence}); };
  const Morph* const morph = line.morph_at(at);
  if (morph == nullptr || !is_verb(*morph)) return;
  if (line.says(next, U"요") && line.is_word_end(next + 1)) return mend(0.97);
  if (line.says(next, U"서") &&
      (line.is_word_end(next + 1) || says_any(line, next, {U"서요", U"서는", U"서도", U"선"})))
    return mend(0.95);
  if (line.says(next, U"야") &&
      (line.is_word_end(next + 1) || says_any(line, next, {U"야지", U"야만", U"야겠", U"야 ", U"야할", U"야한"})))
    return mend(0.95);
  if (line.says(next, U"도") && line.is_word_end(next + 1) && !line.says(next + 1, U" 않")) return mend(0.9);
  if (line.says(next, U"라고요") || line.says(next, U"ㅆ")) return;
  if (!line.is_word_end(next)) return;
  const std::size_t before = word_before(line, line.run_begin(at));
  if (ends_any(line, before, {U"한", U"두", U"세", U"서", U"너", U"몇", U"반"}) && line.run_begin(at) == at)
    return;  // 쌀 한 되
  if (is_sentence_end(line, next)) return mend(0.9);
  if (says_any(line, next, {U" 있", U" 버렸", U" 버린", U" 버려", U" 주", U" 가", U" 왔", U" 온", U" 오", U" 보"}))
    mend(0.9);
}

// 돼 is 되어, so no ending of a stem can follow: 돼고, 돼는.
void dwae_superfluous(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  static constexpr std::u32string_view kEndings[] = {U"고",   U"는",  U"면",   U"니",   U"기",   U"었",
                                                     U"어",   U"게",  U"며",   U"던",   U"더라", U"네",
                                                     U"나요", U"자 ", U"므로", U"려고", U"겠"};
  for (const std::u32string_view ending : kEndings)
    if (line.says(at + 1, ending)) return edits.push_back({at, at + 1, U"되", "dwae", 0.95});
  if (line.says(at + 1, U"지 않") || line.says(at + 1, U"지 못")) edits.push_back({at, at + 1, U"되", "dwae", 0.95});
}

// 않 is 아니하: a stem that wants an ending; before a verb stands 안.
void anh_for_an(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.is_word_start(at)) return;
  if (line.at(at + 1) == U' ' && is_hangul_syllable(line.at(at + 2)))
    return edits.push_back({at, at + 1, U"안", "an_anh", 0.95});
  static constexpr std::u32string_view kVerbs[] = {
      U"되", U"돼", U"된",   U"될",   U"됩",   U"됐",   U"하",   U"해", U"했",   U"한",   U"할",  U"합",
      U"가", U"갔", U"간",   U"갈",   U"먹",   U"보",   U"봐",   U"봤", U"좋",   U"오",   U"와",  U"왔",
      U"돌", U"들", U"나오", U"나가", U"나와", U"나왔", U"나갔", U"맞", U"쓰",   U"써",   U"썼",  U"잊",
      U"좋", U"받", U"만",   U"믿",   U"사",   U"팔",   U"읽",   U"예", U"아프", U"그래", U"그랬"};
  for (const std::u32string_view verb : kVerbs) {
    if (!line.says(at + 1, verb)) continue;
    if (says_any(line, at + 1, {U"나 ", U"나?", U"나요", U"나.", U"은", U"는", U"아요", U"아서", U"아도"}))
      return;  // endings after all
    return edits.push_back({at, at + 1, U"안 ", "an_anh", 0.95});
  }
}

// -지 아니하다: behind 지 stands 않.
void an_for_anh(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  const std::size_t before = word_before(line, at);
  if (before == 0 || !ends_any(line, before, {U"지", U"지는", U"지도", U"질", U"진", U"지를"})) return;
  const Morph* const left = line.morph_at(before - 1);
  if (left == nullptr) return;
  const Morph* const ending =
      line.ends_with(before, U"지") || left->tag.find('+') != std::string_view::npos ? left : line.previous(*left);
  if (ending == nullptr || !(ends_as(*ending, "EC") || ends_as(*left, "EC") || ends_as(*left, "JX"))) return;
  if (ends_as(*left, "JX") && !ends_as(*ending, "EC")) return;
  // 누구인지 안다: known, not denied.
  const int stem = line.ends_with(before, U"지") && before >= 2 ? final_of(line.at(before - 2)) : 0;
  if (line.at(at + 1) == U'다' && (stem == 4 || stem == 8)) return;
  if (says_any(line, at + 1, {U"다", U"는", U"고",   U"은", U"아", U"았", U"습", U"게", U"던", U"으", U"네",
                              U"나", U"겠", U"도록", U"기", U"을", U"지", U"니", U"냐", U"더", U"거", U"음"}))
    edits.push_back({at, at + 1, U"않", "an_anh", 0.93});
}

// 안되 behind -면, -서는, -어도: what must not be. 안 되다.
void an_dwae_space(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!says_any(line, at + 1, {U"되", U"돼", U"된", U"될", U"됩", U"됨", U"됐"})) return;
  const std::size_t before = word_before(line, at);
  const bool forbidden =
      before > 0 &&
      ends_any(line, before, {U"면", U"서는", U"선", U"서", U"해도", U"아도", U"어도", U"으로는", U"해선"});
  // Pitiable is one word: 그 사람이 참 안됐다, 안된 마음.
  const bool pity = says_any(line, at + 1, {U"됐", U"된 ", U"됨", U"되어 보"});
  edits.push_back({at + 1, at + 1, U" ", "an_space", forbidden ? 0.95 : pity ? 0.6 : 0.85});
}

// 안 and 못 are words of their own: 안 하다, 못 가다.
void an_verb_space(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  if (morph.tag != "MAG" || morph.end - morph.begin != 1 || !line.is_word_start(morph.begin)) return;
  const Morph* const verb = line.next(morph);
  if (verb == nullptr || verb->begin != morph.end ||
      !(begins_as(*verb, "VV") || begins_as(*verb, "VA") || begins_as(*verb, "VX")))
    return;
  if (line.at(morph.begin) == U'안') {
    static constexpr std::u32string_view kVerbs[] = {
        U"하",   U"해",   U"했",   U"한",   U"할",   U"합",   U"함",   U"가",   U"갔",   U"간다", U"갈",   U"갑",
        U"먹",   U"보",   U"봐",   U"봤",   U"본",   U"볼",   U"나오", U"나와", U"나온", U"나갔", U"나갈", U"와",
        U"왔",   U"오",   U"온다", U"옵",   U"좋",   U"써",   U"썼",   U"쓴",   U"쓸",   U"씁",   U"쓰",   U"사",
        U"팔",   U"들",   U"맞",   U"믿",   U"읽",   U"자",   U"잤",   U"그러", U"그래", U"그랬", U"예쁘", U"아프",
        U"춥",   U"덥",   U"무섭", U"어울", U"어렵", U"쉽",   U"싫",   U"받",   U"주",   U"줘",   U"줬",   U"준다",
        U"풀",   U"열",   U"생기", U"보이", U"보여", U"보인", U"움직", U"비싸", U"친하", U"중요", U"맵",   U"지워",
        U"지나", U"빠지", U"남",   U"닫",   U"입",   U"찾",   U"늦",   U"웃",   U"울",   U"잡",   U"놀",   U"죽",
        U"불",   U"걸",   U"떨어", U"튀",   U"터",   U"당하", U"만나", U"만들", U"배우", U"마시", U"뜨",   U"켜"};
    if (std::none_of(std::begin(kVerbs), std::end(kVerbs),
                     [&](auto verb_word) { return line.says(verb->begin, verb_word); }))
      return;
    edits.push_back({morph.end, morph.end, U" ", "an_space", 0.88});
  } else if (line.at(morph.begin) == U'못') {
    if (says_any(line, verb->begin,
                 {U"하", U"해", U"했", U"한", U"할", U"합", U"함", U"되", U"된", U"돼", U"됐", U"될", U"쓰",
                  U"쓸", U"쓴", U"살", U"사", U"생", U"나", U"난", U"박", U"질", U"지", U"미", U"마", U"내"}))
      return;
    edits.push_back({morph.end, morph.end, U" ", "an_space", 0.85});
  }
}

// -지 말다 is two words: 하지마세요.
void ji_malda(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (line.before(at) != U'지' || at < 2 || !is_hangul_syllable(line.at(at - 2))) return;
  if (says_any(line, at, {U"마라", U"마세요", U"마십", U"마요", U"마시", U"말라", U"말아", U"맙시다", U"말자"}) ||
      (line.says(at, U"마") && is_sentence_end(line, at + 1)))
    edits.push_back({at, at, U" ", "auxiliary_space", 0.92});
}

void letter_rules(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  switch (line.at(at)) {
    case U'되':
      return dwae_missing(line, at, edits);
    case U'돼':
      return dwae_superfluous(line, at, edits);
    case U'않':
      return anh_for_an(line, at, edits);
    case U'안':
      if (!line.is_word_start(at)) return;
      an_dwae_space(line, at, edits);
      return an_for_anh(line, at, edits);
    case U'마':
    case U'말':
    case U'맙':
      return ji_malda(line, at, edits);
    default:
      return;
  }
}

}  // namespace

void find_verb_rules(const Line& line, std::vector<Edit>& edits) {
  for (std::size_t at = 0; at < line.size(); ++at) letter_rules(line, at, edits);
  for (const Morph& morph : line.morphs()) {
    an_verb_space(line, morph, edits);
  }
}

}  // namespace onggi::clean_room
