// Spaces that grammar asks for or forbids: 한글 맞춤법 제41항 to 제50항.
#include <algorithm>
#include <initializer_list>

#include "clean/spelling/grammar_rules.h"
#include "clean/spelling/word_rules.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

template <std::size_t N>
bool is_one_of(std::u32string_view word, const std::u32string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_noun(const Morph& morph) {
  return morph.tag == "NNG" || morph.tag == "NNP" || morph.tag == "NP" || morph.tag == "NR" || morph.tag == "NNB" ||
         morph.tag == "NNBC" || morph.tag == "XSN";
}

void insert_space(std::size_t at, std::string_view rule, double confidence, std::vector<Edit>& edits) {
  edits.push_back({at, at, U" ", rule, confidence});
}

// Nothing but particles follows in the same word: no 두개골.
bool ends_a_word(const Line& line, std::size_t end) {
  return is_tail(std::u32string_view(line.letters()).substr(end, line.run_end(end) - end));
}

// 제42항: 의존 명사는 띄어 쓴다. Behind an adnominal ending within one word.
void dependent_noun(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (!ends_as(left, "ETM") || !begins_as(right, "NNB")) return;
  if (left.tag.starts_with("VCP") && line.is_word_start(left.begin)) return;  // 인수: no word begins with the copula
  const std::u32string_view noun = line.words(right);
  // Auxiliary adjectives may be written with the verb (제47항): 할만하다, 올듯하다.
  const char32_t behind = line.at(right.end);
  const bool auxiliary = behind == U'하' || behind == U'한' || behind == U'할' || behind == U'했' || behind == U'해' ||
                         behind == U'합' || behind == U'싶';
  static constexpr std::u32string_view kMayJoin[] = {U"만", U"듯", U"척", U"체", U"양", U"법", U"뻔", U"성"};
  if (auxiliary && is_one_of(noun, kMayJoin)) return;
  static constexpr std::u32string_view kSure[] = {U"것",   U"거",   U"수",   U"줄",   U"때문", U"만큼", U"대로", U"뿐",
                                                  U"따름", U"터",   U"무렵", U"적",   U"척",   U"체",   U"채",   U"듯",
                                                  U"김",   U"바",   U"리",   U"겸",   U"나름", U"둥",   U"지경", U"법",
                                                  U"데",   U"노릇", U"판",   U"즈음", U"쪽",   U"편",   U"등",   U"중"};
  if (!is_one_of(noun, kSure)) return;
  // 리 and 바 begin endings too (-ㄹ리, -ㄴ바), 적 and 편 words.
  static constexpr std::u32string_view kDoubtful[] = {U"리", U"바", U"김", U"판",   U"법", U"등",
                                                      U"쪽", U"편", U"적", U"지경", U"체"};
  if (noun == U"데" && !(line.is_word_end(right.end) || line.says(right.end, U"가") || line.says(right.end, U"에")))
    return;
  if (noun == U"데" && line.is_word_end(right.end)) return;  // 가는데: an ending unless a particle follows
  constexpr std::u32string_view kBehindSu = U"있없도가는를만밖조나야";
  if (noun == U"수" && is_hangul_syllable(behind) && kBehindSu.find(behind) == std::u32string_view::npos)
    return;  // 밀수했다
  static constexpr std::u32string_view kThings[] = {U"날", U"탈", U"들", U"산"};
  if (noun == U"것" && line.is_word_start(left.begin) && is_one_of(line.words(left), kThings)) return;  // 날것, 탈것
  if (noun == U"거" && behind == U'리') return;                                                         // 뒹굴거리다
  if (noun == U"터" && behind == U'로') return;                                                         // 헌터로
  // 열만큼, 말대로: particles too, where one letter may be a noun as well as a verb.
  static constexpr std::u32string_view kParticles[] = {U"만큼", U"대로", U"뿐"};
  static constexpr std::u32string_view kVerbs[] = {U"할", U"될", U"갈", U"볼", U"올", U"한", U"본", U"된", U"줄"};
  if (is_one_of(noun, kParticles) && line.is_word_start(left.begin) && left.end - left.begin == 1 &&
      !is_one_of(line.words(left), kVerbs))
    return;
  const double confidence = is_one_of(noun, kDoubtful) ? 0.7 : noun == U"데" ? 0.8 : 0.92;
  insert_space(right.begin, "dependent_noun_space", confidence, edits);
}

// 할 수있다, 할 줄알다: what stands behind the dependent noun is a word too.
void behind_dependent_noun(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (!begins_as(left, "NNB") || !is_verb(right)) return;
  const Morph* const before = line.previous(left);
  if (before == nullptr || !ends_as(*before, "ETM")) return;
  const char32_t noun = line.at(left.begin), verb = line.at(right.begin);
  if (left.end - left.begin != 1) return;
  const bool can = noun == U'수' && (verb == U'있' || verb == U'없');
  const bool knows = noun == U'줄' && (verb == U'알' || verb == U'몰' || verb == U'모');
  if (can || knows) insert_space(right.begin, "dependent_noun_space", 0.93, edits);
}

// 할게, 할걸, 할텐데 in one entry of the dictionary: 텐데 and 거 are dependent nouns all the same.
void contracted_dependent_noun(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  if (morph.tag.find("ETM+NNB") == std::string_view::npos) return;
  for (const std::u32string_view noun : {U"텐데", U"테니", U"테고", U"터", U"거", U"건", U"겁", U"것"}) {
    const std::size_t at =
        std::u32string_view(line.letters()).substr(morph.begin, morph.end - morph.begin + 1).find(noun);
    if (at == std::u32string_view::npos || at == 0) continue;
    if (final_of(line.before(morph.begin + at)) != 8 && final_of(line.before(morph.begin + at)) != 4) continue;
    return insert_space(morph.begin + at, "dependent_noun_space", 0.9, edits);
  }
}

// 떠난지 3년: 지 is a noun where it counts time that has passed.
void time_since(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (!ends_as(left, "ETM") || line.words(right) != U"지" || final_of(line.before(right.begin)) != 4) return;
  const Morph* const after = line.next(right);
  if (after == nullptr) return;
  const std::u32string_view word = line.words(*after);
  static constexpr std::u32string_view kTimes[] = {U"오래", U"얼마", U"벌써", U"이미",   U"꽤",  U"한참",
                                                   U"한",   U"두",   U"세",   U"몇",     U"수",  U"하루",
                                                   U"이틀", U"사흘", U"열흘", U"일주일", U"보름"};
  if (after->tag == "SN" || is_one_of(word, kTimes)) insert_space(right.begin, "dependent_noun_space", 0.92, edits);
}

// A verb's adnominal form and the noun behind it: 들어갈때, 끝난후.
void noun_behind_verb(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (right.tag != "NNG") return;
  static constexpr std::u32string_view kNouns[] = {
      U"때",   U"경우", U"동안", U"후",   U"뒤",   U"이후", U"사람", U"곳",   U"이유", U"상태", U"정도",
      U"순간", U"사이", U"즉시", U"반면", U"다음", U"직후", U"이상", U"대신", U"덕분", U"도중", U"중"};
  // 한순간, 한때: one letter before them is often no verb.
  const bool doubtful = line.is_word_start(left.begin) && left.end - left.begin == 1 &&
                        (line.words(right) != U"때" || line.words(left) == U"한");
  if (ends_as(left, "ETM") && is_one_of(line.words(right), kNouns) && !doubtful && left.tag != "MM")
    insert_space(right.begin, "noun_space", 0.9, edits);
  if (left.tag == "ETN" && (line.words(right) == U"전" || line.words(right) == U"때문"))
    insert_space(right.begin, "noun_space", 0.9, edits);
}

// 너때문에, 사용중: nouns that stand alone behind nouns.
void noun_behind_noun(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  const std::u32string_view noun = line.words(right);
  if (noun == U"때문" && begins_as(right, "NNB") && (is_noun(left) || left.tag == "ETN"))
    return insert_space(right.begin, "dependent_noun_space", 0.95, edits);
  if (noun != U"중" || !begins_as(right, "NNB") || left.tag != "NNG") return;
  static constexpr std::u32string_view kUnderWay[] = {
      U"사용",     U"진행", U"공사", U"회의", U"수업", U"운영", U"실행", U"작업", U"준비", U"여행",
      U"출장",     U"임신", U"휴가", U"운전", U"통화", U"근무", U"이동", U"처리", U"검토", U"개발",
      U"설치",     U"대기", U"연결", U"재생", U"수리", U"판매", U"영업", U"이용", U"방문", U"치료",
      U"입원",     U"조사", U"수사", U"협의", U"전화", U"상담", U"촬영", U"방송", U"논의", U"계획",
      U"고민",     U"생각", U"건설", U"제작", U"모집", U"접수", U"예약", U"배송", U"충전", U"다운로드",
      U"업데이트", U"녹화", U"훈련", U"식사", U"수술", U"활동", U"추진"};
  if (is_one_of(line.words(left), kUnderWay)) insert_space(right.begin, "dependent_noun_space", 0.9, edits);
}

// 제43항: 단위를 나타내는 명사는 띄어 쓴다. Behind digits they may be joined.
void counter(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (!begins_as(right, "NNBC") && !begins_as(right, "NNB")) return;
  static constexpr std::u32string_view kNumerals[] = {U"한",   U"두",   U"세", U"네",   U"다섯", U"여섯", U"일곱",
                                                      U"여덟", U"아홉", U"열", U"스무", U"몇",   U"여러", U"첫"};
  if (!is_one_of(line.words(left), kNumerals) || !line.is_word_start(left.begin) ||
      !(left.tag == "MM" || left.tag == "NR"))
    return;
  if (!ends_a_word(line, right.end)) return;
  const std::u32string_view unit = line.words(right);
  static constexpr std::u32string_view kUnits[] = {
      U"개",   U"명",   U"마리", U"권",   U"장",   U"대",   U"잔",   U"병",   U"살",   U"시간",
      U"달",   U"주",   U"번",   U"채",   U"켤레", U"벌",   U"그루", U"송이", U"자루", U"가지",
      U"사람", U"군데", U"시",   U"차례", U"바퀴", U"모금", U"그릇", U"통",   U"척",   U"건",
      U"판",   U"줄",   U"칸",   U"해",   U"분",   U"푼",   U"쌍",   U"끼"};
  if (!is_one_of(unit, kUnits)) return;
  const std::u32string_view number = line.words(left);
  // Words of their own: 한번, 한잔, 한판, 한줄, 여러분, 세대, 두통, 한시, 세시 ...
  static constexpr std::u32string_view kWords[] = {
      U"한번", U"한잔", U"한판", U"한줄", U"한통",   U"한시", U"한분",   U"한장", U"한대", U"한해", U"한벌",
      U"한칸", U"한주", U"한살", U"한푼", U"한가지", U"한끼", U"여러분", U"세대", U"두통", U"세시", U"네시",
      U"두시", U"네번", U"세분", U"세척", U"세판",   U"세장", U"네장",   U"세건", U"첫해", U"첫대", U"첫판",
      U"첫장", U"한건", U"한척", U"한병", U"열대",   U"열병", U"열개",   U"열장", U"열통", U"한권", U"열건",
      U"세주", U"두건", U"두분", U"네대", U"두판",   U"두줄", U"세벌",   U"열시"};
  const std::u32string together = std::u32string(number) + std::u32string(unit);
  const bool word = is_one_of(together, kWords);
  insert_space(right.begin, "counter_space", word ? 0.6 : 0.9, edits);
}

// 한 달만에, 3일만에: 만 is a dependent noun behind a time.
void after_a_time(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (line.words(right) != U"만" || !line.says(right.end, U"에") || !line.is_word_end(right.end + 1)) return;
  static constexpr std::u32string_view kTimes[] = {U"초",   U"분",   U"시간", U"일",   U"주",   U"주일",
                                                   U"달",   U"개월", U"년",   U"해",   U"세기", U"하루",
                                                   U"이틀", U"사흘", U"나흘", U"열흘", U"보름", U"일주일"};
  if (is_one_of(line.words(left), kTimes)) insert_space(right.begin, "dependent_noun_space", 0.92, edits);
}

// 제41항: 조사는 앞말에 붙여 쓴다. `gap` is the space between.
void particle_apart(const Line& line, const Morph& left, const Morph& right, std::size_t gap,
                    std::vector<Edit>& edits) {
  const std::u32string_view word = line.words(right);
  const auto join = [&](double confidence) { edits.push_back({gap, gap + 1, U"", "particle_space", confidence}); };
  static constexpr std::u32string_view kParticles[] = {U"에서",   U"에게",   U"에게서", U"께서",   U"까지",   U"부터",
                                                       U"처럼",   U"조차",   U"으로",   U"으로서", U"으로써", U"마다",
                                                       U"에서는", U"에게는", U"까지는", U"부터는", U"이라도", U"이나마",
                                                       U"에서도", U"이랑",   U"커녕",   U"은커녕", U"는커녕"};
  const std::size_t end = line.run_end(right.begin);
  const std::u32string_view whole = std::u32string_view(line.letters()).substr(right.begin, end - right.begin);
  if (is_noun(left) && is_one_of(whole, kParticles) && right.tag.starts_with("J")) return join(0.92);
  if (word == U"밖에" && right.tag == "JX") {
    static constexpr std::u32string_view kOnly[] = {U"수", U"것",   U"거", U"너",   U"나",   U"그것", U"이것", U"하나",
                                                    U"둘", U"조금", U"이", U"하루", U"당신", U"우리", U"저"};
    const std::size_t after = end + 1;
    const bool negative =
        line.says(after, U"없") || line.says(after, U"모르") || line.says(after, U"안 ") || line.says(after, U"못");
    if (line.words(left) == U"수") return join(0.96);
    if (negative && is_one_of(line.words(left), kOnly)) return join(0.92);
  }
  const bool is_amount = word == U"만큼" || word == U"뿐" || word == U"대로";
  if (!is_amount || left.tag.starts_with("M") || right.tag == "NNG") return;
  if (left.tag == "NP" || left.tag == "NR") return join(0.9);
  static constexpr std::u32string_view kAsSaid[] = {U"법",   U"뜻",   U"말",   U"약속", U"계획",
                                                    U"규정", U"원칙", U"사실", U"예상", U"생각",
                                                    U"마음", U"순서", U"차례", U"절차", U"지시"};
  if (word == U"대로" && is_one_of(line.words(left), kAsSaid)) return join(0.88);
  if (word == U"만큼" && (left.tag == "NNG" || left.tag == "NNP")) return join(0.86);
  if (word == U"뿐" && left.tag == "NNG") join(0.86);
}

// 제47항: only -아/-어 and dependent nouns may be joined with what helps them; 하지않다, 하고있다, 해야하다 not.
void auxiliary(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (!ends_as(left, "EC") || !is_verb(right) || right.tag.starts_with("VCP")) return;
  const char32_t ending = line.before(left.end);
  const std::u32string_view verb = std::u32string_view(line.letters()).substr(right.begin, 2);
  const auto begins = [&](std::u32string_view letters) { return verb.find_first_of(letters) == 0; };
  const bool apart = (ending == U'지' && begins(U"않못말마")) || (ending == U'고' && begins(U"있싶")) ||
                     (ending == U'게' && begins(U"되된될됩됐돼하한할합했해")) ||
                     (ending == U'야' && begins(U"하한할합했해되된될됩됐돼")) || (ending == U'까' && begins(U"봐")) ||
                     (ending == U'나' && begins(U"보봐봅"));
  if (!apart || (ending == U'지' && line.says(right.begin, U"마는"))) return;
  if (ending == U'지' && line.says(right.begin, U"만")) return;
  insert_space(right.begin, "auxiliary_space", 0.92, edits);
}

// 너같은: 같다 is an adjective of its own.
void like(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (right.tag != "VA" || line.words(right) != U"같" ||
      !(line.says(right.end, U"은") || line.says(right.end, U"다") || line.says(right.end, U"아")))
    return;
  if (left.tag == "NP" || left.tag == "NNG" || left.tag == "NNB" || left.tag == "NNP")
    insert_space(right.begin, "two_words", 0.88, edits);
}

// 십 년, 천 명: numerals written as words and their unit.
void sino_counter(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  static constexpr std::u32string_view kNumerals[] = {
      U"일",   U"이",   U"삼",   U"사",   U"오",   U"육",   U"칠", U"팔",   U"구",   U"십",   U"이십", U"삼십",
      U"사십", U"오십", U"육십", U"칠십", U"팔십", U"구십", U"백", U"수십", U"수백", U"수천", U"몇십", U"몇백"};
  static constexpr std::u32string_view kUnits[] = {U"년",       U"명",   U"개월",   U"킬로미터",
                                                   U"킬로그램", U"미터", U"퍼센트", U"주일"};
  if (!is_one_of(line.words(left), kNumerals) || !line.is_word_start(left.begin) ||
      !(left.tag == "NR" || left.tag == "MM"))
    return;
  if (!is_one_of(line.words(right), kUnits) || !begins_as(right, "NNB")) return;
  if (!ends_a_word(line, right.end)) return;
  const bool week = line.words(left) == U"일" && line.words(right) == U"주일";
  if (!week) insert_space(right.begin, "counter_space", 0.85, edits);
}

// 한 달동안, 방학동안.
void during(const Line& line, const Morph& left, const Morph& right, std::vector<Edit>& edits) {
  if (line.words(right) != U"동안" || right.tag != "NNG" || !(begins_as(left, "NNBC") || left.tag == "NNG")) return;
  if (line.ends_with(right.begin, U"한") || line.ends_with(right.begin, U"오랫")) return;
  insert_space(right.begin, "noun_space", 0.9, edits);
}

// 집에서 만이라도: 만 goes with the particle before it.
void only_apart(const Line& line, const Morph& left, const Morph& right, std::size_t gap, std::vector<Edit>& edits) {
  if (!ends_as(left, "JKB") || line.at(right.begin) != U'만') return;
  for (const std::u32string_view form : {U"만이라도", U"만은", U"만이"})
    if (line.says(right.begin, form) && line.is_word_end(right.begin + form.size()))
      return edits.push_back({gap, gap + 1, U"", "particle_space", 0.9});
}

// Endings and suffixes that were torn off: 갈 수록, 할 지 모르다, 하나 씩.
void ending_apart(const Line& line, const Morph& left, const Morph& right, std::size_t gap, std::vector<Edit>& edits) {
  const auto join = [&](double confidence) { edits.push_back({gap, gap + 1, U"", "joined_ending", confidence}); };
  const std::u32string_view word = line.words(right);
  const bool rieul = final_of(line.before(gap)) == 8 && is_verb(left);
  if (rieul && word == U"수록" && line.is_word_end(right.end)) return join(0.93);
  if (rieul && (line.says(right.begin, U"뿐더러") || line.says(right.begin, U"망정") ||
                line.says(right.begin, U"지라도") || line.says(right.begin, U"지언정")))
    return join(0.93);
  const bool counted =
      left.tag == "NR" || begins_as(left, "NNBC") || line.words(left) == U"조금" || line.words(left) == U"하나";
  if (word == U"씩" && right.tag == "XSN" && line.is_word_end(right.end) && counted) return join(0.95);
  // 할 지 모르다: a question, not a time.
  if (word != U"지" || !(rieul || (final_of(line.before(gap)) == 4 && line.before(gap) == U'는'))) return;
  std::size_t after = right.end;
  while (line.at(after) == U'는' || line.at(after) == U'도' || line.at(after) == U'를') ++after;
  if (line.at(after) != U' ') return;
  for (const std::u32string_view doubt :
       {U"모르", U"모른", U"모를", U"몰라", U"알", U"궁금", U"의문", U"걱정", U"고민", U"여부", U"결정", U"생각"})
    if (line.says(after + 1, doubt)) return join(0.9);
}

// The same where the dictionary knows another word: 간지 오래다.
void long_since(const Line& line, std::vector<Edit>& edits) {
  for (std::size_t at = line.letters().find(U"지 "); at != std::u32string::npos;
       at = line.letters().find(U"지 ", at + 1)) {
    if (at == 0 || final_of(line.before(at)) != 4 || line.before(at) == U'는' || line.before(at) == U'은') continue;
    for (const std::u32string_view time : {U"오래", U"얼마 안", U"얼마 되", U"한참 되", U"한참 지", U"꽤 되"})
      if (line.says(at + 2, time)) insert_space(at, "dependent_noun_space", 0.9, edits);
  }
}

}  // namespace

void find_space_rules(const Line& line, std::vector<Edit>& edits) {
  long_since(line, edits);
  for (const Morph& right : line.morphs()) {
    contracted_dependent_noun(line, right, edits);
    const Morph* const left = line.previous(right);
    if (left == nullptr) continue;
    if (left->end == right.begin) {
      dependent_noun(line, *left, right, edits);
      behind_dependent_noun(line, *left, right, edits);
      time_since(line, *left, right, edits);
      noun_behind_verb(line, *left, right, edits);
      noun_behind_noun(line, *left, right, edits);
      counter(line, *left, right, edits);
      after_a_time(line, *left, right, edits);
      auxiliary(line, *left, right, edits);
      like(line, *left, right, edits);
      sino_counter(line, *left, right, edits);
      during(line, *left, right, edits);
    } else if (left->end + 1 == right.begin && line.at(left->end) == U' ') {
      particle_apart(line, *left, right, left->end, edits);
      ending_apart(line, *left, right, left->end, edits);
      only_apart(line, *left, right, left->end, edits);
    }
  }
}

}  // namespace onggi::clean_room
