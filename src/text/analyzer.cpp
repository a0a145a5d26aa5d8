// The analyzer: clean text, own words as stand-ins, MeCab, then back to the bytes of the original.
#include "text/analyzer.h"

#include <atomic>
#include <map>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "text/features.h"
#include "text/mecab.h"
#include "text/offsets.h"
#include "text/tokens.h"
#include "text/user_words.h"

namespace onggi {
namespace {

constexpr std::string_view kRules = "tokens-2";

// MeCab knows nothing of the company's words and would join their syllables with what surrounds them. Each is therefore
// replaced by a noun that MeCab knows well, takes the same particles (은/는, 이/가, 으로/로 go by the final consonant)
// and grows no compounds. Tried and dropped: libmecab's constraints (no connection costs, and they abort on a word
// behind a space) and compiling a user dictionary (mecab_dict_index ends the process on a bad line).
std::string_view stand_in(std::string_view text, const UserMatch& match) {
  constexpr std::string_view kOpen = "아르헨티나";
  constexpr std::string_view kRieul = "포르투갈";
  constexpr std::string_view kClosed = "아제르바이잔";
  const std::string_view word = match.word->word;
  std::size_t last = floor_to_code_point(word, word.size() - 1);
  const char32_t c = next_code_point(word, last);
  if (is_hangul_syllable(c)) {
    const char32_t final_consonant = (c - 0xAC00) % 28;
    return final_consonant == 0 ? kOpen : final_consonant == 8 ? kRieul : kClosed;
  }
  // A Latin word: how it is read shows in the particle behind it.
  for (const std::string_view particle : {"은", "이", "을", "과", "으"})
    if (text.substr(match.bytes.end).starts_with(particle)) return kClosed;
  return kOpen;
}

Morpheme from_dictionary(std::string_view text, ByteRange bytes, const DictionaryNode& node) {
  const Feature feature = parse_feature(node.feature);
  Morpheme m{
      .surface = std::string(slice(text, bytes)), .tag = std::string(feature.tag), .bytes = bytes, .known = node.known};
  m.lemma = m.surface;
  for (const ExpressionPart& part : parse_expression(feature.expression)) {
    m.parts.push_back(to_nfc(part.form));
    m.part_tags.emplace_back(part.tag);
  }
  if (m.tag.find('+') != std::string::npos && !m.parts.empty()) m.lemma = m.parts.front();
  return m;
}

Morpheme from_user(std::string_view text, const UserMatch& match) {
  Morpheme m{.surface = std::string(slice(text, match.bytes)), .tag = "NNP", .bytes = match.bytes};
  m.lemma = m.surface;
  m.parts = match.word->parts;
  m.part_tags.assign(m.parts.size(), "NNG");
  return m;
}

class MecabAnalyzer final : public Analyzer {
 public:
  MecabAnalyzer(std::unique_ptr<Mecab> mecab, UserWords words)
      : mecab_(std::move(mecab)), words_(std::make_shared<const InUse>(InUse{std::move(words), 0})) {
    // Why the empty part: the words' version stood there once, and a home without words keeps its index.
    const std::string_view parts[] = {mecab_->version(), "", kRules};
    version_ = sha256_hex_parts(parts).substr(0, kFingerprintLetters);
  }

  std::vector<Morpheme> morphemes(std::string_view utf8) const override {
    const MappedText clean = clean_for_analysis(utf8);
    std::vector<Morpheme> found = analyse(clean.text());
    for (Morpheme& m : found) m.bytes = clean.original(m.bytes);
    return found;
  }

  std::vector<Token> tokens(std::string_view utf8) const override {
    const MappedText clean = clean_for_analysis(utf8);
    const std::vector<Morpheme> morphemes = analyse(clean.text());
    std::vector<Token> made = make_tokens(clean.text(), morphemes, hanja_readings(morphemes));
    for (Token& token : made) token.bytes = clean.original(token.bytes);
    return made;
  }

  std::vector<Morpheme> dictionary_morphemes(std::string_view utf8) const override {
    const MappedText clean = clean_for_analysis(utf8);
    std::vector<Morpheme> found = plain(clean.text(), {0, clean.text().size()});
    for (Morpheme& m : found) m.bytes = clean.original(m.bytes);
    return found;
  }

  const std::string& version() const override { return version_; }

  // The set of words that are found in a text says where each of them was found: longest matches from the left are the
  // same among these words as among all.
  std::string company_words_in(std::span<const std::string_view> texts) const override {
    const auto in_use = words_.load();
    if (in_use->words.empty()) return {};
    std::map<std::string, const UserWord*> found;
    for (const std::string_view text : texts)
      for (const UserMatch& match : in_use->words.find(clean_for_analysis(text).text()))
        found.emplace(UserWords::key(match.word->word), match.word);
    if (found.empty()) return {};
    std::string all;
    for (const auto& [key, word] : found) {
      all += key;
      for (const std::string& part : word->parts) all.append("\t").append(part);
      all += '\n';
    }
    return sha256_hex(all).substr(0, kFingerprintLetters);
  }

  void use_words(UserWords words, std::int64_t state) override {
    words_.store(std::make_shared<const InUse>(InUse{std::move(words), state}));
  }
  std::int64_t words_state() const override { return words_.load()->state; }
  std::vector<UserWord> company_words() const override { return words_.load()->words.all(); }

 private:
  static constexpr std::size_t kFingerprintLetters = 16;
  struct InUse {
    UserWords words;
    std::int64_t state = 0;
  };

  /// Looked up again one by one: Hanja are few, and what they are read as hardly depends on their neighbours.
  std::vector<HanjaReading> hanja_readings(const std::vector<Morpheme>& morphemes) const {
    std::vector<HanjaReading> readings;
    for (const Morpheme& m : morphemes) {
      std::size_t first = 0;
      if (!m.known || !is_hanja(next_code_point(m.surface, first))) continue;
      const std::vector<DictionaryNode> nodes = mecab_->parse(m.surface);
      if (nodes.size() != 1) continue;
      const std::string_view reading = parse_feature(nodes.front().feature).reading;
      if (!reading.empty()) readings.push_back({m.bytes, to_nfc(reading)});
    }
    return readings;
  }

  std::vector<Morpheme> analyse(const std::string& text) const {
    const auto in_use = words_.load();  // matches point into it
    const std::vector<UserMatch> matches = in_use->words.find(text);
    return matches.empty() ? plain(text, {0, text.size()}) : with_user_words(text, matches);
  }

  std::vector<Morpheme> plain(std::string_view text, ByteRange range) const {
    std::vector<Morpheme> out;
    for (const DictionaryNode& node : mecab_->parse(slice(text, range)))
      out.push_back(from_dictionary(text, {range.begin + node.bytes.begin, range.begin + node.bytes.end}, node));
    return out;
  }

  std::vector<Morpheme> with_user_words(std::string_view text, const std::vector<UserMatch>& matches) const {
    MappedText replaced;
    std::size_t done = 0;
    for (const UserMatch& match : matches) {
      replaced.copy(text.substr(done, match.bytes.begin - done), done);
      replaced.replace(stand_in(text, match), match.bytes);
      done = match.bytes.end;
    }
    replaced.copy(text.substr(done), done);
    return merge(text, matches, replaced);
  }

  // A node may reach over the border of a stand-in where MeCab knows a longer word after all; what lies outside is
  // analysed alone.
  std::vector<Morpheme> merge(std::string_view text, const std::vector<UserMatch>& matches,
                              const MappedText& replaced) const {
    std::vector<Morpheme> out;
    std::size_t done = 0;
    auto match = matches.begin();
    const auto emit_plain = [&](ByteRange range) {
      std::vector<Morpheme> some = plain(text, range);
      out.insert(out.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    };
    for (const DictionaryNode& node : mecab_->parse(replaced.text())) {
      const ByteRange range = replaced.original(node.bytes);
      if (range.end <= done) continue;
      if (match == matches.end() || range.end <= match->bytes.begin) {
        if (range.begin >= done) out.push_back(from_dictionary(text, range, node));
        else emit_plain({done, range.end});
        done = range.end;
        continue;
      }
      if (range.begin < match->bytes.begin) emit_plain({std::max(done, range.begin), match->bytes.begin});
      for (; match != matches.end() && match->bytes.begin < range.end; ++match) {
        if (match->bytes.begin > done && done > range.begin) emit_plain({done, match->bytes.begin});
        out.push_back(from_user(text, *match));
        done = match->bytes.end;
      }
      if (range.end > done) emit_plain({done, range.end}), done = range.end;
    }
    return out;
  }

  std::unique_ptr<Mecab> mecab_;
  std::atomic<std::shared_ptr<const InUse>> words_;  // shared with the calls that began with them
  std::string version_;
};

}  // namespace

Result<std::unique_ptr<Analyzer>> Analyzer::open(const Options& options) {
  ONGGI_TRY(std::unique_ptr<Mecab> mecab, Mecab::open(options.dictionary));
  UserWords words;
  if (!options.user_dictionary.empty()) {
    ONGGI_TRY(words, UserWords::read(options.user_dictionary));
  }
  return std::make_unique<MecabAnalyzer>(std::move(mecab), std::move(words));
}

}  // namespace onggi
