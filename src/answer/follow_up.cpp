// What a conversation speaks of goes along from question to question: the words of the last one that stood for itself
// (its subject), and the last one as a whole. Which of the two a follow-up takes depends on how it hangs on them.
#include "answer/follow_up.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "answer/expectation.h"
#include "retrieve/coverage.h"
#include "text/text.h"

namespace onggi::answer_room {
namespace {

constexpr std::size_t kTurnsMax = 8;
constexpr std::size_t kBytesMax = 200;                        // of a follow-up; who writes more says what about
constexpr std::size_t kCarriedMax = 4;                        // words
constexpr std::size_t kEnoughKorean = 3, kEnoughEnglish = 4;  // words that stand for themselves (English counts verbs)
constexpr std::size_t kFragmentWordsMax = 6;

constexpr auto kConnectives = std::to_array<std::string_view>(
    {"그럼", "그러면", "그렇다면", "그런데", "근데", "그리고", "그래서",     "또",
     "또한", "혹시",   "참",       "아",     "네",   "음",     "and",        "but",
     "so",   "then",   "also",     "or",     "ok",   "okay",   "what about", "how about"});
// With whatever particle behind them.
constexpr auto kPointing = std::to_array<std::string_view>(
    {"그건", "그거", "그것", "그게", "그걸", "그때", "그곳", "거기", "그쪽", "그중", "그동안", "그날",
     "그분", "그런", "이건", "이거", "이것", "이게", "이걸", "여기", "이때", "이런", "방금",   "아까"});
constexpr auto kPointingAlone = std::to_array<std::string_view>(
    {"그",    "이",   "위",   "해당",  "앞의", "it",  "its", "they", "them", "their", "theirs", "those",
     "these", "this", "that", "there", "he",   "him", "his", "she",  "her",  "one",   "ones"});
// "is there", "is it possible": nothing is pointed at.
constexpr auto kExpletives = std::to_array<std::string_view>(
    {"is there", "are there", "there is", "there are", "is it possible", "is it allowed", "is it necessary"});
constexpr auto kEnglishVerbs = std::to_array<std::string_view>(
    {"is",    "are",  "was",   "were",   "be",   "do",    "does", "did", "can", "could", "may",
     "might", "must", "shall", "should", "will", "would", "have", "has", "had", "get",   "need"});
// What says nothing of what is asked about.
constexpr auto kEnglishPlain = std::to_array<std::string_view>(
    {"a",     "an",    "the",   "of",    "in",     "on",     "at",        "to",      "for",    "from", "with",
     "by",    "about", "into",  "as",    "and",    "or",     "but",       "not",     "no",     "if",   "than",
     "then",  "so",    "i",     "me",    "my",     "we",     "us",        "our",     "you",    "your", "what",
     "which", "who",   "whom",  "whose", "when",   "where",  "why",       "how",     "much",   "many", "long",
     "often", "there", "here",  "also",  "please", "any",    "some",      "happens", "happen", "take", "make",
     "know",  "tell",  "want",  "go",    "day",    "days",   "hour",      "hours",   "too",    "up",   "out",
     "over",  "back",  "until", "after", "before", "during", "something", "instead"});
constexpr auto kKoreanPlain = std::to_array<std::string_view>({"가능", "필요", "거", "건", "분", "등", "번", "제"});

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_korean(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();)
    if (is_hangul(next_code_point(text, offset))) return true;
  return false;
}

std::string_view without_marks(std::string_view word) {
  while (!word.empty() && std::string_view(" ?!.,;:").contains(word.back())) word.remove_suffix(1);
  return word;
}

std::vector<ByteRange> words_in(std::string_view text) {
  std::vector<ByteRange> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back({at, end});
    at = end + 1;
  }
  return words;
}

/// A noun, or a run of nouns written together; in English any word that says something.
struct Word {
  std::string text;
  ByteRange bytes;
  bool is_topic = false;  // a particle behind it says that it is spoken of
  bool is_also = false;   // "이월도"
};

bool is_noun(const Morpheme& morpheme) {
  constexpr std::array<std::string_view, 8> kTags{"NNG", "NNP", "XR", "SL", "SN", "SH", "XPN", "UNKNOWN"};
  return is_one_of(morpheme.tag, kTags);
}

bool belongs_behind(const Morpheme& morpheme) {
  return is_noun(morpheme) || morpheme.tag == "XSN" || morpheme.tag == "NNBC" || morpheme.tag == "NNB";
}

bool says_something(std::string_view word) {
  const std::string folded = fold(word);
  if (retrieve::is_asking(folded) || is_one_of(folded, kKoreanPlain)) return false;
  if (is_korean(folded)) return true;
  return folded.size() > 1 && !is_one_of(folded, kEnglishPlain) && !is_one_of(folded, kEnglishVerbs) &&
         !is_one_of(folded, kPointingAlone);
}

// The dictionary cuts words that it does not know anywhere ("경|조금"): they begin where they are written to.
std::size_t begin_of(const std::vector<Morpheme>& morphemes, std::size_t noun) {
  std::size_t begin = morphemes[noun].bytes.begin;
  for (std::size_t i = noun; i > 0; --i) {
    const Morpheme& before = morphemes[i - 1];
    if (before.bytes.end != begin || std::string_view("JEVS").contains(before.tag.front())) break;
    begin = before.bytes.begin;
  }
  return begin;
}

std::vector<Word> words_of(std::string_view text, const std::vector<Morpheme>& morphemes) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < morphemes.size(); ++i) {
    if (!is_noun(morphemes[i])) continue;
    ByteRange bytes = {begin_of(morphemes, i), morphemes[i].bytes.end};
    while (i + 1 < morphemes.size() && belongs_behind(morphemes[i + 1]) && morphemes[i + 1].bytes.begin == bytes.end)
      bytes.end = morphemes[++i].bytes.end;
    if (!says_something(slice(text, bytes))) continue;
    Word word{.text = std::string(slice(text, bytes)), .bytes = bytes};
    if (i + 1 < morphemes.size() && morphemes[i + 1].bytes.begin == bytes.end) {
      const Morpheme& behind = morphemes[i + 1];
      word.is_also = behind.surface == "도";
      word.is_topic = behind.tag == "JKS" || behind.surface == "은" || behind.surface == "는" || word.is_also;
    }
    words.push_back(std::move(word));
  }
  return words;
}

bool holds(const std::vector<Word>& words, std::string_view text) {
  return std::ranges::any_of(words, [text](const Word& one) { return one.text == text; });
}

std::string joined(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) text.append(text.empty() ? "" : " ").append(word.text);
  return text;
}

/// One question, read.
class Question {
 public:
  Question(std::string_view question, const Analyzer& analyzer) : text_(squeeze_spaces(to_nfc(question))) {
    drop_connectives();
    morphemes_ = analyzer.morphemes(text_);
    words_ = words_of(text_, morphemes_);
    find_pointing();
    std::erase_if(words_, [this](const Word& word) {
      return pointing_.size() > 0 && word.bytes.begin < pointing_.end && word.bytes.end > pointing_.begin;
    });
  }

  /// Without "그럼", "and" at its beginning.
  const std::string& text() const { return text_; }
  const std::vector<Word>& words() const { return words_; }
  bool points() const { return pointing_.size() > 0; }

  /// Names what is new and asks nothing: "신입은요?", "and for interns?", "병가는 어떻게 되나요?".
  bool is_fragment() const {
    if (words_.empty() || points()) return false;
    if (!is_korean(text_)) return words_in(text_).size() <= kFragmentWordsMax && !has_english_verb();
    return !says_more();
  }

  bool says_enough() const { return words_.size() >= (is_korean(text_) ? kEnoughKorean : kEnoughEnglish); }
  bool is_also() const { return std::ranges::any_of(words_, &Word::is_also); }
  const Word* topic() const {
    const auto found = std::ranges::find_if(words_, &Word::is_topic);
    return found == words_.end() ? nullptr : &*found;
  }

  std::string with_pointed(std::string_view carried) const {
    std::string text = text_;
    return text.replace(pointing_.begin, pointing_.size(), carried);
  }

  /// "신입은요?" → "신입은".
  std::string bare() const {
    std::string_view text = without_marks(text_);
    if (is_korean(text) && text.ends_with("요")) text.remove_suffix(std::string_view("요").size());
    return std::string(text);
  }

 private:
  void drop_connectives() {
    for (bool again = true; again;) {
      again = false;
      const std::string folded = fold(text_);
      for (const std::string_view word : kConnectives) {
        const bool begins = folded.size() == text_.size() && folded.starts_with(word) && folded.size() > word.size() &&
                            (folded[word.size()] == ' ' || folded[word.size()] == ',');
        if (!begins) continue;
        text_ = squeeze_spaces(std::string_view(text_).substr(word.size() + 1));
        again = true;
        break;
      }
    }
  }

  void find_pointing() {
    const std::string folded = fold(text_);
    const bool expletive = std::ranges::any_of(kExpletives, [&](std::string_view one) { return folded.contains(one); });
    for (const ByteRange bytes : words_in(text_)) {
      const std::string word = fold(without_marks(slice(text_, bytes)));
      const bool begins = std::ranges::any_of(kPointing, [&](std::string_view one) { return word.starts_with(one); });
      const bool alone = is_one_of(word, kPointingAlone) && !(expletive && (word == "there" || word == "it"));
      if (!begins && !alone) continue;
      pointing_ = {bytes.begin, bytes.begin + without_marks(slice(text_, bytes)).size()};
      return;
    }
  }

  bool has_english_verb() const {
    return std::ranges::any_of(words_in(text_), [this](ByteRange bytes) {
      const std::string word = fold(without_marks(slice(text_, bytes)));
      return word.contains('\'') || is_one_of(word, kEnglishVerbs);
    });
  }

  // A predicate or an interrogative of its own, other than "어떻게 되나요", "어떤가요".
  bool says_more() const {
    const bool asks_how = text_.contains("어떻") || text_.contains("어떤") || text_.contains("어때");
    return std::ranges::any_of(morphemes_, [asks_how](const Morpheme& one) {
      const bool is_how = one.surface.starts_with("어떻") || one.surface.starts_with("어떤") ||
                          one.surface.starts_with("어때") || (asks_how && one.surface.starts_with("되"));
      return !is_how && (is_predicate(one) || retrieve::is_asking(one.surface));
    });
  }

  static bool is_predicate(const Morpheme& morpheme) {
    return std::ranges::any_of(std::to_array<std::string_view>({"VV", "VA", "XSV", "XSA", "VCN"}),
                               [&](std::string_view tag) { return morpheme.tag.contains(tag); });
  }

  std::string text_;
  std::vector<Morpheme> morphemes_;
  std::vector<Word> words_;
  ByteRange pointing_;
};

/// "부장" for "과장", "경력사원" for "신입사원": one of a kind with another.
bool is_of_kind(std::string_view one, std::string_view other) {
  const std::size_t syllables = count_code_points(one), others = count_code_points(other);
  if (one == other || syllables < 2 || others < 2 || !is_korean(one) || !is_korean(other)) return false;
  return one.substr(byte_offset_of_code_point(one, syllables - 1)) ==
         other.substr(byte_offset_of_code_point(other, others - 1));
}

/// What a conversation speaks of, question after question.
class Thread {
 public:
  explicit Thread(const Analyzer& analyzer) : analyzer_(analyzer) {}

  Resolved take(const std::string& asked) {
    Resolved resolved{asked, {}};
    if (asked.size() <= kBytesMax) resolved = take_short({asked, analyzer_}, asked);
    else subject_.clear();
    last_ = resolved.text;
    last_words_ = Question(last_, analyzer_).words();
    if (subject_.empty()) subject_ = last_words_;
    return resolved;
  }

 private:
  Resolved take_short(const Question& question, const std::string& asked) {
    if (last_.empty() || last_words_.empty()) return alone(question, asked);
    if (question.is_fragment()) return completed(question);
    if (question.points()) return {question.with_pointed(joined(first(last_words_))), {}};
    if (question.says_enough() || shares_word(question)) return alone(question, asked);
    const std::string carried = with_subject(question);
    if (question.words().empty() || question.is_also()) return {carried, {}};
    const bool is_short = question.words().size() == 1;
    if (!is_short) subject_ = question.words();
    return is_short ? Resolved{carried, asked} : Resolved{asked, carried};
  }

  Resolved alone(const Question& question, const std::string& asked) {
    subject_ = question.words();
    return {asked, {}};
  }

  bool shares_word(const Question& question) const {
    return std::ranges::any_of(question.words(), [this](const Word& word) { return holds(subject_, word.text); });
  }

  static std::vector<Word> first(std::vector<Word> words) {
    if (words.size() > kCarriedMax) words.resize(kCarriedMax);
    return words;
  }

  std::string with_subject(const Question& question) const {
    std::vector<Word> carried = first(subject_);
    std::erase_if(carried, [&](const Word& word) { return holds(question.words(), word.text); });
    return squeeze_spaces(joined(carried) + " " + question.text());
  }

  // "경조금은요?" asks for something else of the same; "부장은요?" the same of somebody else.
  Resolved completed(const Question& question) {
    const Word& named = question.words().back();
    for (const Word& word : last_words_)
      if (is_of_kind(named.text, word.text)) return {replaced(word, named), {}};
    if (!is_korean(question.text())) return {std::string(without_marks(last_)) + " " + question.text(), {}};
    const Word* topic = nullptr;
    for (const Word& word : last_words_)
      if (word.is_topic) topic = &word;
    const std::string other = topic != nullptr ? replaced(*topic, named) : std::string();
    if (expected_of(question.bare()) != Expected::anything)
      return {joined(first(last_words_)) + " " + question.text(), other};
    return {question.bare() + " " + last_, other};
  }

  std::string replaced(const Word& word, const Word& by) const {
    std::string text = Question(last_, analyzer_).text();
    return text.replace(word.bytes.begin, word.bytes.size(), by.text);
  }

  const Analyzer& analyzer_;
  std::vector<Word> subject_, last_words_;
  std::string last_;
};

}  // namespace

Resolved resolve_follow_up(const std::vector<std::string>& earlier, std::string_view question,
                           const Analyzer& analyzer) {
  Thread thread(analyzer);
  const std::size_t begin = earlier.size() > kTurnsMax ? earlier.size() - kTurnsMax : 0;
  for (std::size_t i = begin; i < earlier.size(); ++i) thread.take(earlier[i]);
  return thread.take(std::string(question));
}

}  // namespace onggi::answer_room
