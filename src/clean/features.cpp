// One pass over characters, one over lines, one over n-grams.
#include "clean/features.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/hash.h"
#include "clean/shingles.h"
#include "text/text.h"

namespace onggi::clean_room {
namespace {

constexpr std::array<std::string_view, kFeatures> kNames = {"characters",     "hangul_share",   "symbol_share",
                                                            "digit_share",    "repeated_lines", "repeated_grams",
                                                            "function_words", "list_lines"};

struct Counts {
  std::int64_t visible = 0, hangul = 0, digits = 0, symbols = 0;
};

bool is_letter(char32_t c) {
  const bool ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return ascii || (c >= 0xC0 && c <= 0x24F) || is_hangul(c) || is_hanja(c) || (c >= 0x370 && c <= 0x4FF) ||
         (c >= 0x3040 && c <= 0x30FF);
}

bool is_usual_punctuation(char32_t c) {
  constexpr std::u32string_view kUsual = U".,?!:;'\"()[]~-–—…·“”‘’%「」『』《》〈〉、。/";
  return kUsual.find(c) != std::u32string_view::npos;
}

Counts count(std::string_view utf8) {
  Counts counts;
  for (std::size_t offset = 0; offset < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[offset]);
    if (lead == ' ' || lead == '\n') {
      ++offset;
      continue;
    }
    const char32_t c = next_code_point(utf8, offset);
    if (is_hangul_syllable(c)) {
      ++counts.visible, ++counts.hangul;
      continue;
    }
    if (is_white_space(c) || is_control(c)) continue;
    ++counts.visible;
    if (is_hangul(c)) ++counts.hangul;
    else if (c >= '0' && c <= '9') ++counts.digits;
    else if (!is_letter(c) && !is_usual_punctuation(c)) ++counts.symbols;
  }
  return counts;
}

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

template <typename Each>
void each_line(std::string_view utf8, const Each& each) {
  for (std::size_t begin = 0; begin < utf8.size();) {
    const std::size_t end = std::min(utf8.find('\n', begin), utf8.size());
    const std::string_view line = utf8.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos) each(line.substr(first));
    begin = end + 1;
  }
}

bool is_list_line(std::string_view line) {
  constexpr auto kMarks =
      std::to_array<std::string_view>({"- ", "* ", "+ ", "•", "·", "◦", "▪", "■", "□", "○", "●", "◎", "ㆍ", "※"});
  if (std::ranges::any_of(kMarks, [&](std::string_view mark) { return line.starts_with(mark); })) return true;
  const std::size_t digits = line.find_first_not_of("0123456789");
  return digits > 0 && digits < line.size() && digits <= 3 && (line[digits] == '.' || line[digits] == ')');
}

struct Lines {
  std::int64_t all = 0, repeated = 0, of_lists = 0;
};

Lines lines_of(std::string_view utf8) {
  Lines lines;
  std::unordered_set<std::uint64_t> seen;
  each_line(utf8, [&](std::string_view line) {
    ++lines.all;
    lines.repeated += seen.insert(fnv1a(line)).second ? 0 : 1;
    lines.of_lists += is_list_line(line) ? 1 : 0;
  });
  return lines;
}

// A set of hashes that is emptied by forgetting it: one a thread, as large as the longest text so far.
class HashSet {
 public:
  void clear(std::size_t most) {
    const std::size_t size = std::bit_ceil(2 * most + 1);
    if (slots_.size() < size) slots_.assign(size, {});
    mask_ = size - 1;
    if (++round_ == 0) slots_.assign(slots_.size(), {}), round_ = 1;
  }
  bool insert(std::uint64_t hash) {
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      Slot& slot = slots_[at];
      if (slot.round != round_) {
        slot = {hash, round_};
        return true;
      }
      if (slot.hash == hash) return false;
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t round = 0;
  };
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::uint32_t round_ = 0;
};

// Hashes of runs of ten letters by adding the next and taking the first (Karp, Rabin 1987).
double repeated_grams(std::string_view utf8) {
  constexpr std::size_t kGram = 10;
  constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
  static constexpr std::uint64_t kPower = [] {
    std::uint64_t power = 1;
    for (std::size_t i = 0; i < kGram; ++i) power *= kBase;
    return power;
  }();
  const std::u32string letters = letters_of(utf8);
  if (letters.size() < 2 * kGram) return 0;
  thread_local HashSet seen;
  seen.clear(letters.size());
  std::uint64_t hash = 0;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    hash = hash * kBase + letters[i] + 1;
    if (i >= kGram) hash -= (letters[i - kGram] + 1) * kPower;
    if (i + 1 >= kGram) repeated += seen.insert(hash ^ (hash >> 29U)) ? 0U : 1U;
  }
  return static_cast<double>(repeated) / static_cast<double>(letters.size() - kGram + 1);
}

// Particles and endings that most Korean words in running text end with (한국어 조사·어미 by frequency).
bool ends_as_function_word(std::string_view word) {
  constexpr auto kEnds = std::to_array<std::string_view>(
      {"은", "는", "이", "가", "을", "를", "에", "의", "로", "와", "과", "도", "만", "서",
       "고", "며", "면", "지", "다", "요", "게", "한", "할", "된", "될", "인", "던", "여",
       "해", "어", "아", "까", "나", "든", "듯", "니", "자", "라", "러", "려", "기", "음"});
  return std::ranges::any_of(kEnds,
                             [&](std::string_view end) { return word.ends_with(end) && word.size() > end.size(); });
}

double function_words(std::string_view utf8) {
  constexpr int kWordsMin = 8;
  int words = 0, functional = 0;
  for (std::size_t begin = 0; begin < utf8.size();) {
    const std::size_t end = std::min(utf8.find_first_of(" \n\t", begin), utf8.size());
    std::string_view word = utf8.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t last = word.find_last_not_of(".,?!:;'\")]");
    word = word.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (word.empty() || static_cast<unsigned char>(word.back()) < 0x80) continue;
    ++words;
    functional += ends_as_function_word(word) ? 1 : 0;
  }
  return words < kWordsMin ? 1 : static_cast<double>(functional) / words;
}

}  // namespace

std::string_view feature_name(Feature feature) { return kNames[static_cast<std::size_t>(feature)]; }

Features features_of(std::string_view utf8, const WantedFeatures& wanted) {
  const auto any = [&](std::initializer_list<Feature> features) {
    return std::ranges::any_of(features, [&](Feature feature) { return wanted[static_cast<std::size_t>(feature)]; });
  };
  Features made{};
  const auto set = [&](Feature feature, double value) { made[static_cast<std::size_t>(feature)] = value; };
  if (any({Feature::characters, Feature::hangul_share, Feature::symbol_share, Feature::digit_share})) {
    const Counts counts = count(utf8);
    set(Feature::characters, static_cast<double>(counts.visible));
    set(Feature::hangul_share, share(counts.hangul, counts.visible));
    set(Feature::symbol_share, share(counts.symbols, counts.visible));
    set(Feature::digit_share, share(counts.digits, counts.visible));
  }
  if (any({Feature::repeated_lines, Feature::list_lines})) {
    const Lines lines = lines_of(utf8);
    set(Feature::repeated_lines, share(lines.repeated, lines.all));
    set(Feature::list_lines, share(lines.of_lists, lines.all));
  }
  if (any({Feature::repeated_grams})) set(Feature::repeated_grams, repeated_grams(utf8));
  if (any({Feature::function_words})) set(Feature::function_words, function_words(utf8));
  return made;
}

FeatureCounts::FeatureCounts() { counts_[static_cast<std::size_t>(Feature::characters)] = Distribution(true); }

void FeatureCounts::add(const Features& features) {
  for (std::size_t i = 0; i < kFeatures; ++i) counts_[i].add(features[i]);
}

void FeatureCounts::add(const FeatureCounts& other) {
  for (std::size_t i = 0; i < kFeatures; ++i) counts_[i].add(other.counts_[i]);
}

}  // namespace onggi::clean_room
