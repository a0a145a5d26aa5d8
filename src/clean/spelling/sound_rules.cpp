// Words that sound alike: endings, particles and stems. Each function is one rule; the numbers are those of 한글
// 맞춤법.
#include "clean/spelling/grammar_rules.h"
#include "clean/spelling/rule_words.h"

namespace onggi::clean_room {
namespace {

// 제56항: -던 is past, -든 is a choice. 하던지 말던지, 무엇이던지.
void deun_deon(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.says(at, U"던지") || !line.is_word_end(at + 2)) return;
  const std::size_t begin = line.run_begin(at);
  const auto mend = [&](std::size_t where) { edits.push_back({where, where + 1, U"든", "deun_deon", 0.93}); };
  if (says_any(line, begin, {U"무엇", U"뭐", U"누구", U"어디", U"언제", U"어느", U"어떤", U"어떻"})) return mend(at);
  // Twice in a row: 가던지 오던지.
  if (line.at(at + 2) != U' ' && line.at(at + 2) != U',') return;
  std::size_t other = at + 3;
  if (line.at(other) == U' ') ++other;
  const std::size_t end = line.run_end(other);
  if (end < other + 3 || !line.ends_with(end, U"던지")) return;
  mend(at);
  mend(end - 2);
}

// 제56항 다만: a person's standing is 로서, a means is 로써.
void ro_seo(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  const std::u32string_view words = line.words(morph);
  const Morph* const noun = line.previous(morph);
  if (noun == nullptr || noun->end != morph.begin || !ends_as(morph, "JKB")) return;
  if ((words == U"으로써" || words == U"로써") && is_hangul_syllable(line.at(noun->begin))) {
    static constexpr std::u32string_view kPeople[] = {
        U"학생",   U"사람",   U"교사", U"선생", U"선생님", U"의사", U"부모", U"엄마",   U"아빠",   U"어머니",
        U"아버지", U"국민",   U"시민", U"대표", U"회장",   U"사장", U"직원", U"담당자", U"책임자", U"관리자",
        U"대통령", U"의원",   U"장관", U"총리", U"공무원", U"군인", U"친구", U"아들",   U"딸",     U"형",
        U"언니",   U"남편",   U"아내", U"선배", U"후배",   U"감독", U"선수", U"작가",   U"기자",   U"배우",
        U"가수",   U"전문가", U"어른", U"인간", U"당사자", U"주민", U"회원", U"변호사", U"교수",   U"연구원",
        U"지도자", U"리더",   U"팀장", U"부장", U"과장",   U"저",   U"나",   U"우리",   U"너"};
    const bool person = std::any_of(std::begin(kPeople), std::end(kPeople), [&](std::u32string_view who) {
      return who.size() == 1 ? line.words(*noun) == who : line.ends_with(morph.begin, who);
    });
    if (person) edits.push_back({morph.end - 1, morph.end, U"서", "ro_seo", 0.9});
  }
  if ((words == U"으로서" || words == U"로서") && ends_as(*noun, "ETN"))
    edits.push_back({morph.end - 1, morph.end, U"써", "ro_seo", 0.93});
}

// -(으)ㄴ/는대 at the end of a clause that tells the ground: behind 있, 없, 았, 겠 and a stem of 하다 only 는데 is
// right.
void de_dae(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.says(at, U"는대") || !line.is_word_end(at + 2)) return;
  if (ends_any(line, at,
               {U"있", U"없", U"했", U"었", U"았", U"였", U"겠", U"갔", U"왔", U"됐", U"봤", U"하", U"되", U"싶"}))
    edits.push_back({at + 1, at + 2, U"데", "de_dae", ends_any(line, at, {U"하", U"되"}) ? 0.85 : 0.9});
}

// 제53항: -(으)ㄹ게, -(으)ㄹ걸 are written as they are, not as they sound.
void geyo(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (at == 0 || final_of(line.before(at)) != 8) return;
  const bool kke = line.at(at) == U'께', kkeol = line.at(at) == U'껄';
  if ((!kke && !kkeol) || !(line.is_word_end(at + 1) || (line.says(at + 1, U"요") && line.is_word_end(at + 2)))) return;
  const Morph* const morph = line.morph_at(at);
  if (morph == nullptr || begins_as(*morph, "JKB")) return;  // 여러분들께
  // 만들께: a stem that ends with ㄹ stands in a morpheme of its own.
  const Morph* const before = line.morph_at(at - 1);
  if (!ends_as(*morph, "EF") && !ends_as(*morph, "EC") && !(before != nullptr && is_verb(*before))) return;
  edits.push_back({at, at + 1, kke ? U"게" : U"걸", "ending", 0.95});
}

// -구요 is -고요 (표준어 규정).
void goyo(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  if (!line.ends_with(morph.end, U"구요") || !line.is_word_end(morph.end) ||
      !(ends_as(morph, "EF") || ends_as(morph, "EC")))
    return;
  if (morph.end - morph.begin == 2 && line.is_word_start(morph.begin)) return;
  edits.push_back({morph.end - 2, morph.end - 1, U"고", "ending", 0.9});
}

// 이에요 shortens to 예요 behind a vowel: 책이에요, 나무예요.
void ieyo(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (line.says(at, U"예요") && line.before(at) == U'이' && at >= 2 && final_of(line.at(at - 2)) > 0) {
    const Morph* const copula = line.morph_at(at - 1);
    if (copula != nullptr && begins_as(*copula, "VCP")) edits.push_back({at, at + 1, U"에", "particles", 0.92});
  }
  if (!line.says(at, U"에요") || !line.is_word_end(at + 2) || final_of(line.before(at)) != 0) return;
  const std::size_t begin = line.run_begin(at);
  const std::u32string_view word = std::u32string_view(line.letters()).substr(begin, at - begin);
  static constexpr std::u32string_view kSure[] = {U"거",   U"뭐",   U"누구", U"저",   U"나",   U"얘",   U"걔",
                                                  U"쟤",   U"어디", U"이거", U"그거", U"저거", U"친구", U"때",
                                                  U"아니", U"언니", U"오빠", U"엄마", U"아빠", U"남자", U"여자"};
  if (word == U"아니") return;
  const bool sure = std::find(std::begin(kSure), std::end(kSure), word) != std::end(kSure) || line.ends_with(at, U"거");
  if (sure && line.before(at) != U'이') edits.push_back({at, at + 1, U"예", "particles", 0.9});
}

// 제11항 붙임 1 다만: behind a vowel or ㄴ stands 율, 열; else 률, 렬.
void ryul_yul(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  const char32_t letter = line.at(morph.end - 1);
  if (letter != U'률' && letter != U'율') return;
  if (morph.end - line.run_begin(morph.begin) < 3) return;  // 음률, 전율: words of their own
  const int before = final_of(line.before(morph.end - 1));
  if (before < 0 || (morph.end - morph.begin > 1 && morph.known)) return;
  const char32_t right = before == 0 || before == 4 ? U'율' : U'률';
  if (letter != right) edits.push_back({morph.end - 1, morph.end, std::u32string(1, right), "ryul_yul", 0.92});
}

// 체 is a pretence, 채 a state: 아는 체하다, 산 채로.
void chae_che(const Line& line, const Morph& morph, std::vector<Edit>& edits) {
  const std::u32string_view words = line.words(morph);
  const Morph* const before = line.previous(morph);
  if (before == nullptr || !ends_as(*before, "ETM") || words.empty()) return;
  if (words == U"체" && line.says(morph.end, U"로") && line.is_word_end(morph.end + 1))
    edits.push_back({morph.begin, morph.end, U"채", "chae_che", 0.9});
  if (words.front() == U'채' && says_any(line, morph.begin + 1, {U"하", U"했", U"해", U"한", U"할"}))
    edits.push_back({morph.begin, morph.begin + 1, U"체", "chae_che", 0.9});
}

// 제40항 붙임 2: 하 falls out behind ㄱ, ㄷ, ㅂ, ㅅ: 익숙하지, 익숙지. And ㅎ with 지 is heard as 치, not written:
// 그렇지.
void chi_for_ji(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  const int final_consonant = final_of(line.before(at));
  const std::size_t next = at + 1;
  const auto mend = [&](double confidence) { edits.push_back({at, next, U"지", "ending", confidence}); };
  const bool stop = final_consonant == 1 || final_consonant == 7 || final_consonant == 17 || final_consonant == 19;
  if (stop && at >= 2 && says_any(line, next, {U" 않", U" 못", U"않"})) return mend(0.9);
  constexpr std::u32string_view kHieut = U"렇떻좋많않찮싫옳";
  const bool hieut = kHieut.find(line.before(at)) != std::u32string_view::npos;
  if (hieut && (line.is_word_end(next) || says_any(line, next, {U"만", U"요", U"는", U"도", U"를"}))) mend(0.95);
}

// 낳다 is to bear, 낫다 to get well: behind a sickness nothing is born.
void na_for_nah(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.is_word_start(at)) return;
  const std::size_t from = at > 14 ? at - 14 : 0;
  const std::u32string_view before = std::u32string_view(line.letters()).substr(from, at - from);
  static constexpr std::u32string_view kIll[] = {U"감기", U"병이", U"병은", U"상처", U"몸살", U"독감",
                                                 U"두통", U"통증", U"염증", U"질병", U"아픈"};
  if (std::none_of(std::begin(kIll), std::end(kIll),
                   [&](auto ill) { return before.find(ill) != std::u32string_view::npos; }))
    return;
  const bool vowel = says_any(line, at + 1, {U"으", U"은", U"을", U"아", U"았", U"음"});
  if (vowel) return edits.push_back({at, at + 1, U"나", "confusable", 0.9});
  if (says_any(line, at + 1, {U"고", U"다", U"습", U"는", U"지", U"게", U"겠", U"네", U"자"}))
    edits.push_back({at, at + 1, U"낫", "confusable", 0.9});
}

// 만이 is a particle and cannot begin a word; before a verb 많이 is meant.
void mani(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.says(at, U"만이 ") || !line.is_word_start(at)) return;
  const std::size_t before = word_before(line, at);
  const Morph* const left = before > 0 ? line.morph_at(before - 1) : nullptr;
  const bool much = says_any(line, at + 3,
                             {U"먹", U"마시", U"마셨", U"사다", U"샀", U"자고", U"잤", U"벌", U"늘", U"컸", U"아프",
                              U"아팠", U"다쳤", U"울었", U"웃", U"걸었", U"받았"});
  if (!much || (left != nullptr && !left->tag.starts_with("M"))) return;
  edits.push_back({at, at + 1, U"많", "confusable", 0.82});
}

// 웬 stands before a noun (which kind of), 왠 in 왠지 alone.
void wen_waen(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  if (!line.is_word_start(at)) return;
  if (line.at(at) == U'왠' && line.at(at + 1) == U' ' && is_hangul_syllable(line.at(at + 2)))
    edits.push_back({at, at + 1, U"웬", "wen_waen", 0.95});
}

void letter_rules(const Line& line, std::size_t at, std::vector<Edit>& edits) {
  switch (line.at(at)) {
    case U'던':
      return deun_deon(line, at, edits);
    case U'는':
      return de_dae(line, at, edits);
    case U'께':
    case U'껄':
      return geyo(line, at, edits);
    case U'에':
    case U'예':
      return ieyo(line, at, edits);
    case U'치':
      return chi_for_ji(line, at, edits);
    case U'낳':
      return na_for_nah(line, at, edits);
    case U'만':
      return mani(line, at, edits);
    case U'왠':
      return wen_waen(line, at, edits);
    default:
      return;
  }
}

}  // namespace

void find_sound_rules(const Line& line, std::vector<Edit>& edits) {
  for (std::size_t at = 0; at < line.size(); ++at) letter_rules(line, at, edits);
  for (const Morph& morph : line.morphs()) {
    ro_seo(line, morph, edits);
    goyo(line, morph, edits);
    ryul_yul(line, morph, edits);
    chae_che(line, morph, edits);
  }
}

}  // namespace onggi::clean_room
