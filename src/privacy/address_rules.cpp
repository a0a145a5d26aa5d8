// Korean addresses: 도로명주소법 (road, building number) and 지번 (village, lot number), with the province or district
// before and the details of the building behind.
#include <algorithm>
#include <array>

#include "privacy/context.h"
#include "privacy/rules.h"

namespace onggi::privacy_room {

namespace {

constexpr std::string_view kProvinces[] = {
    "서울특별시",     "서울시",     "서울",       "부산광역시", "부산시",     "부산",           "대구광역시",
    "대구시",         "대구",       "인천광역시", "인천시",     "인천",       "광주광역시",     "광주시",
    "광주",           "대전광역시", "대전시",     "대전",       "울산광역시", "울산시",         "울산",
    "세종특별자치시", "세종시",     "세종",       "경기도",     "경기",       "강원특별자치도", "강원도",
    "강원",           "충청북도",   "충북",       "충청남도",   "충남",       "전북특별자치도", "전라북도",
    "전북",           "전라남도",   "전남",       "경상북도",   "경북",       "경상남도",       "경남",
    "제주특별자치도", "제주도",     "제주시",     "제주"};
constexpr std::string_view kAddressWords[] = {"주소",   "소재지", "거주지", "배송지", "거소",
                                              "사업장", "본점",   "자택",   "수령지", "배달"};

bool is_one_of(std::u32string_view syllables, char32_t c) {
  return c != 0 && syllables.find(c) != std::u32string_view::npos;
}

// One word of an address, blanks cut: Hangul with digits inside ("테헤란로", "역삼1동", "세종대로23번길").
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

Word word_before(std::string_view text, std::size_t end) {
  Word word{end, end};
  while (word.begin > 0) {
    if (is_digit(text[word.begin - 1])) --word.begin;
    else if (syllable_before(text, word.begin) != 0) word.begin -= kSyllable;
    else break;
    if (word.size() > 12 * kSyllable) break;
  }
  return word;
}

bool is_province(std::string_view word) {
  return std::find(std::begin(kProvinces), std::end(kProvinces), word) != std::end(kProvinces);
}

// A city, county, district, town: two syllables or more that end so.
bool is_district(std::string_view word) {
  return word.size() >= 2 * kSyllable && word.size() <= 6 * kSyllable &&
         is_one_of(U"시군구읍면", syllable_before(word, word.size())) && syllable_at(word, 0) != 0;
}

bool is_road_or_village(std::string_view word) {
  return word.size() >= 2 * kSyllable && is_one_of(U"로길동리가", syllable_before(word, word.size())) &&
         syllable_at(word, 0) != 0;
}

// "-4", "번지", "번길 12", then the building: ", 101동 1203호", "3층", "(역삼동)".
std::size_t behind_number(std::string_view text, std::size_t end) {
  while (is_digit(at_or_space(text, end))) ++end;
  if (at_or_space(text, end) == '-' && is_digit(at_or_space(text, end + 1))) {
    ++end;
    while (is_digit(at_or_space(text, end))) ++end;
  }
  if (text.substr(end).starts_with("번지")) return end + 2 * kSyllable;
  // "대왕판교로 644번길 49": a side road has its number behind it.
  const std::size_t side = text.substr(end).starts_with("번길") ? 2 * kSyllable
                           : text.substr(end).starts_with("길") ? kSyllable
                                                                : 0;
  const std::size_t number = end + side + (at_or_space(text, end + side) == ' ' ? 1U : 0U);
  if (side == 0 || number >= text.size() || !is_digit(text[number])) return end + side;
  return behind_number(text, number);
}

// "101동", "1203호", "3층", "B1", "지하 1층"; end of it, or `at` where none stands.
std::size_t unit_end(std::string_view text, std::size_t at) {
  std::size_t i = at;
  if (text.substr(std::min(i, text.size())).starts_with("지하"))
    i += 2 * kSyllable + (at_or_space(text, i + 2 * kSyllable) == ' ' ? 1 : 0);
  else if (is_upper(at_or_space(text, i)) && is_digit(at_or_space(text, i + 1))) ++i;
  const std::size_t digits = i;
  while (is_digit(at_or_space(text, i)) ||
         (i > digits && at_or_space(text, i) == '-' && is_digit(at_or_space(text, i + 1))))
    ++i;
  if (i == digits || !is_one_of(U"동호층", syllable_at(text, i))) return at;
  return i + kSyllable;
}

std::size_t skip_joint(std::string_view text, std::size_t at) {
  std::size_t i = at;
  if (at_or_space(text, i) == ',') ++i;
  while (i < text.size() && i < at + 2 && text[i] == ' ') ++i;
  return i;
}

std::size_t with_building(std::string_view text, std::size_t end) {
  for (int parts = 0; parts < 5; ++parts) {
    const std::size_t next = skip_joint(text, end);
    const std::size_t unit = unit_end(text, next);
    if (unit != next) {
      end = unit;
      continue;
    }
    // The name of a building, when a unit follows it.
    const std::string_view name = hangul_from(text, next, 10);
    const std::size_t behind = skip_joint(text, next + name.size());
    if (next > end && name.size() >= 2 * kSyllable && unit_end(text, behind) != behind) {
      end = unit_end(text, behind);
      continue;
    }
    if (at_or_space(text, next) == '(') {
      const std::size_t close = text.find(')', next);
      const std::string_view village = hangul_from(text, next + 1, 8);
      if (close != std::string_view::npos && close < next + 90 && !village.empty() &&
          is_one_of(U"동리가", syllable_before(village, village.size())))
        end = close + 1;
    }
    break;
  }
  return end;
}

// Walks back from a road or village over the districts to the province; tells how many stand there.
struct Head {
  std::size_t begin = 0;
  int districts = 0;
  bool province = false;
};
Head head_of(std::string_view text, std::size_t begin) {
  Head head{begin, 0, false};
  while (head.begin > 1 && !head.province && head.districts < 4) {
    const char gap = text[head.begin - 1];
    if (gap != ' ' && gap != '\n' && gap != '\t') break;
    const Word word = word_before(text, head.begin - 1);
    const std::string_view written = text.substr(word.begin, word.size());
    const bool village = head.districts == 0 && is_road_or_village(written) &&
                         is_one_of(U"동리가", syllable_before(written, written.size()));
    head.province = is_province(written);
    if (!head.province && !is_district(written) && !village) break;
    head.districts += village ? 0 : 1;
    head.begin = word.begin;
  }
  return head;
}

}  // namespace

bool begins_region(char32_t c) { return is_one_of(U"서부대인광울세경강충전제", c); }

Match match_address(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  const bool spaced = at > 0 && text[at - 1] == ' ';
  const Word road = word_before(text, at - (spaced ? 1 : 0));
  if (!is_road_or_village(text.substr(road.begin, road.size()))) return std::nullopt;
  const Head head = head_of(text, road.begin);
  const bool called = has_word_before(page, head.begin, kAddressWords);
  if (head.districts == 0 && !called) return std::nullopt;
  const std::size_t number_end = behind_number(text, at);
  if (is_word(at_or_space(text, number_end)) || at_or_space(text, number_end) == '%') return std::nullopt;
  return Weight("road or village with number", spaced ? 0.3 : 0.2)
      .add(head.province, 0.4, "province")
      .add(head.districts > (head.province ? 1 : 0), 0.3, "district")
      .add(called, 0.3, "context word")
      .match("ADDRESS", head.begin, with_building(text, number_end));
}

// Province, district and village without a number: an address, though a rough one.
Match match_region(const Page& page, std::size_t at) {
  const std::string_view text = page.text;
  if (syllable_before(text, at) != 0 || is_word(before_or_space(text, at))) return std::nullopt;
  std::size_t end = at;
  int districts = 0;
  bool village = false;
  for (int words = 0; words < 5 && !village; ++words) {
    const std::size_t begin = words == 0 ? at : end + 1;
    if (words > 0 && at_or_space(text, end) != ' ') break;
    const std::string_view word = hangul_from(text, begin, 8);
    if (words == 0) {
      if (!is_province(word)) return std::nullopt;
    } else {
      village = districts > 0 && is_road_or_village(word);
      if (!village && !is_district(word)) break;
      districts += village ? 0 : 1;
    }
    end = begin + word.size();
  }
  const bool called = has_word_before(page, at, kAddressWords);
  if (districts == 0 || !(village || called)) return std::nullopt;
  return Weight("province and district", 0.25)
      .add(village, 0.25, "village or road")
      .add(called, 0.3, "context word")
      .match("ADDRESS", at, end);
}

}  // namespace onggi::privacy_room
