// Stems of predicates, and the denials that stand before and after them (National Institute of the Korean Language,
// "표준 국어 문법": short and long negation, 부정 부사 and 부정 보조 용언).
#include "answer/predicates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace onggi::answer_room {
namespace {

/// A morpheme of a contraction by itself: "해" is "하" and "아".
struct Unit {
  std::string text, tag;
  ByteRange bytes;
};

std::vector<Unit> units_of(std::string_view sentence, const Analyzer& analyzer) {
  std::vector<Unit> units;
  for (const Morpheme& one : analyzer.morphemes(sentence)) {
    if (one.tag.find('+') == std::string::npos || one.parts.size() != one.part_tags.size()) {
      units.push_back({one.lemma, one.tag, one.bytes});
      continue;
    }
    for (std::size_t part = 0; part < one.parts.size(); ++part)
      units.push_back({one.parts[part], one.part_tags[part], one.bytes});
  }
  return units;
}

struct Opposite {
  std::string_view word, of;
};

// A closed list of words of rules and notices.
constexpr std::array<Opposite, 14> kOpposites{{{"불가능", "가능"},
                                               {"불가", "가능"},
                                               {"금지", "허용"},
                                               {"불허", "허용"},
                                               {"제외", "포함"},
                                               {"미포함", "포함"},
                                               {"불포함", "포함"},
                                               {"불필요", "필요"},
                                               {"무료", "유료"},
                                               {"무상", "유상"},
                                               {"비공개", "공개"},
                                               {"미지급", "지급"},
                                               {"미적용", "적용"},
                                               {"부적합", "적합"}}};
constexpr std::array<std::string_view, 4> kSaid{"가능", "유료", "유상", "필요"};  // nouns that say something alone

class Reader {
 public:
  Reader(std::string_view sentence, const Analyzer& analyzer) : units_(units_of(sentence, analyzer)) {}

  std::vector<Predicate> read() {
    for (at_ = 0; at_ < units_.size(); ++at_)
      if (!read_denial() && !read_noun()) read_verb();
    return std::move(predicates_);
  }

 private:
  bool is(std::size_t index, std::string_view tag) const { return index < units_.size() && units_[index].tag == tag; }
  bool is(std::size_t index, std::string_view tag, std::string_view text) const {
    return is(index, tag) && units_[index].text == text;
  }
  bool is_particle(std::size_t index) const {
    return index < units_.size() && (units_[index].tag.starts_with("JK") || units_[index].tag == "JX");
  }
  bool is_noun(std::size_t index) const {
    return index < units_.size() && (units_[index].tag == "NNG" || units_[index].tag == "XR" || is(index, "NNP"));
  }

  void deny_last() {
    if (predicates_.empty()) return;
    predicates_.back().is_denied = !predicates_.back().is_denied;
    predicates_.back().bytes.end = units_[at_].bytes.end;
  }

  void say(std::string stem, std::size_t from, bool is_denied = false) {
    if (std::exchange(denies_next_, false)) is_denied = !is_denied;
    predicates_.push_back({std::move(stem), is_denied, {units_[from].bytes.begin, units_[at_].bytes.end}});
  }

  /// "안", "못" before a word; "-지 않", "-지 못하", "-지 말" after one; "수 없"; "-면 안 되".
  bool read_denial() {
    const Unit& unit = units_[at_];
    if (unit.tag == "MAG" && (unit.text == "안" || unit.text == "못")) {
      const bool forbids = is(at_ + 1, "VV", "되") && at_ > 0 && units_[at_ - 1].tag != "MAG";
      if (forbids && (is_particle(at_ - 1) || is(at_ - 1, "EC"))) {
        ++at_;
        deny_last();
      } else {
        denies_next_ = true;
      }
      return true;
    }
    if (!denies_behind(unit.text)) return read_ability();
    deny_last();
    return true;
  }

  /// "-지 않", "-지 말": the dictionary takes "마십시오" for drinking.
  bool denies_behind(std::string_view text) const {
    constexpr std::array<std::string_view, 7> kDenying{"않", "못하", "못", "말", "마", "마시", "아니하"};
    if (std::ranges::find(kDenying, text) == kDenying.end() || at_ == 0) return false;
    std::size_t before = at_ - 1;
    while (before > 0 && is_particle(before)) --before;
    return units_[before].tag == "EC" && units_[before].text.ends_with("지");
  }

  bool read_ability() {
    if (!is(at_, "NNB", "수")) return false;
    std::size_t next = at_ + 1;
    while (is_particle(next)) ++next;
    if (!is(next, "VA", "없") && !is(next, "VV", "있") && !is(next, "VA", "있") && !is(next, "VX", "있")) return false;
    at_ = next;
    if (units_[next].text == "없") deny_last();
    return true;
  }

  /// A noun that is what is said: with 하, 되, 이 or 아니 behind it, or one of those that say something alone.
  bool read_noun() {
    if (!is_noun(at_)) return false;
    const std::size_t noun = at_;
    const auto opposite = std::ranges::find(kOpposites, units_[noun].text, &Opposite::word);
    const bool is_opposite = opposite != kOpposites.end();
    const std::string stem = is_opposite ? std::string(opposite->of) : units_[noun].text;
    std::size_t next = noun + 1;
    if (is(next, "XSV") || is(next, "XSA") || is(next, "VCP")) {
      at_ = next;
      say(stem, noun, is_opposite);
      return true;
    }
    while (is_particle(next)) ++next;
    if (is(next, "VCN")) {
      at_ = next;
      say(stem, noun, !is_opposite);
      return true;
    }
    if (is(next, "VA", "없") || is(next, "VA", "있") || is(next, "VV", "있")) {
      at_ = next;
      say(units_[noun].text + "+있", noun, units_[next].text == "없");
      return true;
    }
    if (next > noun + 1 && (is(next, "XSV") || is(next, "VV", "하") || is(next, "VV", "되"))) {
      at_ = next;  // "신청을 하다", "신청이 되다"
      say(stem, noun, is_opposite);
      return true;
    }
    if (!is_opposite && std::ranges::find(kSaid, units_[noun].text) == kSaid.end()) return false;
    say(stem, noun, is_opposite);
    return true;
  }

  void read_verb() {
    const Unit& unit = units_[at_];
    if (unit.tag == "VA" && unit.text == "없") return say("있", at_, true);
    if (unit.tag == "VV" || unit.tag == "VA") say(unit.text, at_);
  }

  std::vector<Unit> units_;
  std::size_t at_ = 0;
  bool denies_next_ = false;
  std::vector<Predicate> predicates_;
};

}  // namespace

std::vector<Predicate> predicates_of(std::string_view sentence, const Analyzer& analyzer) {
  return Reader(sentence, analyzer).read();
}

}  // namespace onggi::answer_room
